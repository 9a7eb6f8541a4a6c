// The page of a pole, on a phone of 360 by 740: without a token it says whose it is and no more; with one it shows, checks, takes notes and
// makes a signed report, all without a broker or the internet.

import assert from 'node:assert/strict';
import { createSign, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { inHouse, source } from './lib/house.mjs';
import { get } from './lib/http.mjs';
import { makeSigner } from './lib/orders.mjs';
import { freePort } from './lib/ports.mjs';
import { run, runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const program = process.env.MAGPIE_CA ?? join(source, 'build/dev/collector/magpie-ca');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a check says of a pole whose DHCP server is silent (docs/pole-page.md, C1 of magpie-agent check). */
const CHECK = {
    version: 1,
    program: 'magpie-agent',
    area: 'mapo',
    node: 'pole-1',
    begun: '2026-11-27T04:00:00.000Z',
    seconds: 12.3,
    accept: false,
    verdict: 'fail',
    first: { layer: 'dhcp', fault: 'dhcp_silent' },
    layers: [
        { layer: 'power', state: 'pass', seconds: 0.1, summary: { en: '53.1 V', ko: '53.1 V' }, values: [] },
        { layer: 'link', state: 'pass', seconds: 0.1, summary: { en: '1 Gbit/s, full duplex', ko: '1 Gbit/s, 전이중' }, values: [] },
        { layer: 'temperature', state: 'warn', seconds: 0.1, summary: { en: '71 °C', ko: '71 °C' }, values: [] },
        {
            layer: 'dhcp',
            state: 'fail',
            seconds: 8,
            summary: { en: 'no answer in 8 s', ko: '8초 동안 응답 없음' },
            values: [],
            fault: {
                id: 'dhcp_silent',
                what: { en: 'No DHCP server answers', ko: 'DHCP 서버가 응답하지 않음' },
                look: { en: 'The VLAN of the switch port that LLDP names', ko: 'LLDP가 알려 준 스위치 포트의 VLAN' },
                act: { en: 'Have the port put into the VLAN of the access points', ko: '포트를 AP용 VLAN으로 변경 요청' },
            },
        },
        { layer: 'gateway', state: 'blocked', seconds: 0, values: [] },
        { layer: 'ssid:SEOUL', state: 'skipped', seconds: 0, values: [] },
    ],
};

/** A request as anybody could make it: { status, headers, body }. */
function ask(port, path, { method = 'GET', token, body, host } = {}) {
    return new Promise((resolve, reject) => {
        const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(host !== undefined && { host }) };
        const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (piece) => (text += piece));
            response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
        });
        request.on('error', reject);
        request.end(body ?? (method === 'POST' ? '' : undefined));
    });
}

const words = ({ body }) => JSON.parse(body);

/** A token as docs/pole-page.md has it, made without a line of ours. */
function handMade({ certificate, key }, { area, node, holder, from, until }) {
    const number = (value, size) => Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex');
    const texts = [area, node, holder].map((text) => Buffer.concat([number(Buffer.byteLength(text), 1), Buffer.from(text)]));
    const content = Buffer.concat([randomBytes(8), number(from, 4), number(until, 4), ...texts]);
    const signature = createSign('sha256').update('MAGPIE1-').update(content).sign(readFileSync(key, 'utf8'));
    const der = new X509Certificate(readFileSync(certificate)).raw;
    const bytes = Buffer.concat([number(content.length, 2), content, number(signature.length, 2), signature, der]);
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const fives = bits.match(/.{1,5}/g).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five.padEnd(5, '0'), 2)]);
    return `MAGPIE1-${fives.join('')}`;
}

