// What the collector knows of its history store: how it is set, and whom it trusts; real Prometheus and real VictoriaMetrics.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { acknowledgement } from './lib/report.mjs';
import { SecureFront } from './lib/secure_front.mjs';
import { passing, until } from './lib/until.mjs';

const FAULT = 'magpie_collector_history_store_fault';
const WELL = /the history store is set as it should be store=(\w+)/;
const TOKEN = 'c2VjcmV0LXRva2Vu.41';

const quick = (url, more = {}) => ({
    history: { url: `${url}/api/v1/write`, batch_seconds: 0.5, settle_seconds: 1, timeout_seconds: 5, ...more },
    acknowledge: { every_seconds: 0.5 },
});
const at = (store) => `http://127.0.0.1:${store.port}`;

const acknowledged = (observer, node) => observer.payloads('NCMD', node).map(acknowledgement).filter(Boolean);
const safe = (observer, node) => acknowledged(observer, node).at(-1)?.safe ?? 0;

async function node(house, id = 'pole-9') {
    const one = new MagpieNode(await house.connect(id, { clientId: id }), { id });
    await one.birth();
    return one;
}

/** Waits until these faults, and no others, are shown. */
async function hasFaults(collector, wanted) {
    await until(`the faults are ${wanted}`, async () => {
        const metrics = await collector.metrics();
        const reasons = ['dedup_interval', 'no_dedup', 'retention', 'out_of_order_window', 'receiver_off', 'unknown_store'];
        const shown = reasons.filter((reason) => metrics.value(FAULT, { reason }) === 1);
        assert.deepEqual(shown, wanted);
        return true;
    });
}

async function again(store, changes) {
    await store.stop();
    Object.assign(store, changes);
    await store.start();
}

inHouse('a Prometheus says how it is set, each time it comes', async (house) => {
    await house.startPlainBroker();
    const store = await house.startPrometheusStore();
    const collector = await house.startCollector(quick(at(store), { window_seconds: 3600 }));
    const pole = await node(house);
    await hasFaults(collector, []);
    assert.equal((await collector.says(WELL))[1], 'Prometheus');
    await pole.data({ values: { 2: ['long', 1] } });

    await again(store, { window: '30m', flags: ['--storage.tsdb.retention.time=30m'] });
    await hasFaults(collector, ['retention', 'out_of_order_window', 'receiver_off']);
    for (const cost of ['takes no remote write', 'it refuses what comes later', 'it drops what is older']) {
        await collector.says(new RegExp(`not set as it should be store=Prometheus reason=\\w+ cost=".*${cost}`));
    }
    await again(store, { window: '2h', flags: ['--web.enable-remote-write-receiver'] });
    await hasFaults(collector, []);
    await until('it is said twice', () => collector.log.match(new RegExp(WELL, 'g')).length === 2);
});

inHouse('a VictoriaMetrics says how it is set, each time it comes', async (house) => {
    await house.startPlainBroker();
    const store = await house.startVictoriaMetricsStore();
    const collector = await house.startCollector(quick(at(store), { window_seconds: 172_800 }));
    const pole = await node(house);
    await hasFaults(collector, []);
    assert.equal((await collector.says(WELL))[1], 'VictoriaMetrics');
    await pole.data({ values: { 2: ['long', 1] } });

    await again(store, { flags: ['-dedup.minScrapeInterval=30s', '-retentionPeriod=1d'] });
    await hasFaults(collector, ['dedup_interval', 'retention']);
    await collector.says(/reason=dedup_interval cost=".*30 s.*"/);
    await again(store, { flags: [] });
    await hasFaults(collector, ['no_dedup']);
    await again(store, { flags: ['-dedup.minScrapeInterval=1ms', '-retentionPeriod=2d'] });
    await hasFaults(collector, []);
});

inHouse('a store that cannot be asked is unknown, and that is no error', async (house) => {
    await house.startPlainBroker();
    await house.startCollector();
    const { port } = house.collector; // serves HTTP, and is no store
    const collector = await house.startCollector({ ...quick(`http://127.0.0.1:${port}`), database: { path: house.path('b') } });
    await collector.says(/cannot be asked how it is set reason=/);
    await hasFaults(collector, ['unknown_store']);
    assert.doesNotMatch(collector.log, /not set as it should be/);
});

