// From a pole to the history: real Prometheus and real VictoriaMetrics keep every sample at the time of its node, and a node drops
// nothing that is not kept there.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { acknowledgement } from './lib/report.mjs';
import { passing, until } from './lib/until.mjs';

const STORES = ['Prometheus', 'VictoriaMetrics'];
/** What each needs to keep what it answered; VictoriaMetrics answers long before. */
const SETTLE = { Prometheus: 2, VictoriaMetrics: 15 };
const RECEIVED = 'magpie_link_receive_bytes_total';

/** A house with a store and a collector that writes to it, quickly. */
async function withStore(house, kind, history = {}) {
    await house.startBroker(['pole-1', 'pole-9']);
    const store = await house[`start${kind}Store`]();
    const collector = await house.startCollector({
        history: {
            url: `http://127.0.0.1:${store.port}/api/v1/write`,
            batch_seconds: 0.5,
            settle_seconds: SETTLE[kind],
            timeout_seconds: 5,
            ...history,
        },
        acknowledge: { every_seconds: 0.5 },
    });
    const observer = await house.observe();
    return { store, collector, observer };
}

const acknowledged = (observer, node) => observer.payloads('NCMD', node).map(acknowledgement).filter(Boolean);
const safe = (observer, node) => acknowledged(observer, node).at(-1)?.safe ?? 0;

async function node(house, id = 'pole-9') {
    const one = new MagpieNode(await house.connect(id, { clientId: id }), { id });
    await one.birth();
    return one;
}

/** Changes with every report that has it. */
const UPTIME = { store: 'magpie_host_uptime_seconds', sparkplug: 'host/uptime_seconds' };

/** Less than from one report to the next; the collector takes the node's clock as it finds it to be, which is a millisecond off at times. */
const NEAR = 50;
const missingOf = (made, kept) => made.filter((time) => !kept.some(([at]) => Math.abs(at - time) < NEAR));

/** The times of its samples, ms, as somebody beside the collector hears them. */
function uptimes(observer, node) {
    const { alias } = observer.payloads('NBIRTH', node)[0].metrics.find(({ name }) => name === UPTIME.sparkplug);
    const samples = observer.payloads('NDATA', node).flatMap(({ metrics }) => metrics.filter((metric) => metric.alias === alias));
    return samples.map(({ timestamp }) => timestamp);
}

/** [ms, value] of the one series that matches, as the store has it. */
async function samples(store, name, labels) {
    const all = await store.samples(name, labels);
    assert.ok(all.length <= 1, `${all.length} series`);
    return all[0]?.samples ?? [];
}

for (const kind of STORES) {
    inHouse(`${kind} has every value of a report at the very millisecond of the node`, async (house) => {
        const { store, collector, observer } = await withStore(house, kind, { settle_seconds: 2 });
        const pole = await node(house);
        const begun = Date.now() - 20_000;
        const sent = [];
        for (let i = 0; i < 20; ++i) {
            const [timestamp, value] = [begun + i * 997, 1000 + i * 1.0];
            sent.push([timestamp, value]);
            await pole.data({ values: { 2: ['long', value], 4: ['double', 40 + i / 8] }, timestamp });
        }
        await until('all are safe', () => safe(observer, pole.id) === 20, 30);
        const where = { area: 'mapo', node: pole.id, interface: 'eth9' };
        // VictoriaMetrics shows what it keeps a little later.
        await until('all are shown', async () => (await samples(store, RECEIVED, where)).length >= 20, 40);
        assert.deepEqual(await samples(store, RECEIVED, where), sent);
        const celsius = await samples(store, 'magpie_host_temperature_celsius', { node: pole.id, sensor: 'cpu' });
        assert.deepEqual(celsius, sent.map(([time], i) => [time, 40 + i / 8]));
        const up = await samples(store, 'magpie_node_up', { area: 'mapo', node: pole.id });
        assert.equal(up[0][1], 1);

        const late = Date.now() - 600_000;
        await pole.data({ values: { 2: ['long', 5] }, timestamp: late, header: { historical: true } });
        await until('the late one is safe', () => safe(observer, pole.id) === 21, 30);
        await until('the late one is shown', async () => (await samples(store, RECEIVED, where)).length >= 21, 40);
        assert.deepEqual((await samples(store, RECEIVED, where))[0], [late, 5]);

        const metrics = await collector.metrics();
        assert.equal(metrics.sum('magpie_collector_history_refused_total'), 0);
        assert.equal(metrics.value('magpie_collector_history_requests_total', { outcome: 'refused' }), 0);
        assert.ok(metrics.value('magpie_collector_history_samples_total') >= 41);
        await pole.peer.end();
    });

    inHouse(`${kind} killed right after it answered, and away for a while, costs no sample`, async (house) => {
        const { store, collector, observer } = await withStore(house, kind);
        const pole = await house.startAgent('pole-1', { report: { interval_seconds: 0.25 } });
        await until('reports are safe', () => safe(observer, pole.id) >= 3, 40);
        await store.kill();
        await passing(1.5); // what was settled before may be told yet
        const before = safe(observer, pole.id);
        await passing(5);
        assert.equal(safe(observer, pole.id), before, 'nothing becomes safe meanwhile');
        const held = await collector.value('magpie_node_outbox_reports', { node: pole.id });
        assert.ok(held >= 15, `the pole keeps ${held} reports`);
        await store.start();
        const newest = acknowledged(observer, pole.id).at(-1).received;
        const made = uptimes(observer, pole.id);
        await until('what was missed is safe', () => safe(observer, pole.id) > newest, 60);
        await until('the outbox is small again', async () => {
            const reports = await collector.value('magpie_node_outbox_reports', { node: pole.id });
            return reports <= (SETTLE[kind] + 4) * 4;
        }, 40);
        await pole.stop();
        await until('no hole', async () => {
            const kept = await samples(store, UPTIME.store, { node: pole.id });
            const missing = missingOf(made, kept);
            assert.ok(kept.length >= newest - 2 && missing.length === 0, `${kept.length} samples, ${missing.length} of ${made.length} are missing`);
            return true;
        }, 40);
        const metrics = await collector.metrics();
        assert.ok(metrics.value('magpie_collector_history_retries_total') > 0);
        assert.equal(metrics.sum('magpie_collector_history_refused_total'), 0);
        assert.equal(metrics.value('magpie_node_reports_lost_total', { node: pole.id }), 0);
    });
}