inHouse('a pole shows itself to who stands there with a token', async (house, step) => {
    await house.startBroker(['pole-1']);
    const signer = await makeSigner(house, 'kim');
    const stranger = await makeSigner(house, 'eve', house.path('another-city'));
    const files = ({ certificate, key }) => ['--signer-certificate', certificate, '--signer-key', key];
    const token = async (by = signer, more = ['--node', 'pole-1']) => {
        const said = await runWell([program, 'page-token', '--area', 'mapo', '--name', 'Kim', ...more, ...files(by)]);
        return said.split('\n')[0];
    };
    const good = await token();
    const port = await freePort();
    const pole = await house.startAgent('pole-1', {
        page: { listen: `127.0.0.1:${port}`, run_directory: house.path() },
        // Nobody answers there: a pole without a line.
        mqtt: { servers: ['ssl://localhost:1'] },
    });
    await until('the page is open', async () => (await get(port, '/api/who')).status === 200);

    await step('but to nobody else', async () => {
        assert.deepEqual(words(await ask(port, '/api/who')), { node: 'pole-1' });
        // Whom the page knows, nobody shuts out, however many wrong tokens he shows from the same address.
        assert.equal((await ask(port, '/api/state', { token: good })).status, 200);
        const refused = async (path, given) => {
            const answer = await ask(port, path, given);
            return `${answer.status} ${words(answer).reason ?? words(answer).error}`;
        };
        for (const path of ['/api/state', '/api/strips', '/api/check', '/api/notes']) {
            assert.equal(await refused(path), '401 none');
        }
        assert.equal(await refused('/api/report', { method: 'POST' }), '401 none');
        assert.equal(await refused('/api/state', { token: await token(signer, ['--node', 'pole-2']) }), '401 node');
        assert.equal(await refused('/api/state', { token: await token(stranger) }), '401 signature');
        assert.equal(await refused('/api/state', { token: good.slice(0, -8) }), '401 format');
        assert.equal(await refused('/api/state', { token: good, host: 'evil.example' }), '421 host');
        assert.equal((await ask(port, '/api/state', { token: good, method: 'PUT' })).status, 405);
        assert.equal((await ask(port, '/api/notes', { token: good, method: 'POST', body: 'x'.repeat(5000) })).status, 413);
        const page = await ask(port, '/');
        assert.equal(page.headers['set-cookie'], undefined);
        assert.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'sha256-/);
    });
    await step('and not to who brings a token of yesterday', async () => {
        const refused = async (hoursAgo) => {
            const from = Math.floor(Date.now() / 1000) - hoursAgo * 3600;
            const given = handMade(signer, { area: 'mapo', node: 'pole-1', holder: 'Kim', from, until: from + 8 * 3600 });
            const answer = await ask(port, '/api/state', { token: given });
            return answer.status === 200 ? 'none' : words(answer).reason;
        };
        assert.equal(await refused(1), 'none', 'what this test makes by hand is as good as any');
        assert.equal(await refused(30), 'expired');
    });
    await step('who opens it with a code that a camera reads', async () => {
        const svg = house.path('token.svg');
        const said = await runWell([program, 'page-token', '--area', 'mapo', '--whole-area', '--name', 'Kim', '--svg', svg, ...files(signer)]);
        const drawn = readFileSync(svg, 'utf8');
        assert.equal(await readByCamera(house, drawn), said.split('\n')[0]);
        assert.equal((await ask(port, '/api/state', { token: said.split('\n')[0] })).status, 200);
    });
    await step('whose sign says which pole it is', async () => {
        const sign = house.path('sign.svg');
        const { ca } = await house.identity('any');
        const said = await runWell([program, 'label', '--area', 'mapo', '--node', 'pole-1', '--serial', 'AB-12', '--ca', ca, '--out', sign]);
        const text = readFileSync(sign, 'utf8');
        const read = await readByCamera(house, text);
        assert.match(read, /^MAGPIE:MAPO\/POLE-1\/AB-12:[A-Z2-7]{16}$/);
        assert.ok(said.includes(read));
        assert.match(text, />mapo\/pole-1<\/text>/);
    });

    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    house.atEnd.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, locale: 'en-GB', isMobile: true, hasTouch: true });
    const page = await context.newPage();
    const complaints = [];
    page.on('console', (message) => message.type() === 'error' && !/40[19]|429|503/.test(message.text()) && complaints.push(message.text()));
    page.on('pageerror', (problem) => complaints.push(String(problem)));
    await page.route('**/*', (route) =>
        new URL(route.request().url()).host === `127.0.0.1:${port}` ? route.continue() : route.abort(),
    );
    const sound = async (where) => {
        await page.addScriptTag({ content: axe }).catch(() => page.evaluate(axe)); // the policy lets no script in; the debugger may
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${where} ${id}: ${nodes.map(({ html }) => html)}`), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 360, `${where} is ${wide} wide`);
        const small = await page.evaluate(() =>
            [...document.querySelectorAll('button, a.button')].filter((one) => one.getBoundingClientRect().height < 48).map((one) => one.outerHTML),
        );
        assert.deepEqual(small, [], `${where}: targets for a finger in a glove`);
    };

    await step('a phone without a token sees the name and where to put one', async () => {
        await page.goto(`http://127.0.0.1:${port}/`);
        await page.getByText('A token is needed').waitFor();
        assert.equal(await page.locator('h1').textContent(), 'pole-1');
        await sound('the door');
        complaints.splice(0, complaints.length, ...complaints.filter((text) => !/Content Security Policy/.test(text))); // axe's own
        await page.locator('#token').fill(await token(stranger));
        await page.getByRole('button', { name: 'Open' }).click();
        await page.getByText('This token is not from this city.').waitFor();
    });
    await step('with one in the address it sees the pole, and the token leaves the address', async () => {
        await page.goto(`http://127.0.0.1:${port}/#${good}`);
        await page.getByRole('button', { name: 'Check now' }).waitFor();
        assert.equal(await page.evaluate(() => location.hash), '');
        await page.getByText('Not checked yet').waitFor();
        await page.locator('.values dt').first().waitFor();
    });
    await step('a check is begun and comes to its end', async () => {
        await page.getByRole('button', { name: 'Check now' }).tap();
        const isOver = ({ running, result }) => !running && Boolean(result);
        await until('the check is over', async () => isOver(words(await ask(port, '/api/check', { token: good }))), 70);
        await page.getByRole('button', { name: 'Check now' }).waitFor();
        await page.getByText('Not checked yet').waitFor({ state: 'detached' });
    });
    await step('what is wrong first stands there large, with what to do', async () => {
        await page.route('**/api/state', async (route) => {
            const answer = await route.fetch();
            const state = await answer.json();
            const check = { running: false, seconds: 0, layers: [], failed: false, result: CHECK, age_seconds: 5 };
            await route.fulfill({ response: answer, json: { ...state, check } });
        });
        await page.route('**/api/strips', async (route) => {
            const wave = (low, high) => Array.from({ length: 288 }, (_, i) => low + ((high - low) * (1 + Math.sin(i / 30))) / 2);
            const strip = (metric, unit, labels, values) => ({ metric, unit, labels, values });
            await route.fulfill({
                json: {
                    step_seconds: 300,
                    until: Date.now(),
                    age_seconds: 10,
                    series: [
                        strip('magpie_pole_supply_volts', 'volts', { sensor: 'mains' }, wave(51.2, 53.4)),
                        strip('magpie_path_loss_ratio', 'ratio', { target: 'hub', class: 'hub' }, wave(0, 0.2).map((value, i) => (i > 100 && i < 130 ? null : value))),
                        strip('magpie_host_temperature_celsius', 'celsius', { sensor: 'cpu' }, wave(38, 71)),
                    ],
                },
            });
        });
        await page.goto(`http://127.0.0.1:${port}/`); // the token is this tab's
        await page.getByText('DHCP').first().waitFor();
        await until('the strips are drawn', async () => (await page.locator('.strip canvas').count()) === 3);
        const card = await page.locator('.card').textContent();
        assert.match(card, /No DHCP server answers/);
        assert.match(card, /Have the port put into the VLAN/);
        assert.ok(await page.evaluate(() => document.querySelector('.card').getBoundingClientRect().bottom < 740), 'without scrolling');
        const picture = process.env.MAGPIE_PICTURES ?? house.path();
        await page.screenshot({ path: join(picture, 'pole-page.png') });
        await page.screenshot({ path: join(picture, 'pole-page-whole.png'), fullPage: true });
        await sound('the page');
    });
    await step('in Korean, too', async () => {
        await page.getByRole('button', { name: '한국어' }).tap();
        await page.getByText('DHCP 서버가 응답하지 않음').waitFor();
        await page.getByRole('button', { name: '지금 점검' }).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.lang), 'ko');
        await page.screenshot({ path: join(process.env.MAGPIE_PICTURES ?? house.path(), 'pole-page-ko.png'), fullPage: true });
        await sound('the page in Korean');
        await page.getByRole('button', { name: 'English' }).tap();
    });
    await step('a note is kept, and outlives the agent', async () => {
        await page.unroute('**/api/state');
        await page.unroute('**/api/strips');
        await page.locator('#note').fill('문이 열려 있었음 <b>&');
        await page.getByRole('button', { name: 'Keep the note' }).tap();
        await page.getByText('문이 열려 있었음 <b>&').waitFor();
        await pole.kill();
        await page.getByText('The pole does not answer.', { exact: false }).waitFor();
        await pole.start();
        await until('the note is there', async () => words(await ask(port, '/api/notes', { token: good }))[0]?.by === 'Kim');
        await page.getByText('The pole does not answer.', { exact: false }).waitFor({ state: 'hidden' });
    });
    await step('a check of the command line is shown, too', async () => {
        const { output } = await run([...pole.command, 'check', '--json']);
        const { begun } = JSON.parse(output.split('\n').find((line) => line.startsWith('{')));
        await until('the page has it', async () => words(await ask(port, '/api/check', { token: good })).result?.begun === begun, 20);
    });
    let report;
    await step('a report can be saved, and is signed by the pole', async () => {
        await page.getByRole('button', { name: 'Make a report' }).tap();
        const save = async (name) => {
            const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).tap()]);
            return readFileSync(await download.path(), 'utf8');
        };
        report = JSON.parse(await save('Save it, signed (JSON)'));
        assert.equal(report.report.notes[0].text, '문이 열려 있었음 <b>&');
        const cms = house.path('report.cms');
        writeFileSync(cms, Buffer.from(report.cms, 'base64'));
        const { ca } = await house.identity('any');
        const content = house.path('content.json');
        await runWell(['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-CAfile', ca, '-purpose', 'any', '-out', content]);
        assert.deepEqual(JSON.parse(readFileSync(content, 'utf8')), report.report);
        const html = await save('Save it as a page (HTML)');
        assert.match(html, /^<!doctype html>/);
        assert.match(html, /문이 열려 있었음 &lt;b&gt;&amp;/);
        assert.doesNotMatch(html, /<script|src=|href=/);
        assert.equal(words(await ask(port, '/api/state', { token: good })).reports, 1, 'it waits for the line');
    });
    await step('whose page complained of nothing', () => {
        assert.deepEqual(complaints.filter((text) => !/ERR_CONNECTION|Content Security Policy/.test(text)), []);
    });
});

