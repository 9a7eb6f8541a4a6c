// One seed, one storm.

import assert from 'node:assert/strict';
import test from 'node:test';

import { Dice } from './lib/dice.mjs';
import { KINDS, plan } from './lib/faults.mjs';

const ids = ['pole-1', 'pole-2', 'pole-3'];
const kindsOf = (collectors) => KINDS.map((kind) => ({ ...kind, targets: kind.targets(ids, collectors) }));
const told = (seed, faults = 300, collectors = ['collector']) =>
    plan({ dice: new Dice(seed), faults, secondsPerFault: 0.7, kinds: kindsOf(collectors) }).map(({ kind, ...rest }) => ({ kind: kind.name, ...rest }));

test('a seed gives the same faults for ever, another gives others', () => {
    assert.deepEqual(told(7), told(7));
    assert.notDeepEqual(told(7), told(8));
});

test('a longer storm begins as the shorter one', () => {
    assert.deepEqual(told(7, 300).slice(0, 100), told(7, 100));
});

test('every kind of fault comes', () => {
    assert.deepEqual(new Set(told(7, 2000).map(({ kind }) => kind)), new Set(KINDS.map(({ name }) => name)));
});

test('no two faults hold one thing at one time', () => {
    const freeAt = new Map();
    for (const { at, seconds, holds } of told(7, 2000)) {
        for (const thing of holds) {
            assert.ok((freeAt.get(thing) ?? 0) <= at, thing);
            freeAt.set(thing, at + seconds);
        }
    }
});

test('one more throw for one thing changes nothing of another', () => {
    const [one, other] = [new Dice(1), new Dice(1)];
    one.of('a').next();
    const busy = other.of('a');
    busy.next();
    busy.next();
    assert.equal(one.of('b').next(), other.of('b').next());
});

test('dice are fair enough', () => {
    const dice = new Dice(3);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 6000; ++i) {
        counts[dice.whole(1, 6) - 1] += 1;
    }
    assert.ok(counts.every((count) => count > 850 && count < 1150), counts.join(' '));
});

test('of two collectors each meets whatever one alone would', () => {
    const kindsThatMeet = (name, list) => new Set(list.filter(({ target }) => target === name).map(({ kind }) => kind));
    const alone = kindsThatMeet('collector', told(7, 2000));
    assert.ok(alone.size > 10);
    const both = told(7, 4000, ['collector-a', 'collector-b']);
    assert.deepEqual(['collector-a', 'collector-b'].map((name) => kindsThatMeet(name, both)), [alone, alone]);
});
