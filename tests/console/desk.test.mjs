// Events, inventory, maintenance, audit; tokens; a collector that goes away and comes back.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';

import { launch, open } from './lib/browser.mjs';
import { Mock } from './lib/mock.mjs';

let mock;
let browser;
before(async () => {
    mock = await new Mock({ coverage: false, poles: 3000 }).start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

async function on(hash, work, options = {}, at = mock) {
    const page = await open(browser, at, hash, options);
    try {
        await work(page);
        assert.deepEqual(page.wrong, []);
    } finally {
        await page.context().close();
    }
}

test('events are a table and lanes; a kind is chosen, older ones come on demand', () =>
    on('#/events', async (page) => {
        await page.waitForSelector('.timeline rect');
        assert.match(await page.textContent('.lanes'), /outages of/);
        assert.equal(await page.locator('tbody tr').count(), 100);
        await page.click('text=Older');
        await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 200);
        await page.selectOption('#kind', 'recovery');
        await page.waitForFunction(() => [...document.querySelectorAll('tbody .kind')].every((kind) => kind.textContent === 'Recovery'));
        assert.match(page.url(), /kind=recovery/);
        assert.match(await page.textContent('.lanes'), /No outage/);
        assert.equal(await page.locator('td b').count(), 0, 'a detail with markup is text');
    }));

test('what is chosen can be saved as CSV', () =>
    on('#/events?kind=alarm&area=yongsan', async (page) => {
        await page.waitForSelector('tbody tr');
        const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Save as CSV')]);
        const rows = readFileSync(await download.path(), 'utf8').trim().split('\r\n'); // prettier-ignore
        assert.match(rows[0], /^number,time,kind/);
        assert.ok(rows.length > 1 && rows.slice(1).every((row) => row.includes(',alarm,yongsan,')));
    }));

test('where inventory and street differ is listed, with a way to decommission', () =>
    on('#/inventory', async (page) => {
        await page.waitForSelector('[aria-labelledby=difference-missing] tbody tr');
        const before = mock.poles.filter(({ state }) => state === 'missing').length;
        assert.equal(Number(await page.textContent('#difference-missing .number')), before);
        await page.click('[aria-labelledby=difference-missing] tbody tr:first-child button');
        await page.fill('dialog input', 'never built');
        await page.click('dialog .primary');
        await page.waitForFunction((many) => document.querySelector('#difference-missing .number')?.textContent === String(many), before - 1);
    }));

const csv = (...rows) => ({ name: 'poles.csv', mimeType: 'text/csv', buffer: Buffer.from(['area,node,name,latitude,longitude,model,site', ...rows].join('\n')) });

test('an inventory that is refused is shown where it is wrong; a right one is taken', () =>
    on('#/inventory/upload', async (page) => {
        await page.setInputFiles('#file', csv('mapo,pole-1,One,37.5,127.0,sp-200,street', 'mapo,pole-2,Two,127.0,37.5,sp-200,street'));
        await page.waitForSelector('text=2 rows');
        await page.click('.upload .primary');
        await page.waitForSelector('.offender');
        assert.match(await page.textContent('.upload'), /Row 3, column latitude/);
        assert.equal(await page.textContent('.offender mark'), '127.0');
        await page.setInputFiles('#file', csv('mapo,pole-1,One,37.5,127.0,sp-200,street'));
        await page.click('.upload .primary:enabled');
        await page.waitForSelector('text=Taken: 1 poles');
    }));

test('maintenance is added and deleted, and never ends before it begins', () =>
    on('#/inventory/maintenance', async (page) => {
        await page.waitForSelector('tbody tr');
        await page.waitForFunction(() => document.querySelectorAll('#window-area option').length === 25);
        await page.selectOption('#window-area', 'gangnam');
        await page.fill('#window-node', 'gangnam-0003');
        await page.fill('#window-reason', 'new board');
        await page.fill('#window-from', '2026-12-01T10:00');
        await page.fill('#window-to', '2026-12-01T09:00');
        await page.click('form .primary');
        await page.waitForSelector('text=It must end after it begins');
        await page.fill('#window-to', '2026-12-01T12:00');
        await page.click('form .primary');
        await page.waitForSelector('td:has-text("new board")');
        assert.equal(mock.windows.at(-1).from, '2026-12-01T01:00:00.000Z', 'the time of the reader, as UTC');
        await page.click('tr:has-text("new board") button');
        await page.waitForFunction(() => !document.querySelector('table')?.textContent?.includes('new board'));
        assert.equal(mock.windows.length, 1);
    }));

test('what was commanded is listed; who may not read it is told so', async () => {
    await on('#/inventory/audit', async (page) => {
        await page.waitForSelector('text=order taken');
    });
    mock.mayAudit = false;
    await on('#/inventory/audit', async (page) => {
        await page.waitForSelector('text=This token may not do that');
    });
    mock.mayAudit = true;
});

test('a collector that wants a token is given one, once; it stays in the tab', async () => {
    const guarded = await new Mock({ coverage: false, poles: 500, token: 'right' }).start();
    try {
        await on('', async (page) => {
            await page.fill('dialog input', 'wrong');
            await page.click('dialog .primary');
            await page.waitForSelector('dialog .bad');
            assert.equal(await page.getAttribute('dialog input', 'type'), 'password');
            await page.fill('dialog input', 'right');
            await page.click('dialog .primary');
            await page.waitForSelector('.row');
            await page.reload();
            await page.waitForSelector('.row');
            assert.equal(await page.evaluate(() => [sessionStorage.getItem('magpie.token'), Object.keys(localStorage).includes('magpie.token')].join()), 'right,false');
            await page.click('nav >> text=Events');
            const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Save as CSV')]);
            assert.equal(download.suggestedFilename(), 'magpie-events.csv');
            await page.click('text=Sign out');
            await page.waitForSelector('dialog input');
        }, {}, guarded);
    } finally {
        await guarded.stop();
    }
});

test('who declines to sign in is not asked again until he goes elsewhere', async () => {
    const guarded = await new Mock({ coverage: false, poles: 500, token: 'right' }).start();
    try {
        await on('', async (page) => {
            await page.click('dialog button[type=button]');
            await page.waitForSelector('.problem');
            assert.equal(await page.locator('dialog').count(), 0);
            await page.click('nav >> text=Events');
            await page.waitForSelector('dialog');
        }, {}, guarded);
    } finally {
        await guarded.stop();
    }
});

test('when the collector goes the page says since when, and what it shows stays; when it comes back all is well', async () => {
    const mortal = await new Mock({ coverage: false, poles: 500 }).start();
    let page;
    try {
        page = await open(browser, mortal);
        await page.clock.install();
        await page.reload();
        await page.waitForSelector('.row');
        await mortal.stop();
        await page.clock.runFor(10_500);
        await page.waitForSelector('.banner:visible');
        assert.match(await page.textContent('.banner'), /has not answered since \d\d:\d\d:\d\d/);
        assert.ok((await page.locator('.row').count()) > 5);
        await mortal.start(mortal.port);
        await page.clock.runFor(10_500);
        await page.waitForSelector('.banner', { state: 'hidden' });
        await page.waitForFunction(() => /Updated/.test(document.querySelector('.fresh')?.textContent ?? ''));
    } finally {
        await page?.context().close();
        await mortal.stop();
    }
});
