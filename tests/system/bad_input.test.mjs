// Whatever a node sends, it harms nobody else: it is counted by its reason, kept for the operator to look at, and the others go on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

import { seriesKey } from './lib/exposition.mjs';
import { inHouse } from './lib/house.mjs';
import { MagpieNode, SERIES } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { chunk, integer } from './lib/protobuf.mjs';
import { encodePayload, Type } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

const COMPRESSED = 'SPBV1.0_COMPRESSED';
const MESSAGE_BYTES = 512 * 1024;
const DECADE = 10 * 365 * 86400 * 1000;

/** The same bytes on every run (mulberry32). */
function seededBytes(seed) {
    let state = seed;
    const next = () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return (t ^ (t >>> 14)) >>> 0;
    };
    return { number: (below) => next() % below, bytes: (length) => Buffer.from(Array.from({ length }, () => next() & 255)) };
}

/** The most memory a process has had, in bytes. */
function peakMemory(pid) {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

inHouse('bad input is counted, shown, and harms nobody else', async (house, step) => {
    const { collector, observer, pole } = await house.standUp({
        collector: { limits: { message_bytes: MESSAGE_BYTES } },
        agent: { report: { interval_seconds: 0.5 } },
    });
    const rogue = await house.connect('rogue');
    const node = new MagpieNode(rogue, { id: 'rogue' });
    const me = { node: 'rogue' };
    const healthyKeys = async () => (await collector.metrics()).select('', { node: pole.id }).map(seriesKey).sort();
    const before = await healthyKeys();
    const { pid } = collector;

    /** Still this collector, over the same connection; and the healthy agent has every series, and a report made since. */
    async function unharmed() {
        const since = Date.now() / 1000;
        await until(`${pole.id} is current`, async () => (await collector.value('magpie_node_last_report_timestamp_seconds', { node: pole.id })) > since, 3);
        assert.deepEqual(await healthyKeys(), before);
        const metrics = await collector.metrics();
        assert.equal(metrics.value('magpie_node_up', { node: pole.id }), 1);
        assert.equal(metrics.value('magpie_node_reports_lost_total', { node: pole.id }), 0);
        assert.equal(metrics.value('magpie_collector_mqtt_connects_total'), 1);
        assert.equal(observer.heard('NBIRTH', pole.id).length, 1);
        assert.equal(collector.pid, pid);
    }

    const counted = (metric, reason) => collector.sum(`magpie_collector_${metric}_total`, { reason });

    /** Does it, and waits for the reason to be counted and, of what is refused, for the message to be shown. */
    async function isRefused(reason, act, { times = 1, topic } = {}) {
        const count = await counted('refused', reason);
        const shownOf = async () => (await collector.refused()).filter((each) => each.reason === reason).at(-1);
        const last = (await shownOf())?.time_ms ?? 0;
        await until('another of this reason may be kept, one a second', () => Date.now() > last + 1000);
        await act();
        await until(`${reason} is counted`, async () => (await counted('refused', reason)) >= count + times);
        const shown = await until(`${reason} is shown`, async () => {
            const newest = await shownOf();
            return newest?.time_ms > last && newest;
        }, 3);
        assert.match(shown.topic, topic ?? /^spBv1\.0\/mapo\/[ND](BIRTH|DATA|DEATH)\/rogue/);
        assert.match(shown.first_bytes, /^([0-9a-f]{2}){0,64}$/);
        await unharmed();
    }

    async function isTolerated(reason, act) {
        const count = await counted('tolerated', reason);
        await act();
        await until(`${reason} is counted`, async () => (await counted('tolerated', reason)) > count);
        await unharmed();
    }

    /** From here it is a node like any other again. */
    async function reborn(changes) {
        const births = await collector.sum('magpie_collector_messages_total', { verb: 'NBIRTH' });
        await node.birth(changes);
        await until('the birth', async () => (await collector.sum('magpie_collector_messages_total', { verb: 'NBIRTH' })) > births);
        await until('rogue is up', async () => (await collector.value('magpie_node_up', me)) === 1);
    }

    await step('a message larger than the broker takes ends the connection of its sender', async () => {
        const other = await house.connect('other', { reconnectPeriod: 0 });
        other.publish('spBv1.0/mapo/NBIRTH/other', Buffer.alloc(2 * 1024 * 1024), { qos: 0 }).catch(() => {});
        await until('the broker cuts it off', () => !other.client.connected);
        await unharmed();
        assert.equal((await collector.metrics()).value('magpie_node_up', { node: 'other' }), undefined);
    });

    await step('a message larger than the collector takes', () =>
        isRefused('too_large', () => rogue.publish(node.topic('NBIRTH'), Buffer.alloc(MESSAGE_BYTES + 1, 0x0a))));

    await step('a birth that is cut off', () =>
        isRefused('truncated', () => rogue.publish(node.topic('NBIRTH'), node.encodeBirth().subarray(0, -5))));

    await step('a compression bomb, which is not even inflated', async () => {
        const memory = peakMemory(pid);
        const bomb = encodePayload({ uuid: COMPRESSED, body: deflateSync(Buffer.alloc(100 * 1024 * 1024)) });
        await isRefused('compression', () => rogue.publish(node.topic('NBIRTH'), bomb));
        assert.ok(peakMemory(pid) - memory < 16 * 1024 * 1024, `${peakMemory(pid) - memory} bytes more`);
    });
    await step('a compressed body that is none', () =>
        isRefused('compression', () => rogue.publish(node.topic('NBIRTH'), encodePayload({ uuid: COMPRESSED, body: 'not deflated' }))));
    await step('a bomb in a bomb', () => {
        const inner = encodePayload({ uuid: COMPRESSED, body: deflateSync(node.encodeBirth()) });
        return isRefused('seq_missing', () => rogue.publish(node.topic('NBIRTH'), encodePayload({ uuid: COMPRESSED, body: deflateSync(inner) })));
    });

    await step('fields of a wrong type', async () => {
        await isRefused('field_type', () => rogue.publish(node.topic('NBIRTH'), node.encodeBirth({ payload: { raw: chunk(3, 'text for a seq') } })));
        await isRefused('field_type', () => rogue.publish(node.topic('NBIRTH'), node.encodeBirth({ metrics: (list) => [...list, chunk(2, 'text for an alias')] })));
        await reborn();
        await isRefused('field_type', () => node.data({ values: { 2: ['string', 'text for a number'] } }));
        assert.equal(await collector.value('magpie_link_receive_bytes_total', me), undefined, 'the value before is no longer true');
    });
    await step('a seq that is none', async () => {
        await isRefused('seq_missing', () => rogue.publish(node.topic('NBIRTH'), node.encodeBirth({ payload: { seq: undefined } })));
        await isRefused('field_type', () => rogue.publish(node.topic('NBIRTH'), node.encodeBirth({ payload: { seq: 256 } })));
    });

    await step('an alias nobody has named', async () => {
        await reborn();
        await isRefused('unknown_alias', () => node.data({ values: { 999: ['long', 1] } }));
    });
    await step('an alias twice', async () => {
        await isRefused('alias_order', () => node.birth({ metrics: (list) => [...list.slice(0, -1), { ...list.at(-1), alias: 1 }] }));
        // Of an edge that is not ours.
        const metric = (name) => ({ name, alias: 5, timestamp: Date.now(), datatype: Type.double, value: ['double', 1] });
        await isRefused('alias_duplicate', () => rogue.publish(node.topic('NBIRTH'), encodePayload({ timestamp: Date.now(), seq: 0, metrics: [metric('a'), metric('b')] })));
    });

    await step('bytes that are no text, in names and labels, are shown escaped', async () => {
        const hostile = Buffer.from('\x00\x1b[31m"}\n\\ \xff\xfe\xc0\x80', 'latin1');
        await isTolerated('text_escaped', () => node.birth({
            series: [
                ...SERIES,
                { name: Buffer.concat([Buffer.from('link/'), hostile, Buffer.from('/mtu_bytes')]), datatype: Type.uint64, properties: [['interface', hostile]], value: ['long', 1] },
                { name: 'node/info', info: true, datatype: Type.uint64, properties: [['site', hostile], ['model', '까치 "온"']], value: ['long', 1] },
            ],
        }));
        const metrics = await collector.metrics(); // whose parser is strict
        const shown = metrics.select('magpie_link_mtu_bytes', me).map(({ labels }) => labels.interface).sort();
        assert.deepEqual(shown, ['\\x00\\x1b[31m"}\\x0a\\ \\xff\\xfe\\xc0\\x80', 'eth9']);
        assert.equal(metrics.select('magpie_node_info', me)[0].labels.model, '까치 "온"');
        assert.deepEqual(await run(['promtool', 'check', 'metrics'], { input: (await collector.get('/metrics')).body }), { code: 0, output: '' });
    });
    await step('names that are no metric and labels that are not a node\'s to write', async () => {
        await isRefused('metric_name', () => node.birth({ series: [{ ...SERIES[1], name: 'no path' }, { ...SERIES[1], name: 'link/e/bad-name' }, { ...SERIES[1], name: 'collector/x/nodes' }] }));
        for (const label of ['node', 'area', 'le', '__name__', 'bad-label', '']) {
            await isRefused('label_name', () => node.birth({ series: [{ ...SERIES[1], properties: [[label, 'pole-1']] }] }));
        }
        const metrics = await collector.metrics();
        assert.equal(metrics.select('magpie_collector_nodes', me).length, 0);
    });
    await step('a device whose name is no identifier', async () => {
        await reborn();
        const device = 'a"b\\c{} d';
        await rogue.publish(node.topic('DBIRTH', device), encodePayload({ timestamp: Date.now(), seq: 1, metrics: [{ name: 'x', timestamp: Date.now(), datatype: Type.double, value: ['double', 1] }] }));
        await until('it is up', async () => (await collector.value('magpie_node_device_up', { ...me, device })) === 1);
        await unharmed();
    });
    await step('more devices than a node may have', async () => {
        await reborn();
        await isRefused('too_many_devices', async () => {
            for (let i = 0; i < 80; ++i) {
                await rogue.publish(node.topic('DBIRTH', `device-${i}`), encodePayload({ timestamp: Date.now(), seq: i + 1, metrics: [] }));
            }
        });
        assert.ok((await collector.metrics()).select('magpie_node_device_up', me).length <= 64 + 1);
    });

    await step('what is not a number', async () => {
        await reborn();
        for (const value of [NaN, Infinity, -Infinity]) {
            await isRefused('not_a_number', () => node.data({ values: { 4: ['double', value] } }));
        }
    });
    await step('what cannot be', async () => {
        await reborn();
        await isRefused('out_of_bounds', () => node.data({ values: { 4: ['double', 5000] } }));
        assert.equal(await collector.value('magpie_host_temperature_celsius', me), undefined);
    });
    await step('a counter that runs backwards is passed on, for Prometheus reads a reset', async () => {
        await reborn();
        const resets = await collector.value('magpie_collector_resets_total');
        await node.data({ values: { 2: ['long', 5] } });
        await until('the reset', async () => (await collector.value('magpie_collector_resets_total')) === resets + 1);
        assert.equal(await collector.value('magpie_link_receive_bytes_total', me), 5);
        await unharmed();
    });
    await step('times that are years off are refused, never clamped', async () => {
        await reborn();
        for (const off of [DECADE, -DECADE]) {
            await isRefused('time_off', () => node.data({ values: { 3: ['long', 9000] }, timestamp: Date.now() + off }));
            await isRefused('time_off', () => node.data({ metrics: (list) => [...list, { alias: 3, timestamp: Date.now() + off, value: ['long', 9000] }] }));
        }
        assert.equal(await collector.value('magpie_link_mtu_bytes', me), 1500);
        await node.data({ values: { 3: ['long', 1400] } });
        await until('what is in time is taken', async () => (await collector.value('magpie_link_mtu_bytes', me)) === 1400);
    });

    await step('100,000 metrics in one birth', async () => {
        const metrics = Array.from({ length: 100_000 }, () => Buffer.concat([integer(2, 1)]));
        await isRefused('too_many_metrics', () => rogue.publish(node.topic('NBIRTH'), encodePayload({ timestamp: Date.now(), seq: 0, metrics })));
    });
    await step('thousands of areas of one identity', async () => {
        await reborn();
        const nodes = await collector.sum('magpie_collector_nodes');
        const birth = node.encodeBirth();
        await isRefused('area_mismatch', async () => {
            for (let i = 0; i < 3000; i += 100) {
                await Promise.all(Array.from({ length: 100 }, (_, j) => rogue.publish(`spBv1.0/area-${i + j}/NBIRTH/rogue`, birth)));
            }
        }, { times: 3000, topic: /^spBv1\.0\/area-\d+\/NBIRTH\/rogue$/ });
        const metrics = await collector.metrics();
        assert.equal(metrics.sum('magpie_collector_nodes'), nodes);
        assert.deepEqual([...new Set(metrics.select('').map(({ labels }) => labels.area).filter(Boolean))], ['mapo']);
    });
    await step('an area that is none', async () => {
        await isRefused('topic_id', () => rogue.publish('spBv1.0//NBIRTH/rogue', node.encodeBirth()), { topic: /^spBv1\.0\/\/NBIRTH\/rogue$/ });
        await isRefused('topic_id', () => rogue.publish(`spBv1.0/${'a'.repeat(300)}/NBIRTH/rogue`, node.encodeBirth()), { topic: /^spBv1\.0\/a+/ });
        const odd = new MagpieNode(await house.connect('odd'), { id: 'odd', area: 'we"ird\\ {}' });
        await odd.birth();
        await until('an area with quotes is only a name', async () => (await collector.value('magpie_node_up', { node: 'odd', area: 'we"ird\\ {}' })) === 1);
        await unharmed();
    });

    await step('topic and payload that disagree', async () => {
        await reborn();
        await isRefused('shape', () => node.birth({ header: { shape: 7n } }));
        await isRefused('alias_order', () => rogue.publish(node.topic('NBIRTH'), node.encodeData()));
        await reborn();
        await isRefused('header', () => rogue.publish(node.topic('NDATA'), node.encodeData({ header: { first: 0 } })));
        await isRefused('not_born', () => rogue.publish(node.topic('DDATA', 'unborn'), encodePayload({ timestamp: Date.now(), seq: node.seq += 1, metrics: [] })));
        await isRefused('stale_death', () => node.death(200));
        await isRefused('before_birth', () => rogue.publish(node.topic('NDATA'), node.encodeData({ payload: { timestamp: Date.now() - 60000 } })));
        assert.equal(await collector.value('magpie_node_up', me), 1);
    });

    await step('a thousand messages of noise', async () => {
        await reborn();
        const random = seededBytes(20250801);
        const verbs = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'];
        for (let i = 0; i < 1000; i += 50) {
            await Promise.all(Array.from({ length: 50 }, () => {
                const verb = verbs[random.number(verbs.length)];
                const topic = node.topic(verb, verb.startsWith('D') ? `d${random.number(3)}` : undefined);
                let payload = random.bytes(random.number(200));
                if (random.number(2)) { // a good one with a few bytes changed
                    payload = random.number(2) ? node.encodeBirth() : node.encodeData({ values: { 2: ['long', i] } });
                    for (let n = 1 + random.number(4); n > 0; --n) {
                        payload[random.number(payload.length)] = random.number(256);
                    }
                }
                return rogue.publish(topic, payload);
            }));
        }
        await unharmed();
        await reborn();
    });

    await step('the log has each reason a few times, in plain text', async () => {
        const lines = collector.log.split('\n').filter((each) => /refused/.test(each));
        assert.ok(lines.length > 10, `${lines.length} lines`);
        assert.ok(lines.length < 300, `${lines.length} lines`);
        assert.doesNotMatch(collector.log, /[\x00-\x09\x0b-\x1f\x7f\ufffd]/);
        for (const reason of ['too_large', 'truncated', 'compression', 'field_type', 'too_many_metrics', 'area_mismatch', 'time_off', 'unknown_alias', 'not_a_number']) {
            assert.ok(lines.some((each) => each.includes(`reason=${reason} `)), `${reason} is in the log`);
        }
    });
});
