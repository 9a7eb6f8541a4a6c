// Pictures of the console for docs/pictures, before the mock's city; of coverage, before the planner's.
//   pictures.mjs [--to DIRECTORY]

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { withPalette } from '../dashboards/pictures/palette.mjs';
import { launch, open, PHONE } from './lib/browser.mjs';
import { districtsOf } from './lib/coverage_file.mjs';
import { Mock } from './lib/mock.mjs';
import { makeReports } from './lib/reports.mjs';

const { values } = parseArgs({ options: { to: { type: 'string', default: fileURLToPath(new URL('../../docs/pictures', import.meta.url)) } } });
const DESK = { width: 1280, height: 800 };

const mock = await new Mock().start();
const planned = await new Mock({ poles: 10, center: null, outlines: districtsOf() }).start();
const browser = await launch();
const NAMES = ['9f3a61c07be2d458', '51d20e8834ac97bf', 'c80b7715f92e4d06'];
const troubled = mock.poles.find(({ state, lat, name }) => state === 'critical' && lat !== null && name !== null);
mock.reports = makeReports(troubled, 3).filter(({ report }) => report !== null && report.made !== 'some day').map((one, index) => ({ ...one, id: NAMES[index] }));

async function checked(page) {
    await page.click('.check .primary');
    await page.waitForSelector('.first', { timeout: 30_000 });
    await page.waitForSelector('.uplot');
    await page.evaluate(() => document.activeElement.blur());
}

const PICTURES = [
    { file: 'console-map.png', hash: '#/map', ready: '.map-view[data-drawn]', size: DESK },
    { file: 'console-pole.png', hash: `#/pole/${troubled.area}/${troubled.node}`, ready: '.uplot', size: { width: 1280, height: 1760 }, work: checked },
    { file: 'console-report.png', hash: `#/pole/${troubled.area}/${troubled.node}/report/${mock.reports[0].id}`, ready: '.uplot', size: { width: 1280, height: 1140 } },
    { file: 'console-coverage.png', hash: '#/coverage?show=grade', ready: 'canvas.cells[data-drawn]', size: DESK, before: planned },
    { file: 'console-phone.png', hash: `#/pole/${troubled.area}/${troubled.node}`, ready: '.uplot', size: PHONE, work: checked, language: 'ko-KR' },
];
try {
    for (const { file, hash, ready, size, work, language, before = mock } of PICTURES) {
        const page = await open(browser, before, hash, { size, ...(language && { language }) });
        await page.waitForSelector(ready, { state: 'attached' });
        await work?.(page);
        await page.evaluate(() => Promise.all([document.fonts.ready, new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))]));
        const path = join(values.to, file);
        await page.screenshot({ path });
        writeFileSync(path, withPalette(readFileSync(path)));
        console.log(`${file}: ${Math.round(statSync(path).size / 1000)} kB`);
        await page.context().close();
    }
} finally {
    await browser.close();
    await mock.stop();
    await planned.stop();
}
