import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { MqttPeer } from '../../system/lib/mqtt_peer.mjs';
import { BEHIND, bootTime } from './clocks.mjs';
import { BROKERS, FLOOD } from './city.mjs';

// Of the poles' ids and the collectors' names.
const programs = (ids, collectors) => ['broker', ...collectors, 'store', ...ids];
const lines = (ids, collectors) => [...collectors, ...collectors, 'store', 'store', ...ids];
const boards = (ids, collectors) => [...ids, ...collectors];
const isCollector = (target) => target.startsWith('collector');

const program = (target) => [target];
const line = (target) => [`line ${target}`];
const disk = (target) => [`disk ${target.replace('-memory', '')}`];
const board = (target) => [...program(target), ...disk(target)];

/** A fault of a line: `worse` takes what was thrown for it. */
const weather = (name, weight, seconds, worse, shape = () => ({})) => ({
    name,
    weight,
    targets: lines,
    holds: line,
    seconds,
    shape,
    begin: (city, target, thrown) => worse(city.lines[target], thrown),
    end: (city, target) => city.lines[target].heal(),
});

const diskFull = (name, weight, targets) => ({
    name,
    weight,
    targets,
    holds: disk,
    seconds: [0.5, 6],
    shape: () => ({}),
    begin: (city, target) => {
        const id = target.replace('-memory', '');
        city.pole(id)?.full.push({ from: bootTime(), to: Infinity });
        city.disks[target].fill();
    },
    end: (city, target) => {
        city.disks[target].free();
        const last = city.pole(target.replace('-memory', ''))?.full.at(-1);
        if (last) {
            last.to = bootTime() + BEHIND;
        }
    },
});

/** So much that the kernel's buffers are full and more than a thousand messages wait. */
const FLOOD_MESSAGES = 3000;
const FLOOD_BYTES = 8 * 1024;

async function floodBroker(city, target) {
    city.lines[target].stall();
    const { certificates } = city.house;
    const file = (name) => join(certificates, name);
    const tls = { ca: file('ca.crt'), certificate: file(`${FLOOD}.crt`), key: file(`${FLOOD}.key`) };
    const peer = new MqttPeer(`mqtts://localhost:${city.brokerPort}`, tls, { clientId: FLOOD });
    try {
        await peer.connected();
        const junk = randomBytes(FLOOD_BYTES);
        for (let i = 1; i <= FLOOD_MESSAGES; ++i) {
            // The last at QoS 1: when that is answered, the broker has them all.
            await peer.publish(`spBv1.0/mapo/NDATA/${FLOOD}`, junk, { qos: i === FLOOD_MESSAGES ? 1 : 0 });
        }
    } finally {
        await peer.end();
    }
}

/**
 * Every kind of fault: whom it may befall, what it holds while it lasts (so that no two of them fight over one thing), for how long,
 * what else is thrown for it, and how it begins and ends. `weight` is how often it comes, of the sum of all.
 */
