import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run, runWell } from '../../system/lib/program.mjs';
import { until } from '../../system/lib/until.mjs';

const source = resolve(fileURLToPath(import.meta.url), '../../../..');
const powerCut = process.env.MAGPIE_POWER_CUT ?? join(source, 'build/dev/tests/storm/magpie_power_cut');

const mounted = new Set();
// Before the house sweeps its directory out: nothing is swept that is still mounted.
process.on('exit', () => {
    for (const directory of mounted) {
        spawnSync('umount', ['--lazy', directory]);
    }
});

/** A small file system of its own. All of them are in a mount namespace that ends with the storm (storm.mjs). */
class Disk {
    constructor(directory, mountCommand) {
        this.directory = directory;
        this.mountCommand = mountCommand;
        this.isFull = false;
        mkdirSync(directory, { recursive: true });
    }

    async mount() {
        const { code, output } = await run(this.mountCommand);
        if (code !== 0) {
            throw new Error(`no permission for, or no room for, a disk of its own: ${this.mountCommand.join(' ')}: ${output}`);
        }
        mounted.add(this.directory);
        return this;
    }

    /** Waits for who is just being killed. */
    async unmount() {
        await until(`${this.directory} is unmounted`, async () => (await run(['umount', this.directory])).code === 0, 10);
        mounted.delete(this.directory);
    }

    get filler() {
        return join(this.directory, 'filler');
    }

    /** Not a byte more. */
    fill() {
        this.isFull = true;
        const file = openSync(this.filler, 'w');
        try {
            for (let bytes = 1 << 20; bytes >= 1; ) {
                try {
                    writeSync(file, Buffer.alloc(bytes));
                } catch {
                    bytes >>= 1;
                }
            }
        } finally {
            closeSync(file);
        }
    }

    /** For good: there would be no room again after a power cut that brings the file back. */
    free() {
        this.isFull = false;
        rmSync(this.filler, { force: true });
        const directory = openSync(this.directory, 'r');
        try {
            fsyncSync(directory);
        } finally {
            closeSync(directory);
        }
    }
}

/** ext4 on a loop device, with a power line. */
export class FlashDisk extends Disk {
    constructor(directory, image, megabytes) {
        super(directory, ['mount', '-o', 'loop', image, directory]);
        this.image = image;
        this.megabytes = megabytes;
    }

    async make() {
        await runWell(['truncate', '-s', `${this.megabytes}M`, this.image]);
        await runWell(['mke2fs', '-q', '-t', 'ext4', '-b', '4096', '-F', this.image]);
        return this.mount();
    }

    /** From here on nothing reaches it. */
    async losePower() {
        await runWell([powerCut, this.directory]);
    }

    async powerUp() {
        await this.unmount();
        await this.mount();
    }
}

/** What a power cut leaves nothing of. */
export class MemoryDisk extends Disk {
    constructor(directory, megabytes) {
        super(directory, ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', directory]);
    }

    async powerUp() {
        await this.unmount();
        await this.mount();
    }
}
