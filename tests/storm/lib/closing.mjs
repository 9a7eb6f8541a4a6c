import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../../system/lib/until.mjs';
import { broken, drawAccount, table, total } from './account.mjs';
import { namedAsLost } from './truth.mjs';

/** Answers of the store and of the collector, which may be asked at any time. */
async function accounts(city, marks) {
    const lost = await city.lost();
    const named = namedAsLost(city.collectors.map((name) => city.programs[name].log).join(''));
    return Promise.all(
        city.poles.map(async (pole) => {
            const samples = await city.stored(pole.id);
            const mark = marks.get(pole.id);
            const all = pole.truth.update();
            const last = all.at(mark - 1).taken;
            const told = lost.get(pole.id);
            const account = drawAccount({
                commits: all.slice(0, mark),
                // Of what was committed since it is too early to say anything.
                samples: samples.filter(([, taken]) => taken <= last),
                lost: told ?? 0,
                named: named.get(pole.id) ?? new Set(),
                cuts: pole.cuts,
                full: pole.full,
                down: pole.down,
                offsets: city.clocks[pole.id].offsets,
                base: city.base,
                flashAfter: city.flashAfter,
                kills: pole.kills,
            });
            return [pole.id, account, told !== undefined];
        }),
    );
}

/**
 * The account of all that was committed until each pole had a quiet second: as soon as nothing is open and nothing has changed for as
 * long as the store may take, or when the time is over.
 */
export async function close(city, seconds) {
    const marks = new Map();
    for (const { id, truth } of city.poles) {
        const before = truth.update().length;
        await until(`${id} reports`, () => truth.update().length > before, 30);
        marks.set(id, truth.commits.length);
    }
    const begun = performance.now();
    const quiet = (city.settle + 5) * 1000;
    let last;
    let since = begun;
    let trouble;
    for (;;) {
        try {
            const rows = await accounts(city, marks);
            const [now, text] = [performance.now(), JSON.stringify(rows)];
            since = last?.text === text ? since : now;
            last = { text, rows };
            const open = rows.some(([, { unaccounted, overcounted }, shown]) => unaccounted || overcounted || !shown);
            if (!open && now - since > quiet) {
                break;
            }
        } catch (problem) {
            trouble = problem; // the store or the collector is still coming up
        }
        if (performance.now() - begun > seconds * 1000) {
            break;
        }
        await pause(1000);
    }
    if (!last) {
        throw new Error(`no account can be drawn: ${trouble.message}`, { cause: trouble });
    }
    return { rows: last.rows, seconds: (performance.now() - begun) / 1000 };
}

/** Prints the account; whether every rule holds. */
export function tell(city, { rows, seconds }) {
    const all = total(rows.map(([, account]) => account));
    console.log(`the account, after ${seconds.toFixed(0)} s more:\n`);
    console.log(table([...rows.map(([id, account]) => [id, account]), ['all', all]]));
    for (const [id, { examples }] of rows) {
        for (const [what, list] of Object.entries(examples)) {
            if (list.length) {
                console.log(`${id} ${what}: ${list.join('; ')}`);
            }
        }
    }
    const flipped = Object.values(city.lines).reduce((sum, { corrupted }) => sum + corrupted, 0);
    console.log(`\n${city.restarts} programs gave up and were started again; ${flipped} bits were flipped`);
    const failures = broken(all);
    for (const { line, rule } of failures) {
        console.log(`BROKEN  ${line} ${all[line]}: ${rule}`);
    }
    for (const finding of city.findings) {
        console.log(`BROKEN  ${finding}`);
    }
    const silent = rows.filter(([, , shown]) => !shown).map(([id]) => id);
    if (silent.length) {
        console.log(`BROKEN  the collector does not show ${silent.join(', ')}, which report`);
    }
    const holds = failures.length + city.findings.length + silent.length === 0;
    console.log(holds ? 'every report is accounted for' : 'NOT every report is accounted for');
    return holds;
}
