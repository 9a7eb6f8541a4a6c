// Nodes that send what they should not, each as fast as it can, all at one time: sound poles beside them notice nothing, and whoever goes
// on is not heard for a while.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';

import { awake } from './lib/clock.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { MagpieNode, SERIES } from './lib/magpie_node.mjs';
import { Program, residentMegabytes } from './lib/program.mjs';
import { chunk, fixed64, integer } from './lib/protobuf.mjs';
import { encodePayload, Type } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

const POLES = 200;
const TEN_YEARS = 10 * 365 * 86400 * 1000;
const HIGHEST = 2 ** 53 - 1;
const KILOBYTE = 1024;

/** So many different ones are made before the flood, for it is to be as fast as the broker. */
const PREPARED = 200;
const prepare = (make) => Array.from({ length: PREPARED }, (_, i) => make(i));
const bytes = (length) => randomBytes(length);
const gauge = (name, properties) => ({ name, datatype: Type.double, properties, value: ['double', 1] });

const births = (node, seriesOf) => prepare((i) => ['NBIRTH', node.encodeBirth({ series: [...SERIES, ...seriesOf(i)] })]);
const data = (node, changesOf) => prepare((i) => ['NDATA', node.encodeData(changesOf(i))]);

/** By name, what each sends; all but the first of them have begun as a sound node does. */
const hostile = {
    'noise-only': () => prepare(() => ['NBIRTH', bytes(300)]),
    'many-bytes': () => prepare(() => ['NDATA', encodePayload({ seq: 1, body: bytes(256 * KILOBYTE) })]).slice(0, 8),
    'new-series': (node) =>
        births(node, (i) => Array.from({ length: 50 }, (_, j) => gauge(`link/if${j}/mtu_bytes`, [['interface', `if-${i}-${j}`]]))),
    'label-bombs': (node) =>
        births(node, () => [gauge('link/if1/mtu_bytes', Array.from({ length: 7 }, (_, i) => [`label_${i}`, bytes(30 * KILOBYTE)]))]),
    'no-text': (node) =>
        births(node, () => [
            gauge(bytes(150), [[bytes(20), bytes(128)]]),
            gauge('link/if1/mtu_bytes', [['interface', bytes(128)]]),
        ]),
    'zlib-bombs': () => {
        const body = deflateSync(Buffer.alloc(100 * KILOBYTE * KILOBYTE));
        return [['NBIRTH', encodePayload({ uuid: 'SPBV1.0_COMPRESSED', body })]];
    },
    'far-future': (node) => data(node, () => ({ timestamp: Date.now() + TEN_YEARS, values: { 2: ['long', 1] } })),
    'odd-aliases': (node) =>
        data(node, (i) => ({ values: { [2 ** (i % 53)]: ['long', i], [HIGHEST]: ['double', i], 2: ['string', 'x'] } })),
    'high-numbers': (node) => data(node, (i) => ({ header: { first: HIGHEST - (i % 3), oldest: 1 + i, newest: HIGHEST } })),
    'many-epochs': (node) => {
        const earlier = () => Buffer.concat([fixed64(1, randomBytes(8).readBigUInt64LE() | 1n), integer(2, HIGHEST), integer(3, HIGHEST)]);
        const header = node.header.bind(node);
        node.header = (changes) => Buffer.concat([header(changes), ...Array.from({ length: 16 }, () => chunk(10, earlier()))]);
        return data(node, () => ({}));
    },
};

/** Sends the same things over and over, as fast as they are taken, until it is told to end. */
class Flood {
    constructor(node, messages) {
        Object.assign(this, { node, messages, sent: 0, going: true });
        this.ended = this.run();
    }

    async run() {
        const publish = ([verb, payload]) => this.node.peer.publish(this.node.topic(verb), payload, { qos: 0 });
        while (this.going) {
            const next = Array.from({ length: 20 }, (_, i) => this.messages[(this.sent + i) % this.messages.length]);
            await Promise.all(next.map(publish));
            this.sent += next.length;
            // The others are in this process, too.
            await new Promise((resolve) => setImmediate(resolve));
        }
    }

    async end() {
        this.going = false;
        await this.ended;
    }
}

