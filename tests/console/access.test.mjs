// For everybody: each view in both languages, by day and by night, at a desk and on a phone, as axe sees it.

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { DESK, launch, open, PHONE, violations } from './lib/browser.mjs';
import { Mock } from './lib/mock.mjs';

let mock;
let browser;
before(async () => {
    mock = await new Mock().start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

const VIEWS = [
    ['#/map', '.row'],
    ['#/pole/jung/jung-0004', '.uplot'],
    ['#/pole/jung/jung-0004/report/0000000000000030', '.seal'],
    ['#/events', '.timeline rect'],
    ['#/inventory/differences', 'tbody tr'],
    ['#/inventory/upload', '#file'],
    ['#/inventory/maintenance', 'tbody tr'],
    ['#/inventory/audit', 'tbody tr'],
    ['#/coverage', 'canvas.cells[data-drawn]'],
];

for (const [language, dark, size] of [
    ['en-GB', false, DESK],
    ['ko-KR', true, DESK],
    ['ko-KR', false, PHONE],
    ['en-GB', true, PHONE],
]) {
    test(`${language}, by ${dark ? 'night' : 'day'}, ${size.width} wide`, async () => {
        for (const [hash, ready] of VIEWS) {
            const page = await open(browser, mock, hash, { language, dark, size });
            await page.waitForSelector(ready, { state: 'attached' });
            if (hash.endsWith('jung-0004')) {
                await page.click('.check .primary');
                await page.waitForSelector('.first', { timeout: 30_000 });
            }
            assert.deepEqual(await violations(page), [], hash);
            assert.deepEqual(page.wrong, [], hash);
            assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= size.width, `${hash} is wider than the screen`);
            await page.context().close();
        }
    });
}

test('the sign-in can be used by everybody', async () => {
    const guarded = await new Mock({ poles: 10, coverage: false, token: 'x' }).start();
    const page = await open(browser, guarded, '', { language: 'ko-KR' });
    await page.waitForSelector('dialog input');
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'INPUT');
    await page.context().close();
    await guarded.stop();
});

test('axe would see what is wrong', async () => {
    const page = await open(browser, mock, '#/inventory/upload');
    await page.waitForSelector('#file');
    await page.evaluate(() => {
        const button = document.createElement('button');
        document.querySelector('main').append(button);
    });
    assert.match((await violations(page)).join(), /button-name/);
    await page.context().close();
});
