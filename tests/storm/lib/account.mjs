/**
 * What may happen to a report, and what must not: docs/protocol.md, "The outbox", and docs/reliability.md. Each line is a count of the
 * account below and the most it may be.
 */
export const RULES = [
    {
        line: 'unaccounted',
        most: 0,
        rule: 'what is committed is in the store, named as lost, younger than flash_after of its agent at a power cut, or of a millisecond that was lived twice',
    },
    { line: 'doubled', most: 0, rule: 'no report is in the store under two times' },
    { line: 'invented', most: 0, rule: 'nothing is in the store that was not committed' },
    { line: 'misdated', most: 0, rule: 'a report is at the time it was taken, by a clock its pole had' },
    { line: 'overcounted', most: 0, rule: 'what is in the store is not named as lost, unless a power cut, or the end of its agent while a disk was full, took it from its pole before it was called safe' },
    { line: 'unforced', most: 0, rule: 'only a power cut or a full disk of the pole costs a report, counted or not' },
];

/** The reports of one pole, by what became of them. Times in ms; `taken` and power cuts by CLOCK_BOOTTIME. */
export function drawAccount(pole) {
    const { commits, samples, lost, named, cuts, full, down = [], offsets, base, flashAfter, kills, tolerance = 500 } = pole;
    const byTaken = new Map(commits.map((commit) => [commit.taken, commit]));
    const name = (taken) => byTaken.get(taken)?.number ?? '?';
    const times = new Map(); // taken -> the times it is stored under
    for (const [time, taken] of samples) {
        times.set(taken, (times.get(taken) ?? new Set()).add(time));
    }

    const doubled = [...times].filter(([, of]) => of.size > 1);
    const strange = [...times.keys()].filter((taken) => !byTaken.has(taken));
    // A process that is killed between a commit and its word of it leaves one that nobody told of.
    const untold = Math.min(strange.length, kills);
    const misdated = [...times].filter(([taken, of]) =>
        [...of].some((time) => !offsets.some((offset) => Math.abs(time - taken - base - offset) <= tolerance)),
    );

    const missing = commits.filter(({ taken }) => !times.has(taken));
    const within = (spans, { taken }) => spans.some(({ from, to }) => taken > from - flashAfter && taken <= to);
    // While its agent is away nothing of a pole goes to flash: what was young when that went is young when it comes back.
    const asleep = (from, to) => down.reduce((sum, span) => sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0);
    const isYoung = ({ taken }) => cuts.some(({ from, to }) => taken <= to && from - taken - asleep(taken, from) < flashAfter);
    const young = missing.filter((commit) => isYoung(commit));
    // A clock that was set back gives two reports one time, of which a store keeps one; it may round the other way.
    const storedAt = new Set(samples.map(([time]) => time));
    const livedTwice = ({ dated }) => dated > 0 && [-1, 0, 1].some((off) => storedAt.has(dated + off));
    const twice = missing.filter((commit) => !isYoung(commit) && livedTwice(commit));
    const others = missing.filter((commit) => !isYoung(commit) && !livedTwice(commit));
    const isNamed = ({ epoch, number }) => named.has(`${epoch} ${number}`);
    const silent = others.filter((commit) => !isNamed(commit));
    // In its agent's memory alone when that ended, as there was no room.
    const endedWithAgent = (commit) => full.some((span) => within([span], commit) && down.some(({ from }) => from >= commit.taken && from <= span.to));
    // The collector that sent it to the store may be gone as well, and then nobody can vouch for it.
    const storedAndNamed = commits.filter((commit) => times.has(commit.taken) && isNamed(commit) && !isYoung(commit) && !endedWithAgent(commit));
    const forced = others.filter((commit) => within(full, commit)); // held, or to be held, when there was no room
    return {
        committed: commits.length,
        stored: commits.length - missing.length,
        missing: missing.length,
        lost,
        young: young.length,
        twice: twice.length,
        untold,
        unaccounted: silent.length,
        doubled: doubled.length,
        invented: strange.length - untold,
        misdated: misdated.length,
        overcounted: storedAndNamed.length,
        unforced: others.length - forced.length,
        examples: {
            silent: ranges(silent),
            missing: ranges(others),
            'stored and named as lost': ranges(storedAndNamed),
            doubled: doubled.slice(0, 5).map(([taken, of]) => `${name(taken)} at ${[...of].join(' and ')}`),
            invented: strange.slice(untold, untold + 5),
            misdated: misdated
                .slice(0, 5)
                .map(([taken, of]) => `${name(taken)} off by ${[...of].map((time) => time - taken - base).join(', ')} ms`),
        },
    };
}

/** As in: 00c0ffee 4-9 12. */
export function ranges(commits) {
    const epochs = new Map();
    for (const { epoch, number } of commits) {
        const list = epochs.get(epoch) ?? epochs.set(epoch, []).get(epoch);
        if (list.at(-1)?.[1] === number - 1) {
            list.at(-1)[1] = number;
        } else {
            list.push([number, number]);
        }
    }
    return [...epochs].map(
        ([epoch, list]) => `${epoch} ${list.map(([a, b]) => (a === b ? a : `${a}-${b}`)).join(' ')}`,
    );
}

/** Of all poles together. */
export function total(accounts) {
    const lines = ['committed', 'stored', 'missing', 'lost', 'young', 'twice', 'untold', ...RULES.map(({ line }) => line)];
    return Object.fromEntries(lines.map((line) => [line, accounts.reduce((sum, account) => sum + account[line], 0)]));
}

/** The rules that do not hold. */
export function broken(account) {
    return RULES.filter(({ line, most }) => account[line] > most);
}

export function table(rows) {
    const [, first] = rows[0];
    const lines = Object.keys(first).filter((line) => line !== 'examples');
    const width = Math.max(...rows.map(([name]) => name.length));
    const cells = (values) => values.map((value, i) => `${value}`.padStart(lines[i].length)).join('  ');
    const body = rows.map(([name, account]) => `${name.padEnd(width)}  ${cells(lines.map((line) => account[line]))}`);
    return [`${''.padEnd(width)}  ${cells(lines)}`, ...body].join('\n');
}
