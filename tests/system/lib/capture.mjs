// A capture on interfaces of its own: whoever uses this is in a network namespace of its own (inOwnNamespace).

import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { source } from './house.mjs';
import { Program, run, runWell, sanitized } from './program.mjs';
import { until } from './until.mjs';

const built = process.env.MAGPIE_CAPTURE_TOOLS ?? join(source, 'build/dev/tests/capture');
const capture = process.env.MAGPIE_CAPTURE ?? join(source, 'build/dev/agent/capture/magpie-capture');
const tool = (name) => join(built, `magpie_${name}`);

export const captureProgram = capture;
export const isSanitized = () => sanitized(capture);

/** veth0 and veth1, of which each hears what the other is sent, for as long as the house stands. */
export async function makeVeth(house) {
    await runWell(['ip', 'link', 'add', 'veth0', 'type', 'veth', 'peer', 'name', 'veth1']);
    for (const name of ['veth1', 'veth0']) {
        await runWell(['ip', 'link', 'set', name, 'up']);
    }
    house.atEnd.push(() => run(['ip', 'link', 'delete', 'veth0']));
}

/** As a service: nobody, with the one capability that it takes. Where we are root for ourselves alone there is no nobody. */
function asService(command) {
    const one = ['--bounding-set', '--inh-caps', '--ambient-caps'].map((set) => `${set}=-all,+net_raw`);
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'];
    return process.env.MAGPIE_ROOT_OUTSIDE ? ['setpriv', ...nobody, ...one, '--', ...command] : command;
}

/** magpie-capture with the service's privileges; `tables` are its configuration, `through` a command that runs it. */
export class Capture extends Program {
    constructor(house, tables, through = []) {
        const directory = house.path('capture');
        mkdirSync(directory);
        chmodSync(house.directory, 0o755); // for nobody
        if (process.env.MAGPIE_ROOT_OUTSIDE) {
            chownSync(directory, 65534, 65534);
        }
        const socket = join(directory, 'capture.sock');
        const config = house.writeConfig('capture', { top: { socket, client: tables.client ?? [] }, ...tables.more });
        super('capture', asService([...through, capture, '--config', config]));
        this.socket = socket;
        this.config = config;
        house.add(this);
    }

    /** Since it was started the last time. */
    said(what) {
        return this.log.slice(this.begun).includes(what);
    }

    async says(what, seconds) {
        await until(`the capture says "${what}"`, () => this.said(what), seconds);
    }
}

/** An agent of it, or who pretends to be one (tests/capture/peer.cpp). */
export class Peer extends Program {
    constructor(house, { socket }, ...words) {
        super('peer', [tool('capture_peer'), socket, ...words], { ready: () => /^connected$/m.test(this.log) });
        house.add(this);
    }

    /** What it heard last of an interface. */
    of(name) {
        const all = [...this.log.matchAll(new RegExp(`^${name} (\\d+) frames (\\d+) dropped$`, 'gm'))];
        const [, frames, dropped] = all.at(-1) ?? [];
        return all.length > 0 ? { told: all.length, frames: Number(frames), dropped: Number(dropped) } : { told: 0 };
    }

    /** Until two seconds in a row say the same, and as many. */
    async hears(name, frames) {
        const has = () => this.of(name).frames + this.of(name).dropped >= frames;
        await until(`${frames} frames of ${name}`, has);
        const { told } = this.of(name);
        await until('another second', () => this.of(name).told > told);
        return this.of(name);
    }

    async isPutOff() {
        this.expected = false;
        await until('the peer is put off', () => /^put off$/m.test(this.log));
        await this.ended;
    }
}

/** Frames out of an interface; the kinds are those of tests/capture/flood.cpp. */
export async function flood(interfaceName, frames, rate, ...kinds) {
    const output = await runWell([tool('flood'), interfaceName, `${frames}`, `${rate}`, ...kinds]);
    return Number(/ in ([0-9.]+) s/.exec(output)[1]);
}

/** An interface that gives frames of the air: `beacons()` sends a hundred. */
export class Monitor extends Program {
    constructor(house, name) {
        super(name, [tool('monitor'), name], { ready: () => /^up$/m.test(this.log) });
        house.add(this);
    }

    beacons() {
        this.signal('SIGUSR1');
    }
}

/** What the probe tried, and what came of it: { open: 'EPERM', ... }, within the sandbox, and of what must go on. */
export async function probe(house, interfaceName) {
    const socket = house.path('probe.sock');
    const output = await runWell([tool('sandbox_probe'), interfaceName, socket]);
    const [, within, goesOn] = output.split(/^-- .*\n/m);
    const read = (text) => Object.fromEntries([...text.matchAll(/^(.+): (.+)$/gm)].map(([, what, how]) => [what, how]));
    return { within: read(within), goesOn: read(goesOn) };
}
