// How large the agent's programs are, architecture by architecture, stripped and without the libraries they are linked to, and how much memory the
// agent holds. Called by `./bench sizes`, which builds them; of builds that are not there the page keeps what it says.
//   sizes.mjs [--out FILE] [--page FILE]

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { House } from '../system/lib/house.mjs';
import { runWell } from '../system/lib/program.mjs';
import { until } from '../system/lib/until.mjs';

const source = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BUILDS = ['package-amd64', 'package-arm64', 'package-armhf', 'small-arm64', 'small-armhf', 'small-mipsel'];
const PROGRAMS = ['agent/magpie-agent', 'agent/capture/magpie-capture', 'agent/station/magpie-station', 'agent/magpie-throughput'];
const QEMU = { arm64: 'qemu-aarch64', armhf: 'qemu-arm', mipsel: 'qemu-mipsel' };
const REPORTS = 20;
const BUDGET = 3_000_000; // bytes of a small build, whose one program is all four: what a router has room for

/**
 * What the agent holds of memory once it has sent REPORTS by TLS: its own pages (written, of nobody else), and all of them, with the code of
 * libraries. An agent of another architecture lies in the lower terabyte of its emulator's process, and the emulator above.
 */
async function memoryOf(agent, arch) {
    const house = new House();
    try {
        await house.startBroker();
        const pole = await house.makeAgent('pole-1');
        if (QEMU[arch]) {
            pole.command = [QEMU[arch], '-L', join(source, `build/sysroot-${arch}`), ...pole.command];
        }
        pole.command[pole.command.length - 3] = agent;
        const observer = await house.observe();
        await pole.start();
        await until('it has reported', () => observer.heard('NDATA').length >= REPORTS, 120);
        let [own, all, within] = [0, 0, false];
        for (const line of readFileSync(`/proc/${pole.pid}/smaps`, 'utf8').split('\n')) {
            const [, begin] = /^([0-9a-f]+)-[0-9a-f]+ /.exec(line) ?? [];
            within = begin ? !QEMU[arch] || parseInt(begin, 16) < 2 ** 40 : within;
            const [, name, kilobytes] = /^(Rss|Private_Dirty): +(\d+) kB$/.exec(line) ?? [];
            all += within && name === 'Rss' ? Number(kilobytes) * 1024 : 0;
            own += within && name === 'Private_Dirty' ? Number(kilobytes) * 1024 : 0;
        }
        return { own, all };
    } finally {
        await house.close();
    }
}

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
        const sum = bytes.reduce((all, each) => all + each, 0);
        const memory = await memoryOf(join(directory, PROGRAMS[0]), build.replace(/^.*-/, ''));
        return { name: `size_${build}`, bytes, sum, own_memory: memory.own, resident: memory.all, ...(small ? { budget: BUDGET } : {}) };
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
const lines = ['| build | magpie-agent | capture | station | throughput | all | own memory, MB | resident, MB |', '|---|---|---|---|---|---|---|---|'];
const number = (value) => value.toLocaleString('en');
for (const build of BUILDS) {
    const row = await measure(build);
    if (row) {
        rows.push(row);
        const bytes = PROGRAMS.map((_, at) => (at < row.bytes.length ? number(row.bytes[at]) : 'within'));
        lines.push(`| ${[build, ...bytes, number(row.sum), ...[row.own_memory, row.resident].map((octets) => (octets / 1e6).toFixed(1))].join(' | ')} |`);
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
process.exit(rows.length > 0 && rows.every(({ sum, budget }) => !budget || sum <= budget) ? 0 : 1);
