// What a service manager is to a program that it runs: its ear, and the calls to the kernel that a unit allows.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { programs, source } from './house.mjs';
import { Program, runWell } from './program.mjs';
import { allowedCalls, readUnit } from './unit_file.mjs';
import { until } from './until.mjs';

export const UNITS = join(source, 'cross/systemd');
export const unitFile = (program) => join(UNITS, `magpie-${program}.service`);

/** The manager's end of $NOTIFY_SOCKET. */
export async function listen(house) {
    const path = house.path('notify');
    const manager = new Program('manager', [programs.listener, path], { ready: () => /listening/.test(manager.log) });
    await manager.start();
    house.atEnd.push(() => manager.kill());
    manager.environment = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '400000' };
    manager.words = () => manager.log.trimEnd().split('\n').slice(1);
    manager.heard = (word) => manager.words().filter((each) => each === word).length;
    manager.hears = (word, times = 1) => until(`${times} ${word}`, () => manager.heard(word) >= times);
    let marks = 0;
    manager.hasHeardAll = async () => {
        const mark = `mark ${++marks}`;
        await runWell(['systemd-notify', '--no-block', `--status=${mark}`], { environment: { NOTIFY_SOCKET: path } });
        await manager.hears(`STATUS=${mark}`);
    };
    manager.tells = (status) => until(`STATUS ${status}`, () => manager.words().some((each) => status.test(each)));
    return manager;
}

/** From now on this program gets EPERM for each call that its unit does not allow; `refused()` names them, once it has ended. */
export async function confine(house, name, program) {
    const trace = house.path(`${name}.calls`);
    const allowed = (await allowedCalls(readUnit(unitFile(name)))).map((call) => `?${call}`).join(',');
    // As a grandchild: the program itself is what we start and stop. By seccomp it stops at what is not allowed alone.
    const strace = ['strace', '--daemonize', '-f', '--seccomp-bpf', '-A', '-o', trace];
    const rules = ['-e', `trace=!${allowed}`, '-e', `inject=!${allowed}:error=EPERM`];
    program.command = [...strace, ...rules, ...program.command];
    return {
        async refused() {
            const end = new RegExp(`^${program.pid} +\\+\\+\\+ exited with 0 \\+\\+\\+$`, 'm');
            await until(`the end of ${trace}`, () => existsSync(trace) && end.test(readFileSync(trace, 'utf8')));
            const calls = readFileSync(trace, 'utf8').matchAll(/^\d+ +([a-z0-9_]+)\(/gm);
            return [...new Set([...calls].map(([, call]) => call))].sort();
        },
    };
}
