// How large the agent's programs are, architecture by architecture, stripped and without the libraries they are linked to. Called by `./bench sizes`,
// which builds them; of builds that are not there the page keeps what it says.
//   sizes.mjs [--out FILE] [--page FILE]

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { runWell } from '../system/lib/program.mjs';

const source = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BUILDS = ['package-amd64', 'package-arm64', 'package-armhf', 'small-arm64', 'small-armhf', 'small-mipsel'];
const PROGRAMS = ['agent/magpie-agent', 'agent/capture/magpie-capture', 'agent/station/magpie-station', 'agent/magpie-throughput'];
const BUDGET = 3_000_000; // bytes of a small build, whose one program is all four: what a router has room for

async function measure(build) {
    const directory = join(source, 'build', build);
    const small = build.startsWith('small');
    const programs = small ? PROGRAMS.slice(0, 1) : PROGRAMS;
    if (!programs.every((program) => existsSync(join(directory, program)))) {
        return undefined;
    }
    const [, strip] = /^CMAKE_STRIP:FILEPATH=(.*)$/m.exec(readFileSync(join(directory, 'CMakeCache.txt'), 'utf8'));
    const work = mkdtempSync(join(tmpdir(), 'magpie-sizes-'));
    try {
        const bytes = [];
        for (const program of programs) {
            await runWell([strip, '-o', join(work, 'stripped'), join(directory, program)]);
            bytes.push(statSync(join(work, 'stripped')).size);
        }
        // Berkeley format: text, data, bss. Text is shared and can be dropped; data and bss are in memory of the process alone.
        const [, data, bss] = (await runWell([strip.replace(/strip$/, 'size'), join(directory, PROGRAMS[0])])).split('\n')[1].trim().split(/\s+/).map(Number);
        const all = bytes.reduce((sum, each) => sum + each, 0);
        return { name: `size_${build}`, bytes, all, written_in_memory: data + bss, ...(small ? { budget: BUDGET } : {}) };
    } finally {
        rmSync(work, { recursive: true });
    }
}

const { values } = parseArgs({ options: { out: { type: 'string', default: 'bench.json' }, page: { type: 'string' } } });
const [begin, end] = ['<!-- measured: ./bench sizes -->', '<!-- end of sizes -->'];
const page = values.page ? readFileSync(values.page, 'utf8') : `${begin}\n${end}\n`;
const [head, rest] = page.split(begin);
const [said, tail] = rest.split(end);
const before = new Map([...said.matchAll(/^\| ((?:package|small)-\S+) .*$/gm)].map(([line, build]) => [build, line]));

const rows = [];
const lines = ['| build | magpie-agent | capture | station | throughput | all | data of the agent |', '|---|---|---|---|---|---|---|'];
const number = (value) => value.toLocaleString('en');
for (const build of BUILDS) {
    const row = await measure(build);
    if (row) {
        rows.push(row);
        const bytes = PROGRAMS.map((_, at) => (at < row.bytes.length ? number(row.bytes[at]) : 'within'));
        lines.push(`| ${[build, ...bytes, number(row.all), number(row.written_in_memory)].join(' | ')} |`);
    } else if (before.has(build)) {
        lines.push(before.get(build));
    }
}
console.log(lines.join('\n'));
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
const names = new Set(rows.map(({ name }) => name));
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => !names.has(name)), ...rows], null, 2)}\n`);
if (values.page) {
    writeFileSync(values.page, `${head}${begin}\n${lines.join('\n')}\n${end}${tail}`);
}
process.exit(rows.length > 0 && rows.every(({ all, budget }) => !budget || all <= budget) ? 0 : 1);
