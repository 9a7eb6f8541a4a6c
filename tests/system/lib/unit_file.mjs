// A unit of systemd, and the calls that its SystemCallFilter lets through.

import { readFileSync } from 'node:fs';

import { run, runWell } from './program.mjs';

/** Its lines as [key, value], in order; a key may come several times. */
export function readUnit(file) {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line) => {
        const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
        return key ? [[key, value]] : [];
    });
}

/** What systemd has to say of these units, and not of those of the machine that it reads beside them: { code, output }. */
export async function verified(...files) {
    const { code, output } = await run(['systemd-analyze', 'verify', '--man=no', ...files]);
    return { code, output: output.replace(/^(\/usr)?\/lib\/systemd\/system\/.*\n/gm, '') };
}

/** All words of a key. */
export function words(unit, wanted) {
    return unit.filter(([key]) => key === wanted).flatMap(([, value]) => value.split(' ').filter(Boolean));
}

/** The sets of calls that systemd knows, by name: { '@clock': ['adjtimex', ...] }. */
async function knownSets() {
    const sets = {};
    let name;
    for (const line of (await runWell(['systemd-analyze', 'syscall-filter', '--no-pager'])).split('\n')) {
        if (line.startsWith('@')) {
            sets[(name = line.trim())] = [];
        } else if (/^ +[@a-z_]/.test(line)) {
            sets[name].push(line.trim());
        }
    }
    return sets;
}

/** The names of all calls that the unit allows. */
export async function allowedCalls(unit) {
    const sets = await knownSets();
    const flat = (word) => (word.startsWith('@') ? sets[word].flatMap(flat) : [word]);
    // @default comes with every list of what is allowed (systemd.exec(5)).
    return [...new Set(['@default', ...words(unit, 'SystemCallFilter')].flatMap(flat))].sort();
}
