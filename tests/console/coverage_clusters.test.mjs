// Clusters: where the planner says that a gap is no chance, as a line on the map and as a list that leads there.

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { launch, open, PHONE, violations } from './lib/browser.mjs';
import { gradedCells } from './lib/coverage_file.mjs';
import { Mock } from './lib/mock.mjs';
import { load } from './lib/source.mjs';

const { cellsFrom } = await load('coverage/cells.ts');
const { clustersOf } = await load('coverage/clusters.ts');
const SMALL = JSON.parse(gradedCells('small'));

let mock;
let browser;
before(async () => {
    mock = await new Mock({ poles: 10 }).start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

/** By the names of the cells, which hold their column and row in the national point grid. */
function flooded(features) {
    const left = new Map(features.filter(({ properties }) => properties.cluster === 1).map(({ properties }) => [properties.id, properties]));
    const besides = (id) => {
        const [, letters, column, row] = /^(\D+)(\d{3})(\d{3})$/.exec(id);
        return [[1, 0], [-1, 0], [0, 1], [0, -1]].map(([x, y]) => `${letters}${String(Number(column) + x).padStart(3, '0')}${String(Number(row) + y).padStart(3, '0')}`); // prettier-ignore
    };
    const all = new Set(left.keys());
    const sides = [...all].flatMap(besides).filter((id) => !all.has(id)).length;
    const clusters = [];
    while (left.size > 0) {
        const reached = [left.keys().next().value];
        const cells = [];
        while (reached.length > 0) {
            const id = reached.pop();
            if (left.has(id)) {
                cells.push(left.get(id));
                left.delete(id);
                reached.push(...besides(id));
            }
        }
        clusters.push({ cells: cells.length, gap: cells.reduce((sum, { gap }) => sum + gap, 0), gi: Math.max(...cells.map((one) => one.gi_star)) });
    }
    return { sides, clusters: clusters.sort((a, b) => b.gap - a.gap) };
}

test('cells that touch are one cluster, and its line goes around it and around what is missing within', () => {
    const { clusters } = cellsFrom(SMALL);
    const wanted = flooded(SMALL.features);
    assert.ok(wanted.clusters.length > 3);
    assert.equal(clusters.outline.length / 4, wanted.sides);
    assert.deepEqual(clusters.all.map(({ cells, gi }) => [cells, gi]), wanted.clusters.map(({ cells, gi }) => [cells, gi])); // prettier-ignore
    clusters.all.forEach(({ gap }, index) => assert.ok(Math.abs(gap - wanted.clusters[index].gap) < 1e-6));
});

test('corners join nothing, and a cluster is where most of its gap is', () => {
    const cell = (x, y, district, gap) => ({ square: [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]], district, gap, gi: gap }); // prettier-ignore
    const { all, outline } = clustersOf([cell(0, 0, 'west', 2), cell(1, 0, 'east', 5), cell(2, 1, 'east', 1)]);
    assert.deepEqual(all, [
        { cells: 2, gap: 7, gi: 5, district: 'east', box: [0, 0, 2, 1] },
        { cells: 1, gap: 1, gi: 1, district: 'east', box: [2, 1, 3, 2] },
    ]);
    assert.equal(outline.length / 4, 6 + 4);
    assert.deepEqual(clustersOf([]), { all: [], outline: new Float64Array(0) });
});

test('a file that says nothing of clusters has none, and one without any has an empty list', () => {
    const [{ geometry, properties }] = SMALL.features;
    const { cluster, ...more } = properties;
    assert.equal(cellsFrom({ features: [{ geometry, properties: more }] }).clusters, undefined);
    assert.deepEqual(cellsFrom({ features: [{ geometry, properties: { ...more, cluster: 0 } }] }).clusters.all, []);
});

const drawn = (page, sides) => page.waitForFunction((wanted) => (wanted === 0 ? (n) => n === 0 : (n) => n > 0)(Number(document.querySelector('canvas.cells')?.dataset.outline ?? -1)), sides);

test('by keyboard alone: the line goes and comes back, and the address keeps it', async () => {
    const page = await open(browser, mock, '#/coverage');
    await drawn(page, 1);
    assert.match(await page.textContent('.legend'), /Cluster: not by chance/);
    await page.focus('[data-measure=served]');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'show-clusters');
    await page.keyboard.press('Space');
    await drawn(page, 0);
    assert.match(page.url(), /clusters=off/);
    assert.doesNotMatch(await page.textContent('.legend'), /Cluster/);
    await page.reload();
    await drawn(page, 0);
    await page.focus('#show-clusters');
    await page.keyboard.press('Space');
    await drawn(page, 1);
    assert.doesNotMatch(page.url(), /clusters/);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});

test('the worst clusters are a list that leads to each, and is heard', async () => {
    const { all } = cellsFrom(JSON.parse(gradedCells())).clusters;
    const page = await open(browser, mock, '#/coverage?show=gap');
    await drawn(page, 1);
    const rows = page.locator('[aria-labelledby=clusters] tbody tr');
    assert.equal(await rows.count(), 12);
    const people = Math.round(all[0].gap).toLocaleString('en-GB');
    assert.deepEqual(await rows.first().locator('td').allTextContents(), [all[0].district, people, all[0].cells.toLocaleString('en-GB'), all[0].gi.toFixed(1)]); // prettier-ignore
    await rows.first().locator('button').focus();
    await page.keyboard.press('Enter');
    const [west, south, east, north] = all[0].box;
    await page.waitForFunction(
        ([lon, lat]) => {
            const [y, x, zoom] = (new URLSearchParams(location.hash.split('?')[1]).get('at') ?? '0,0,0').split(',').map(Number);
            return Math.abs(x - lon) < 0.001 && Math.abs(y - lat) < 0.001 && zoom >= 13;
        },
        [(west + east) / 2, (south + north) / 2],
    );
    await page.waitForSelector(`[role=status]:has-text("The map shows the cluster in ${all[0].district}: ${people} people are not served.")`, { state: 'attached' });
    const { x, y, width, height } = await page.locator('.map').boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.waitForSelector('.cell:has-text("in a cluster, Gi*")');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});

test('on a phone, in Korean: the map comes into view with the cluster that was asked for', async () => {
    const page = await open(browser, mock, '#/coverage', { size: PHONE, language: 'ko-KR' });
    await drawn(page, 1);
    assert.match(await page.textContent('.legend'), /군집: 우연이 아님/);
    await page.locator('[aria-labelledby=clusters] tbody button').nth(3).click();
    await page.waitForFunction(() => document.querySelector('.map').getBoundingClientRect().top >= 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});
