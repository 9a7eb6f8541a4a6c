import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';

import { Program } from './program.mjs';
import { until } from './until.mjs';

/**
 * A machine in qemu that does what it is told. It shares `directory` with us; an order is a shell script there, whose name goes over a
 * serial port (the socket `port`), and whose output is laid beside it. The port answers in words: an order's name with its exit code, or
 * `ready` with what the machine says of itself. What it takes longer for than a machine that is not emulated, `patience` times as long,
 * is waited for.
 */
export class Guest extends Program {
    constructor(name, command, directory, patience = 1) {
        super(name, command);
        this.directory = directory;
        this.patience = patience;
        this.orders = 0;
        this.codes = new Map();
        this.starts = []; // what it said of itself each time that it was up
    }

    static port(directory) {
        return join(directory, 'port');
    }

    /** Switches it on, and waits until it speaks or has ended. */
    async connect() {
        this.starts = [];
        const listener = net.createServer().listen(Guest.port(this.directory));
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
                const [word, ...rest] = line.split(' ');
                if (word === 'ready') {
                    this.starts.push(rest);
                } else {
                    this.codes.set(word, Number(rest[0]));
                }
            }
        });
        this.socket?.on('error', () => {}); // it may end while it speaks
    }

    /** Waits for the start of this number, from 1 on: what it said of itself. */
    async started(number, seconds) {
        await until(`start ${number} of the ${this.name}`, () => this.starts.length >= number || !this.alive, seconds);
        if (this.starts.length < number) {
            throw new Error(`the ${this.name} ended: ${this.tail()}`);
        }
        return this.starts[number - 1];
    }

    /** An order whose end nobody waits for; its name. */
    tell(script) {
        const order = `order-${++this.orders}`;
        writeFileSync(join(this.directory, order), script);
        this.socket.write(`${order}\n`);
        return order;
    }

    /** Does what a shell script says: its exit code and what it wrote. */
    async try(script, seconds = 30) {
        const order = this.tell(script);
        const done = () => this.codes.has(order) || !this.alive;
        await until(`the ${this.name} has done: ${script}`, done, seconds * this.patience);
        return { code: this.codes.get(order), output: this.read(`${order}.out`) };
    }

    /** The same, for scripts that must succeed; what they wrote. */
    async does(script, seconds) {
        const { code, output } = await this.try(`set -e\n${script}`, seconds);
        if (code !== 0) {
            throw new Error(`on the ${this.name}, ${script} ended with ${code}:\n${output}`);
        }
        return output;
    }

    /** Waits until a command succeeds. */
    async until(what, script, seconds = 30) {
        await until(what, async () => (await this.try(script)).code === 0, seconds * this.patience);
    }

    read(file) {
        return readFileSync(join(this.directory, file), 'utf8');
    }
}
