import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { Guest } from '../../system/lib/guest.mjs';
import { runWell } from '../../system/lib/program.mjs';
import { architecture } from './architecture.mjs';

const BOOT_SECONDS = 60; // on a machine with other work
const SHIFT = 2; // nanoseconds an instruction, as a power of two: about what qemu can keep up with
export const INSTRUCTIONS_A_SECOND = 1e9 / 2 ** SHIFT;

/** A program and its libraries, for the machine to run; without symbols, for it is read over a slow share. */
async function install(file, directory) {
    const libraries = await runWell([...architecture.ldd, file]);
    mkdirSync(join(directory, 'lib'), { recursive: true });
    for (const [, library] of libraries.matchAll(/^\s*[^/\s]+ => (\/\S+)/gm)) {
        copyFileSync(join(architecture.sysroot, library), join(directory, 'lib', basename(library)));
    }
    await runWell([architecture.strip, '-o', join(directory, basename(file)), file]);
}

/**
 * Debian's kernel in qemu, without root, KVM or a disk. It reaches one thing outside, the broker, as tcp://10.0.2.100:1883.
 * Its orders are in /share (guest/init). One that `countsInstructions` takes the same time for each, so that CPU time in it is the same
 * on every day and on every host; it is slower.
 */
export class Machine extends Guest {
    constructor({ image, directory, brokerPort, countsInstructions = false }) {
        const network = `user,id=net,restrict=on,guestfwd=tcp:10.0.2.100:1883-cmd:busybox nc 127.0.0.1 ${brokerPort}`;
        const command = [
            ...architecture.qemu,
            ...['-nodefaults', '-no-reboot', '-display', 'none', '-accel', 'tcg', '-m', '512'],
            ...(countsInstructions ? ['-icount', `shift=${SHIFT}`] : []),
            ...['-kernel', join(image, 'kernel'), '-initrd', join(image, 'initrd')],
            ...['-append', `console=${architecture.console} quiet panic=-1 mitigations=off nokaslr`],
            ...['-serial', 'stdio'],
            ...['-device', 'virtio-serial', '-chardev', `socket,id=port,path=${Guest.port(directory)}`],
            ...['-device', 'virtserialport,chardev=port'],
            ...['-virtfs', `local,path=${directory},mount_tag=share,security_model=none`],
            ...['-netdev', network, '-device', 'virtio-net,netdev=net,romfile='],
        ];
        super('machine', command, directory, architecture.patience);
    }

    /** Boots; `programs` are to be run in it. */
    async boot(programs) {
        await Promise.all(programs.map((file) => install(file, this.directory)));
        await this.connect();
        await this.started(1, BOOT_SECONDS * architecture.patience);
    }
}

/** A program that goes on in the machine; for the house one of its own. */
export class Service {
    constructor(machine, name, command) {
        this.machine = machine;
        this.name = name;
        this.command = command;
    }

    get alive() {
        return this.machine.alive && this.code === undefined;
    }

    get log() {
        return this.machine.read(`${this.name}.log`);
    }

    tail(lines = 40) {
        return this.log.split('\n').slice(-lines - 1).join('\n');
    }

    async start() {
        const ends = `echo $! >/run/${this.name}.pid; code=0; wait $! || code=$?; echo $code >/run/${this.name}.code`;
        await this.machine.does(`rm -f /run/${this.name}.pid /run/${this.name}.code
{ ${this.command} >/share/${this.name}.log 2>&1 & ${ends}; } &`);
        await this.machine.until(`${this.name} is there`, `[ -s /run/${this.name}.pid ]`);
    }

    /** Its exit code after a signal. */
    async end(signal = 'TERM') {
        await this.machine.does(`kill -${signal} $(cat /run/${this.name}.pid)`);
        await this.machine.until(`${this.name} has ended`, `[ -s /run/${this.name}.code ]`);
        this.code = Number(await this.machine.does(`cat /run/${this.name}.code`));
        return this.code;
    }

    // With the house it goes as the machine does.
    async stop() {}
    async kill() {}
}
