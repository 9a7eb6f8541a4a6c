// The planner's files, as the console reads them.

import assert from 'node:assert/strict';
import test from 'node:test';

import { coverageFile, sitesFile } from './lib/coverage_file.mjs';
import { load } from './lib/source.mjs';

const cells = await load('coverage/cells.ts');
const { sitesFrom } = await load('coverage/sites.ts');

const square = (west, south, size = 0.001) => ({ type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] }); // prettier-ignore
const feature = (geometry, properties) => ({ type: 'Feature', geometry, properties });

test('squares of `coverage` have gap, demand and share served, and no grade', () => {
    const read = cells.cellsFrom({ features: [feature(square(127, 37.5), { id: 'x', district: '마포구', demand: 10, served: 0.25, gap: 7.5 })] });
    assert.deepEqual(read.has, { grade: false, gap: true, demand: true, served: true });
    assert.equal(read.gap[0], 7.5);
    assert.deepEqual(cells.byDistrict(read), [{ name: '마포구', cells: 1, demand: 10, gap: 7.5 }]);
    assert.deepEqual(cells.boxOf(read).map((degrees) => Number(degrees.toFixed(4))), [127, 37.5, 127.001, 37.501]); // prettier-ignore
    assert.equal(cells.cellAt(read, ...cells.project(127.0005, 37.5005)), 0);
    assert.equal(cells.cellAt(read, ...cells.project(127.0015, 37.5005)), -1);
});

test('points of `grade` become cells as wide as they stand apart', () => {
    const features = [0, 1, 2].map((index) => feature({ type: 'Point', coordinates: [127 + index * 0.001, 37.5] }, { id: `c${index}`, grade: 'ACE'[index], demand: 10, unserved: 0.4 }));
    const read = cells.cellsFrom({ features });
    assert.deepEqual([...read.grades], [0, 2, 4]);
    assert.equal(read.gap[1], 4);
    assert.equal(read.has.grade, true);
    const [edgeOfFirst, edgeOfSecond] = [read.edges[2], read.edges[4]];
    assert.ok(Math.abs(edgeOfFirst - edgeOfSecond) < 1e-6, 'they touch');
});

test('what is no cell is left out, and what is no collection is empty', () => {
    const odd = [null, {}, feature(null, {}), feature({ type: 'Point', coordinates: ['a', 1] }, {}), feature({ type: 'Polygon', coordinates: [[[1, 2]]] }, {})];
    assert.equal(cells.cellsFrom({ features: odd.filter(Boolean) }).many, 0);
    assert.equal(cells.cellsFrom({ features: 'x' }).many, 0);
    assert.equal(cells.cellsFrom(null).many, 0);
});

test('classes go from little to much, but of what is served from much to little', () => {
    assert.deepEqual([0, 4, cells.NO_GRADE].map((grade) => cells.classOf(grade, 'grade', [0.5, 1.5, 2.5, 3.5])), [0, 4, -1]); // prettier-ignore
    assert.equal(cells.classOf(0.99, 'served', [0.2, 0.4, 0.6, 0.8]), 0);
    assert.equal(cells.classOf(0, 'served', [0.2, 0.4, 0.6, 0.8]), 4);
    assert.equal(cells.classOf(0, 'gap', [1, 2, 3, 4]), -1);
    assert.equal(cells.classOf(Number.NaN, 'gap', [1, 2, 3, 4]), -1);
});

test('a city of 60,500 cells is read whole, and each class of its gap has some', () => {
    const read = cells.cellsFrom(coverageFile());
    assert.equal(read.many, 60_500);
    const breaks = cells.breaksOf(read, 'gap');
    assert.ok(breaks.every((edge, index) => index === 0 || edge > breaks[index - 1]));
    const found = new Set(Array.from(read.gap, (value) => cells.classOf(value, 'gap', breaks)));
    assert.deepEqual([0, 1, 2, 3, 4].every((kind) => found.has(kind)), true); // prettier-ignore
});

test('sites come in the order of their rank', () => {
    const sites = sitesFrom(sitesFile(coverageFile(20_000), 12));
    assert.deepEqual(sites.map(({ rank }) => rank), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]); // prettier-ignore
    assert.deepEqual(sitesFrom({ features: [{ geometry: {} }, {}] }), []);
});
