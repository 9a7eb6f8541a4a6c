// How soon the console is there, and how smooth its maps and its list are, before 34,363 poles and the 60,500 cells of magpie-planner's made-up city. Called by `./bench console`.
//   bench.mjs [--out FILE] [--page FILE]
// Measured in a headless Chromium without a graphics processor, with the mock of the tests on the same machine: a desk's browser is faster.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { DESK, launch, open, PHONE } from './lib/browser.mjs';
import { Mock } from './lib/mock.mjs';

const BUDGET = { seconds: 2, frame: 100 };
const ROUNDS = 5;

const { values } = parseArgs({ options: { out: { type: 'string', default: 'bench.json' }, page: { type: 'string' } } });
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Seconds from the first byte that is asked for: until something is seen, and until all of it is. */
async function opening(browser, mock, hash, ready, size) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
        const page = await open(browser, mock, hash, { size });
        await page.waitForSelector(ready, { state: 'attached' });
        rounds.push(
            await page.evaluate(() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000, whole: performance.now() / 1000 })),
        );
        await page.context().close();
    }
    return { paint: median(rounds.map(({ paint }) => paint)), whole: median(rounds.map(({ whole }) => whole)) };
}

/** The longest time between two frames while `work` goes on, in milliseconds. */
async function longestFrame(page, work) {
    await page.evaluate(() => {
        const frames = { longest: 0, last: performance.now(), on: true };
        window.frames_ = frames;
        const look = (now) => {
            frames.longest = Math.max(frames.longest, now - frames.last);
            frames.last = now;
            if (frames.on) {
                requestAnimationFrame(look);
            }
        };
        requestAnimationFrame((now) => {
            frames.last = now;
            requestAnimationFrame(look);
        });
    });
    await work();
    return page.evaluate(() => new Promise((told) => requestAnimationFrame(() => {
        window.frames_.on = false;
        told(window.frames_.longest);
    }))); // prettier-ignore
}

async function drag(page) {
    const { x, y, width, height } = await page.locator('.map').boundingBox();
    const [left, top] = [x + width / 2, y + height / 2];
    for (const [byX, byY] of [[-260, 90], [240, -140], [60, 160]]) { // prettier-ignore
        await page.mouse.move(left, top);
        await page.mouse.down();
        await page.mouse.move(left + byX, top + byY, { steps: 30 });
        await page.mouse.up();
        await page.waitForTimeout(500); // inertia, and the answer for what is seen now
    }
}

async function zoom(page) {
    for (const button of ['.leaflet-control-zoom-in', '.leaflet-control-zoom-in', '.leaflet-control-zoom-out', '.leaflet-control-zoom-in', '.leaflet-control-zoom-in']) {
        await page.click(button);
        await page.waitForTimeout(700);
    }
}

async function scroll(page) {
    await page.locator('.virtual').hover();
    for (let step = 0; step < 60; step += 1) {
        await page.mouse.wheel(0, 900);
        await page.waitForTimeout(16);
    }
}

async function moving(browser, mock, hash, ready, works) {
    const page = await open(browser, mock, hash);
    await page.waitForSelector(ready, { state: 'attached' });
    await page.waitForTimeout(1000);
    const found = [];
    for (const work of works) {
        found.push(await longestFrame(page, () => work(page)));
    }
    await page.context().close();
    return found;
}

const mock = await new Mock().start();
const browser = await launch();
const rows = [];
const add = (what, value, budget, unit) => rows.push({ what, value: Number(value.toFixed(unit === 's' ? 2 : 0)), budget, unit });
try {
    for (const [name, size] of [['desk', DESK], ['phone', PHONE]]) { // prettier-ignore
        const { paint, whole } = await opening(browser, mock, '', '.map-view[data-drawn]', size);
        add(`map, ${name}: first paint`, paint, BUDGET.seconds, 's');
        add(`map, ${name}: clusters of 34,363 poles drawn`, whole, BUDGET.seconds, 's');
    }
    const coverage = await opening(browser, mock, '#/coverage', 'canvas.cells[data-drawn="60500"]', DESK);
    add('coverage: 60,500 cells drawn', coverage.whole, null, 's');
    const [panned, zoomed, scrolled] = await moving(browser, mock, '', '.map-view[data-drawn]', [drag, zoom, scroll]);
    add('map: longest frame of a drag', panned, BUDGET.frame, 'ms');
    add('map: longest frame of zooming', zoomed, BUDGET.frame, 'ms');
    add('list: longest frame of scrolling', scrolled, BUDGET.frame, 'ms');
    const [cellsPanned, cellsZoomed] = await moving(browser, mock, '#/coverage', 'canvas.cells[data-drawn="60500"]', [drag, zoom]);
    add('coverage: longest frame of a drag', cellsPanned, BUDGET.frame, 'ms');
    add('coverage: longest frame of zooming', cellsZoomed, BUDGET.frame, 'ms');
} finally {
    await browser.close();
    await mock.stop();
}

const told = ({ value, unit }) => `${value} ${unit}`;
const table = ['| what | measured | at most |', '| --- | --- | --- |', ...rows.map((row) => `| ${row.what} | ${told(row)} | ${row.budget === null ? '' : `${row.budget} ${row.unit}`} |`)].join('\n');
console.log(table);
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'console'), { name: 'console', rows }], null, 2)}\n`);
if (values.page !== undefined) {
    const [begin, end] = ['<!-- measured: ./bench console -->', '<!-- end of measured -->'];
    const [head, rest] = readFileSync(values.page, 'utf8').split(begin);
    writeFileSync(values.page, `${head}${begin}\n${table}\n${end}${rest.split(end)[1]}`);
}
process.exit(rows.every(({ value, budget }) => budget === null || value <= budget) ? 0 : 1);
