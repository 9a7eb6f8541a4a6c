// Coverage: the 60,500 cells that magpie-planner wrote, on one canvas.

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { launch, open, PHONE } from './lib/browser.mjs';
import { coveredCells, gradedCells } from './lib/coverage_file.mjs';
import { Mock } from './lib/mock.mjs';

let mock;
let browser;
before(async () => {
    mock = await new Mock({ poles: 100 }).start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

const CELLS = JSON.parse(gradedCells()).features.map(({ properties }) => properties);
const READY = 'canvas.cells[data-drawn="60500"]';
/** Which colours the canvas has, and how often. */
const colours = (page) =>
    page.evaluate(() => {
        const canvas = document.querySelector('canvas.cells');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const found = {};
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] === 255) {
                const key = `${data[at]},${data[at + 1]},${data[at + 2]}`;
                found[key] = (found[key] ?? 0) + 1;
            }
        }
        return found;
    });

test('every cell is drawn in the colour of its grade, and tables say the same', async () => {
    const page = await open(browser, mock, '#/coverage?clusters=off');
    await page.waitForSelector(READY);
    const grades = await colours(page);
    assert.equal(Object.keys(grades).length, new Set(CELLS.map(({ grade }) => grade).filter(Boolean)).size);
    assert.match(await page.textContent('.legend'), /A: well served.*E: worst/s);
    assert.match(await page.textContent('.list'), /60,500 cells/);
    assert.equal(await page.locator('[aria-labelledby=by-district] tbody tr').count(), 25);
    assert.equal(await page.locator('[aria-labelledby=chosen] tbody tr').count(), 100);
    const [name, ...said] = await page.locator('[aria-labelledby=by-district] tbody tr').first().locator('td').allTextContents();
    const sum = (field) => CELLS.filter(({ district }) => district === name).reduce((whole, one) => whole + one[field], 0);
    const wanted = [sum('demand'), sum('gap'), (100 * sum('gap')) / sum('demand')];
    said.map((text) => Number(text.replace(/[, %]/g, ''))).forEach((number, index) => assert.ok(Math.abs(number - wanted[index]) <= 0.51, `${number}, not ${wanted[index]}`));
    await page.click('[data-measure=gap]');
    await page.waitForFunction(() => document.querySelector('.legend')?.textContent?.includes('Gap (people)'));
    assert.match(page.url(), /show=gap/);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    assert.ok(Object.keys(await colours(page)).every((colour) => !(colour in grades)), 'other colours');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});

test('near, a grade is a letter as well as a colour, and the cell under the pointer is read out', async () => {
    const page = await open(browser, mock, '#/coverage?at=37.55,126.97,16');
    await page.waitForSelector(READY);
    assert.ok(Object.keys(await colours(page)).length > 5, 'letters have colours of their own');
    const { x, y, width, height } = await page.locator('.map').boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.waitForFunction(() => /^Cell \S+ · district-\d+ · Grade [A-E] · Demand [\d,]+ · Gap [\d,]+ · Served \d+ %/.test(document.querySelector('.cell')?.textContent ?? ''));
    const said = await page.textContent('.cell');
    const cell = CELLS.find(({ id }) => id === said.split(' ')[1]);
    const number = (value) => Math.round(value).toLocaleString('en-GB');
    assert.ok(said.includes(`${cell.district} · Grade ${cell.grade} · Demand ${number(cell.demand)} · Gap ${number(cell.gap)} · Served ${number(cell.served * 100)} %`), said);
    await page.context().close();
});

test('on a phone, too', async () => {
    const page = await open(browser, mock, '#/coverage?show=demand', { size: PHONE, language: 'ko-KR' });
    await page.waitForSelector(READY);
    assert.match(await page.textContent('.legend'), /수요/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.context().close();
});

test('where no coverage is configured the page says so', async () => {
    const bare = await new Mock({ coverage: false, poles: 10 }).start();
    const page = await open(browser, bare, '#/coverage');
    await page.waitForSelector('text=There is no coverage at the collector');
    assert.equal(await page.isVisible('.problem'), false);
    await page.context().close();
    await bare.stop();
});

test('a file of places is no map of cells, and the page says what would be', async () => {
    const place = { type: 'Feature', properties: { id: 'a', grade: 'C', demand: 10, unserved: 4 }, geometry: { type: 'Point', coordinates: [126.97, 37.55] } };
    const odd = await new Mock({ coverage: JSON.stringify({ type: 'FeatureCollection', features: [place] }), poles: 10 }).start();
    const page = await open(browser, odd, '#/coverage');
    await page.waitForSelector('text=The coverage file of the collector has no cells');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
    await odd.stop();
});

test('of a file without grades the page shows the gap, also to whom an address with grades was sent', async () => {
    const covered = await new Mock({ coverage: coveredCells('small'), poles: 10 }).start();
    const page = await open(browser, covered, '#/coverage?show=grade');
    await page.waitForSelector('[data-measure=gap][aria-pressed=true]');
    assert.equal(await page.isDisabled('[data-measure=grade]'), true);
    await page.evaluate(() => {
        location.hash = '#/coverage?show=grade&at=37.49000,126.87000,14';
    });
    await page.waitForFunction(() => /at=37.49000,126.87000,14/.test(location.hash));
    assert.match(await page.textContent('.legend'), /Gap \(people\)/);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
    await covered.stop();
});
