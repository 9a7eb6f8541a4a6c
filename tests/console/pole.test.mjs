// A pole's page: what it measures, how that went, how its neighbours are, and an urgent check.

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { until } from '../system/lib/until.mjs';
import { launch, open, PHONE } from './lib/browser.mjs';
import { Mock } from './lib/mock.mjs';

let mock;
let browser;
let fine;
before(async () => {
    mock = await new Mock({ coverage: false }).start();
    browser = await launch();
    fine = mock.poles.find(({ state, lat, area }) => state === 'ok' && lat !== null && area === 'jung');
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

async function on(pole, options, work, query = '') {
    const page = await open(browser, mock, `#/pole/${pole.area}/${pole.node}${query}`, options);
    try {
        await page.waitForSelector('.pole-view .now');
        await work(page);
        assert.deepEqual(page.wrong, []);
    } finally {
        await page.context().close();
    }
}

test('state, values with units, strips of history and neighbours', () =>
    on(fine, {}, async (page) => {
        assert.match(await page.textContent('.now'), /Fine/);
        await page.waitForSelector('.uplot');
        assert.equal(await page.locator('.uplot').count(), 4);
        assert.match(await page.textContent('.charts'), /Round trip/);
        assert.match(await page.textContent('.charts'), /least .* ms, most/);
        assert.match(await page.textContent('[data-domain=pole]'), /Supply voltage.*V/s);
        assert.equal(await page.locator('[aria-labelledby=near] tbody tr').count(), 8);
        assert.match(await page.textContent('[aria-labelledby=compare]'), /Median of 8/);
    }));

test('another span and another metric are asked for, and stand in the address', () =>
    on(fine, {}, async (page) => {
        await page.waitForSelector('.uplot');
        await page.click('[data-hours="168"]');
        await page.waitForFunction(() => location.hash.includes('hours=168'));
        await page.selectOption('#metric', 'magpie_pole_supply_volts');
        await page.waitForFunction(() => document.querySelectorAll('.uplot').length === 1);
        const asked = mock.asked.filter((line) => line.includes('/history')).at(-1);
        assert.match(asked, /metric=magpie_pole_supply_volts/);
        assert.match(asked, /step=1800/);
        await page.reload();
        await page.waitForSelector('.uplot');
        assert.equal(await page.inputValue('#metric'), 'magpie_pole_supply_volts');
    }));

test('an urgent check goes on before the eyes, and the first fault stands large with what to do', () =>
    on(fine, { size: PHONE, language: 'ko-KR' }, async (page) => {
        await page.clock.install();
        await page.reload();
        await page.waitForSelector('.pole-view .now');
        const many = () => mock.asked.filter((line) => line.startsWith('GET') && line.endsWith(`${fine.node}/check`)).length;
        const secondsUntil = (what, selector) =>
            until(what, async () => {
                await page.clock.runFor(1000);
                return (await page.locator(selector).count()) > 0;
            });
        await page.click('.check .primary');
        await secondsUntil('it runs', '.layers .l-running');
        assert.equal(await page.isDisabled('.check .primary'), true);
        await secondsUntil('it is over', '.first');
        const [large, usual] = await page.evaluate(() => ['.first .what', '.first dd'].map((name) => Number.parseFloat(getComputedStyle(document.querySelector(name)).fontSize)));
        assert.ok(large > usual * 1.25);
        assert.match(await page.textContent('.first'), /DHCP 서버가 응답하지 않음.*확인.*조치/s);
        assert.match(await page.textContent('.layers'), /판정 불가/);
        assert.equal(await page.isDisabled('.check .primary'), false);
        const asked = many();
        await page.clock.runFor(9000);
        assert.equal(many(), asked, 'what is over is not asked for again');
    }));

test('a pole that refuses says why', async () => {
    mock.refuses = true;
    try {
        await on(mock.poles.find(({ state, lat, area }) => state === 'ok' && lat !== null && area === 'guro'), {}, async (page) => {
            await page.click('.check .primary');
            await page.waitForSelector('text=The pole refused');
        });
    } finally {
        mock.refuses = false;
    }
});

test('a pole that is down has no values, and its history is shown all the same', () =>
    on(mock.poles.find(({ state }) => state === 'down'), {}, async (page) => {
        assert.match(await page.textContent('[aria-labelledby=values]'), /reports no values/);
        await page.waitForSelector('.uplot');
    }));

test('a pole that has an open alarm says which, above everything else', () =>
    on(mock.poles.find(({ state, lat }) => state === 'critical' && lat !== null), {}, async (page) => {
        await page.waitForSelector('.alarms li');
        assert.match(await page.textContent('.alarms'), /(A radio hangs|too hot|poses as our network).*for /);
    }));

test('without a history store the page says so, and nothing else is amiss', async () => {
    mock.history = false;
    try {
        await on(fine, {}, async (page) => {
            await page.waitForSelector('text=No history store');
            assert.equal(await page.isVisible('.problem'), false);
        });
    } finally {
        mock.history = true;
    }
});

test('what a pole calls itself is text and never markup', async () => {
    const pole = mock.poles.find(({ state, lat, area }) => state === 'ok' && lat !== null && area === 'nowon');
    const evil = '<img src=x onerror="window.hit=1"><b>x</b>';
    Object.assign(pole, { name: evil, site: evil });
    await on(pole, {}, async (page) => {
        assert.equal(await page.textContent('h1'), evil);
        assert.equal(await page.locator('h1 b, .about b').count(), 0);
        assert.equal(await page.evaluate(() => window.hit), undefined);
    });
});

test('decommissioning wants a reason, and can be taken back', () =>
    on(mock.poles.find(({ state, area }) => state === 'missing' && area === 'songpa'), {}, async (page) => {
        await page.click('[data-does=decommission]');
        await page.click('dialog .primary');
        assert.equal(await page.isVisible('dialog'), true, 'not without a reason');
        await page.fill('dialog input', 'mast was hit');
        await page.click('dialog .primary');
        await page.waitForSelector('[data-does=recommission]');
        assert.match(await page.textContent('.now'), /Decommissioned/);
        assert.ok(mock.audit.some(({ what, detail }) => what === 'pole_decommissioned' || detail.includes('mast was hit')));
        await page.click('[data-does=recommission]');
        await page.waitForSelector('[data-does=decommission]');
    }));

test('a pole that nobody knows is said to be none', async () => {
    const page = await open(browser, mock, '#/pole/jung/nobody');
    await page.waitForSelector('text=There is no such thing here');
    await page.context().close();
});
