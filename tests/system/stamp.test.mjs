// STAMP between Magpie's two ends over a line that delays, loses, doubles and reorders what a seed says, beside irtt over the same kind of
// line; and before others: scapy makes and reads the packets, tshark reads them.

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import { undisturbed } from './lib/clock.mjs';
import { inHouse } from './lib/house.mjs';
import { Impairment } from './lib/impairment.mjs';
import { Program, run, runWell } from './lib/program.mjs';
import { freePort } from './lib/ports.mjs';
import { Reflector, listener, probe } from './lib/stamp.mjs';
import { until } from './lib/until.mjs';

const here = '127.0.0.1';
const near = (value, expected, tolerance, what) =>
    assert.ok(Math.abs(value - expected) <= tolerance, `${what}: ${value}, and not ${expected} +- ${tolerance}`);

/** A measurement over a line of its own; what it found, and what the line did. */
function measured(house, ways, words = [], { session = [here], seed = 7, stateless = false } = {}) {
    return undisturbed(async () => {
        const reflector = new Reflector(house, [...session.flatMap((one) => ['--session', one]), ...(stateless ? ['--stateless'] : [])]);
        await reflector.start();
        const line = new Impairment(house, reflector.port, ways, seed);
        await line.start();
        const found = await probe(`${here}:${line.port}`, words);
        return { found, did: await line.ends(), said: await reflector.ends() };
    });
}

/** What irtt finds over a line that does the same, and what that line did. */
function byIrtt(house, ways, words, seed = 7) {
    return undisturbed(async () => {
        const port = await freePort();
        const server = house.add(new Program('irtt', ['irtt', 'server', '-i', '0', '-b', `${here}:${port}`], { ready: () => /listening|starting/i.test(server.log) }));
        await server.start();
        const line = new Impairment(house, port, ways, seed);
        await line.start();
        const report = house.path('irtt.json');
        await runWell(['irtt', 'client', '-Q', ...words, '-o', report, `${here}:${line.port}`]);
        const did = await line.ends();
        await server.kill();
        const { stats, round_trips: packets } = JSON.parse(readFileSync(report, 'utf8'));
        const last = packets.findLastIndex(({ lost }) => lost === 'false');
        return { stats, did, unanswered: packets.length - 1 - last };
    });
}

