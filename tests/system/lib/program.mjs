import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { until } from './until.mjs';

const running = new Set();

/** With the kernel's word (setpriv) that it does not outlive us. */
function launch(command, stdio, environment) {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
        stdio,
        env: { ...process.env, ...environment },
    });
    running.add(child);
    return child;
}

// Nothing that a test started outlives it: not on its end, an exception or a signal; nor when it is itself killed.
process.on('exit', () => {
    for (const child of running) {
        child.kill('SIGKILL');
    }
});
for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
]) {
    process.once(signal, () => process.exit(128 + number));
}

/** A program that can be started, killed and started again; its output is kept. */
export class Program {
    /** `ready` is asked until it says yes; a program that ends before that has failed. */
    constructor(name, command, { ready = () => true, environment = {} } = {}) {
        this.name = name;
        this.command = command;
        this.ready = ready;
        this.environment = environment;
        this.log = ''; // of all its runs
        this.begun = 0; // where the present run's begins
        this.child = null;
        this.expected = false; // to be running: nobody has ended it on purpose
    }

    get pid() {
        return this.child?.pid;
    }

    get alive() {
        return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
    }

    async start() {
        this.launch();
        const ended =
            (await until(`${this.name} is ready`, async () => !this.alive || ((await this.ready()) && 'no'))) === true;
        if (ended) {
            await this.ended;
            throw new Error(`${this.name} ended with ${this.child.exitCode ?? this.child.signalCode}: ${this.tail(5)}`);
        }
    }

    /** Starts it and waits for nothing. */
    launch() {
        const child = launch(this.command, ['ignore', 'pipe', 'pipe'], this.environment);
        this.child = child;
        this.begun = this.log.length;
        this.expected = true;
        this.ended = once(child, 'close').then(() => running.delete(child));
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding('utf8').on('data', (text) => (this.log += text));
        }
        child.once('error', (problem) => (this.log += `${problem}\n`));
    }

    signal(name) {
        this.child.kill(name);
    }

    async kill() {
        this.expected = false;
        if (this.alive) {
            this.child.kill('SIGKILL');
            await this.ended;
        }
    }

    /** SIGTERM, on which every program ends with 0, and soon; and it has not ended before. */
    async stop() {
        if (!this.expected) {
            return;
        }
        this.expected = false;
        this.child.kill('SIGTERM');
        await this.gone();
        if (this.child.exitCode !== 0) {
            throw new Error(`${this.name} ended with ${this.child.exitCode ?? this.child.signalCode}, not with 0`);
        }
    }

    async gone() {
        await until(`${this.name} has ended`, () => !this.alive, 15);
        await this.ended;
    }

    /** Waits for a line of its present run, and gives what was found: what a program writes may come later than what it does. */
    says(line, seconds) {
        return until(`${this.name} says ${line}`, () => line.exec(this.log.slice(this.begun)), seconds);
    }

    /** Whether it is so far that a signal no longer ends it at once. */
    catches(signal) {
        const [, mask] = /^SigCgt:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
        return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
    }

    tail(lines = 40) {
        return this.log
            .split('\n')
            .slice(-lines - 1)
            .join('\n');
    }
}

/** Whether it was built with AddressSanitizer, which keeps what was freed and makes calls of its own. */
export function sanitized(file) {
    return readFileSync(file).includes('libasan.so');
}

/** What the process keeps in memory. Not of one built with AddressSanitizer, which keeps what was freed as well. */
export function residentMegabytes({ pid, command }) {
    if (sanitized(command[0])) {
        return 0;
    }
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(kilobytes) / 1024;
}

/** Runs a command to its end: its exit code and what it wrote. */
export async function run(command, { input = '', environment = {} } = {}) {
    const child = launch(command, 'pipe', environment);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.stdin.on('error', () => {}); // it need not read all of it
    child.stdin.end(input);
    try {
        const [code] = await once(child, 'close');
        return { code, output };
    } finally {
        running.delete(child);
    }
}

/** The same, for commands that must succeed. */
export async function runWell(command, options) {
    const { code, output } = await run(command, options);
    if (code !== 0) {
        throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
    }
    return output;
}
