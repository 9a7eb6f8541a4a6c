import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { basename, join } from 'node:path';

import { Program, runWell } from '../../system/lib/program.mjs';
import { architecture } from './architecture.mjs';
import { until } from './until.mjs';

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
 * What is in `directory` it sees as /share; orders are shell scripts there (guest/init). One that `countsInstructions`
 * takes the same time for each, so that CPU time in it is the same on every day and on every host; it is slower.
 */
export class Machine extends Program {
    constructor({ image, directory, brokerPort, countsInstructions = false }) {
        const port = join(directory, 'port');
        const network = `user,id=net,restrict=on,guestfwd=tcp:10.0.2.100:1883-cmd:busybox nc 127.0.0.1 ${brokerPort}`;
        super('machine', [
            ...architecture.qemu,
            ...['-nodefaults', '-no-reboot', '-display', 'none', '-accel', 'tcg', '-m', '512'],
            ...(countsInstructions ? ['-icount', `shift=${SHIFT}`] : []),
            ...['-kernel', join(image, 'kernel'), '-initrd', join(image, 'initrd')],
            ...['-append', `console=${architecture.console} quiet panic=-1 mitigations=off nokaslr`],
            ...['-serial', 'stdio'],
            ...['-device', 'virtio-serial', '-chardev', `socket,id=port,path=${port}`],
            ...['-device', 'virtserialport,chardev=port'],
            ...['-virtfs', `local,path=${directory},mount_tag=share,security_model=none`],
            ...['-netdev', network, '-device', 'virtio-net,netdev=net,romfile='],
        ]);
        this.directory = directory;
        this.port = port;
        this.orders = 0;
        this.codes = new Map();
    }

    /** Boots; `programs` are to be run in it. */
    async boot(programs) {
        await Promise.all(programs.map((file) => install(file, this.directory)));
        const listener = net.createServer().listen(this.port);
        await once(listener, 'listening');
        const connected = once(listener, 'connection');
        this.launch();
        [this.socket] = await Promise.race([connected, this.ended.then(() => [])]);
        listener.close();
        let heard = '';
        this.socket?.setEncoding('utf8').on('data', (text) => {
            heard += text;
            const lines = heard.split('\n');
            heard = lines.pop();
            for (const line of lines) {
                const [order, code] = line.split(' ');
                this.codes.set(order, Number(code));
            }
        });
        this.socket?.on('error', () => {}); // the machine may end while it speaks
        await until('the machine is up', () => this.codes.has('ready') || !this.alive, BOOT_SECONDS);
        if (!this.alive) {
            throw new Error(`the machine did not start: ${this.tail()}`);
        }
    }

    /** Does what a shell script says: its exit code and what it wrote. */
    async try(script, seconds = 30) {
        const order = `order-${++this.orders}`;
        writeFileSync(join(this.directory, order), script);
        this.socket.write(`${order}\n`);
        await until(`the machine has done: ${script}`, () => this.codes.has(order) || !this.alive, seconds);
        return { code: this.codes.get(order), output: readFileSync(join(this.directory, `${order}.out`), 'utf8') };
    }

    /** The same, for scripts that must succeed; what they wrote. */
    async does(script, seconds) {
        const { code, output } = await this.try(`set -e\n${script}`, seconds);
        if (code !== 0) {
            throw new Error(`in the machine, ${script} ended with ${code}:\n${output}`);
        }
        return output;
    }

    /** Waits until a command succeeds. */
    async until(what, script, seconds = 30) {
        await until(what, async () => (await this.try(script)).code === 0, seconds);
    }

    read(file) {
        return readFileSync(join(this.directory, file), 'utf8');
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
