// A page of the console in a headless Chromium of Debian's, and what went wrong in it.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../dashboards/console/', import.meta.url));
const require = createRequire(root);

if (!existsSync(`${root}dist/index.html`)) {
    throw new Error('dashboards/console is not built: script/console');
}

const { chromium } = require('playwright-core');
const AXE = require.resolve('axe-core/axe.min.js');

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

export const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] });

/** Opens `hash` of the console; `page.wrong` collects what no page should say. */
export async function open(browser, mock, hash = '', { size = DESK, language = 'en-GB', dark = false, ...more } = {}) {
    const context = await browser.newContext({ viewport: size, locale: language, colorScheme: dark ? 'dark' : 'light', timezoneId: 'Asia/Seoul', hasTouch: size === PHONE, ...more });
    const page = await context.newPage();
    page.wrong = [];
    page.on('pageerror', (problem) => page.wrong.push(String(problem)));
    page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
            page.wrong.push(message.text());
        }
    });
    page.setDefaultTimeout(20_000);
    await page.goto(`${mock.url}/${hash}`);
    return page;
}

/** What axe finds of WCAG 2.1 A and AA that is serious or worse. The policy of the page would not let axe in as a script of it. */
export async function violations(page) {
    const { readFileSync } = await import('node:fs');
    await page.evaluate(readFileSync(AXE, 'utf8'));
    const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
    return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ html, any }) => `${html.slice(0, 140)} ${any[0]?.message ?? ''}`).join(' | ')}`); // prettier-ignore
}
