// Power cuts while an outbox writes to flash: what was said to be there is there.
//
//   power_cuts.mjs [--cuts N] [--seed N]      40 cuts of a fresh seed
//
// Needs root, for its disk is a loop device of ext4.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { inOwnNamespace, inside } from './lib/namespace.mjs';

async function cutPower(cuts, seed) {
    const { Dice } = await import('./lib/dice.mjs');
    const { FlashDisk } = await import('./lib/disk.mjs');
    const { OutboxWriter, heldIn } = await import('./lib/outbox_writer.mjs');
    const directory = mkdtempSync(join(tmpdir(), 'magpie-power-cuts-'));
    const dice = new Dice(seed, 'power cuts');
    const disk = await new FlashDisk(join(directory, 'disk'), join(directory, 'image'), 64).make();
    const outbox = join(disk.directory, 'outbox');
    let said = 0;
    let gone = 0;
    try {
        for (let epoch = 1; epoch <= cuts; epoch += 1) {
            rmSync(outbox, { recursive: true, force: true });
            const writer = new OutboxWriter(outbox, epoch, 1e9);
            await pause(20 + dice.between(0, 130));
            const { durable } = writer; // before the cut: a write that straddles it promises nothing
            await disk.losePower();
            await writer.kill();
            await disk.powerUp();
            const held = (await heldIn(outbox)).get(epoch) ?? { oldest: 1, last: 0, lost: 0 };
            said += durable;
            if (held.last < durable || (durable > 0 && held.oldest !== 1) || held.lost > 0) {
                gone += 1;
                console.log(`cut ${epoch}: ${durable} on flash, as was said; there are ${held.oldest} to ${held.last}, ${held.lost} lost`);
            }
        }
    } finally {
        await disk.unmount();
        rmSync(directory, { recursive: true });
    }
    console.log(`seed ${seed}: ${cuts} cuts, ${said} reports said to be on flash, ${gone ? `${gone} cuts took some` : 'all of them there'}`);
    return said > 0 && gone === 0 ? 0 : 1;
}

const { values } = parseArgs({
    options: { cuts: { type: 'string', default: '40' }, seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 32)}` } },
});
process.exit(inside() ? await cutPower(Number(values.cuts), values.seed) : await inOwnNamespace());
