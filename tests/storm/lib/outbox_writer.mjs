import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runWell } from '../../system/lib/program.mjs';

const source = resolve(fileURLToPath(import.meta.url), '../../../..');
const program = process.env.MAGPIE_OUTBOX_WRITER ?? join(source, 'build/dev/tests/storm/magpie_outbox_writer');

/** An outbox that writes reports to a directory as fast as it can; what it has said to be on flash, whenever one asks. */
export class OutboxWriter {
    constructor(directory, epoch, reports) {
        this.child = spawn(program, ['write', directory, `${epoch}`, `${reports}`], { stdio: ['ignore', 'pipe', 'ignore'] });
        this.said = '';
        this.child.stdout.on('data', (data) => (this.said += data));
        this.ended = once(this.child, 'exit');
    }

    /** The highest number of which a whole line has come. */
    get durable() {
        return Number(this.said.slice(0, this.said.lastIndexOf('\n')).split('\n').at(-1));
    }

    async kill() {
        this.child.kill('SIGKILL');
        await this.ended;
    }
}

/** Of each epoch that an agent would find there: {oldest, last, lost}. */
export async function heldIn(directory) {
    const lines = (await runWell([program, 'list', directory])).split('\n').filter(Boolean);
    return new Map(
        lines.map((line) => {
            const [epoch, oldest, last, lost] = line.split(' ').map(Number);
            return [epoch, { oldest, last, lost }];
        }),
    );
}