inHouse('STAMP finds what a line does, and which way', async (house, step) => {
    for (const way of ['forward', 'back']) {
        await step(`1 % loss ${way}, of 10,000 packets`, async () => {
            const { found, did } = await measured(house, { [way]: { lost: 0.01 } }, ['--count', 10000, '--interval', 1]);
            const other = way === 'forward' ? 'back' : 'forward';
            console.log(`lost ${way}: measured ${found[`lost_${way}`]}, and ${found[`lost_${other}`]} ${other}; the line dropped ${did[way].dropped}`);
            near((100 * found[`lost_${way}`]) / found.sent, 1, 0.2, `loss ${way} in percent`);
            assert.equal(found[`lost_${way}`] + found.lost_unattributed, did[way].dropped);
            assert.equal(found[`lost_${other}`], 0);
            assert.equal(found.lost, did[way].dropped);
        });
    }

    for (const way of ['forward', 'back']) {
        await step(`5 % loss ${way}, beside irtt`, async () => {
            const other = way === 'forward' ? 'back' : 'forward';
            const ways = { [way]: { lost: 0.05 } };
            const ours = await measured(house, ways, ['--count', 2000, '--interval', 2]);
            const theirs = await byIrtt(house, ways, ['-i', '2ms', '-d', '4s']);
            // What it calls upstream and downstream is known from what its server counted, as ours is from the reflector.
            const their = { forward: theirs.stats.upstream_loss_percent, back: theirs.stats.downstream_loss_percent };
            const our = (which) => (100 * ours.found[`lost_${which}`]) / ours.found.sent;
            const did = ({ carried, dropped }) => (100 * dropped) / (carried + dropped);
            console.log(
                `lost ${way}: ours ${our(way).toFixed(2)} % of ${did(ours.did[way]).toFixed(2)}, irtt's ${their[way].toFixed(2)} % of ` +
                    `${did(theirs.did[way]).toFixed(2)}; ${other}: ${our(other)} % and ${their[other]} %`,
            );
            // Each is right about its own line, and so they agree as far as the dice of two lines do.
            near(our(way), did(ours.did[way]), 0.2, `ours ${way}, to what its line dropped`);
            near(their[way], did(theirs.did[way]), 0.2, `irtt's ${way}, to what its line dropped`);
            near(our(way), their[way], 2, `ours ${way}, to irtt's`);
            assert.equal(our(other), 0);
            // It learns what its server got from the last answer that came: what was lost back after that, it calls lost there.
            assert.ok(
                their[other] * theirs.stats.packets_sent <= 100.001 * theirs.unanswered,
                `irtt's ${other}: ${their[other]} %, and ${theirs.unanswered} unanswered at the end`,
            );
        });
    }

    await step('20 ms one way, beside irtt', async () => {
        const ways = { forward: { delay_us: 20000 }, back: { delay_us: 1000 } };
        const { found } = await measured(house, ways, ['--count', 200, '--interval', 10]);
        near(1000 * found.forward.median, 20, 0.5, 'ms there');
        near(1000 * found.back.median, 1, 0.5, 'ms back');
        near(1000 * found.round_trip.median, 21, 0.7, 'ms round trip');
        assert.ok(found.forward.error_bound >= 0.0001 && found.forward.error_bound < 0.00011);

        const { stats: theirs } = await byIrtt(house, ways, ['-i', '10ms', '-d', '2s']);
        console.log(
            `median round trip: ours ${(1e3 * found.round_trip.median).toFixed(3)} ms, irtt's ${(theirs.rtt.median / 1e6).toFixed(3)} ms; ` +
                `there: ${(1e3 * found.forward.median).toFixed(3)} ms, ${(theirs.send_delay.median / 1e6).toFixed(3)} ms`,
        );
        near(1000 * found.round_trip.median, theirs.rtt.median / 1e6, 0.7, 'median round trip, to irtt');
        near(1000 * found.forward.median, theirs.send_delay.median / 1e6, 0.7, 'median one way, to irtt');
    });

    await step('how delay varies, and which way', async () => {
        // Evenly up to 20 ms more on the way there: of 1000 packets the quantiles above the least are so many of the 20.
        const ways = { forward: { delay_us: 5000, jitter_us: 20000 } };
        const { found } = await measured(house, ways, ['--count', 1000, '--interval', 5]);
        const there = found.forward.variation;
        console.log(`variation there: ${Object.entries(there).map(([name, seconds]) => `${name} ${(1e3 * seconds).toFixed(2)} ms`).join(', ')}`);
        for (const [name, expected, tolerance] of [
            ['p50', 10, 1.5],
            ['p95', 19, 1],
            ['p99', 19.8, 0.7],
        ]) {
            near(1000 * there[name], expected, tolerance, `ms there, ${name}`);
            near(1000 * found.round_trip.variation[name], expected, tolerance + 0.5, `ms of the round trip, ${name}`);
        }
        assert.ok(found.back.variation.p50 < 0.001, `${found.back.variation.p50} s back, where nothing varies`);
        assert.ok(found.reordered > 0, 'who is sent 5 ms later may come first');
    });

    await step('a clock that is wrong moves the one way against the other, and not the round trip', async () => {
        const ways = (clock_us) => ({ forward: { delay_us: 20000 }, back: { delay_us: 20000, clock_us } });
        const ahead = (await measured(house, ways(7000), ['--count', 200, '--interval', 10])).found;
        near(1000 * ahead.forward.median, 27, 0.7, 'ms there, by a clock that is 7 ms ahead');
        near(1000 * ahead.back.median, 13, 0.7, 'ms back, by a clock that is 7 ms ahead');
        near(1000 * ahead.round_trip.median, 40, 1, 'ms round trip');
        // It says that it is right to a tenth of a millisecond; what comes before it was sent says that it is not.
        const behind = (await measured(house, ways(-50000), ['--count', 200, '--interval', 10])).found;
        assert.deepEqual([behind.forward, behind.back], [null, null], 'undefined, and never negative');
        near(1000 * behind.round_trip.median, 40, 1, 'ms round trip');
        assert.equal(behind.received, 200);
    });

    await step('what comes twice and what is overtaken', async () => {
        const ways = { forward: { twice: 0.05 }, back: { held: 0.05 } };
        const { found, did, said } = await measured(house, ways, ['--count', 1000, '--interval', 2]);
        assert.equal(found.duplicates, did.forward.doubled);
        assert.equal(found.lost, 0);
        assert.deepEqual([found.lost_forward, found.lost_back], [0, 0]);
        near(found.reordered, 50, 25, 'overtaken');
        assert.match(said, new RegExp(`repeated ${did.forward.doubled}`));
    });

    await step('without state nobody knows which way', async () => {
        const { found } = await measured(house, { forward: { lost: 0.1 } }, ['--count', 300, '--interval', 1], { stateless: true });
        assert.ok(found.lost > 0);
        assert.equal(found.lost_forward, null);
        assert.equal(found.lost_unattributed, found.lost);
    });
});

