// A city in a storm: real daemons and servers, a seeded row of faults, and at the end an account of every report. README.md.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { inOwnNamespace, inside } from './lib/namespace.mjs';

const usage = `usage: storm.mjs [OPTION...]
  --faults N             how many, 200
  --seed N               of all chance; without it a fresh one, which is printed
  --poles N              agents, 3
  --interval S           between two reports of a pole, 0.5
  --seconds-per-fault S  in the mean from one to the next, 0.7
  --closing S            at most for what is late to arrive after the last fault, 100
  --pair                 two collectors, of which one is active
  --store NAME           prometheus (the default) or victoria-metrics
  --only TEXT            only faults whose line begins with this, as in "kill" or "kill pole"; may be given again
  --without TEXT         none of these; may be given again
  --keep                 the programs' logs, also when every rule holds
  --plan                 print what would happen, and do nothing`;

function readOptions() {
    const text = (fallback) => ({ type: 'string', default: fallback });
    const { values } = parseArgs({
        options: {
            faults: text('200'),
            seed: text(`${Math.floor(Math.random() * 2 ** 32)}`),
            poles: text('3'),
            interval: text('0.5'),
            'seconds-per-fault': text('0.7'),
            closing: text('100'),
            store: text('prometheus'),
            pair: { type: 'boolean', default: false },
            only: { type: 'string', multiple: true, default: [] },
            without: { type: 'string', multiple: true, default: [] },
            keep: { type: 'boolean', default: false },
            plan: { type: 'boolean', default: false },
            help: { type: 'boolean', default: false },
        },
    });
    const number = (name, least) => {
        const value = Number(values[name]);
        if (!(value >= least)) {
            throw new Error(`--${name}: a number of at least ${least}, not '${values[name]}'`);
        }
        return value;
    };
    if (!/^\d+$/.test(values.seed)) {
        throw new Error(`--seed: a whole number, not '${values.seed}'`);
    }
    return {
        ...values,
        collectors: values.pair ? ['collector-a', 'collector-b'] : ['collector'],
        faults: Math.floor(number('faults', 0)),
        poles: Math.floor(number('poles', 1)),
        interval: number('interval', 0.1),
        secondsPerFault: number('seconds-per-fault', 0.05),
        closing: number('closing', 1),
    };
}

function told({ kind, target, thrown, seconds }) {
    const more = Object.entries(thrown).map(([key, value]) => ` ${key}=${value}`);
    return `${kind.name} ${target} for ${seconds.toFixed(1)} s${more.join('')}`;
}

/** One after the other where they hold the same thing, else at their time; gives the seconds it took. */
async function blow(city, faults, say) {
    const begun = performance.now();
    const since = () => (performance.now() - begun) / 1000;
    const held = new Map(); // thing -> the end of the last fault that held it
    const all = [];
    let trouble;
    for (const fault of faults) {
        await pause(Math.max(0, (fault.at - since()) * 1000));
        if (trouble) {
            break;
        }
        const before = fault.holds.map((thing) => held.get(thing));
        const run = async () => {
            await Promise.all(before);
            const { number, kind, target, thrown, seconds } = fault;
            say(`${since().toFixed(1).padStart(8)} s  ${`${number}`.padStart(5)}  ${told(fault)}`);
            await kind.begin(city, target, thrown);
            await pause(seconds * 1000);
            await kind.end(city, target, thrown);
        };
        const ended = run().catch((problem) => {
            trouble ??= new Error(`fault ${fault.number}, ${fault.kind.name} ${fault.target}: ${problem.message}`, { cause: problem });
        });
        fault.holds.forEach((thing) => held.set(thing, ended));
        all.push(ended);
    }
    await Promise.all(all);
    if (trouble) {
        throw trouble;
    }
    return since();
}

/** The kinds with the targets that are left of them. */
function wanted(all, ids, { only, without, collectors }) {
    const begins = (line) => (text) => line.startsWith(text);
    const allowed = (line) => (only.length === 0 || only.some(begins(line))) && !without.some(begins(line));
    const kinds = all.map((kind) => ({ ...kind, targets: kind.targets(ids, collectors).filter((target) => allowed(`${kind.name} ${target}`)) }));
    const left = kinds.filter(({ targets }) => targets.length);
    if (left.length === 0) {
        throw new Error(`no fault is left; there are ${all.map(({ name }) => name).join(', ')}`);
    }
    return left;
}

/** The command that throws the same faults. */
function again({ seed }) {
    const given = process.argv.slice(2);
    const words = given.some((word) => word.startsWith('--seed')) ? given : [...given, '--seed', seed];
    return ['./test storm', ...words.map((word) => (/[^\w./=-]/.test(word) ? `'${word}'` : word))].join(' ');
}

function keepLogs(city, options) {
    const directory = join(fileURLToPath(import.meta.url), '../../../build/storm', options.seed);
    try {
        city.writeLogs(directory);
        console.log(`logs: ${directory}`);
    } catch (problem) {
        console.log(`no logs: ${problem.message}`); // which must not hide why they are wanted
    }
}

async function storm(options) {
    const { Dice } = await import('./lib/dice.mjs');
    const { KINDS, plan } = await import('./lib/faults.mjs');
    const dice = new Dice(options.seed, 'storm');
    const ids = Array.from({ length: options.poles }, (_, i) => `pole-${i + 1}`);
    const kinds = wanted(KINDS, ids, options);
    const faults = plan({ dice: dice.of('plan'), faults: options.faults, secondsPerFault: options.secondsPerFault, kinds });
    console.log(`seed ${options.seed}: ${options.faults} faults over ${options.poles} poles, ${options.collectors.join(' and ')} and ${options.store}`);
    if (options.plan) {
        for (const fault of faults) {
            console.log(`${fault.at.toFixed(1).padStart(8)} s  ${told(fault)}`);
        }
        return 0;
    }

    const { City } = await import('./lib/city.mjs');
    const { close, tell } = await import('./lib/closing.mjs');
    const city = new City({ ...options, dice });
    let holds = false;
    try {
        await city.standUp();
        const seconds = await blow(city, faults, console.log);
        console.log(`\nthe last fault has ended after ${seconds.toFixed(0)} s; waiting for what is late`);
        await city.heal();
        const result = await close(city, options.closing);
        holds = tell(city, result);
    } finally {
        if (!holds || options.keep) {
            keepLogs(city, options);
            console.log(`again: ${again(options)}`);
        }
        await city.close();
    }
    return holds ? 0 : 1;
}

async function main() {
    const options = readOptions();
    if (options.help) {
        console.log(usage);
        return 0;
    }
    return options.plan || inside() ? storm(options) : inOwnNamespace();
}

try {
    process.exit(await main());
} catch (problem) {
    console.error(`storm: ${problem.message}`);
    process.exit(problem.code?.startsWith?.('ERR_PARSE_ARGS') ? 2 : 1);
}
