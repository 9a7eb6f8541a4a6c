import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import tls from 'node:tls';

/** What a healthy line does to bytes: nothing. */
const FAIR = Object.freeze({
    closed: false,
    swallows: false,
    stalls: false,
    delay: 0, // ms
    rate: Infinity, // bytes a second
    corruptEvery: 0, // bytes, in the mean; 0: never
    swallowsAfter: Infinity, // bytes of one direction
});

/** One TCP connection through a proxy, and the two flows of it. */
class Connection {
    constructor(proxy, near) {
        this.proxy = proxy;
        this.near = near;
        this.far = null;
        this.swallowed = false; // bytes were lost in it: it can never be whole again
        for (const event of ['error', 'close']) {
            near.on(event, () => this.reset());
        }
    }

    run() {
        // What is swallowed from the first byte on never reaches the other side, as on a line that is dead.
        if (this.proxy.weather.swallows) {
            this.swallowed = true;
            this.near.resume();
            return;
        }
        this.far = net.connect({ port: this.proxy.port_of_target(), host: '127.0.0.1', allowHalfOpen: true });
        for (const event of ['error', 'close']) {
            this.far.on(event, () => this.reset());
        }
        void this.flow(this.near, this.far);
        void this.flow(this.far, this.near);
    }

    async flow(from, to) {
        const { proxy } = this;
        let passed = 0; // since the weather last changed
        let seen = proxy.weather;
        let untilCorrupt = 0;
        try {
            for await (const chunk of from) {
                const { weather } = proxy;
                if (weather !== seen) {
                    [seen, passed] = [weather, 0];
                }
                if (untilCorrupt <= 0 && weather.corruptEvery) {
                    untilCorrupt = proxy.dice.whole(1, 2 * weather.corruptEvery);
                }
                passed += chunk.length;
                if (this.swallowed || weather.swallows || passed > weather.swallowsAfter) {
                    this.swallowed = true;
                    continue;
                }
                if (weather.corruptEvery && (untilCorrupt -= chunk.length) <= 0) {
                    const place = proxy.dice.whole(0, chunk.length - 1);
                    chunk[place] ^= 1 << proxy.dice.whole(0, 7);
                    proxy.corrupted += 1;
                }
                const wait = weather.delay + (chunk.length / weather.rate) * 1000;
                if (wait > 0) {
                    await pause(wait);
                }
                await proxy.moves();
                proxy.bytes += chunk.length;
                if (!to.write(chunk)) {
                    await Promise.race([once(to, 'drain'), once(to, 'close')]);
                }
            }
            if (!this.swallowed) {
                to.end();
            }
        } catch {
            this.reset(); // the other side went, which is no news here
        }
    }

    /** Both sides see it broken. */
    reset() {
        this.proxy.connections.delete(this);
        for (const socket of [this.near, this.far]) {
            if (socket && !socket.destroyed) {
                socket.resetAndDestroy();
            }
        }
    }

    close() {
        this.proxy.connections.delete(this);
        this.near.destroy();
        this.far?.destroy();
    }
}

/** A line of TCP on 127.0.0.1 on which there is weather. */
export class Proxy {
    /** `port_of_target` is asked at each connection. */
    constructor(name, port_of_target, dice) {
        this.name = name;
        this.port_of_target = port_of_target;
        this.dice = dice;
        this.weather = FAIR;
        this.connections = new Set();
        this.bytes = 0;
        this.corrupted = 0;
        this.waiting = []; // for the end of a stall
        this.server = net.createServer({ allowHalfOpen: true }, (near) => this.accept(near));
    }

    async start() {
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        return this;
    }

    get port() {
        return this.server.address().port;
    }

    accept(near) {
        const connection = new Connection(this, near);
        if (this.weather.closed) {
            connection.reset();
            return;
        }
        this.connections.add(connection);
        connection.run();
    }

    async moves() {
        while (this.weather.stalls) {
            await new Promise((resume) => this.waiting.push(resume));
        }
    }

    become(weather) {
        this.weather = Object.freeze({ ...FAIR, ...weather });
        for (const resume of this.waiting.splice(0)) {
            resume();
        }
    }

    /** Every connection ends, and there is no new one. */
    cut() {
        this.become({ closed: true });
        this.closeAll();
    }

    /** Every connection breaks; the next ones are well. */
    reset() {
        for (const connection of [...this.connections]) {
            connection.reset();
        }
    }

    /** Half-open: nobody is told that nothing arrives any more. */
    swallow() {
        this.become({ swallows: true });
    }

    /** Nothing moves, and nothing is lost: the buffers of both sides fill. */
    stall() {
        this.become({ stalls: true });
    }

    slow(delay, rate) {
        this.become({ delay, rate });
    }

    /** A bit flips, about once in so many bytes. */
    corrupt(every) {
        this.become({ corruptEvery: every });
    }

    /** Each connection, after so many more bytes of a direction, is half-open. */
    swallowAfter(bytes) {
        this.become({ swallowsAfter: bytes });
    }

    /** As before; connections in which bytes were lost break, for the far ends could never agree again. */
    heal() {
        this.become({});
        for (const connection of [...this.connections]) {
            if (connection.swallowed) {
                connection.reset();
            }
        }
    }

    closeAll() {
        for (const connection of [...this.connections]) {
            connection.close();
        }
    }

    end() {
        this.become({});
        this.server.close();
        this.closeAll();
    }
}

/**
 * TLS before a server of 127.0.0.1, so that a line that flips bits shows. One connection inside for one outside: who speaks to it sees
 * at once when the server has died.
 */
export class TlsFront {
    constructor(port_of_target, { certificate, key }) {
        this.sockets = new Set();
        this.server = tls.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (near) => {
            const far = net.connect(port_of_target(), '127.0.0.1');
            for (const [one, other] of [[near, far], [far, near]]) {
                this.sockets.add(one);
                one.on('error', () => {});
                one.on('close', () => {
                    this.sockets.delete(one);
                    other.destroy();
                });
                one.pipe(other);
            }
        });
        this.server.on('tlsClientError', () => {});
    }

    async start() {
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        return this;
    }

    get port() {
        return this.server.address().port;
    }

    end() {
        this.server.close();
        for (const socket of this.sockets) {
            socket.destroy();
        }
    }
}
