// What a capture costs a frame, and whether it loses any: frames replayed over veth into magpie-capture. Called by `./bench capture`; in a
// network namespace of its own, for which it needs root or user namespaces.
//   capture.mjs [--out FILE]

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { inOwnNamespace, inside } from '../storm/lib/namespace.mjs';
import { Capture, Peer, flood, makeVeth } from '../system/lib/capture.mjs';
import { House } from '../system/lib/house.mjs';
import { residentMegabytes, runWell } from '../system/lib/program.mjs';

const SECONDS = 3;
const RATES = [2_000, 20_000, 100_000]; // frames a second
const BUDGET_NS = 1000; // of the process's own CPU a frame
const KINDS = ['tcp', 'long', 'tcp', 'long', 'dns', 'vlan'];

/** Nanoseconds on a processor, by the scheduler (/proc/PID/schedstat). */
const cpuOf = ({ pid }) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);

async function measure(house) {
    await runWell(['ip', 'link', 'set', 'lo', 'up']);
    await makeVeth(house);
    const capture = new Capture(house, { client: [{ interface: 'veth0', ssid: 'net' }] });
    await capture.start();
    await capture.says('captures socket=');
    const agent = new Peer(house, capture, 'hello', 'settled');
    await agent.start();
    let [frames, dropped] = [0, 0];
    const rows = [];
    for (const rate of RATES) {
        const before = cpuOf(capture);
        const seconds = await flood('veth1', rate * SECONDS, rate, ...KINDS);
        const heard = await agent.hears('veth0', frames + dropped + rate * SECONDS);
        const row = { rate: (rate * SECONDS) / seconds, frames: heard.frames - frames, dropped: heard.dropped - dropped };
        rows.push({ ...row, cpu_ns: (cpuOf(capture) - before) / row.frames });
        ({ frames, dropped } = heard);
    }
    const memory_mb = residentMegabytes(capture);
    await agent.kill();
    await capture.stop();
    return { name: 'capture', memory_mb, budget_ns: BUDGET_NS, rows };
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
for (const { rate, frames, dropped, cpu_ns } of result.rows) {
    const cost = `${cpu_ns.toFixed(0)} ns of CPU each (budget ${BUDGET_NS} at the highest rate)`;
    console.log(`${rate.toFixed(0)} frames/s: ${frames} captured, ${dropped} dropped, ${cost}`);
}
console.log(`resident memory ${result.memory_mb.toFixed(1)} MB`);
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'capture'), result], null, 2)}\n`);
const { cpu_ns, dropped } = result.rows.at(-1);
process.exit(dropped === 0 && cpu_ns <= BUDGET_NS ? 0 : 1);
