// Magpie's two ends of STAMP as programs, and what others make of its packets.

import { once } from 'node:events';
import dgram from 'node:dgram';
import { join } from 'node:path';

import { programs, source } from './house.mjs';
import { Program, run } from './program.mjs';

const clock = process.env.MAGPIE_SYNCHRONISED_CLOCK ?? join(source, 'build/dev/tests/system/libmagpie_synchronised_clock.so');
/** Both ends are on this machine: its clock is as good as any. */
export const synchronised = {
    LD_PRELOAD: clock,
    ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`,
};

export class Reflector extends Program {
    /** Words of `magpie-agent reflect`; it listens where the kernel says. */
    constructor(house, words, { listen = '127.0.0.1:0', environment = synchronised } = {}) {
        super('reflector', [programs.agent, 'reflect', '--listen', listen, ...words], { ready: () => this.port, environment });
        house.add(this);
    }

    get port() {
        const [, port] = /^listening on \S+:(\d+),/m.exec(this.log.slice(this.begun)) ?? [];
        return port && Number(port);
    }

    /** Ends it, and gives its summary. */
    async ends() {
        await this.stop();
        return /^in all: (.*)$/m.exec(this.log)[1];
    }
}

/** Runs `magpie-agent probe stamp`; its exit code and its report. */
export async function probe(target, words = [], environment = synchronised) {
    const { code, output } = await run([programs.agent, 'probe', 'stamp', target, '--json', ...words.map(String)], { environment });
    if (code > 1) {
        throw new Error(`probe ended with ${code}: ${output}`);
    }
    return { code, ...JSON.parse(output) };
}

/** A UDP socket on 127.0.0.1 that keeps what it gets. */
export async function listener(house) {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    house.atEnd.push(() => socket.close());
    const got = [];
    socket.on('message', (bytes) => got.push(bytes));
    return {
        port: socket.address().port,
        got,
        send: (bytes, port) => socket.send(bytes, port, '127.0.0.1'),
    };
}
