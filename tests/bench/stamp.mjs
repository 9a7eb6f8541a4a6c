// What a STAMP reflector makes of a flood: whether it keeps silent, and what of a core that takes. Called by `./bench stamp`; in a network
// namespace of its own, for which it needs root or user namespaces.
//   stamp.mjs [--out FILE]

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { inOwnNamespace, inside } from '../storm/lib/namespace.mjs';
import { House, source } from '../system/lib/house.mjs';
import { residentMegabytes, runWell } from '../system/lib/program.mjs';
import { Reflector } from '../system/lib/stamp.mjs';

const flood = process.env.MAGPIE_UDP_FLOOD ?? join(source, 'build/dev/tests/bench/magpie_udp_flood');
const RATE = 50_000; // packets a second
const SECONDS = 5;
const BUDGET = 0.05; // of a core, for what comes of nobody who is provisioned

/** A test packet of RFC 8762 with TLV-less padding, 1 s into 2026, for this session; its HMAC is wrong. */
function packet(session, size) {
    const octets = Buffer.alloc(size);
    octets.writeUInt32BE(0xed000000, size < 112 ? 4 : 16);
    octets.writeUInt16BE(0x8001, size < 112 ? 12 : 24);
    octets.writeUInt16BE(session, size < 112 ? 14 : 26);
    return octets.toString('hex');
}

const KINDS = [
    { name: 'an address of nobody', from: '127.0.0.9', packet: packet(5, 44), budget: BUDGET },
    { name: 'a session of nobody', from: '127.0.0.1', packet: packet(9, 44), budget: BUDGET },
    { name: 'forged', from: '127.0.0.1', packet: packet(6, 112) },
];

/** Nanoseconds on a processor, by the scheduler (/proc/PID/schedstat). */
const cpuOf = ({ pid }) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);

async function measure(house) {
    await runWell(['ip', 'link', 'set', 'lo', 'up']);
    const key = house.path('key');
    writeFileSync(key, '0123456789abcdef'.repeat(4));
    const sessions = ['--session', '127.0.0.1,5', '--session', `127.0.0.1,6,${key}`];
    const reflector = new Reflector(house, sessions, { environment: {} });
    await reflector.start();
    const rows = [];
    for (const { name, from, packet: octets, budget } of KINDS) {
        const before = cpuOf(reflector);
        const words = [from, reflector.port, RATE * SECONDS, RATE, octets].map(String);
        const { sent, seconds, answers } = JSON.parse(await runWell([flood, ...words]));
        const share = (cpuOf(reflector) - before) / 1e9 / seconds;
        rows.push({ name, packets_a_second: sent / seconds, answers, share_of_a_core: share, budget });
    }
    const memory_mb = residentMegabytes(reflector);
    await reflector.stop();
    return { name: 'stamp', memory_mb, rows };
}

const { values } = parseArgs({ options: { out: { type: 'string', default: 'bench.json' } } });
if (!inside()) {
    process.exit(await inOwnNamespace(['--net']));
}
const house = new House();
let result;
try {
    result = await measure(house);
} finally {
    await house.close();
}
for (const { name, packets_a_second, answers, share_of_a_core, budget } of result.rows) {
    const of = budget ? ` (budget ${100 * budget} %)` : '';
    console.log(
        `${name}: ${packets_a_second.toFixed(0)} packets/s, ${answers} answered, ${(100 * share_of_a_core).toFixed(2)} % of a core${of}`,
    );
}
console.log(`resident memory ${result.memory_mb.toFixed(1)} MB`);
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'stamp'), result], null, 2)}\n`);
const good = ({ answers, share_of_a_core, budget = 1 }) => answers === 0 && share_of_a_core <= budget;
process.exit(result.rows.every(good) ? 0 : 1);