inHouse('STAMP answers whom it knows, and nobody else', async (house, step) => {
    const key = randomBytes(32);
    const keyFile = house.path('key');
    writeFileSync(keyFile, `${key.toString('hex')}\n`);
    const otherKey = house.path('other');
    writeFileSync(otherKey, randomBytes(32).toString('hex'));
    const reflector = new Reflector(house, ['--session', `${here},5`, '--session', `${here},6,${keyFile}`, '--session', '::1'], { listen: '[::]:0' });
    await reflector.start();
    const few = ['--count', 5, '--interval', 5];

    await step('by session, and on both families', async () => {
        const answered = await probe(`${here}:${reflector.port}`, [...few, '--ssid', 5, '--dscp', 46]);
        assert.equal(answered.code, 0);
        assert.equal(answered.received, 5);
        assert.deepEqual(answered.path, { forward_ttl: 64, back_ttl: 64, forward_dscp: 46, back_dscp: 46 });
        assert.ok(answered.kernel_stamped >= 4 && answered.peer.followed_up >= 3);
        assert.equal((await probe(`[::1]:${reflector.port}`, few)).received, 5);
    });

    await step('authenticated, and with no other key', async () => {
        const target = `${here}:${reflector.port}`;
        const answered = await probe(target, [...few, '--ssid', 6, '--key-file', keyFile, '--size', 600]);
        assert.deepEqual([answered.received, answered.size, answered.authenticated], [5, 600, true]);
        const refused = await probe(target, [...few, '--ssid', 6, '--key-file', otherKey]);
        assert.deepEqual([refused.code, refused.received, refused.round_trip], [1, 0, null]);
        await until('the reflector tells of them', () => reflector.log.includes('forged 5'));
    });

    await step('what is played back gets no answer', async () => {
        const peer = await listener(house);
        const packet = Buffer.alloc(112);
        packet.writeUInt32BE(1, 0);
        packet.writeUInt32BE(Math.floor(Date.now() / 1000) + 2208988800, 16); // not before what the probe said
        packet.writeUInt16BE(0x8001, 24);
        packet.writeUInt16BE(6, 26);
        createHmac('sha256', key).update(packet.subarray(0, 96)).digest().copy(packet, 96, 0, 16);
        peer.send(packet, reflector.port);
        await until('an answer', () => peer.got.length === 1);
        peer.send(packet, reflector.port);
        await until('the reflector tells of it', () => reflector.log.includes('replayed 1'));
        assert.equal(peer.got.length, 1);
    });

    await step('strangers, stubs and giants hear nothing', async () => {
        const peer = await listener(house);
        const packet = (size, session) => {
            const octets = Buffer.alloc(size, 0x01);
            if (size > 16) {
                octets.writeUInt16BE(session, 14);
            }
            return octets;
        };
        for (const size of [0, 14, 43, 1473]) {
            peer.send(packet(size, 5), reflector.port);
        }
        peer.send(packet(44, 9), reflector.port); // a session of nobody
        await until('the reflector tells of them', () => /oversized 1, truncated 1.*dropped by the kernel 3/.test(reflector.log));
        peer.send(packet(44, 5), reflector.port); // one that is answered, after all of them
        await until('an answer', () => peer.got.length > 0);
        assert.deepEqual(peer.got.map((bytes) => bytes.length), [44]);
    });
    await reflector.stop();
});

/** A program of Debian's Python, which has scapy; what it prints is JSON. */
async function python(script, ...words) {
    return JSON.parse(await runWell(['/usr/bin/python3', '-c', script, ...words]));
}

// Its names of the flags begin at the wrong end, so they are numbers here.
const SCAPY = `
import json, sys
from scapy.layers.inet import UDP
from scapy.contrib.stamp import *
`;