const quarantine = async (collector) => JSON.parse((await collector.get('/api/v1/quarantine')).body).quarantine;
const isPole = ({ labels }) => labels.node.startsWith('sim-');

/** Of a page as Prometheus asks for it; and how long it took, in ms. */
async function scrape(collector) {
    const begun = awake();
    const page = await collector.metrics();
    return { page, took: awake() - begun };
}

function allAreWell(page) {
    assert.equal(page.select('magpie_node_up').filter((each) => isPole(each) && each.value === 1).length, POLES);
    assert.deepEqual(page.select('magpie_node_reports_lost_total').filter((each) => isPole(each) && each.value !== 0), []);
}

inHouse('One hostile node of each kind, all at full speed, harms no pole', async (house, step, t) => {
    await house.startPlainBroker({ patient: true });
    const collector = await house.startCollector({ quota: { messages_per_second: 100 } });
    const command = [programs.fleet, '--server', house.server, '--poles', `${POLES}`, '--interval', '1'];
    const fleet = house.add(new Program('fleet', command));
    await fleet.start();
    await until('all poles are up', async () => {
        allAreWell((await scrape(collector)).page);
        return true;
    }, 60);
    const { took: quiet } = await scrape(collector);
    const before = residentMegabytes(collector);

    const names = Object.keys(hostile);
    const floods = [];
    for (const id of names) {
        const node = new MagpieNode(await house.connect(id), { id });
        if (id !== 'noise-only') {
            await node.birth();
            await house.isUp(node);
        }
        floods.push([node, hostile[id](node)]);
    }
    const going = floods.map(([node, messages]) => new Flood(node, messages));

    await step('each comes into quarantine, and the poles are well all the while', async () => {
        let longest = 0;
        let largest = 0;
        const missing = async () => {
            const { page, took } = await scrape(collector);
            allAreWell(page);
            longest = Math.max(longest, took);
            largest = Math.max(largest, residentMegabytes(collector));
            const there = new Set((await quarantine(collector)).map(({ node }) => node));
            return names.filter((name) => !there.has(name));
        };
        await until('all are in quarantine', async () => (await missing()).length === 0, 90).catch(async (problem) => {
            throw new Error(`${problem.message}: without ${await missing()}`);
        });
        const { page } = await scrape(collector);
        const sent = going.reduce((sum, flood) => sum + flood.sent, 0);
        const figures = [
            `${sent} messages, ${page.value('magpie_collector_mqtt_dropped_total')} dropped`,
            `scrape ${quiet.toFixed(0)} ms before, at most ${longest.toFixed(0)} ms`,
            `RSS ${before.toFixed(0)} MB before, at most ${largest.toFixed(0)} MB`,
        ];
        t.diagnostic(figures.join('; '));
        for (const { node, reason, times } of await quarantine(collector)) {
            t.diagnostic(`${node}: ${reason}, ${times}`);
            assert.match(reason, /^too_many_(bytes|messages|births|new_series)$/);
        }
        assert.ok(longest < 5000, `a scrape took ${longest} ms`);
        assert.ok(largest < before + 200, `${largest} MB`);
        assert.equal(page.value('magpie_collector_quarantined_nodes'), names.length);
        assert.equal(page.sum('magpie_collector_quarantines_total'), names.length);
        const theirs = page.select('').filter(({ name, labels }) => names.includes(labels.node) && !name.startsWith('magpie_node_'));
        assert.deepEqual(theirs, [], 'their series have left');
    });

    await step('afterwards every pole is current, and nothing is lost', async () => {
        await Promise.all(going.map((flood) => flood.end()));
        await until('all are current', async () => {
            const page = await collector.metrics();
            const stale = Date.now() / 1000 - 5;
            const last = page.select('magpie_node_last_report_timestamp_seconds').filter(isPole);
            return last.filter(({ value }) => value > stale).length === POLES;
        }, 60);
        allAreWell(await collector.metrics());
    });

    await step('one that was repaired is heard again when its time is over', async () => {
        const { node } = going.at(-2);
        await until('its time is over', async () => !(await quarantine(collector)).some((each) => each.node === node.id), 70);
        await node.birth();
        await house.isUp(node);
    });
});
