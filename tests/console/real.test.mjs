// The page before a real collector and a simulated fleet: what the mock promises, a collector keeps.

import assert from 'node:assert/strict';

import { inHouse, programs } from '../system/lib/house.mjs';
import { Program } from '../system/lib/program.mjs';
import { until } from '../system/lib/until.mjs';
import { launch, open, root } from './lib/browser.mjs';

const POLES = 120;

inHouse('The console of a city of 120 poles: map, pole, events, inventory and maintenance', async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector({ console: { directory: `${root}dist` } });
    const fleet = house.add(new Program('fleet', [programs.fleet, '--server', house.server, '--poles', `${POLES}`, '--interval', '1']));
    await fleet.start();
    const browser = await launch();
    house.atEnd.push(() => browser.close());
    const at = { url: `http://127.0.0.1:${collector.port}` };
    const read = async (path) => JSON.parse((await collector.get(`/api/v1/console/${path}`)).body);
    await until('all poles are heard', async () => (await read('poles?limit=1')).total === POLES, 60);
    const { poles } = await read('poles?limit=1000&order=name');
    const pole = poles.find(({ state, lat }) => state === 'ok' && lat !== null) ?? poles[0];

    await step('the map and the list have all of them', async () => {
        const page = await open(browser, at, `#/map?at=${pole.lat},${pole.lon},17`);
        await page.waitForSelector('.map-view[data-drawn]');
        await page.waitForFunction((many) => document.querySelector('.total')?.textContent === `Poles: ${many}`, POLES);
        assert.ok(Number(await page.getAttribute('.map-view', 'data-drawn')) >= 1);
        await page.fill('#search', pole.node);
        await page.waitForFunction((node) => document.querySelector('.row')?.textContent?.includes(node), pole.node);
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
    await step('a pole has values with units, and no history where there is no store', async () => {
        const page = await open(browser, at, `#/pole/${pole.area}/${pole.node}`, { language: 'ko-KR' });
        await page.waitForSelector('.values dd');
        assert.match(await page.textContent('[aria-labelledby=values]'), /dBm|GHz|°C/);
        await page.waitForSelector('text=이력 저장소가 설정되어 있지 않습니다');
        assert.ok((await page.locator('[aria-labelledby=near] tbody tr').count()) > 0);
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
    await step('an inventory with a mistake is shown where it is wrong; a right one tells who is missing', async () => {
        const page = await open(browser, at, '#/inventory/upload');
        const header = 'area,node,name,latitude,longitude,model,site';
        const rows = poles.map(({ area, node, lat, lon }) => `${area},${node},,${lat ?? ''},${lon ?? ''},,`);
        const file = (...lines) => ({ name: 'poles.csv', mimeType: 'text/csv', buffer: Buffer.from([header, ...lines, ''].join('\n')) });
        await page.setInputFiles('#file', file(...rows, `${pole.area},swapped,,126.9,37.5,,`));
        await page.click('.upload .primary:enabled');
        await page.waitForSelector('.offender mark');
        assert.equal(await page.textContent('.offender mark'), '126.9');
        await page.setInputFiles('#file', file(...rows, `${pole.area},pole-never,Never built,,,,`));
        await page.click('.upload .primary:enabled');
        await page.waitForSelector(`text=Taken: ${POLES + 1} poles`);
        await page.click('.tabs >> text=Differences');
        await page.waitForSelector('[aria-labelledby=difference-missing] >> text=Never built');
        await page.click('[aria-labelledby=difference-missing] tbody button');
        await page.fill('dialog input', 'never built');
        await page.click('dialog .primary');
        await page.waitForFunction(() => document.querySelector('#difference-missing .number')?.textContent === '0');
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
    await step('maintenance is added, shown on the pole, and deleted', async () => {
        const page = await open(browser, at, '#/inventory/maintenance');
        await page.waitForFunction((area) => [...document.querySelectorAll('#window-area option')].some(({ value }) => value === area), pole.area);
        await page.selectOption('#window-area', pole.area);
        await page.fill('#window-node', pole.node);
        await page.fill('#window-reason', 'new battery');
        await page.click('form .primary');
        await page.waitForSelector('td:has-text("new battery")');
        const other = await open(browser, at, `#/pole/${pole.area}/${pole.node}`);
        await other.waitForSelector('.notice:has-text("new battery")');
        await other.context().close();
        await page.click('tr:has-text("new battery") button');
        await page.waitForSelector('text=None.');
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
    await step('what happened and what was commanded', async () => {
        const page = await open(browser, at, '#/events');
        await page.waitForSelector('tbody tr');
        await page.click('nav >> text=Inventory');
        await page.click('.tabs >> text=Audit');
        await page.waitForSelector('text=inventory replaced');
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
    await step('where no coverage is configured the page says so', async () => {
        const page = await open(browser, at, '#/coverage');
        await page.waitForSelector('text=No coverage is configured');
        await page.context().close();
    });
});
