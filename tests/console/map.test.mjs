// The map and the list before 34,363 poles.

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { until } from '../system/lib/until.mjs';
import { counts } from './lib/city.mjs';
import { launch, open, PHONE } from './lib/browser.mjs';
import { Mock } from './lib/mock.mjs';

let mock;
let browser;
before(async () => {
    mock = await new Mock({ coverage: false }).start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

/** A page that is closed whatever comes, and said nothing wrong. */
async function on(hash, options, work) {
    const page = await open(browser, mock, hash, options);
    try {
        await page.waitForSelector('.map-view[data-drawn]');
        await page.waitForSelector('.row');
        await work(page);
        assert.deepEqual(page.wrong, []);
    } finally {
        await page.context().close();
    }
}

const numberOf = async (page, state) => Number((await page.textContent(`[data-state=${state}] .number`)).replace(/\D/g, ''));

test('the whole city: clusters on the map, counts of states, a list of which only what is seen is in the page', () =>
    on('', {}, async (page) => {
        const expected = counts(mock.poles);
        assert.equal(await numberOf(page, 'down'), expected.down);
        assert.equal(await numberOf(page, 'ok'), expected.ok);
        assert.match(await page.textContent('.total'), /34,363/);
        assert.ok((await page.locator('.row').count()) < 60);
        const drawn = Number(await page.getAttribute('.map-view', 'data-drawn'));
        assert.ok(drawn > 20 && drawn <= 2000, `${drawn} things`);
        const colours = await page.evaluate(() => {
            const canvas = document.querySelector('.leaflet-overlay-pane canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return new Set(Array.from({ length: data.length / 4 }, (_, at) => data.slice(at * 4, at * 4 + 3).join())).size;
        });
        assert.ok(colours > 10, 'the canvas is not empty');
    }));

test('where nobody has said where the city is, its poles do', async () => {
    const elsewhere = await new Mock({ coverage: false, poles: 800, center: null }).start();
    for (const pole of elsewhere.poles) {
        Object.assign(pole, pole.lat !== null && { lat: pole.lat - 2.4, lon: pole.lon + 2.1 });
    }
    Object.assign(elsewhere.poles[5], { lat: 0, lon: 0 }); // as of a board that has lost its memory
    const page = await open(browser, elsewhere);
    try {
        await page.waitForFunction(() => /at=35\.\d+,129\.\d+,1[0-3]/.test(location.hash));
        await page.waitForFunction(() => Number(document.querySelector('.map-view')?.dataset.drawn) > 10);
    } finally {
        await page.context().close();
        await elsewhere.stop();
    }
});

test('the worst stand first, and each says its state in a word and a shape', () =>
    on('', {}, async (page) => {
        const first = page.locator('[role=listitem][aria-posinset="1"]');
        assert.match(await first.textContent(), /Down/);
        assert.equal(await first.locator('svg.shape').count(), 1);
        assert.equal(await first.getAttribute('aria-setsize'), '34363');
    }));

test('the end of the list is reached by the keyboard, and by then is still short', () =>
    on('', {}, async (page) => {
        await page.locator('.row').first().focus();
        await page.keyboard.press('ArrowDown');
        await page.waitForFunction(() => document.activeElement?.closest('[role=listitem]')?.getAttribute('aria-posinset') === '2');
        await page.keyboard.press('End');
        await page.waitForFunction(() => document.activeElement?.closest('[role=listitem]')?.getAttribute('aria-posinset') === '34363', null, { timeout: 60_000 });
        assert.ok((await page.locator('.row').count()) < 80);
        assert.equal(await page.locator('.virtual a[tabindex="0"]').count(), 1);
        await page.keyboard.press('Enter');
        await page.waitForSelector('.pole-view');
    }));

test('a filter narrows map and list, stands in the address, and is undone', () =>
    on('', {}, async (page) => {
        await page.click('[data-state=critical]');
        const { critical } = counts(mock.poles);
        await page.waitForFunction((many) => document.querySelector('.total')?.textContent === `Poles: ${many}`, critical);
        assert.match(page.url(), /state=critical/);
        assert.equal(await page.getAttribute('[data-state=critical]', 'aria-pressed'), 'true');
        assert.ok(mock.asked.some((line) => line.includes('/map?') && line.includes('state=critical')));
        await page.click('text=Clear filters');
        await page.waitForFunction(() => document.querySelector('.total')?.textContent === 'Poles: 34,363');
        assert.doesNotMatch(page.url(), /state=/);
    }));

test('a link has the place and the filters', () =>
    on('#/map?at=37.50000,127.00000,15&state=down&area=yongsan&q=yongsan', {}, async (page) => {
        assert.equal(await page.inputValue('#area'), 'yongsan');
        assert.equal(await page.inputValue('#search'), 'yongsan');
        assert.equal(await page.getAttribute('[data-state=down]', 'aria-pressed'), 'true');
        const asked = mock.asked.filter((line) => line.includes('/map?')).at(-1);
        assert.match(asked, /zoom=15/);
        assert.match(asked, /area=yongsan/);
    }));

test('searching finds a pole by its id, and leads to its page', () =>
    on('', {}, async (page) => {
        await page.fill('#search', 'mapo-0042');
        await page.waitForFunction(() => document.querySelector('.total')?.textContent === 'Poles: 1');
        await page.click('.row');
        await page.waitForSelector('.pole-view h1');
        assert.match(page.url(), /#\/pole\/mapo\/mapo-0042/);
        await page.goBack();
        await page.waitForSelector('.map-view .row');
        assert.equal(await page.inputValue('#search'), 'mapo-0042');
    }));

test('a cluster that is clicked opens, down to single poles, and a pole opens its page', () =>
    on('', {}, async (page) => {
        for (let step = 0; step < 14 && !page.url().includes('#/pole/'); step += 1) {
            const { zoom, clusters, poles, box } = await page.evaluate(async () => {
                const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/console/map?')).at(-1).name; // prettier-ignore
                const answer = await (await fetch(asked)).json();
                const parameters = new URL(asked).searchParams;
                return { ...answer, zoom: Number(parameters.get('zoom')), box: parameters.get('box').split(',').map(Number) };
            });
            const middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
            const near = [...clusters, ...poles].sort((a, b) => Math.hypot(a.lon - middle[0], a.lat - middle[1]) - Math.hypot(b.lon - middle[0], b.lat - middle[1]))[0];
            const at = await page.evaluate(({ zoom: z, middle: [lon, lat], near: to }) => {
                const world = (x, y) => [((x + 180) / 360) * 256 * 2 ** z, (0.5 - Math.log((1 + Math.sin((y * Math.PI) / 180)) / (1 - Math.sin((y * Math.PI) / 180))) / (4 * Math.PI)) * 256 * 2 ** z];
                const { left, top, width, height } = document.querySelector('.map').getBoundingClientRect();
                const [[x, y], [a, b]] = [world(to.lon, to.lat), world(lon, lat)];
                return { x: left + width / 2 + x - a, y: top + height / 2 + y - b };
            }, { zoom, middle, near });
            const before = page.url();
            await page.mouse.click(at.x, at.y);
            await page.waitForFunction((old) => location.href !== old, before);
            if (!page.url().includes('#/pole/')) {
                const said = (/zoom=(\d+)/.exec(mock.asked.filter((line) => line.includes('/map?')).at(-1)) ?? [])[1]; // prettier-ignore
                assert.ok(Number(said) >= zoom);
                await page.waitForFunction((old) => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/console/map?')).at(-1)?.name.includes(`zoom=${old}`) === false, zoom);
            }
        }
        assert.match(page.url(), /#\/pole\//);
    }));

test('in a tab in the background nothing is asked; when it comes back, at once', () =>
    on('', {}, async (page) => {
        await page.clock.install();
        await page.reload();
        await page.waitForSelector('.row');
        const summaries = () => mock.asked.filter((line) => line.includes('/summary')).length;
        const hide = (hidden) =>
            page.evaluate((is) => {
                Object.defineProperty(document, 'hidden', { configurable: true, get: () => is });
                document.dispatchEvent(new Event('visibilitychange'));
            }, hidden);
        const first = summaries();
        await page.clock.runFor(10_500);
        await until('it asks again', () => summaries() === first + 1, 20);
        await hide(true);
        await page.clock.runFor(120_000);
        assert.equal(summaries(), first + 1, 'nobody looks');
        assert.match(await page.textContent('.fresh'), /old/, 'and what is shown says how old it is');
        await hide(false);
        await until('it asks at once', () => summaries() === first + 2, 20);
    }));

test('what gets worse is told to those who listen', () =>
    on('', {}, async (page) => {
        await page.clock.install();
        await page.reload();
        await page.waitForSelector('.row');
        const fine = mock.poles.filter(({ state }) => state === 'ok').slice(0, 3);
        for (const pole of fine) {
            pole.state = 'critical';
        }
        await page.clock.runFor(10_500);
        await until('it is said', async () => {
            await page.clock.runFor(50);
            return /Critical: \d+, 3 more/.test(await page.textContent('[aria-live]'));
        }, 20); // prettier-ignore
        for (const pole of fine) {
            pole.state = 'ok';
        }
    }));

test('on a phone the map stands above the list and nothing is wider than the screen', () =>
    on('', { size: PHONE, language: 'ko-KR' }, async (page) => {
        const [map, list] = await Promise.all(['.map', '.list'].map((name) => page.locator(name).boundingBox()));
        assert.ok(map.y + map.height <= list.y + 1);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
        assert.match(await page.textContent('[data-state=down]'), /무응답/);
    }));

test('a language that was chosen is remembered', () =>
    on('', {}, async (page) => {
        await page.selectOption('[data-does=language]', 'ko');
        await page.waitForSelector('text=전체 자치구', { state: 'attached' });
        assert.equal(await page.getAttribute('html', 'lang'), 'ko');
        await page.reload();
        await page.waitForSelector('.row');
        assert.match(await page.textContent('nav'), /지도/);
    }));

test('whoever uses the keyboard can skip to what matters', () =>
    on('', {}, async (page) => {
        await page.keyboard.press('Tab');
        assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip/);
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    }));
