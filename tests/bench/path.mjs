// What probes cost an agent's processor: fifty targets, each asked every second, beside the same agent without any. Called by
// `./bench path`; in a network namespace of its own, for which it needs root or user namespaces.
//   path.mjs [--out FILE] [--seconds N]

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { inOwnNamespace, inside } from '../storm/lib/namespace.mjs';
import { House } from '../system/lib/house.mjs';
import { runWell } from '../system/lib/program.mjs';

const TARGETS = 50;
const BUDGET = 0.005; // of a core

const { values } = parseArgs({ options: { out: { type: 'string', default: 'bench.json' }, seconds: { type: 'string', default: '30' } } });
const SECONDS = Number(values.seconds);

/** Seconds on a processor, of all its threads, by the scheduler. */
const cpuOf = ({ pid }) =>
    readdirSync(`/proc/${pid}/task`)
        .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
        .reduce((sum, one) => sum + one, 0) / 1e9;

async function share(house, id, probes) {
    const target = Array.from({ length: probes ? TARGETS : 0 }, (_, place) => ({
        name: `t${place}`,
        class: 'core',
        host: `127.0.0.${place + 1}`,
        interval_seconds: 1,
        probes,
        tcp_port: house.broker.port,
        dns_zone: 'example.org',
    }));
    const agent = await house.startAgent(id, { report: { interval_seconds: 10 }, path: { target } });
    await sleep(3000); // the first report and the first lookups are not what is measured
    const before = cpuOf(agent);
    await sleep(SECONDS * 1000);
    const used = (cpuOf(agent) - before) / SECONDS;
    await agent.stop();
    return used;
}

async function measure(house) {
    await runWell(['ip', 'link', 'set', 'lo', 'up']);
    // As on a pole, where the agent has no privilege; a raw socket costs three times as much.
    writeFileSync('/proc/sys/net/ipv4/ping_group_range', '0 2147483647');
    await house.startPlainBroker();
    const nothing = await share(house, 'idle', null);
    const rows = [];
    for (const kind of ['ping', 'dns_uncached', 'tcp']) {
        const all = await share(house, kind.replace('_', '-'), [kind]);
        rows.push({ kind, share: all - nothing });
    }
    return { name: 'path', targets: TARGETS, budget: BUDGET, without: nothing, rows };
}

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
const percent = (part) => `${(part * 100).toFixed(2)} %`;
console.log(`without targets: ${percent(result.without)} of a core`);
for (const { kind, share } of result.rows) {
    console.log(`${TARGETS} targets, ${kind} every second: ${percent(share)} more (budget ${percent(BUDGET)})`);
}
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'path'), result], null, 2)}\n`);
process.exit(result.rows[0].share <= BUDGET ? 0 : 1);
