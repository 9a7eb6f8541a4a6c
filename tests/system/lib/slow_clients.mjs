// Clients that are slow in every way there is, and a scrape beside them.

import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

import { awake } from './clock.mjs';

const REQUEST = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';

/** So many clients of a kind, at another address than who scrapes; one that is closed comes back, as a hostile one would. */
export class Crowd {
    constructor(port, behave, count) {
        this.port = port;
        this.behave = behave;
        this.sockets = new Set();
        this.connected = 0;
        this.over = false;
        for (let i = 0; i < count; ++i) {
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
export async function scrape(port, { ca } = {}) {
    const begin = awake();
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
    return { status: head, size, ms: awake() - begin };
}

/** How clients are slow, by name. */
export const SLOWNESS = {
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

/** The same where the pages are behind TLS: of handshakes, too. `ca` as those see it who listen to the end. */
export async function slownessOfTls(ca) {
    const hello = await clientHello();
    return {
        'that say nothing': () => {},
        'that say half a greeting': (socket) => socket.write(hello.subarray(0, 100)),
        'that greet and listen to no answer': (socket) => {
            socket.pause();
            socket.write(hello);
        },
        'that take nothing of their answer': (socket) => {
            const secure = tls.connect({ socket, ca, servername: 'localhost' }).on('error', () => {});
            secure.pause();
            secure.write(REQUEST);
        },
    };
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