export const KINDS = [
    {
        name: 'kill',
        weight: 14,
        targets: (ids, collectors) => [...programs(ids, collectors), ...collectors],
        holds: program,
        seconds: [0, 3],
        shape: () => ({}),
        begin: (city, target) => city.kill(target),
        end: (city, target) => city.start(target),
    },
    {
        name: 'restart',
        weight: 6,
        targets: programs,
        holds: program,
        seconds: [0, 2],
        shape: () => ({}),
        begin: (city, target) => city.stop(target),
        end: (city, target) => city.start(target),
    },
    {
        name: 'freeze',
        weight: 10,
        targets: programs,
        holds: program,
        seconds: [0.2, 8],
        shape: () => ({}),
        begin: (city, target) => city.freeze(target),
        end: (city, target) => city.thaw(target),
    },
    {
        name: 'broker set anew',
        weight: 4,
        targets: () => ['broker'],
        holds: program,
        seconds: [0, 0.5],
        shape: (dice) => ({ as: dice.pick(Object.keys(BROKERS)) }),
        begin: async (city, _, { as }) => {
            city.brokerIs = as;
            await city.stop('broker');
        },
        end: (city) => city.start('broker'),
    },
    {
        name: 'queue overrun',
        weight: 5,
        targets: (_, collectors) => collectors,
        holds: (target) => ['broker', `line ${target}`],
        seconds: [1, 4],
        shape: () => ({}),
        begin: floodBroker,
        end: (city, target) => city.lines[target].heal(),
    },
    weather('cut', 8, [0.1, 6], (proxy) => proxy.cut()),
    weather('reset', 8, [0, 0], (proxy) => proxy.reset()),
    weather('half-open', 6, [0.5, 12], (proxy) => proxy.swallow()),
    weather('stall', 5, [0.2, 8], (proxy) => proxy.stall()),
    weather('slow', 5, [1, 8], (proxy, { delay, rate }) => proxy.slow(delay, rate), (dice) => ({
        delay: dice.whole(5, 300),
        rate: dice.pick([2_000, 20_000, 200_000]),
    })),
    weather('corrupt', 6, [0.5, 5], (proxy, { every }) => proxy.corrupt(every), (dice) => ({
        every: dice.pick([200, 2_000, 20_000]),
    })),
    weather('blackhole', 5, [1, 8], (proxy, { after }) => proxy.swallowAfter(after), (dice) => ({ after: dice.whole(1, 5_000) })),
    {
        name: 'power cut',
        weight: 8,
        targets: boards,
        holds: board,
        seconds: [0, 2],
        shape: () => ({}),
        begin: (city, target) => city.losePower(target),
        end: (city, target) => city.powerUp(target),
    },
    diskFull('disk full', 4, boards),
    diskFull('memory full', 2, (ids) => ids.map((id) => `${id}-memory`)),
    {
        name: 'clock jump',
        weight: 6,
        targets: boards,
        holds: (target) => [`clock ${target}`],
        seconds: [0, 0],
        // With both at their ends the collector still believes a report: a minute ahead, an hour behind.
        shape: (dice, target) => {
            const far = dice.pick([2_000, 25_000, 1_200_000]);
            const [back, ahead] = isCollector(target) ? [Math.min(far, 25_000), far] : [far, Math.min(far, 25_000)];
            return { by: Math.round(dice.between(-back, ahead)) };
        },
        begin: (city, target, { by }) => city.clocks[target].jump(by),
        end: () => {},
    },
    {
        name: 'certificate rolled',
        weight: 2,
        targets: (ids) => ids,
        holds: (target) => [`certificate ${target}`],
        seconds: [0, 0],
        shape: () => ({}),
        begin: async (city, target) => {
            await city.authority.roll(target);
            city.lines[target].reset(); // the next connection is made with it
        },
        end: () => {},
    },
    {
        name: 'certificate revoked',
        weight: 2,
        targets: (ids) => ids,
        holds: (target) => ['broker', `certificate ${target}`],
        seconds: [1, 8],
        shape: () => ({}),
        begin: (city, target) => city.revoke(target),
        end: (city, target) => city.authority.roll(target),
    },
];

/**
 * What happens, and when: a function of the seed, the kinds and their targets alone. {number, at, kind, target, thrown, seconds,
 * holds}; times in seconds.
 */
export function plan({ dice, faults, secondsPerFault, kinds }) {
    const throws = Object.fromEntries(['kind', 'target', 'seconds', 'gap'].map((name) => [name, dice.of(name)]));
    const freeAt = new Map();
    const list = [];
    let at = 0;
    while (list.length < faults) {
        at += throws.gap.between(0, 2 * secondsPerFault);
        for (;;) {
            const kind = throws.kind.weighted(kinds);
            const target = throws.target.pick(kind.targets);
            const holds = kind.holds(target);
            if (holds.every((thing) => (freeAt.get(thing) ?? 0) <= at)) {
                const seconds = throws.seconds.between(...kind.seconds);
                const thrown = kind.shape(dice.of(`shape/${list.length}`), target);
                holds.forEach((thing) => freeAt.set(thing, at + seconds + 0.3));
                list.push({ number: list.length + 1, at, kind, target, thrown, seconds, holds });
                break;
            }
            at += 0.05; // everybody whom it could befall is busy
        }
    }
    return list;
}
