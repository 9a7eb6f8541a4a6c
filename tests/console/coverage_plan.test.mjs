// What a plan says of itself beside its sites: the bound, and equity by district.

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { launch, open, PHONE, violations } from './lib/browser.mjs';
import { chosenSites, coveredCells } from './lib/coverage_file.mjs';
import { Mock } from './lib/mock.mjs';
import { load } from './lib/source.mjs';

const { equityFrom, planFrom } = await load('coverage/plan.ts');
const FILE = JSON.parse(chosenSites());

let mock;
let browser;
before(async () => {
    mock = await new Mock({ poles: 10, coverage: coveredCells('small') }).start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

test('the bound and the equity are those that magpie-planner wrote', () => {
    const plan = planFrom(FILE);
    assert.deepEqual(plan, { gain: FILE.plan.gain, bound: FILE.plan.upper_bound, leastOfBest: FILE.plan.least_share_of_best, served: FILE.served_share, servedAfter: FILE.plan.served_share_after });
    assert.ok(plan.gain <= plan.bound && plan.leastOfBest > 0.5 && plan.leastOfBest <= 1 && plan.servedAfter > plan.served);
    const { districts, gini, giniAfter } = equityFrom(FILE);
    assert.deepEqual([gini, giniAfter], [FILE.equity.gini, FILE.equity.gini_after]);
    assert.equal(districts.length, 25);
    assert.equal(districts.reduce((sum, { planned }) => sum + planned, 0), 120); // prettier-ignore
    assert.ok(districts.every(({ per10000 }, index) => index === 0 || per10000 >= districts[index - 1].per10000));
    for (const one of districts) {
        const { name, population, poles, planned, per10000, served, servedAfter } = one;
        assert.deepEqual({ name, population, poles, planned, poles_per_10000: per10000, served_share: served, served_share_after: servedAfter }, Object.fromEntries(Object.entries(FILE.equity.districts.find((given) => given.name === name)).filter(([key]) => !key.startsWith('unserved')))); // prettier-ignore
    }
});

test('half of it is none of it', () => {
    const { upper_bound: bound, ...rest } = FILE.plan;
    assert.ok(bound > 0);
    for (const odd of [null, 7, {}, { features: [] }, { ...FILE, plan: rest }, { ...FILE, plan: { ...FILE.plan, gain: '12' } }, { ...FILE, served_share: undefined }]) {
        assert.equal(planFrom(odd), undefined);
    }
    const [first, second] = FILE.equity.districts;
    for (const odd of [null, {}, { equity: null }, { equity: { ...FILE.equity, gini: null } }, { equity: { ...FILE.equity, districts: 'x' } }, { equity: { ...FILE.equity, districts: [null, 7, { ...first, poles: '9' }] } }]) {
        assert.equal(equityFrom(odd), undefined);
    }
    assert.deepEqual(equityFrom({ equity: { ...FILE.equity, districts: [{ ...first, name: 1 }, second] } }).districts.map(({ name }) => name), [second.name]); // prettier-ignore
});

test('the page says how good the plan is, never better than it is, and who has least comes first', async () => {
    const page = await open(browser, mock, '#/coverage');
    await page.waitForSelector('[aria-labelledby=equity] tbody tr');
    const { plan } = FILE;
    const people = (value) => Math.round(value).toLocaleString('en-GB');
    const least = (Math.floor(plan.least_share_of_best * 1000) / 10).toFixed(1);
    const said = await page.textContent('[aria-labelledby=chosen]');
    assert.ok(said.includes(`120 sites serve ${people(plan.gain)} people anew`), said);
    assert.ok(said.includes(`No choice for this budget serves more than ${people(plan.upper_bound)}, so this is at least ${least} % of the best there is.`), said);
    const [poorest] = [...FILE.equity.districts].sort((a, b) => a.poles_per_10000 - b.poles_per_10000);
    const cells = await page.locator('[aria-labelledby=equity] tbody tr').first().locator('td').allTextContents();
    assert.deepEqual(cells.slice(0, 3), [poorest.name, poorest.poles_per_10000.toFixed(1), `${poorest.poles.toLocaleString('en-GB')} + ${poorest.planned}`]);
    assert.match(cells[3], /^\d+\.\d → \d+\.\d %$/);
    const [seen, whole] = await page.locator('[aria-labelledby=equity] .scrolls').evaluate(({ clientWidth, scrollWidth }) => [clientWidth, scrollWidth]);
    assert.ok(whole <= seen, `the last column is cut: ${whole} of ${seen} pixels`);
    assert.ok((await page.textContent('[aria-labelledby=equity]')).includes(`(Gini): ${FILE.equity.gini.toFixed(3)}, with the plan ${FILE.equity.gini_after.toFixed(3)}.`));
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});

test('on a phone, in Korean', async () => {
    const page = await open(browser, mock, '#/coverage', { size: PHONE, language: 'ko-KR' });
    await page.waitForSelector('[aria-labelledby=equity] tbody tr');
    assert.match(await page.textContent('[aria-labelledby=chosen]'), /최적해의 \d+\.\d % 이상입니다/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(await violations(page), []);
    await page.context().close();
});

test('sites without a plan beside them are a list as before, and no empty card stands there', async () => {
    const { features } = FILE;
    mock.files.sites = { type: 'FeatureCollection', features };
    const page = await open(browser, mock, '#/coverage');
    await page.waitForSelector('[aria-labelledby=chosen] tbody tr');
    assert.equal(await page.isVisible('[aria-labelledby=equity]'), false);
    assert.doesNotMatch(await page.textContent('[aria-labelledby=chosen]'), /No choice for this budget/);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});
