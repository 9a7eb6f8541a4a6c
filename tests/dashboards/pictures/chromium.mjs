// A dashboard's picture: the page and the answers are served to a headless Chromium, which draws and saves them.

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { source } from '../../system/lib/house.mjs';
import { run } from '../../system/lib/program.mjs';
import { withPalette } from './palette.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const UPLOT = join(source, 'dashboards/node_modules/uplot/dist');
const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript', mjs: 'text/javascript' };
const HEADER = 76 + 24; // of the page, in pixels, and its edges
const WIDTH = 1600;

/** Of the page, with its rows open or closed. */
function heightOf({ panels = [] }, open) {
    const end = (some) => Math.max(0, ...some.map(({ gridPos }) => gridPos.y + gridPos.h));
    const opened = panels.filter((panel) => open && panel.panels?.length > 0);
    const more = opened.reduce((sum, { panels: inner, gridPos }) => sum + end(inner) - gridPos.y - 1, 0);
    return HEADER + (end(panels) + more) * 38;
}

/**
 * Draws `answers` ({ dashboard, answers, language, chosen, said, values, open, from, at }) into a PNG. What the page could not do throws.
 */
export async function picture(answers, file, { directory, width = WIDTH }) {
    const complaints = [];
    const server = http.createServer((request, response) => {
        const name = request.url.split('?')[0].slice(1);
        if (request.method === 'POST') {
            request.setEncoding('utf8').on('data', (text) => complaints.push(text));
            request.on('end', () => response.end());
            return;
        }
        const inside = name === 'answers.js' ? `window.magpie = ${JSON.stringify(answers)};` : read(name);
        response.writeHead(inside === undefined ? 404 : 200, { 'content-type': TYPES[name.split('.').at(-1)] ?? 'text/plain' });
        response.end(inside);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
        const { code, output } = await run([
            ...['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'],
            ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'],
            ...['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', `--user-data-dir=${join(directory, 'chromium')}`],
            ...[`--window-size=${width},${heightOf(answers.dashboard, answers.open)}`, `--screenshot=${file}`, '--virtual-time-budget=10000'],
            `http://127.0.0.1:${server.address().port}/page.html`,
        ]);
        if (code !== 0) {
            throw new Error(`chromium ended with ${code}: ${output}`);
        }
        if (complaints.length > 0) {
            throw new Error(`${answers.dashboard.title}: ${complaints.join('\n')}`);
        }
        writeFileSync(file, withPalette(readFileSync(file)));
    } finally {
        server.closeAllConnections();
        server.close();
    }
}

function read(name) {
    if (!/^[\w.]+$/.test(name)) {
        return undefined;
    }
    try {
        return readFileSync(join(name.startsWith('uPlot') ? UPLOT : HERE, name));
    } catch {
        return undefined;
    }
}
