// What a city is told of addresses that are blocked: how soon after one is posted its sample is asked, one pole has found it unreachable, and
// all have. Called by `./bench blocks`; the poles are simulated, and what they find is closed one to three seconds after they are asked
// (tests/fleet/README.md): that is the wall's time and not ours.
//   blocks.mjs [--poles N] [--blocks N] [--interval N] [--series N] [--out FILE]

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { parseArgs } from 'node:util';

import { passing, until } from '../system/lib/until.mjs';
import { allAreUp, inAHouse, own, residentMegabytes, spent, startFleet } from './city.mjs';

const BUDGET = 6000; // ms, of 99 in 100
const WALL = { least: 1000, most: 3000 }; // ms, of tests/fleet/pole_blocks.cpp
const EVERY = 0.5; // s from one to the next

const number = (text) => ({ type: 'string', default: text });
const { values } = parseArgs({
    options: {
        poles: number('34363'),
        blocks: number('400'),
        interval: number('10'),
        series: number('120'),
        out: { type: 'string', default: 'bench.json' },
    },
});
const [poles, blocks] = [Number(values.poles), Number(values.blocks)];
if (!(poles > 0) || !(blocks > 0 && blocks <= 1000)) {
    console.error('blocks.mjs [--poles N] [--blocks N (1000 at most)] [--interval N] [--series N] [--out FILE]');
    process.exit(2);
}

function post(port, address) {
    const body = JSON.stringify({ address });
    return new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': body.length };
        const options = { host: '127.0.0.1', port, path: '/api/v1/blocks', method: 'POST', headers, agent: false };
        const request = http.request(options, (response) => {
            response.resume();
            response.on('end', () => (response.statusCode === 201 ? resolve() : reject(new Error(`status ${response.statusCode}`))));
        });
        request.on('error', reject);
        request.end(body);
    });
}

/** Of sorted values, the one that so many in a hundred are not above. */
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil((share / 100) * sorted.length) - 1)];

const result = await inAHouse(async (house) => {
    await house.startPlainBroker({ patient: true });
    const collector = await house.startCollector({ limits: { nodes: 200000 } });
    const fleet = await startFleet(house, poles, ['--interval', values.interval, '--series', values.series]);
    await allAreUp(collector, poles);
    const began = performance.now();
    const cpu = spent(collector);
    for (let i = 0; i < blocks; ++i) {
        await post(collector.port, `203.0.${113 + Math.floor(i / 250)}.${1 + (i % 250)}`);
        await passing(EVERY);
    }
    const ended = (page) =>
        ['verified', 'leaking', 'undecided'].map((state) => page.value('magpie_collector_blocks', { state }) ?? 0).reduce((sum, one) => sum + one, 0);
    await until('all have ended', async () => ended(await own(collector)) === blocks, 120);
    const share = (spent(collector) - cpu) / ((performance.now() - began) / 1000);
    const all = JSON.parse((await collector.get('/api/v1/blocks')).body).blocks;
    const stage = (name) => all.map(({ stages }) => stages[`${name}_after_ms`]).filter((time) => time !== null).sort((a, b) => a - b);
    const rows = ['distributed', 'first_verified', 'verified'].map((name) => {
        const times = stage(name);
        return { name, blocks: times.length, ms: { 50: percentile(times, 50), 90: percentile(times, 90), 99: percentile(times, 99), most: times.at(-1) } };
    });
    const tally = (words) => words.reduce((count, word) => ({ ...count, [word]: (count[word] ?? 0) + 1 }), {});
    const states = tally(all.map(({ state }) => state));
    const found = tally(all.flatMap((block) => block.poles.map(({ state, why }) => (why ? `${state}: ${why}` : state))));
    const megabytes = residentMegabytes(collector);
    await fleet.kill(); // thousands of goodbyes are not what is measured
    await house.end();
    return { name: 'blocks', poles, interval: Number(values.interval), blocks, sample: all[0].poles.length, budget: BUDGET, wall: WALL, cores: share, megabytes, states, found, rows };
});

console.log(`${poles} poles, a report each ${result.interval} s, ${blocks} blocks, each tested by ${result.sample}; the collector: ${result.cores.toFixed(2)} cores, ${result.megabytes.toFixed(0)} MB`);
console.log(`stage            ended   median      90 %      99 %      most`);
for (const { name, blocks: ended, ms } of result.rows) {
    const times = [50, 90, 99, 'most'].map((which) => `${ms[which]} ms`.padStart(9)).join(' ');
    console.log(`${name.padEnd(15)} ${`${ended}`.padStart(6)} ${times}`);
}
console.log(`blocks: ${JSON.stringify(result.states)}; what their poles found: ${JSON.stringify(result.found)}`);
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'blocks'), result], null, 2)}\n`);
const verified = result.rows.at(-1);
process.exit(verified.blocks === blocks && verified.ms[99] <= BUDGET ? 0 : 1);
