// The weather on a line: what each verb does to those who speak over it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import test from 'node:test';

import { passing, until } from '../system/lib/until.mjs';
import { Dice } from './lib/dice.mjs';
import { Proxy } from './lib/proxy.mjs';

/** A line to a server that says everything back. */
function onLine(promise, body) {
    test(promise, async () => {
        const server = net.createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const proxy = await new Proxy('line', () => server.address().port, new Dice(1)).start();
        const callers = [];
        const call = async () => {
            const socket = net.connect(proxy.port, '127.0.0.1');
            const caller = { socket, heard: Buffer.alloc(0), over: false };
            socket.on('data', (bytes) => (caller.heard = Buffer.concat([caller.heard, bytes])));
            socket.on('error', () => {});
            socket.on('close', () => (caller.over = true));
            callers.push(caller);
            await once(socket, 'connect').catch(() => {}); // it may be over already
            return caller;
        };
        try {
            await body(proxy, call);
        } finally {
            callers.forEach(({ socket }) => socket.destroy());
            proxy.end();
            server.close();
        }
    });
}

const hears = (caller, bytes) => until(`${bytes} bytes are back`, () => caller.heard.length >= bytes, 5);

onLine('a fair line changes nothing', async (proxy, call) => {
    const caller = await call();
    const text = Buffer.from('magpie'.repeat(50_000));
    caller.socket.write(text);
    await hears(caller, text.length);
    assert.ok(caller.heard.equals(text));
});

onLine('a cut line ends what there is, and takes nothing new until it is healed', async (proxy, call) => {
    const before = await call();
    proxy.cut();
    await until('it is over', () => before.over);
    const during = await call();
    await until('that, too', () => during.over);
    proxy.heal();
    const after = await call();
    after.socket.write('hello');
    await hears(after, 5);
});

onLine('a reset breaks what there is, and nothing else', async (proxy, call) => {
    const before = await call();
    before.socket.write('x');
    await hears(before, 1);
    proxy.reset();
    await until('it is over', () => before.over);
    const after = await call();
    after.socket.write('hello');
    await hears(after, 5);
});

onLine('a half-open line tells nobody, and breaks when it is healed', async (proxy, call) => {
    const caller = await call();
    caller.socket.write('one');
    await hears(caller, 3);
    proxy.swallow();
    caller.socket.write('two');
    await passing(0.1);
    assert.equal(caller.heard.toString(), 'one');
    assert.equal(caller.over, false);
    proxy.heal();
    await until('it is over', () => caller.over);
});

onLine('a stalled line loses nothing', async (proxy, call) => {
    const caller = await call();
    proxy.stall();
    caller.socket.write('one');
    await passing(0.1);
    assert.equal(caller.heard.length, 0);
    proxy.heal();
    await hears(caller, 3);
    assert.equal(caller.heard.toString(), 'one');
});

onLine('a slow line takes its time', async (proxy, call) => {
    const caller = await call();
    proxy.slow(100, 1_000_000);
    const begun = performance.now();
    caller.socket.write('one');
    await hears(caller, 3);
    assert.ok(performance.now() - begun >= 190);
});

onLine('a line that corrupts flips bits and keeps the length', async (proxy, call) => {
    const caller = await call();
    proxy.corrupt(100);
    const sent = Buffer.alloc(10_000);
    for (let i = 0; i < 100; ++i) {
        caller.socket.write(sent.subarray(0, 100));
        await hears(caller, (i + 1) * 100);
    }
    assert.equal(caller.heard.length, sent.length);
    assert.ok(!caller.heard.equals(sent));
    assert.ok(proxy.corrupted > 10);
});

onLine('a line swallows from a byte on', async (proxy, call) => {
    const caller = await call();
    proxy.swallowAfter(3);
    caller.socket.write('one');
    await hears(caller, 3);
    caller.socket.write('two');
    await passing(0.1);
    assert.equal(caller.heard.toString(), 'one');
    assert.equal(caller.over, false);
});
