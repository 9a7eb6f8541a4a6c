// Messages that are no good as a whole harm nobody else: each is counted by its reason and kept for the operator to look at.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

import { inHouse } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { chunk, integer } from './lib/protobuf.mjs';
import { MESSAGE_BYTES, Rogue } from './lib/rogue.mjs';
import { encodePayload } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

const compressed = (body) => encodePayload({ uuid: 'SPBV1.0_COMPRESSED', body });

/** The most memory a process has had, in bytes. */
function peakMemory(pid) {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

/** The same on every run (mulberry32). */
function seeded(seed) {
    let state = seed;
    const next = () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return (t ^ (t >>> 14)) >>> 0;
    };
    return {
        below: (limit) => next() % limit,
        bytes: (length) => Buffer.from(Array.from({ length }, () => next() & 255)),
    };
}

inHouse('messages that are no good are counted, shown, and harm nobody else', async (house, step) => {
    const rogue = await Rogue.enter(house);
    const { collector, node } = rogue;

    await step('larger than the broker takes: it ends the connection of the sender', async () => {
        const other = await house.connect('other', { reconnectPeriod: 0 });
        other.publish('spBv1.0/mapo/NBIRTH/other', Buffer.alloc(2 * 1024 * 1024), { qos: 0 }).catch(() => {});
        await until('the broker cuts it off', () => !other.client.connected);
        await rogue.harmsNobody();
        assert.equal(await collector.value('magpie_node_up', { node: 'other' }), undefined);
    });
    await step('larger than the collector takes', () =>
        rogue.isRefused('too_large', () => rogue.say('NBIRTH', Buffer.alloc(MESSAGE_BYTES + 1, 0x0a))),
    );
    await step('cut off', () =>
        rogue.isRefused('truncated', () => rogue.say('NBIRTH', node.encodeBirth().subarray(0, -5))),
    );
    await step('100,000 metrics in one birth', async () => {
        const metrics = Array.from({ length: 100_000 }, () => integer(2, 1));
        const birth = encodePayload({ timestamp: Date.now(), seq: 0, metrics });
        await rogue.isRefused('too_many_metrics', () => rogue.say('NBIRTH', birth));
    });

    await step('a compression bomb, which is not inflated', async () => {
        const bomb = compressed(deflateSync(Buffer.alloc(100 * 1024 * 1024)));
        const memory = peakMemory(collector.pid);
        await rogue.isRefused('compression', () => rogue.say('NBIRTH', bomb));
        const more = peakMemory(collector.pid) - memory;
        assert.ok(more < 16 * 1024 * 1024, `${more} bytes more`);
    });
    await step('compressed, but it is not', () =>
        rogue.isRefused('compression', () => rogue.say('NBIRTH', compressed('not deflated'))),
    );
    await step('compressed twice', async () => {
        const inner = compressed(deflateSync(node.encodeBirth()));
        await rogue.isRefused('seq_missing', () => rogue.say('NBIRTH', compressed(deflateSync(inner))));
    });

    await step('fields of a wrong type', async () => {
        const textForSeq = node.encodeBirth({ payload: { raw: chunk(3, 'text') } });
        await rogue.isRefused('field_type', () => rogue.say('NBIRTH', textForSeq));
        const textForAlias = node.encodeBirth({ metrics: (list) => [...list, chunk(2, 'text')] });
        await rogue.isRefused('field_type', () => rogue.say('NBIRTH', textForAlias));
    });
    await step('a seq that is none', async () => {
        const without = node.encodeBirth({ payload: { seq: undefined } });
        await rogue.isRefused('seq_missing', () => rogue.say('NBIRTH', without));
        await rogue.isRefused('field_type', () => rogue.say('NBIRTH', node.encodeBirth({ payload: { seq: 256 } })));
    });

    await step('thousands of areas of one identity', async () => {
        await rogue.reborn();
        const nodes = await collector.sum('magpie_collector_nodes');
        const birth = node.encodeBirth();
        const wander = async () => {
            for (let i = 0; i < 3000; i += 100) {
                const areas = Array.from({ length: 100 }, (_, j) => `area-${i + j}`);
                await Promise.all(areas.map((area) => rogue.peer.publish(`spBv1.0/${area}/NBIRTH/rogue`, birth)));
            }
        };
        await rogue.isRefused('area_mismatch', wander, { times: 3000, topic: /^spBv1\.0\/area-\d+\/NBIRTH\/rogue$/ });
        const metrics = await collector.metrics();
        assert.equal(metrics.sum('magpie_collector_nodes'), nodes);
        const strays = metrics.select('').filter(({ labels }) => labels.area && labels.area !== 'mapo');
        assert.deepEqual(strays, []);
    });
    await step('an area that is none', async () => {
        for (const area of ['', 'a'.repeat(300)]) {
            const topic = `spBv1.0/${area}/NBIRTH/rogue`;
            const shown = /^spBv1\.0\/(a+|\/NBIRTH\/rogue$)/;
            await rogue.isRefused('topic_id', () => rogue.peer.publish(topic, node.encodeBirth()), { topic: shown });
        }
    });
    await step('an area with quotes is only a name', async () => {
        const area = 'we"ird\\ {}';
        const odd = new MagpieNode(await house.connect('odd'), { id: 'odd', area });
        await odd.birth();
        await until('it is up', async () => (await collector.value('magpie_node_up', { node: 'odd', area })) === 1);
        await rogue.harmsNobody();
    });

    await step('topic and payload that disagree', async () => {
        await rogue.reborn();
        await rogue.isRefused('shape', () => node.birth({ header: { shape: 7n } }));
        await rogue.isRefused('alias_order', () => rogue.say('NBIRTH', node.encodeData()));
        await rogue.reborn();
        await rogue.isRefused('header', () => node.data({ header: { first: 0 } }));
        node.seq += 1;
        const data = encodePayload({ timestamp: Date.now(), seq: node.seq });
        await rogue.isRefused('not_born', () => rogue.say('DDATA', data, 'unborn'));
        await rogue.isRefused('stale_death', () => node.death(200));
        await rogue.isRefused('before_birth', () => node.data({ payload: { timestamp: Date.now() - 60000 } }));
        assert.equal(await rogue.value('magpie_node_up'), 1);
    });

    await step('a thousand messages of noise', async () => {
        await rogue.reborn();
        const random = seeded(20250801);
        const verbs = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'];
        const spoil = (payload) => {
            for (let n = 1 + random.below(4); n > 0; --n) {
                payload[random.below(payload.length)] = random.below(256);
            }
            return payload;
        };
        const noise = () => {
            switch (random.below(4)) {
                case 0:
                    return spoil(node.encodeBirth());
                case 1:
                    return spoil(node.encodeData({ values: { 2: ['long', random.below(10000)] } }));
                default:
                    return random.bytes(random.below(200));
            }
        };
        for (let i = 0; i < 1000; i += 50) {
            const messages = Array.from({ length: 50 }, () => verbs[random.below(verbs.length)]);
            await Promise.all(
                messages.map((verb) => rogue.say(verb, noise(), verb[0] === 'D' ? `d${random.below(3)}` : undefined)),
            );
        }
        await rogue.harmsNobody();
        await rogue.reborn();
    });

    await step('the log has each reason, and not each message', () =>
        rogue.readLog(['too_large', 'truncated', 'too_many_metrics', 'compression', 'field_type', 'area_mismatch']),
    );
});
