// magpie-capture on real interfaces: what is sent is counted, one that goes away is waited for, its sandbox holds, and nobody who calls at
// its socket does it harm. In a network namespace of its own.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { inOwnNamespace, inside } from '../storm/lib/namespace.mjs';
import { Capture, Monitor, Peer, captureProgram, flood, isSanitized, makeVeth, probe } from './lib/capture.mjs';
import { inHouse, source } from './lib/house.mjs';
import { residentMegabytes, run, runWell } from './lib/program.mjs';
import { allowedCalls, readUnit, verified } from './lib/unit_file.mjs';
import { until } from './lib/until.mjs';

const RATE = 2000; // frames a second: no test of speed, which ./bench capture is, on a machine that does other things
const WANTED = ['tcp', 'long', 'dns', 'dns6', 'dhcp', 'eapol', 'vlan', 'qinq'];
const UNWANTED = ['arp', 'udp'];
const oldKernel = process.env.MAGPIE_OLD_KERNEL ?? join(source, 'build/dev/tests/system/magpie_old_kernel');
const UNIT = join(source, 'cross/systemd/magpie-capture.service');
const MOST_EXPOSED = 1.4;

const NET = [{ interface: 'veth0', ssid: 'net' }];
const status = ({ pid }, key) => new RegExp(`^${key}:\t(\\S+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
const captures = (capture) => capture.says('captures socket=');

async function startCapture(house, tables = { client: NET }) {
    const capture = new Capture(house, tables);
    await capture.start();
    return capture;
}

/** Of one who calls, says these words and is put off. */
async function isPutOff(house, capture, ...words) {
    const peer = new Peer(house, capture, ...words);
    peer.launch();
    await peer.isPutOff();
}

async function startPeer(house, capture, ...words) {
    const peer = new Peer(house, capture, ...words);
    await peer.start();
    return peer;
}

const agentOf = (house, capture) => startPeer(house, capture, 'hello', 'settled');

function countsWhatIsSent() {
    inHouse('what is sent is counted, of the air and of clients', async (house, step) => {
        const capture = await startCapture(house, { client: NET, more: { air: { interface: 'mon0' } } });
        let agent;
        let monitor;

        await step('it waits for interfaces that are not there, and says so', async () => {
            await capture.says('waits for an interface reason="veth0: ');
            await capture.says('waits for an interface reason="mon0: ');
            assert.ok(!existsSync(capture.socket));
        });

        await step('it begins once they are', async () => {
            await makeVeth(house);
            monitor = new Monitor(house, 'mon0');
            await monitor.start();
            await captures(capture);
            agent = await agentOf(house, capture);
            await capture.says('an agent listens');
        });

        await step('each frame of a kind that is wanted is, and no other', async () => {
            await flood('veth1', 1000 * (WANTED.length + UNWANTED.length), RATE, ...WANTED, ...UNWANTED);
            const { frames, dropped } = await agent.hears('veth0', 1000 * WANTED.length);
            assert.deepEqual([frames, dropped], [1000 * WANTED.length, 0]);
        });

        await step('each frame of the air is', async () => {
            monitor.beacons();
            const { frames, dropped } = await agent.hears('mon0', 100);
            assert.deepEqual([frames, dropped], [100, 0]);
        });

        await step('it has no privilege, and can have none', () => {
            for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
                // A service may not make its bounding set smaller; no_new_privs makes it one of nothing.
                const wanted = set === 'CapBnd' && status(capture, 'Uid') !== '0' ? /^0+2?0{3}$/ : /^0+$/;
                assert.match(status(capture, set), wanted, set);
            }
            assert.equal(status(capture, 'NoNewPrivs'), '1');
            assert.equal(status(capture, 'Seccomp'), '2');
            assert.equal(status(capture, 'Threads'), '1');
            assert.match(readFileSync(`/proc/${capture.pid}/limits`, 'utf8'), /^Max processes +0 +0 /m);
        });

        await step('it ends when it is told to', async () => {
            await capture.stop();
            await agent.isPutOff();
        });
    });
}

function outlivesInterfaces() {
    inHouse('an interface that goes is waited for', async (house, step) => {
        await makeVeth(house);
        const capture = await startCapture(house);
        await captures(capture);
        await flood('veth1', 100, 1000, 'tcp');

        await step('the process ends, as for a service manager that starts it again', async () => {
            capture.expected = false;
            await runWell(['ip', 'link', 'delete', 'veth0']);
            await capture.gone();
            assert.equal(capture.child.exitCode, 0);
            assert.ok(capture.said('an interface is gone; ends, to wait for it interface=veth0'));
        });

        await step('started again it waits, and can be stopped meanwhile', async () => {
            for (let i = 0; i < 2; ++i) {
                await capture.start();
                await capture.says('waits for an interface');
                assert.ok(!capture.said('captures'));
                await capture.stop();
            }
        });

        await step('it goes on when the interface is back', async () => {
            await capture.start();
            await capture.says('waits for an interface');
            await makeVeth(house);
            await captures(capture);
            const agent = await agentOf(house, capture);
            await flood('veth1', 200, 1000, 'tcp');
            assert.equal((await agent.hears('veth0', 200)).frames, 200);
            await agent.kill();
        });

        await step('one that is set down and up again is the same', async () => {
            const agent = await agentOf(house, capture);
            for (const state of ['down', 'up']) {
                await runWell(['ip', 'link', 'set', 'veth0', state]);
            }
            await flood('veth1', 300, 1000, 'tcp');
            assert.equal((await agent.hears('veth0', 500)).frames, 500);
            await agent.kill();
        });
        await capture.stop();
    });

    inHouse('one that stays away holds nobody up', async (house, step) => {
        await makeVeth(house);
        const capture = await startCapture(house, { client: NET, more: { air: { interface: 'mon0' } } });

        await step('it begins without', async () => {
            await captures(capture);
            const agent = await agentOf(house, capture);
            await flood('veth1', 100, 1000, 'tcp');
            assert.equal((await agent.hears('veth0', 100)).frames, 100);
            await agent.kill();
        });

        await step('and ends, to open it, when it comes', async () => {
            capture.expected = false;
            const monitor = new Monitor(house, 'mon0');
            await monitor.start();
            await capture.gone();
            assert.equal(capture.child.exitCode, 0);
            assert.ok(capture.said('an interface has come; ends, to open it interface=mon0'));
            await capture.start();
            await captures(capture);
            await capture.stop();
        });
    });

    inHouse('one of another kind is refused by name', async (house) => {
        await makeVeth(house);
        const capture = await startCapture(house, { more: { air: { interface: 'veth0' } } });
        await capture.says('reason="veth0: its frames are EN10MB, not IEEE802_11_RADIO"');
        await capture.stop();
    });
}

function outlivesCallers() {
    inHouse('who calls at the socket does no harm', async (house, step) => {
        await makeVeth(house);
        const capture = await startCapture(house);
        await captures(capture);

        for (const words of [['garbage'], ['settled'], ['another-version'], ['hello', 'not-mine'], ['hello', 'hello']]) {
            await step(`who says ${words.join(', ')} is put off`, async () => {
                await isPutOff(house, capture, ...words);
            });
        }

        await step('a second agent is turned away, and the first goes on', async () => {
            const agent = await agentOf(house, capture);
            await isPutOff(house, capture, 'hello');
            await flood('veth1', 100, 1000, 'tcp');
            assert.equal((await agent.hears('veth0', 100)).frames, 100);
            await agent.kill();
        });

        await step('one that reads nothing costs nothing', async () => {
            const deaf = await startPeer(house, capture, 'hello', 'settled', 'deaf');
            const before = residentMegabytes({ pid: capture.pid, command: [captureProgram] });
            await flood('veth1', 5000, RATE, 'tcp');
            const grown = residentMegabytes({ pid: capture.pid, command: [captureProgram] }) - before;
            assert.ok(grown < 2, `${grown} MB`);
            await deaf.kill();
        });

        await step('after all of them an agent hears of every frame', async () => {
            const agent = await agentOf(house, capture);
            const { frames, dropped } = await agent.hears('veth0', 5100);
            assert.deepEqual([frames, dropped], [5100, 0]);
            await agent.kill();
        });

        await step('a second capture leaves the socket to the first', async () => {
            const { code, output } = await run([captureProgram, '--config', capture.config]);
            assert.equal(code, 1);
            assert.match(output, /^magpie-capture: cannot listen at .*capture\.sock: Address already in use$/m);
            await (await agentOf(house, capture)).kill();
        });

        await step('one that was killed leaves its socket, and the next takes its place', async () => {
            await capture.kill();
            assert.ok(existsSync(capture.socket));
            await capture.start();
            await captures(capture);
            await (await agentOf(house, capture)).kill();
            await capture.stop();
        });
    });
}

function holdsItsSandbox() {
    inHouse('what the sandbox forbids is refused', async (house, step) => {
        await makeVeth(house);
        const { within, goesOn } = await probe(house, 'veth0');

        await step('to open, connect, run, fork, kill, trace, and to send a frame', () => {
            assert.ok(Object.keys(within).length >= 25);
            const done = Object.entries(within).filter(([, how]) => how !== 'EPERM');
            assert.deepEqual(done, []);
        });

        await step('and what it is for goes on', () => {
            const all = ['poll', 'read frames', 'accept', 'send a record', 'memory'];
            assert.deepEqual(goesOn, Object.fromEntries(all.map((what) => [what, 'done'])));
        });
    });
}

function refusesToGoWithout() {
    inHouse('on a kernel that cannot forbid system calls it says so, and reads nothing', async (house) => {
        await makeVeth(house);
        const capture = new Capture(house, { client: NET }, [oldKernel]);
        capture.launch();
        capture.expected = false;
        await capture.gone();
        assert.equal(capture.child.exitCode, 1);
        assert.match(capture.log, /this kernel cannot forbid system calls \(CONFIG_SECCOMP_FILTER\): Invalid argument/);
        assert.ok(!capture.said('captures socket='));
    });
}

function isAService() {
    inHouse('the unit is one, and allows what the program calls', async (house, step) => {
        await step('systemd finds nothing to complain of', async () => {
            const file = house.path('magpie-capture.service');
            writeFileSync(file, readFileSync(UNIT, 'utf8').replace('/usr/bin/magpie-capture', captureProgram));
            assert.deepEqual(await verified(file), { code: 0, output: '' });
        });

        await step(`it is exposed by at most ${MOST_EXPOSED}`, async () => {
            const output = await runWell(['systemd-analyze', 'security', '--offline=yes', '--no-pager', UNIT]);
            const [, exposure] = /Overall exposure level for \S+: ([0-9.]+) /.exec(output);
            assert.ok(Number(exposure) <= MOST_EXPOSED, output);
        });

        await step('its one privilege is to open a capture, and it is never given up', () => {
            const values = Object.fromEntries(readUnit(UNIT));
            assert.equal(values.CapabilityBoundingSet, 'CAP_NET_RAW');
            assert.equal(values.AmbientCapabilities, 'CAP_NET_RAW');
            assert.equal(values.NoNewPrivileges, 'yes');
            assert.equal(values.Restart, 'always');
            assert.equal(values.StartLimitIntervalSec, '0');
            assert.equal(values.LimitCORE, '0');
        });

        await step('its user is made, and the agent may hear it', async () => {
            const users = readFileSync(join(source, 'cross/systemd/magpie.sysusers.conf'), 'utf8');
            assert.match(users, /^u magpie-capture /m);
            assert.match(users, /^m magpie-agent +magpie-capture$/m);
        });

        await step('nothing it calls on its way into the sandbox is refused', async () => {
            await makeVeth(house);
            const trace = house.path('calls');
            const allowed = (await allowedCalls(readUnit(UNIT))).map((call) => `?${call}`).join(',');
            const strace = ['strace', '--daemonize', '-f', '--seccomp-bpf', '-A', '-o', trace];
            const rules = ['-e', `trace=!${allowed}`, '-e', `inject=!${allowed}:error=EPERM`];
            const capture = new Capture(house, { client: NET });
            capture.command = [...strace, ...rules, captureProgram, '--config', capture.config];
            await capture.start();
            await captures(capture);
            const agent = await agentOf(house, capture);
            await flood('veth1', 100, 1000, 'tcp');
            assert.equal((await agent.hears('veth0', 100)).frames, 100);
            await capture.stop();
            const end = new RegExp(`^${capture.pid} +\\+\\+\\+ exited with 0 \\+\\+\\+$`, 'm');
            await until('the end of the trace', () => existsSync(trace) && end.test(readFileSync(trace, 'utf8')));
            const calls = [...readFileSync(trace, 'utf8').matchAll(/^\d+ +([a-z0-9_]+)\(/gm)].map(([, call]) => call);
            // Whether the clock is synchronised is the agent's question.
            assert.deepEqual([...new Set(calls)], ['clock_adjtime']);
            await agent.isPutOff();
        });
    });

    inHouse('a configuration is checked by name and line', async (house, step) => {
        const check = (text) => {
            const file = house.path('capture.toml');
            writeFileSync(file, text);
            return run([captureProgram, '--config', file, '--check-config']);
        };
        await step('a good one', async () => {
            const { code, output } = await check(readFileSync(join(source, 'agent/capture/app/capture.toml'), 'utf8'));
            assert.equal(code, 0);
            assert.match(output, /: good$/m);
        });
        await step('one with mistakes, all of them at once', async () => {
            const { code, output } = await check('sockt = "/tmp/x"\n[[client]]\ninterface = "a/b"\nssid = ""\n');
            assert.equal(code, 1);
            for (const line of [/capture\.toml:1: unknown key `sockt`/, /capture\.toml:3: /, /capture\.toml:4: /]) {
                assert.match(output, line);
            }
        });
        await step('none at all', async () => {
            const { code, output } = await run([captureProgram, '--config', house.path('none.toml')]);
            assert.equal(code, 1);
            assert.match(output, /none\.toml/);
        });
    });
}

const isRoot = process.getuid() === 0;
const mayBeAlone = () => spawnSync('unshare', ['--net', ...(isRoot ? [] : ['--map-root-user']), 'true']).status === 0;

if (isSanitized()) {
    // They ask the kernel, by a pipe, whether there is an object at an address.
    test('within its sandbox', { skip: 'where sanitizers do not work' }, () => {});
} else if (!inside() && !mayBeAlone()) {
    test('on interfaces of its own', { skip: 'no name space for networks is to be had' }, () => {});
} else if (!inside()) {
    process.env.MAGPIE_ROOT_OUTSIDE = isRoot ? '1' : '';
    process.exitCode = await inOwnNamespace(['--net']);
} else {
    await runWell(['ip', 'link', 'set', 'lo', 'up']);
    countsWhatIsSent();
    outlivesInterfaces();
    outlivesCallers();
    holdsItsSandbox();
    refusesToGoWithout();
    isAService();
}
