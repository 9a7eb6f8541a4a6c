// What a day without a collector writes to a pole's flash: bytes by the outbox's own count, and sectors of the disk, with the journal and all.
// Called by `./bench flash`. Needs root, for its disk is a loop device of ext4.
//   flash.mjs [--out FILE] [--page FILE]

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

import { runWell } from '../system/lib/program.mjs';
import { inOwnNamespace, inside } from '../storm/lib/namespace.mjs';

const DAY = 8640; // reports, one each ten seconds
const BUDGET_MB = 47;

async function measure() {
    const { FlashDisk } = await import('../storm/lib/disk.mjs');
    const { OutboxWriter } = await import('../storm/lib/outbox_writer.mjs');
    const directory = mkdtempSync(join(tmpdir(), 'magpie-flash-'));
    const disk = await new FlashDisk(join(directory, 'disk'), join(directory, 'image'), 128).make();
    try {
        const device = basename((await runWell(['findmnt', '-n', '-o', 'SOURCE', disk.directory])).trim());
        const sectors = () => Number(readFileSync(`/sys/block/${device}/stat`, 'utf8').trim().split(/ +/)[6]);
        const before = sectors();
        const outbox = join(disk.directory, 'outbox');
        const writer = new OutboxWriter(outbox, 1, DAY);
        await writer.ended;
        await runWell(['sync', '-f', disk.directory]);
        const kept = Number((await runWell(['du', '-sb', outbox])).split('\t')[0]);
        return { name: 'flash', reports: DAY, kept_mb: kept / 1e6, written_mb: ((sectors() - before) * 512) / 1e6, budget_mb: BUDGET_MB };
    } finally {
        await disk.unmount();
        rmSync(directory, { recursive: true });
    }
}

const { values } = parseArgs({ options: { out: { type: 'string', default: 'bench.json' }, page: { type: 'string' } } });
if (!inside()) {
    process.exit(await inOwnNamespace());
}
const row = await measure();
const text = `${row.reports} reports of 120 metrics, 90 of them changed, in a day without a collector: ${row.kept_mb.toFixed(1)} MB kept, ${row.written_mb.toFixed(1)} MB written to the disk (budget ${row.budget_mb}).`;
console.log(text);
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'flash'), row], null, 2)}\n`);
if (values.page) {
    const [begin, end] = ['<!-- measured: ./bench flash -->', '<!-- end of flash -->'];
    const [head, rest] = readFileSync(values.page, 'utf8').split(begin);
    writeFileSync(values.page, `${head}${begin}\n${text}\n${end}${rest.split(end)[1]}`);
}
process.exit(row.written_mb <= BUDGET_MB ? 0 : 1);