inHouse('STAMP is what others take for it', async (house, step) => {
    const reflector = new Reflector(house, ['--session', `${here},4660`]);
    await reflector.start();
    const peer = await listener(house);

    await step('scapy reads what our sender says', async () => {
        const { code, sent } = await probe(`${here}:${peer.port}`, ['--count', 1, '--ssid', 4660, '--dscp', 10]);
        assert.deepEqual([code, sent], [1, 1]);
        await until('a packet', () => peer.got.length > 0);
        const read = await python(
            `${SCAPY}
p = STAMPSessionSenderTestUnauthenticated(bytes.fromhex(sys.argv[1]), _parent=UDP(len=8 + len(sys.argv[1]) // 2))
print(json.dumps({'seq': p.seq, 'ssid': p.ssid, 'ts': float(p.ts), 'S': p.err_estimate.S, 'Z': p.err_estimate.Z, 'mbz': p.mbz,
    'error': p.err_estimate.multiplier * 2.0 ** (p.err_estimate.scale - 32),
    'tlvs': [[int(t.flags), t.type, t.len, t.value.hex()] for t in p.tlv_objects]}))`,
            peer.got.shift().toString('hex'),
        );
        near(read.ts - 2208988800, Date.now() / 1000, 30, 'the time it was sent');
        near(read.error, 0.00005, 0.000001, 'its error');
        const { seq, ssid, S, Z, mbz, tlvs } = read;
        assert.deepEqual({ seq, ssid, S, Z, mbz }, { seq: 0, ssid: 4660, S: 1, Z: 0, mbz: 0 });
        assert.deepEqual(tlvs, [
            [0x80, 4, 4, '28000000'],
            [0x80, 5, 12, '000000010000000000000000'],
            [0x80, 3, 4, '00000000'],
            [0x80, 7, 16, '0'.repeat(32)],
        ]);
    });

    await step('our reflector answers what scapy made, and scapy reads that', async () => {
        const [packet] = await python(
            `${SCAPY}
p = STAMPSessionSenderTestUnauthenticated(seq=42, ts=3960000000.5, err_estimate=ErrorEstimate(S=1, scale=10, multiplier=200), ssid=4660,
    tlv_objects=[STAMPTestTLV(flags=0x80, type=1, len=6, value=b'abcdef'), STAMPTestTLV(flags=0x80, type=2, len=4, value=b'1234')])
print(json.dumps([bytes(p).hex()]))`,
        );
        peer.send(Buffer.from(packet, 'hex'), reflector.port);
        await until('an answer', () => peer.got.length > 0);
        const answer = peer.got.shift();
        const read = await python(
            `${SCAPY}
p = STAMPSessionReflectorTestUnauthenticated(bytes.fromhex(sys.argv[1]), _parent=UDP(len=8 + len(sys.argv[1]) // 2))
print(json.dumps({'seq': p.seq, 'ssid': p.ssid, 'seq_sender': p.seq_sender, 'ts_sender': float(p.ts_sender), 'took': float(p.ts - p.ts_rx),
    'multiplier': p.err_estimate_sender.multiplier, 'ttl': p.ttl_sender, 'mbz': [p.mbz1, p.mbz2],
    'tlvs': [[int(t.flags), t.type, t.value.hex()] for t in p.tlv_objects]}))`,
            answer.toString('hex'),
        );
        const { took, ...rest } = read;
        assert.ok(took >= 0 && took < 1, `it took ${took} s`);
        assert.deepEqual(rest, {
            seq: 0,
            ssid: 4660,
            seq_sender: 42,
            ts_sender: 3960000000.5,
            multiplier: 200,
            ttl: 64,
            mbz: [0, 0],
            tlvs: [
                [0, 1, Buffer.from('abcdef').toString('hex')],
                [0x80, 2, Buffer.from('1234').toString('hex')],
            ],
        });
        house.answer = answer;
    });

    await step('tshark reads our reflection', async () => {
        const [hex, pcap] = [house.path('hex'), house.path('pcap')];
        const octets = house.answer.toString('hex').match(/../g).join(' ');
        writeFileSync(hex, `000000 ${octets}\n`);
        await runWell(['text2pcap', '-q', '-u', '862,40000', hex, pcap]);
        const names = ['seq_number', 'sender_seq_number', 'sender_ttl', 'error_estimate.s', 'error_estimate.z'];
        const fields = names.flatMap((name) => ['-e', `twamp.test.${name}`]);
        const { output } = await run(['tshark', '-r', pcap, '-d', 'udp.port==862,twamp.test', '-T', 'fields', ...fields]);
        const read = output.trim().split('\n').at(-1).split('\t');
        assert.deepEqual(read.slice(0, 3), ['0', '42', '64']);
        assert.match(read[3], /^(1|True)/);
        assert.match(read[4], /^(0|False)/);
    });
    await reflector.stop();
});