/** What zbar reads of the drawing of a QR code. */
async function readByCamera(house, svg) {
    const dots = 6;
    const [, side] = /viewBox="0 0 (\d+) /.exec(svg);
    const rows = Array.from({ length: Number(side) }, () => Array(Number(side)).fill(255));
    for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
        rows[y][x] = 0;
    }
    const pixels = rows.flatMap((row) => Array(dots).fill(row.flatMap((value) => Array(dots).fill(value))).flat());
    const image = house.path('code.pgm');
    writeFileSync(image, Buffer.concat([Buffer.from(`P5\n${side * dots} ${side * dots}\n255\n`), Buffer.from(pixels)]));
    return (await runWell(['zbarimg', '--nodbus', '--quiet', '--raw', image])).trim();
}

inHouse('what a technician reports arrives once there is a line', async (house, step) => {
    await house.startBroker(['pole-1']);
    await house.startCollector({ reports: { directory: house.path('reports') } });
    const signer = await makeSigner(house, 'kim');
    const by = ['--signer-certificate', signer.certificate, '--signer-key', signer.key];
    const said = await runWell([program, 'page-token', '--area', 'mapo', '--node', 'pole-1', '--name', 'Kim', ...by]);
    const token = said.split('\n')[0];
    const port = await freePort();
    await house.broker.stop();
    await house.startAgent('pole-1', { page: { listen: `127.0.0.1:${port}`, run_directory: house.path() } });
    await until('the page is open', async () => (await get(port, '/api/who')).status === 200);
    const waiting = async () => words(await ask(port, '/api/state', { token })).reports;

    await step('it waits on the pole while the broker is away', async () => {
        const body = JSON.stringify({ text: 'the door was open' });
        assert.equal((await ask(port, '/api/notes', { token, method: 'POST', body })).status, 201);
        assert.equal((await ask(port, '/api/report', { token, method: 'POST' })).status, 200);
        assert.equal(await waiting(), 1);
    });
    await step('and is with the collector once it is back, and no longer on the pole', async () => {
        await house.broker.start();
        const reports = async () => JSON.parse((await house.collector.get('/api/v1/reports')).body).reports;
        const [report] = await until('the report has arrived', async () => ((await reports()).length > 0 ? reports() : undefined), 90);
        assert.equal(report.node, 'pole-1');
        const shown = JSON.parse((await house.collector.get(`/api/v1/reports/${report.id}`)).body);
        assert.equal(shown.report.notes[0].text, 'the door was open');
        assert.equal(shown.report.by, 'Kim');
        await until('the pole knows', async () => (await waiting()) === 0, 30);
        await house.collector.shows(1, 'magpie_collector_pole_reports_total', { outcome: 'stored' });
        assert.equal((await house.collector.get('/api/v1/reports/0123456789abcdef')).status, 404);
    });
});