inHouse('samples go to a store behind TLS, and nowhere else', async (house, step) => {
    await house.startBroker(['pole-9', 'store-client', 'pole-1']);
    const store = await house.startPrometheusStore();
    const { ca } = await house.identity('store-client');
    const server = { ca, certificate: join(house.certificates, 'server.crt'), key: join(house.certificates, 'server.key') };
    const own = await house.identity('store-client');
    const token_file = house.path('token');
    writeFileSync(token_file, `${TOKEN}\n`);
    const observer = await house.observe();
    const pole = await node(house);
    const fronts = [];
    const front = async (options) => {
        const one = await new SecureFront(store.port, server, options).start();
        fronts.push(one);
        house.atEnd.push(() => one.end());
        return one;
    };
    let before;
    /** A collector with these keys, and a report for it. */
    const collects = async (url, keys) => {
        await before?.stop();
        before = await house.startCollector(quick(url, { window_seconds: 3600, ...keys }));
        await pole.birth({ header: { oldest: 1 } });
        await pole.data({ values: { 2: ['long', pole.newest] }, header: { oldest: 1 } });
        return before;
    };
    /** The reason is in the log, and nothing is safe. */
    const failsWith = async (collector, reason) => {
        await until(`"${reason}" is said`, () => collector.log.includes(reason), 30);
        assert.equal(safe(observer, pole.id), 0);
    };
    const strict = await front({ wantsCertificate: true, token: TOKEN });
    const whole = { ca_file: ca, certificate_file: own.certificate, key_file: own.key, token_file };

    await step('a CA that has not signed it', async () => {
        const other = await house.identity('store-client', { directory: house.path('other') });
        const collector = await collects(strict.url, { ...whole, ca_file: other.ca });
        await failsWith(collector, 'was signed by a CA that is not trusted here');
    });
    await step('another name', async () => {
        const elsewhere = await front({ address: '127.0.0.2' });
        const collector = await collects(elsewhere.url, { ca_file: ca });
        await failsWith(collector, 'is for another name than the one in the address');
        assert.deepEqual(elsewhere.paths, []);
    });
    await step('no certificate of its own', async () => {
        const collector = await collects(strict.url, { ca_file: ca, token_file });
        await failsWith(collector, 'refused our certificate, or wants one');
    });
    await step('no TLS at all', async () => {
        const collector = await collects(`https://localhost:${store.port}`, { ca_file: ca });
        await failsWith(collector, 'speaks no TLS that we do');
    });
    await step('no token', async () => {
        const collector = await collects(strict.url, { ...whole, token_file: undefined });
        await failsWith(collector, 'who are you?');
        assert.ok((await collector.value('magpie_collector_history_requests_total', { outcome: 'denied' })) > 0);
        assert.deepEqual(strict.paths, []);
    });
    await step('all as it should be', async () => {
        const collector = await collects(strict.url, whole);
        for (let i = 0; i < 20; ++i) {
            await pole.data({ values: { 2: ['long', 1000 + i] }, header: { oldest: 1 } });
            await passing(0.1);
        }
        const name = 'magpie_link_receive_bytes_total';
        await until('all are stored', async () => {
            const [series] = await store.samples(name, { node: pole.id });
            return series.samples.filter(([, value]) => value >= 1000).length === 20;
        }, 30);
        await hasFaults(collector, []);
        assert.equal(await collector.value('magpie_collector_history_retries_total'), 0);
        assert.ok(strict.paths.includes('/api/v1/status/flags'));
        assert.ok(!collector.log.includes(TOKEN));
    });
    await step('files that are none are found before it starts', async () => {
        const broken = house.writeConfig('broken', {
            mqtt: { server: 'tcp://localhost:1883' },
            database: { path: house.path('broken.sqlite') },
            history: { url: 'https://localhost/api/v1/write', ca_file: token_file },
        });
        for (const more of [['--check-config'], []]) {
            const { code, output } = await run([programs.collector, '--config', broken, ...more]);
            assert.equal(code, 1);
            assert.match(output, /the CA file .*token holds no certificate in PEM/);
            assert.ok(!output.includes(TOKEN));
        }
    });
});

inHouse('what a pole lost its outbox for before it was stored counts as lost when the collector is killed', async (house, step) => {
    await house.startBroker(['pole-9']);
    const store = await house.startPrometheusStore();
    const collector = await house.startCollector(quick(at(store)));
    const observer = await house.observe();
    const pole = await node(house);
    const lost = (value) => collector.shows(value, 'magpie_node_reports_lost_total', { node: pole.id });
    const reports = async (count) => {
        for (let i = 0; i < count; ++i) {
            await pole.data({ values: { 2: ['long', i] }, header: { oldest: 1 } });
        }
        const received = () => acknowledged(observer, pole.id).at(-1)?.received === pole.newest;
        await until(`${pole.newest} are received`, received);
    };
    const losesItsOutbox = async () => {
        pole.epoch += 2n;
        pole.newest = 0;
        await pole.birth();
    };

    await step('the store comes back before: nothing is lost', async () => {
        await store.kill();
        await reports(5);
        assert.equal(safe(observer, pole.id), 0);
        await losesItsOutbox();
        await reports(2);
        await store.start();
        await until('all is safe', () => safe(observer, pole.id) === 2, 30);
        await collector.kill();
        await collector.start();
        await reports(1);
        await lost(0);
    });
    await step('the collector is killed before: what it had is lost', async () => {
        await until('all is safe', () => safe(observer, pole.id) === 3, 30);
        await store.kill();
        await reports(5);
        await losesItsOutbox();
        await reports(2);
        await lost(0);
        await collector.kill();
        await store.start();
        await collector.start();
        await pole.data({ values: { 2: ['long', 1] }, header: { oldest: 1 } });
        await lost(5);
        await collector.kill();
        await collector.start();
        await pole.data({ values: { 2: ['long', 1] }, header: { oldest: 1 } });
        await lost(5);
    });
});
