// How soon an agent is up that finds a full spool on its flash, sound or damaged: from its start to the moment at which it asks the broker for a
// connection, by when it has read all of it. Called by `./bench spool`.
//   spool.mjs [--out FILE] [--page FILE] [--seed N] [--runs N]

import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { programs } from '../system/lib/house.mjs';
import { Program } from '../system/lib/program.mjs';
import { Dice } from '../storm/lib/dice.mjs';
import { OutboxWriter } from '../storm/lib/outbox_writer.mjs';

const FULL = 16 * 2 ** 20; // outbox.flash_bytes
const ENOUGH = 32_000; // reports, of which more than those bytes are made
const BUDGET_S = 1;

const { values: options } = parseArgs({
    options: {
        out: { type: 'string', default: 'bench.json' },
        page: { type: 'string' },
        seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 32)}` },
        runs: { type: 'string', default: '5' },
    },
});
const dice = new Dice(options.seed, 'spool');
const noise = Buffer.from(Array.from({ length: 65_521 }, () => dice.whole(0, 255)));

/** What can have become of a file; each gives other bytes. */
const damages = {
    'no damage': (bytes) => bytes,
    'a bit here and there': (bytes) => {
        const damaged = Buffer.from(bytes);
        for (let i = 0; i < 200; i += 1) {
            damaged[dice.whole(0, damaged.length - 1)] ^= 1 << dice.whole(0, 7);
        }
        return damaged;
    },
    'pages lost, gone and of elsewhere': (bytes) => {
        const pages = [];
        for (let at = 0; at < bytes.length; at += 4096) {
            const page = bytes.subarray(at, at + 4096);
            const what = dice.whole(0, 9);
            const other = dice.whole(0, Math.max(0, bytes.length - 4096));
            pages.push(what === 0 ? Buffer.alloc(page.length, 0xff) : what === 1 ? bytes.subarray(other, other + 4096) : page);
            if (what === 2) {
                pages.pop();
            }
        }
        return Buffer.concat(pages);
    },
    'nothing but noise': (bytes) => Buffer.alloc(bytes.length, noise),
    // Each of which could be a record of 32 KiB, until its checksum is known.
    'nothing but beginnings of records': (bytes) => Buffer.alloc(bytes.length, Buffer.from([0xa9, 0x4d, 0xff, 0x7f])),
};

/** Seconds from the start of an agent to its first connection, and what of them it had the processor. */
async function startedWithin(directory) {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const config = join(directory, 'agent.toml');
    const lines = [
        `state_directory = "${directory}"`,
        '[node]\narea = "mapo"\nid = "pole-1"',
        `[mqtt]\nservers = ["tcp://127.0.0.1:${server.address().port}"]`,
        `[outbox]\nrun_directory = "${join(directory, 'run')}"\nflash_directory = "${join(directory, 'outbox')}"`,
        `[check]\ndirectory = "${join(directory, 'check')}"`,
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const agent = new Program('agent', [programs.agent, '--config', config]);
    try {
        const begun = performance.now();
        agent.launch();
        await Promise.race([
            once(server, 'connection'),
            agent.ended.then(() => Promise.reject(new Error(`the agent ended: ${agent.tail()}`))),
        ]);
        const seconds = (performance.now() - begun) / 1000;
        const [user, system] = readFileSync(`/proc/${agent.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
        return { seconds, cpu: (Number(user) + Number(system)) / 100 };
    } finally {
        agent.kill();
        await agent.ended;
        server.close();
    }
}

const directory = mkdtempSync(join(tmpdir(), 'magpie-spool-'));
const rows = [];
try {
    const full = join(directory, 'full');
    const writer = new OutboxWriter(full, 1, ENOUGH);
    await writer.ended;
    const files = readdirSync(full).map((name) => ({ name, bytes: readFileSync(join(full, name)) }));
    const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (size < FULL * 0.95) {
        throw new Error(`${size} bytes are no full spool`);
    }
    for (const [damage, harm] of Object.entries(damages)) {
        const starts = [];
        for (let run = 0; run < Number(options.runs); run += 1) {
            const state = join(directory, 'state');
            mkdirSync(join(state, 'outbox'), { recursive: true });
            files.forEach(({ name, bytes }) => writeFileSync(join(state, 'outbox', name), harm(bytes)));
            starts.push(await startedWithin(state));
            rmSync(state, { recursive: true });
        }
        const seconds = starts.map((start) => start.seconds).sort((one, other) => one - other);
        const cpu = starts.map((start) => start.cpu).sort((one, other) => one - other);
        const median = Math.floor(starts.length / 2);
        const row = { damage, median_s: seconds[median], most_s: seconds.at(-1), cpu_s: cpu[median] };
        rows.push(row);
        console.log(
            `${(size / 2 ** 20).toFixed(1)} MiB, ${damage}: ${row.median_s.toFixed(2)} s, at most ${row.most_s.toFixed(2)} s; ${row.cpu_s.toFixed(2)} s of the processor`,
        );
    }
} finally {
    rmSync(directory, { recursive: true });
}
const row = { name: 'spool', seed: options.seed, budget_s: BUDGET_S, rows };
const known = existsSync(options.out) ? JSON.parse(readFileSync(options.out, 'utf8')) : [];
writeFileSync(options.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'spool'), row], null, 2)}\n`);
if (options.page) {
    const [begin, end] = ['<!-- measured: ./bench spool -->', '<!-- end of spool -->'];
    const [head, rest] = readFileSync(options.page, 'utf8').split(begin);
    const line = (row) => `| ${row.damage} | ${[row.median_s, row.most_s, row.cpu_s].map((one) => one.toFixed(2)).join(' | ')} |`;
    const text = `| 16 MiB with | started within, s, median | most | CPU, s |\n|---|---|---|---|\n${rows.map(line).join('\n')}`;
    writeFileSync(options.page, `${head}${begin}\n${text}\n${end}${rest.split(end)[1]}`);
}
process.exit(rows.every(({ median_s }) => median_s <= BUDGET_S) ? 0 : 1);
