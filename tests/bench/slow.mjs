// How long a scrape of one shard takes beside a hundred clients that are slow in every way there is, without TLS and behind it. Called by
// `./bench slow`. A shard of /sd has 100,000 series at most; the clients are more than there are places, and come back when they are closed.
//   slow.mjs [--poles N] [--series N] [--clients N] [--scrapes N] [--out FILE] [--page FILE]

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Crowd, SLOWNESS, scrape, slownessOfTls } from '../system/lib/slow_clients.mjs';
import { passing, until } from '../system/lib/until.mjs';
import { allAreUp, inAHouse, startFleet } from './city.mjs';

const BUDGET = 100; // ms, of the median, beside any kind of them
const EVERY = 0.2; // s from the end of a scrape to the next

const number = (text) => ({ type: 'string', default: text });
const { values } = parseArgs({
    options: {
        poles: number('1000'),
        series: number('100'),
        clients: number('100'),
        scrapes: number('50'),
        out: { type: 'string', default: 'bench.json' },
        page: { type: 'string' },
    },
});
const [poles, series, clients, scrapes] = ['poles', 'series', 'clients', 'scrapes'].map((key) => Number(values[key]));
if (![poles, series, clients, scrapes].every((each) => each > 0)) {
    console.error('slow.mjs [--poles N] [--series N] [--clients N] [--scrapes N] [--out FILE] [--page FILE]');
    process.exit(2);
}

/** Of sorted values, the one that so many in a hundred are not above. */
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil((share / 100) * sorted.length) - 1)];

async function times(port, options) {
    const took = [];
    let bytes = 0;
    for (let i = 0; i < scrapes; ++i) {
        const { status, size, ms } = await scrape(port, options);
        if (status !== 'HTTP/1.1 200') {
            throw new Error(`a scrape was answered by ${status}`);
        }
        took.push(ms);
        bytes = size;
        await passing(EVERY);
    }
    took.sort((a, b) => a - b);
    return { bytes, ms: { 50: percentile(took, 50), 90: percentile(took, 90), most: took.at(-1) } };
}

/** A city in a house of its own, and a row for each kind of clients. */
function measure({ secure }) {
    return inAHouse(async (house) => {
        await house.startPlainBroker({ patient: true });
        const { ca } = await house.identity('any');
        const reader = secure ? { ca: readFileSync(ca) } : {};
        const [certificate_file, key_file] = ['server.crt', 'server.key'].map((file) => join(house.certificates, file));
        const http = { port: 0, ...(secure && { certificate_file, key_file }) };
        const collector = await house.startCollector({ http }, { reader });
        const fleet = await startFleet(house, poles, ['--series', `${series}`]);
        await allAreUp(collector, poles);
        const rows = [{ tls: secure, beside: 'nobody', ...(await times(collector.port, reader)) }];
        for (const [kind, behave] of Object.entries(secure ? await slownessOfTls(reader.ca) : SLOWNESS)) {
            const crowd = new Crowd(collector.port, behave, clients);
            try {
                await until('they are there', () => crowd.connected >= clients);
                rows.push({ tls: secure, beside: `${clients} ${kind}`, ...(await times(collector.port, reader)) });
            } finally {
                crowd.end();
            }
        }
        await fleet.kill(); // thousands of goodbyes are not what is measured
        await house.end();
        return rows;
    });
}

const rows = [...(await measure({ secure: false })), ...(await measure({ secure: true }))];
const result = { name: 'slow', poles, series, budget: BUDGET, rows };
const lines = [
    '| beside | without TLS or behind it | median | 90 of 100 | the slowest |',
    '|---|---|---|---|---|',
    ...rows.map(({ tls, beside, ms }) => {
        const cells = [50, 90, 'most'].map((which) => `${ms[which].toFixed(0)} ms`);
        return `| ${[beside, tls ? 'behind' : 'without', ...cells].join(' | ')} |`;
    }),
];
const text = `${scrapes} scrapes each of ${poles} poles with ${series} series, ${(rows[0].bytes / 1e6).toFixed(1)} MB, not compressed:\n\n${lines.join('\n')}`;
console.log(text);
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'slow'), result], null, 2)}\n`);
if (values.page) {
    const [begin, end] = ['<!-- measured: ./bench slow -->', '<!-- end of slow -->'];
    const [head, rest] = readFileSync(values.page, 'utf8').split(begin);
    writeFileSync(values.page, `${head}${begin}\n${text}\n${end}${rest.split(end)[1]}`);
}
process.exit(rows.every(({ ms }) => ms[50] <= BUDGET) ? 0 : 1);
