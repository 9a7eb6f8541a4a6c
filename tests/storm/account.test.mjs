// The account itself: what it calls lost, doubled, invented and misdated.

import assert from 'node:assert/strict';
import test from 'node:test';

import { broken, drawAccount, ranges, total } from './lib/account.mjs';
import { namedAsLost } from './lib/truth.mjs';

const BASE = 1_700_000_000_000;
const commits = (...numbers) => numbers.map((number) => ({ epoch: 'e', number, taken: number * 1000 }));
const stored = (...numbers) => numbers.map((number) => [BASE + number * 1000, number * 1000]);
const draw = (changes) =>
    drawAccount({
        commits: [],
        samples: [],
        lost: 0,
        named: new Set(),
        cuts: [],
        full: [],
        offsets: [0],
        base: BASE,
        flashAfter: 60_000,
        kills: 0,
        ...changes,
    });
const lost = (...numbers) => ({ lost: numbers.length, named: new Set(numbers.map((number) => `e ${number}`)) });
const lines = (account) => broken(account).map(({ line }) => line);

test('a report that is stored once is well, and so is one that comes twice at one time', () => {
    const account = draw({ commits: commits(1, 2), samples: [...stored(1, 2), ...stored(2)] });
    assert.deepEqual(lines(account), []);
    assert.equal(account.stored, 2);
});

test('a report that is nowhere is unaccounted', () => {
    const account = draw({ commits: commits(1, 2, 3), samples: stored(1, 3) });
    assert.deepEqual(lines(account), ['unaccounted', 'unforced']);
    assert.deepEqual(account.examples.missing, ['e 2']);
});

test('while its agent is away a report grows no older', () => {
    const pole = { commits: commits(1, 30, 80), samples: stored(1), cuts: [{ from: 110_500, to: 111_000 }] };
    assert.deepEqual(lines(draw(pole)), ['unaccounted', 'unforced'], 'of the second, and the third is young');
    const down = [{ from: 81_000, to: 110_000 }];
    assert.deepEqual(lines(draw({ ...pole, down })), []);
    assert.deepEqual(lines(draw({ ...pole, down: [{ from: 81_000, to: 90_000 }] })), ['unaccounted', 'unforced']);
});

test('of two reports of one millisecond a store keeps one', () => {
    const [first, second] = commits(1, 2);
    const account = draw({ commits: [{ ...first, dated: BASE + 1000 }, { ...second, dated: BASE + 1000 }], samples: stored(1) });
    assert.deepEqual(lines(account), []);
    assert.equal(account.twice, 1);
    const other = draw({ commits: [first, { ...second, dated: BASE + 1500 }], samples: stored(1) });
    assert.deepEqual(lines(other), ['unaccounted', 'unforced']);
    const unknown = draw({ commits: [first, { ...second, dated: 0 }], samples: stored(1) });
    assert.deepEqual(lines(unknown), ['unaccounted', 'unforced']);
});

test('a report that is named as lost is accounted for, but nothing forced that', () => {
    assert.deepEqual(lines(draw({ commits: commits(1, 2), samples: stored(1), ...lost(2) })), ['unforced']);
    const another = draw({ commits: commits(1, 2, 3), samples: stored(1), ...lost(2) });
    assert.deepEqual(another.examples.silent, ['e 3'], 'one loss does not pay for another');
});

test('a full disk of the pole may cost a report that is counted, and none that is not', () => {
    const pole = { commits: commits(1, 2), samples: stored(1), full: [{ from: 1500, to: 2500 }] };
    assert.deepEqual(lines(draw({ ...pole, ...lost(2) })), []);
    assert.deepEqual(lines(draw(pole)), ['unaccounted']);
});

test('a power cut costs what is younger than a minute, counted or not', () => {
    const pole = { commits: commits(1, 30, 80), samples: [], cuts: [{ from: 90_500, to: 91_000 }] };
    const account = draw({ ...pole, samples: stored(1, 30) });
    assert.deepEqual(lines(account), []);
    assert.equal(account.young, 1);
    assert.deepEqual(lines(draw({ ...pole, samples: stored(1, 30), ...lost(80) })), []);
    assert.deepEqual(lines(draw({ ...pole, samples: stored(80) })), ['unaccounted', 'unforced']);
});

test('what is stored and named as lost is named wrongly', () => {
    assert.deepEqual(lines(draw({ commits: commits(1), samples: stored(1), ...lost(1) })), ['overcounted']);
    const full = [{ from: 500, to: 1500 }];
    assert.deepEqual(lines(draw({ commits: commits(1), samples: stored(1), full, down: [{ from: 1200, to: 2000 }], ...lost(1) })), [], 'held where a kill ends it');
    assert.deepEqual(lines(draw({ commits: commits(1), samples: stored(1), full, down: [{ from: 1600, to: 2000 }], ...lost(1) })), ['overcounted']);
    assert.deepEqual(lines(draw({ commits: commits(1), samples: stored(1), full, ...lost(1) })), ['overcounted'], 'its agent went on');
    assert.deepEqual(lines(draw({ commits: commits(70), samples: stored(70), full, ...lost(70) })), ['overcounted']);
});

test('of what a power cut took from its pole nobody can say that it is stored', () => {
    const pole = { commits: commits(80), samples: stored(80), cuts: [{ from: 90_500, to: 91_000 }] };
    assert.deepEqual(lines(draw({ ...pole, ...lost(80) })), []);
});

test('a report under two times is doubled, be they a millisecond apart', () => {
    const samples = [...stored(1), [BASE + 1001, 1000]];
    assert.deepEqual(lines(draw({ commits: commits(1), samples })), ['doubled']);
});

test('a report nobody committed is invented, but for the last word of a process that was killed', () => {
    const pole = { commits: commits(1), samples: stored(1, 2) };
    assert.deepEqual(lines(draw(pole)), ['invented']);
    assert.deepEqual(lines(draw({ ...pole, kills: 1 })), []);
});

test('a report is dated by a clock that its pole had at some time', () => {
    const pole = { commits: commits(1), samples: [[BASE + 1000 - 5000, 1000]] };
    assert.deepEqual(lines(draw(pole)), ['misdated']);
    assert.deepEqual(lines(draw({ ...pole, offsets: [0, -5000] })), []);
});

test('losses of one pole do not pay for another', () => {
    const accounts = [draw({ commits: commits(1), samples: [] }), draw({ commits: commits(1), samples: stored(1), ...lost(1) })];
    assert.deepEqual(lines(total(accounts)), ['unaccounted', 'overcounted', 'unforced']);
});

test('numbers are told as ranges of their epoch', () => {
    const other = { epoch: 'f', number: 1, taken: 0 };
    assert.deepEqual(ranges([...commits(1, 2, 3, 7), other]), ['e 1-3 7', 'f 1']);
});

test('the losses that a collector names are read from its log', () => {
    const line = (numbers) => `2026-01-01T00:00:00.000Z warning reports are lost area=a node=pole-1 epoch=00e numbers=${numbers}\n`;
    const named = namedAsLost(`${line('"1-3, 7"')}something else\n${line('9')}`);
    assert.deepEqual([...named.get('pole-1')], ['00e 1', '00e 2', '00e 3', '00e 7', '00e 9']);
});
