import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = resolve(fileURLToPath(import.meta.url), '../../../..');
const preload =
    process.env.MAGPIE_JUMPING_CLOCK ?? join(source, 'build/dev/tests/storm/libmagpie_jumping_clock.so');

/** ms on CLOCK_BOOTTIME, the clock of the reports' `taken`: up to so many of them behind. */
export const BEHIND = 10;
export function bootTime() {
    return Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000);
}

/** The wall clock of a program, as far as that program knows. */
export class JumpingClock {
    /** Who is not `synchronised` knows it, and believes his clock less. */
    constructor(file, { synchronised = true } = {}) {
        this.file = file;
        this.state = synchronised ? [] : ['MAGPIE_CLOCK_STATE=unsynchronised'];
        this.offsets = [0]; // ms; all that it ever was
        writeFileSync(file, Buffer.alloc(8));
    }

    wrap(command) {
        const asan = `ASAN_OPTIONS=${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`;
        return ['env', asan, `LD_PRELOAD=${preload}`, `MAGPIE_CLOCK_OFFSET=${this.file}`, ...this.state, ...command];
    }

    jump(offset) {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(BigInt(offset) * 1_000_000n);
        const file = openSync(this.file, 'r+'); // in place, for it is mapped
        writeSync(file, bytes, 0, 8, 0);
        closeSync(file);
        this.offsets.push(offset);
    }
}
