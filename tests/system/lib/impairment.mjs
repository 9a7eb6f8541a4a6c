// A line with delay, loss, duplication and reordering, each way on its own, in front of a UDP server on 127.0.0.1.

import { join } from 'node:path';

import { source } from './house.mjs';
import { Program } from './program.mjs';

const program = process.env.MAGPIE_IMPAIRMENT ?? join(source, 'build/dev/tests/system/magpie_impairment');

/** `ways`: { forward: { delay_us, jitter_us, lost, twice, held }, back: {...} }; shares are of 1. */
export class Impairment extends Program {
    constructor(house, serverPort, ways, seed = 1) {
        const words = Object.entries(ways).flatMap(([way, kinds]) =>
            Object.entries(kinds).map(([kind, number]) => `${way}.${kind}=${number}`),
        );
        super('impairment', [program, `${serverPort}`, `${seed}`, ...words], { ready: () => this.port });
        house.add(this);
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
