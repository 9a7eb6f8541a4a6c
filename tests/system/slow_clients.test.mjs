// Clients that are slow in every way there is, more of them than there are places, and a scrape beside them.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';

import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { passing, until } from './lib/until.mjs';

const POLES = 1000;
const SLOW = 100; // and 64 places
const SCRAPES = 11;
/** Generous, for a machine that does other things: ./bench keeps the budget. */
const MOST_MS = 2000;

const REQUEST = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';

/** A hundred clients of a kind, at another address than who scrapes; one that is closed comes back, as a hostile one would. */
class Crowd {
    constructor(port, behave) {
        this.port = port;
        this.behave = behave;
        this.sockets = new Set();
        this.connected = 0;
        this.over = false;
        for (let i = 0; i < SLOW; ++i) {
            this.open();
        }
    }

    open() {
        if (this.over) {
            return;
        }
        const socket = net.connect({ port: this.port, host: '127.0.0.1', localAddress: '127.0.0.2' });
        this.sockets.add(socket);
        socket.on('error', () => {});
        socket.once('connect', () => {
            this.connected += 1;
            this.behave(socket);
        });
        socket.once('close', () => {
            this.sockets.delete(socket);
            setTimeout(() => this.open(), 500);
        });
    }

    end() {
        this.over = true;
        for (const socket of this.sockets) {
            socket.destroy();
        }
    }
}

/** All of an answer over one connection of its own, and the milliseconds from connecting to the last byte. */
async function scrape(port, { ca } = {}) {
    const begin = performance.now();
    const socket = ca
        ? tls.connect({ port, host: '127.0.0.1', ca })
        : net.connect(port, '127.0.0.1');
    let size = 0;
    let head = '';
    socket.on('data', (piece) => {
        head ||= piece.subarray(0, 12).toString('latin1');
        size += piece.length;
    });
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(socket, 'end');
    socket.destroy();
    return { status: head, size, ms: performance.now() - begin };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const SLOWNESS = {
    'that say nothing': () => {},
    'that write a byte of their request a second': (socket) => {
        let sent = 0;
        const timer = setInterval(() => socket.write(REQUEST[sent++ % (REQUEST.length - 1)]), 1000);
        socket.once('close', () => clearInterval(timer));
        socket.write('G');
    },
    'that take nothing of their answer': (socket) => {
        socket.pause();
        socket.write(REQUEST);
    },
};

async function standUp(house, http, reader) {
    await house.startPlainBroker({ patient: true });
    const collector = await house.startCollector({ http: { port: 0, ...http } }, { reader });
    const fleet = house.add(
        new Program('fleet', [programs.fleet, '--server', house.server, '--poles', `${POLES}`, '--interval', '10']),
    );
    await fleet.start();
    const up = async () => (await collector.metrics()).select('magpie_node_up').length === POLES;
    await until(`${POLES} nodes are up`, up, 60);
    return collector;
}

/** The first words of a client of TLS. */
async function clientHello() {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = tls.connect({ port: server.address().port, host: '127.0.0.1' }).on('error', () => {});
    const [socket] = await once(server, 'connection');
    const [hello] = await once(socket, 'data');
    client.destroy();
    socket.destroy();
    server.close();
    return hello;
}

async function scrapesAlone(collector, t, options) {
    const took = [];
    for (let i = 0; i < SCRAPES; ++i) {
        took.push((await scrape(collector.port, options)).ms);
    }
    t.diagnostic(`alone: median ${median(took).toFixed(0)} ms, most ${Math.max(...took).toFixed(0)} ms`);
}

async function scrapesBeside(name, collector, behave, t, options) {
    const crowd = new Crowd(collector.port, behave);
    try {
        await until('they are there', () => crowd.connected >= SLOW);
        const took = [];
        for (let i = 0; i < SCRAPES; ++i) {
            const { status, size, ms } = await scrape(collector.port, options);
            assert.equal(status, 'HTTP/1.1 200');
            assert.ok(size > 1_000_000, `${size} bytes`);
            took.push(ms);
            await passing(0.2);
        }
        t.diagnostic(`beside ${SLOW} ${name}: median ${median(took).toFixed(0)} ms, most ${Math.max(...took).toFixed(0)} ms`);
        assert.ok(median(took) < MOST_MS, `${median(took)} ms`);
    } finally {
        crowd.end();
    }
}

inHouse(`a scrape of ${POLES} poles is answered beside ${SLOW} slow clients`, async (house, step) => {
    const collector = await standUp(house);
    await step('alone', (t) => scrapesAlone(collector, t));
    for (const [name, behave] of Object.entries(SLOWNESS)) {
        await step(`clients ${name}`, (t) => scrapesBeside(`clients ${name}`, collector, behave, t));
    }
});

inHouse(`the same behind TLS, and beside ${SLOW} handshakes that never end`, async (house, step) => {
    const { ca } = await house.identity('any');
    const reader = { ca: readFileSync(ca) };
    const files = {
        certificate_file: join(house.certificates, 'server.crt'),
        key_file: join(house.certificates, 'server.key'),
    };
    const collector = await standUp(house, files, reader);
    const hello = await clientHello();
    await step('alone', (t) => scrapesAlone(collector, t, reader));
    for (const [name, behave] of Object.entries({
        'that say nothing': () => {},
        'that say half a greeting': (socket) => socket.write(hello.subarray(0, 100)),
        'that greet and listen to no answer': (socket) => {
            socket.pause();
            socket.write(hello);
        },
    })) {
        await step(`clients ${name}`, (t) => scrapesBeside(`clients ${name}`, collector, behave, t, reader));
    }
    await step('clients that take nothing of their answer', async (t) => {
        const behave = (socket) => {
            const secure = tls.connect({ socket, ...reader, servername: 'localhost' }).on('error', () => {});
            secure.pause();
            secure.write(REQUEST);
        };
        await scrapesBeside('clients that take nothing of their answer', collector, behave, t, reader);
    });
});
