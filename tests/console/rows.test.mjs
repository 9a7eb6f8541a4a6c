// Lists that are longer than a screen, lanes of outages, rows of a CSV, windows of maintenance.

import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './lib/source.mjs';

const { rowAfter, scrollFor, shownRows } = await load('dom/window.ts');
const { PagedRows } = await load('map/paged_rows.ts');
const { lanesOf, mostUrgent, ticksOf } = await load('events/lanes.ts');
const { columnIndex, complaintIn, rowsOf } = await load('inventory/csv.ts');
const { phaseOf } = await load('inventory/phase.ts');

test('only rows near the viewport are drawn', () => {
    assert.deepEqual(shownRows(0, 600, 60, 34_363, 5), { first: 0, last: 15 });
    assert.deepEqual(shownRows(60_000, 600, 60, 34_363, 5), { first: 995, last: 1015 });
    assert.deepEqual(shownRows(1e9, 600, 60, 10, 5), { first: 10, last: 10 });
    assert.deepEqual(shownRows(0, 0, 60, 0, 5), { first: 0, last: 0 });
});

test('keys lead to rows and never out of the list', () => {
    assert.equal(rowAfter('ArrowDown', 9, 10, 5), 9);
    assert.equal(rowAfter('ArrowUp', 0, 10, 5), 0);
    assert.equal(rowAfter('PageDown', 2, 10, 5), 7);
    assert.equal(rowAfter('End', 2, 10, 5), 9);
    assert.equal(rowAfter('a', 2, 10, 5), undefined);
    assert.equal(scrollFor(3, 0, 600, 60), 0);
    assert.equal(scrollFor(20, 0, 600, 60), 660);
    assert.equal(scrollFor(2, 600, 600, 60), 120);
});

/** A server of numbers, page by page. */
function numbers(all, size = 10) {
    const asked = [];
    const fetch = async (after) => {
        asked.push(after);
        const from = after === null ? 0 : all.indexOf(Number(after)) + 1;
        const rows = all.slice(from, from + size);
        return { rows, total: all.length, next: from + size < all.length ? String(rows.at(-1)) : null };
    };
    return { asked, fetch };
}

test('pages are fetched up to what is looked at, each once', async () => {
    const { asked, fetch } = numbers(Array.from({ length: 95 }, (_, index) => index));
    const rows = new PagedRows(fetch, () => {});
    await rows.restart();
    assert.equal(rows.total(), 95);
    assert.equal(rows.at(12), undefined);
    await Promise.all([rows.want(20, 34), rows.want(20, 34)]);
    assert.equal(rows.at(33), 33);
    assert.deepEqual(asked, [null, '9', '19', '29']);
    await rows.want(90, 95);
    assert.equal(rows.at(94), 94);
    assert.equal(asked.length, 10);
});

test('a refresh asks for what is looked at, and forgets what no longer follows', async () => {
    const all = Array.from({ length: 50 }, (_, index) => index);
    const { asked, fetch } = numbers(all);
    const rows = new PagedRows(fetch, () => {});
    await rows.restart();
    await rows.want(0, 35);
    asked.length = 0;
    await rows.want(0, 5);
    await rows.refresh();
    assert.deepEqual(asked, [null]);
    assert.equal(rows.at(30), 30, 'nothing has moved');
    all.unshift(1000);
    await rows.refresh();
    assert.equal(rows.at(0), 1000);
    assert.equal(rows.at(30), undefined, 'to be fetched again');
    await rows.want(28, 35);
    assert.equal(rows.at(30), 29);
});

test('an answer to a question of before is nobody\'s', async () => {
    const answers = [];
    const rows = new PagedRows(() => new Promise((resolve) => answers.push(resolve)), () => {}); // prettier-ignore
    const first = rows.restart();
    const second = rows.restart();
    answers[1]({ rows: ['new'], total: 1, next: null });
    answers[0]({ rows: ['old'], total: 9, next: 'x' });
    await Promise.all([first, second]);
    assert.equal(rows.at(0), 'new');
    assert.equal(rows.total(), 1);
});

const alarm = (node, from, until = null) => ({ number: 1, kind: 'alarm', area: 'a', node, time: new Date(from).toISOString(), until: until === null ? null : new Date(until).toISOString(), what: { en: '', ko: '' } });

test('outages of one pole share a lane; who fell first stands first', () => {
    const lanes = lanesOf([alarm('b', 5000), alarm('a', 1000, 2000), alarm('a', 7000), { ...alarm('c', 1), kind: 'event' }, alarm(null, 1)], 9000);
    assert.deepEqual(lanes.map(({ node, outages }) => [node, outages.length]), [['a', 2], ['b', 1]]); // prettier-ignore
    assert.deepEqual(lanes[0].outages.map(({ from, to, ongoing }) => [from, to, ongoing]), [[1000, 2000, false], [7000, 9000, true]]); // prettier-ignore
});

test('where lanes are too many, what is still on is kept', () => {
    const lanes = lanesOf([alarm('old-on', 1), alarm('over', 50, 60), alarm('late', 70, 80)], 100);
    assert.deepEqual(mostUrgent(lanes, 2).map(({ node }) => node), ['old-on', 'late']); // prettier-ignore
});

test('ticks are whole moments, and not more than there is room for', () => {
    const hour = 3_600_000;
    assert.deepEqual(ticksOf(100, 4 * hour, 5, 0), [hour, 2 * hour, 3 * hour, 4 * hour]);
    assert.ok(ticksOf(0, 30 * 24 * hour, 6, 0).length <= 6);
});

test('the row a collector complains of is found in the file, whatever its separators and quotes', () => {
    assert.deepEqual(rowsOf('\uFEFFa;b\r\n"1;2";"x ""y"""\r\n'), [['a', 'b'], ['1;2', 'x "y"']]); // prettier-ignore
    assert.deepEqual(rowsOf('a,b\n"1\n2",3'), [['a', 'b'], ['1\n2', '3']]); // prettier-ignore
    assert.deepEqual(rowsOf('a,b\n1,2\n3,4\n', 2).length, 2);
    assert.deepEqual(rowsOf(''), []);
});

test('a complaint is read as fields or as a sentence', () => {
    assert.deepEqual(complaintIn({ row: 7, column: 'latitude' }, 'no number'), { row: 7, column: 'latitude', why: 'no number' });
    assert.deepEqual(complaintIn({}, 'row 12, column node: comes twice'), { row: 12, column: 'node', why: 'comes twice' });
    assert.equal(complaintIn({}, 'it is too large'), undefined);
    assert.equal(complaintIn({ row: 0, column: '' }, 'row 0, column 1: more than 200000 poles'), undefined);
    assert.equal(columnIndex(['area', ' Node '], 'node'), 1);
    assert.equal(columnIndex(['area', 'node'], '2'), 1);
    assert.equal(columnIndex(['area'], 'x'), -1);
});

test('a window is ahead, now or past', () => {
    const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z' };
    const at = (text) => phaseOf(window, Date.parse(text));
    assert.deepEqual([at('2025-12-31T23:00:00Z'), at('2026-01-01T00:00:00Z'), at('2026-01-01T02:00:00Z')], ['ahead', 'now', 'past']);
});