inHouse('Prometheus refuses one report among many, and only that is missing', async (house) => {
    const { store, collector, observer } = await withStore(house, 'Prometheus');
    const pole = await node(house);
    const begun = Date.now() - 30_000;
    await pole.data({ values: { 2: ['long', 1] }, timestamp: begun });
    await until('the first is safe', () => safe(observer, pole.id) === 1, 30);
    // One is older than this Prometheus takes, and younger than the collector was told that it does.
    const header = { historical: true };
    for (const [after, value] of [[1000, 2], [-7_200_000, 99], [2000, 3], [3000, 4]]) {
        await pole.data({ values: { 2: ['long', value] }, timestamp: begun + after, header });
    }
    await until('all are settled', () => safe(observer, pole.id) === 5, 40);
    const stored = await samples(store, RECEIVED, { node: pole.id });
    assert.deepEqual(stored, [[begun, 1], [begun + 1000, 2], [begun + 2000, 3], [begun + 3000, 4]]);
    assert.equal(await collector.value('magpie_collector_history_refused_total', { reason: 'set_aside' }), 1);
    const { set_aside: kept } = JSON.parse((await collector.get('/api/v1/refused')).body);
    assert.deepEqual(
        kept.map(({ area, node, first, last, first_ms, last_ms, samples }) => [area, node, first, last, first_ms, last_ms, samples]),
        [['mapo', pole.id, 3, 3, begun - 7_200_000, begun - 7_200_000, 1]],
    );
    assert.match(kept[0].words, /^status (400|500): ./);
    await collector.says(new RegExp(`the history store refused a report for good .*node=${pole.id} .*epoch=[0-9a-f]{16} numbers=3 samples=1 reason=`));
    await pole.peer.end();
});

inHouse('a collector killed before its samples were safe is given them again', async (house) => {
    const { store, collector, observer } = await withStore(house, 'Prometheus');
    const pole = await house.startAgent('pole-1', { report: { interval_seconds: 0.25 } });
    await until('reports are safe', () => safe(observer, pole.id) >= 3, 30);
    await store.kill();
    await passing(2);
    await collector.kill();
    await store.start();
    await collector.start();
    const newest = observer.heard('NDATA', pole.id).length;
    const made = uptimes(observer, pole.id);
    assert.ok(made.length >= 3);
    await until('all is safe', () => safe(observer, pole.id) > newest + 4, 60);
    await pole.stop();
    assert.deepEqual(missingOf(made, await samples(store, UPTIME.store, { node: pole.id })), []);
});

inHouse('a store that is the wrong address costs no report', async (house) => {
    const { store, collector, observer } = await withStore(house, 'VictoriaMetrics');
    await collector.stop();
    await house.startCollector({
        history: { url: `http://127.0.0.1:${store.port}/no/such/page`, batch_seconds: 0.5, settle_seconds: 0 },
        acknowledge: { every_seconds: 0.5 },
    });
    const pole = await house.startAgent('pole-1', { report: { interval_seconds: 0.25 } });
    await until('reports are received', () => (acknowledged(observer, pole.id).at(-1)?.received ?? 0) >= 5, 30);
    await passing(3);
    assert.equal(safe(observer, pole.id), 0);
    assert.equal(await house.collector.value('magpie_collector_history_refused_total', { reason: 'set_aside' }), 0);
    await house.collector.says(/the history store takes nothing/);
});
