// The page before a real collector and a simulated fleet: what the mock promises, a collector keeps.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs, source } from '../system/lib/house.mjs';
import { makeSigner } from '../system/lib/orders.mjs';
import { freePort } from '../system/lib/ports.mjs';
import { Program, run, runWell } from '../system/lib/program.mjs';
import { until } from '../system/lib/until.mjs';
import { DESK, launch, open, PHONE, root, violations } from './lib/browser.mjs';
import { chosenSites, gradedCells } from './lib/coverage_file.mjs';

const POLES = 120;

/** Whoever looks sees nothing amiss, and nothing beside the screen. */
async function isSound(page, { width }) {
    assert.deepEqual(await violations(page), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, 'wider than the screen');
    assert.deepEqual(page.wrong, []);
}

inHouse('The console of a city of 120 poles: map, pole, events, inventory and maintenance', async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector({
        console: { directory: `${root}dist`, coverage_file: house.path('cells.geojson'), sites_file: house.path('sites.geojson') },
    });
    const fleet = house.add(new Program('fleet', [programs.fleet, '--server', house.server, '--poles', `${POLES}`, '--interval', '1']));
    await fleet.start();
    const browser = await launch();
    house.atEnd.push(() => browser.close());
    const at = { url: `http://127.0.0.1:${collector.port}` };
    const read = async (path) => JSON.parse((await collector.get(`/api/v1/console/${path}`)).body);
    await until('all poles are heard', async () => (await read('poles?limit=1')).total === POLES, 60);
    const { poles } = await read('poles?limit=1000&order=name');
    const pole = poles.find(({ state, lat }) => state === 'ok' && lat !== null) ?? poles[0];

    for (const size of [DESK, PHONE]) {
        await step(`the map and the list have all of them, ${size.width} wide`, async () => {
            const page = await open(browser, at, `#/map?at=${pole.lat},${pole.lon},17`, { size });
            await page.waitForSelector('.map-view[data-drawn]');
            await page.waitForFunction((many) => document.querySelector('.total')?.textContent === `Poles: ${many}`, POLES);
            assert.ok(Number(await page.getAttribute('.map-view', 'data-drawn')) >= 1);
            await page.fill('#search', pole.node);
            await page.waitForFunction((node) => document.querySelector('.row')?.textContent?.includes(node), pole.node);
            await isSound(page, size);
            await page.click(`.row:has-text("${pole.node}")`);
            await page.waitForSelector('.pole-view .now');
            assert.equal(await page.evaluate(() => location.hash.split('?')[0]), `#/pole/${pole.area}/${pole.node}`);
            await page.context().close();
        });
        await step(`a pole has values with units, and no history where there is no store, ${size.width} wide`, async () => {
            const page = await open(browser, at, `#/pole/${pole.area}/${pole.node}`, { language: 'ko-KR', size });
            await page.waitForSelector('.values dd');
            assert.match(await page.textContent('[aria-labelledby=values]'), /dBm|GHz|°C/);
            await page.waitForSelector('text=이력 저장소가 설정되어 있지 않습니다');
            await page.waitForSelector('.reports >> text=이 수집기는 보고서를 보관하지 않습니다');
            assert.ok((await page.locator('[aria-labelledby=near] tbody tr').count()) > 0);
            await isSound(page, size);
            await page.context().close();
        });
    }
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
    await step('where there is no file of coverage the page says so; once magpie-planner has written one it is shown', async () => {
        const page = await open(browser, at, '#/coverage');
        await page.waitForSelector('text=There is no coverage at the collector');
        writeFileSync(house.path('cells.geojson'), gradedCells('small'));
        writeFileSync(house.path('sites.geojson'), chosenSites('small', 40));
        await page.reload();
        await page.waitForSelector('canvas.cells[data-drawn="9680"]');
        await page.waitForFunction(() => document.querySelectorAll('[aria-labelledby=chosen] tbody tr').length === 40);
        assert.equal(await page.locator('[aria-labelledby=by-district] tbody tr').count(), 4);
        assert.equal(await page.locator('[aria-labelledby=clusters] tbody tr').count(), 12);
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
});

inHouse('What a real pole has signed: the command for its token, its acceptance and a technician’s note in the console', async (house, step) => {
    await house.startBroker(['pole-1']);
    const collector = await house.startCollector({ console: { directory: `${root}dist` }, reports: { directory: house.path('reports') } });
    const port = await freePort();
    const agent = await house.startAgent('pole-1', { capture: { socket: '' }, page: { listen: `127.0.0.1:${port}`, run_directory: house.path() } });
    await house.isUp(agent);
    const browser = await launch();
    house.atEnd.push(() => browser.close());
    const at = { url: `http://127.0.0.1:${collector.port}` };
    const reports = async () => JSON.parse((await collector.get('/api/v1/reports?area=mapo&node=pole-1')).body).reports;
    let token;
    let file;
    let result;

    await step('the command that the console shows makes a token that opens this pole', async () => {
        const page = await open(browser, at, '#/pole/mapo/pole-1');
        await page.click('[data-does=page-token]');
        await page.fill('#token-holder', "Kim O'Neill");
        const shown = await page.textContent('dialog .command');
        await page.context().close();
        const { certificate, key } = await makeSigner(house, 'desk');
        const ca = process.env.MAGPIE_CA ?? join(source, 'build/dev/collector/magpie-ca');
        const command = shown.replace(/^magpie-ca /, `${ca} `).replace('SIGNER.crt', certificate).replace('SIGNER.key', key);
        [token] = (await runWell(['sh', '-c', command])).split('\n');
        const answer = await fetch(`http://127.0.0.1:${port}/api/state`, { headers: { authorization: `Bearer ${token}` } });
        assert.equal((await answer.json()).holder, "Kim O'Neill");
    });
    await step('a note and an acceptance arrive', async () => {
        const send = (what, body) => fetch(`http://127.0.0.1:${port}/api/${what}`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
        assert.equal((await send('notes', JSON.stringify({ text: '문이 열려 있었음 <b>&' }))).status, 201);
        assert.equal((await send('report')).status, 200);
        await until('the note has arrived', async () => (await reports()).length === 1, 60);
        const { output } = await run([...agent.command, 'check', '--accept', '--json']);
        result = JSON.parse(output.split('\n').find((line) => line.startsWith('{')));
        [, file] = /signed report: (\S+)/.exec(output) ?? assert.fail(output);
        await until('the acceptance has arrived', async () => (await reports()).length === 2, 100);
    });
    for (const size of [DESK, PHONE]) {
        await step(`both stand on the pole’s page, ${size.width} wide`, async () => {
            const page = await open(browser, at, '#/pole/mapo/pole-1', { size });
            await page.waitForFunction(() => document.querySelectorAll('.reports tbody tr').length === 2);
            const [acceptance, note] = await page.locator('.reports tbody tr').allTextContents();
            assert.match(acceptance, /the pole itselfAcceptance(Fault|Pass|Warning)/);
            const { layer } = result.first;
            const red = result.layers.find((one) => one.layer === layer);
            assert.ok(acceptance.includes((red.fault?.what ?? red.summary).en), acceptance);
            assert.match(note, /Kim O'NeillNotenotes: 1$/);
            await isSound(page, size);
            await page.context().close();
        });
        await step(`one of them is what the pole has signed, ${size.width} wide`, async () => {
            const page = await open(browser, at, '#/pole/mapo/pole-1', { size, language: 'ko-KR' });
            await page.click('.reports tbody a >> nth=0');
            await page.waitForSelector('.seal');
            assert.match(await page.textContent('.seal'), /^유효이 폴이/);
            assert.equal(await page.locator('.layers li').count(), result.layers.length);
            const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-does=save]')]);
            assert.ok(readFileSync(await download.path()).equals(readFileSync(file)), 'to the byte what the pole keeps');
            const { ca } = await house.identity('any');
            const shown = await page.textContent('.command');
            const command = shown.replace(/-in \S+/, `-in ${await download.path()}`).replace('ca.crt', ca);
            assert.match(await runWell(['sh', '-c', command]), /"accept":true/);
            await isSound(page, size);
            await page.context().close();
        });
    }
    await step('a note is shown as it was written', async () => {
        const page = await open(browser, at, '#/pole/mapo/pole-1');
        await page.click('.reports tbody a >> nth=1');
        await page.waitForSelector('.notes .text');
        assert.equal(await page.textContent('.notes .text'), '문이 열려 있었음 <b>&');
        assert.match(await page.textContent('.seal'), /^ValidThis pole has signed it/);
        assert.deepEqual(page.wrong, []);
        await page.context().close();
    });
});
