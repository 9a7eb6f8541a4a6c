// A line with delay, jitter, loss, duplication, reordering and another clock at its end, each way on its own, in front of a UDP server.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { source } from './house.mjs';
import { Program } from './program.mjs';
import { until } from './until.mjs';

const program = process.env.MAGPIE_IMPAIRMENT ?? join(source, 'build/dev/tests/system/magpie_impairment');

const wordsOf = (ways) => Object.entries(ways).flatMap(([way, kinds]) => Object.entries(kinds).map(([kind, number]) => `${way}.${kind}=${number}`));

let lines = 0;

/**
 * `server`: a port of 127.0.0.1, or ADDRESS:PORT. `ways`: { forward: { delay_us, jitter_us, lost, twice, held }, back: {...,
 * clock_us} }; shares are of 1. `space`: the namespace it stands in, and there it `listen`s.
 */
export class Impairment extends Program {
    constructor(house, server, ways, seed = 1, { space, listen = '127.0.0.1' } = {}) {
        const file = house.path(`line-${++lines}`);
        const command = [program, `${server}`, `${seed}`, '--listen', listen, '--words', file, ...wordsOf(ways)];
        super('impairment', space ? space.command(...command) : command, { ready: () => this.port });
        this.file = file;
        house.add(this);
    }

    /** From now on it does that and no more. */
    async becomes(ways) {
        const told = () => this.log.slice(this.begun).split('as told').length;
        const before = told();
        writeFileSync(this.file, wordsOf(ways).join('\n'));
        this.signal('SIGHUP');
        await until('the line does as told', () => told() > before);
    }

    get port() {
        const [, port] = /^listening (\d+)$/m.exec(this.log.slice(this.begun)) ?? [];
        return port && Number(port);
    }

    /** Ends it, and gives what it did: { forward: { carried, dropped, doubled }, back: {...} }. */
    async ends() {
        await this.stop();
        return JSON.parse(this.log.trim().split('\n').at(-1));
    }
}
