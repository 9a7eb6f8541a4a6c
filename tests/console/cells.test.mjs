// The planner's files, as the console reads them: those that magpie-planner wrote, and those that nobody should have.

import assert from 'node:assert/strict';
import test from 'node:test';

import { chosenSites, coveredCells, gradedCells } from './lib/coverage_file.mjs';
import { load } from './lib/source.mjs';

const cells = await load('coverage/cells.ts');
const { project } = await load('coverage/world.ts');
const { sitesFrom } = await load('coverage/sites.ts');

const square = (west, south, size = 0.001) => ({ type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] }); // prettier-ignore
const feature = (geometry, properties) => ({ type: 'Feature', geometry, properties });
const sum = (numbers) => numbers.reduce((whole, one) => whole + one, 0);
const near = (one, other) => Math.abs(one - other) <= 1e-5 * Math.abs(other);

test('of each cell that `grade` wrote the console has what is in the file', () => {
    const file = JSON.parse(gradedCells('small'));
    const read = cells.cellsFrom(file);
    assert.equal(read.many, 9680);
    assert.deepEqual(read.has, { grade: true, gap: true, demand: true, served: true });
    file.features.forEach(({ properties, geometry }, index) => {
        assert.equal(read.ids[index], properties.id);
        assert.equal(read.districts[read.district[index]], properties.district);
        assert.equal(read.grades[index], properties.grade === undefined ? cells.NO_GRADE : 'ABCDE'.indexOf(properties.grade));
        for (const measure of ['demand', 'gap', 'served']) {
            assert.equal(read[measure][index], Math.fround(properties[measure]));
        }
        const [[west, south], , [east, north]] = geometry.coordinates[0];
        assert.equal(cells.cellAt(read, ...project((west + east) / 2, (south + north) / 2)), index);
    });
});

test('the share served is a share, and demand, share and gap are of the same people', () => {
    const read = cells.cellsFrom(JSON.parse(gradedCells('small')));
    for (let index = 0; index < read.many; index += 1) {
        const [demand, gap, served] = [read.demand[index], read.gap[index], read.served[index]];
        assert.ok(served >= 0 && served <= 1, `${served} of ${read.ids[index]}`);
        assert.ok(Math.abs(gap - demand * (1 - served)) < 0.01 + demand * 1e-4, `${demand} ${served} ${gap} of ${read.ids[index]}`);
    }
});

test('districts have the people and the gap of their cells, each person once', () => {
    const { features } = JSON.parse(gradedCells('small'));
    const districts = cells.byDistrict(cells.cellsFrom({ features }));
    assert.deepEqual(districts.map(({ name }) => name).sort(), ['district-01', 'district-02', 'district-03', 'district-04']); // prettier-ignore
    for (const { name, cells: many, demand, gap } of districts) {
        const own = features.filter(({ properties }) => properties.district === name).map(({ properties }) => properties);
        assert.equal(many, own.length);
        assert.ok(near(demand, sum(own.map((one) => one.demand))) && near(gap, sum(own.map((one) => one.gap))), name);
    }
    assert.ok(districts.every(({ gap }, index) => index === 0 || gap <= districts[index - 1].gap));
});

test('`coverage` has the same without grades', () => {
    const [covered, graded] = [coveredCells('small'), gradedCells('small')].map((text) => cells.cellsFrom(JSON.parse(text)));
    assert.deepEqual(covered.has, { grade: false, gap: true, demand: true, served: true });
    assert.deepEqual({ ...covered, grades: 0, has: 0 }, { ...graded, grades: 0, has: 0 });
});

test('the box is around all cells', () => {
    const read = cells.cellsFrom({ features: [feature(square(127, 37.5), {}), feature(square(127.002, 37.501), {})] });
    assert.deepEqual(cells.boxOf(read).map((degrees) => Number(degrees.toFixed(4))), [127, 37.5, 127.003, 37.502]); // prettier-ignore
    assert.equal(cells.cellAt(read, ...project(127.0015, 37.5005)), -1);
});

test('what is no cell is left out, and what is no collection is empty', () => {
    const point = feature({ type: 'Point', coordinates: [127, 37.5] }, { id: 'place', grade: 'A', demand: 10, unserved: 4 });
    const odd = [null, {}, feature(null, {}), point, feature({ type: 'Polygon', coordinates: [[['a', 1]]] }, {}), feature({ type: 'Polygon', coordinates: [[[1, 2]]] }, {})];
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
    const read = cells.cellsFrom(JSON.parse(gradedCells()));
    assert.equal(read.many, 60_500);
    const breaks = cells.breaksOf(read, 'gap');
    assert.ok(breaks.every((edge, index) => index === 0 || edge > breaks[index - 1]));
    const found = new Set(Array.from(read.gap, (value) => cells.classOf(value, 'gap', breaks)));
    assert.deepEqual([0, 1, 2, 3, 4].every((kind) => found.has(kind)), true); // prettier-ignore
});

test('sites come in the order of their rank, whatever that of the file', () => {
    const { features } = JSON.parse(chosenSites('small', 12));
    const sites = sitesFrom({ features: [...features].reverse() });
    assert.deepEqual(sites.map(({ rank }) => rank), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]); // prettier-ignore
    assert.deepEqual(sites.map(({ id, gain, district }) => [id, gain, district]), features.map(({ properties }) => [properties.id, properties.gain, properties.district])); // prettier-ignore
    assert.ok(sites.every(({ gain }) => gain > 0));
    assert.deepEqual(sitesFrom({ features: [{ geometry: {} }, {}] }), []);
});
