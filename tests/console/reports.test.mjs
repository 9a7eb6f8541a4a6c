// What technicians have left of a pole: the list on its page, one report, and the file that was signed; and how one gets to the pole's own page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';

import { launch, open, PHONE, violations } from './lib/browser.mjs';
import { Mock } from './lib/mock.mjs';
import { load } from './lib/source.mjs';

const { readReport } = await load('report/report.ts');
const { tokenCommand } = await load('pole/token_command.ts');

let mock;
let browser;
let pole;
let ids;
before(async () => {
    mock = await new Mock({ poles: 400, coverage: false }).start();
    browser = await launch();
    pole = mock.poles.find(({ area }) => area === 'jung');
    ids = mock.reports.filter(({ node }) => node === pole.node).map(({ id }) => id);
});
after(async () => {
    await browser?.close();
    await mock?.stop();
});

async function on(hash, options, work) {
    const page = await open(browser, mock, hash, options);
    try {
        await work(page);
        assert.deepEqual(page.wrong, []);
    } finally {
        await page.context().close();
    }
}
const ofPole = (rest = '') => `#/pole/${pole.area}/${pole.node}${rest}`;
const ofReport = (index) => ofPole(`/report/${ids[index]}`);
const fits = async (page, size) => assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= size.width);

test('the list has when, by whom, what kind, the verdict and the first red line; all of them are asked for', () =>
    on(ofPole(), {}, async (page) => {
        await page.waitForSelector('.reports tbody tr');
        const rows = () => page.locator('.reports tbody tr').allTextContents();
        const [check, note, damaged, acceptance, ...none] = await rows();
        assert.match(check, /^(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d김민수CheckFaultNo DHCP server answers on the uplinknotes: 2$/);
        assert.match(note, /the pole itselfNotenotes: 1$/);
        assert.match(damaged, /The file is damaged/);
        assert.match(acceptance, /the pole itselfAcceptancePass$/);
        assert.deepEqual(none, []);
        await page.focus('.reports button');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.querySelectorAll('.reports tbody tr').length === 5);
        assert.match((await rows())[4], /LeeCheckFaultNames \(DNS\)$/);
        assert.equal(await page.evaluate(() => document.activeElement.closest('tr')?.rowIndex), 5, 'who asked for more is there');
        assert.equal(await page.locator('.reports button').count(), 0);
        assert.ok(mock.asked.includes(`GET /api/v1/reports?area=${pole.area}&node=${pole.node}`));
    }));

test('one is opened with the keyboard: the signature, the first fault large, the layers, the notes, the hours before', () =>
    on(ofPole(), { language: 'ko-KR' }, async (page) => {
        await page.waitForSelector('.reports tbody a');
        await page.focus('.reports tbody a');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.report-view .first');
        assert.equal(await page.evaluate(() => location.hash), ofReport(0));
        assert.match(await page.textContent('h1'), new RegExp(`^점검 · ${pole.node}$`));
        assert.match(await page.textContent('[aria-labelledby=signature]'), /유효이 폴이/);
        assert.match(await page.textContent('.first'), /DHCP 서버가 응답하지 않음.*확인.*조치/s);
        assert.equal(await page.locator('.layers li').count(), 18);
        assert.equal(await page.locator('.notes li').count(), 2);
        assert.equal(await page.textContent('.notes .text >> nth=0'), '함체 문이 열려 있었음.\n커넥터에 <b>녹</b> & 물기.');
        assert.equal(await page.locator('.notes b').count(), 0, 'what somebody wrote is never markup');
        await page.waitForSelector('.uplot');
        assert.equal(await page.locator('.uplot').count(), 2, 'one for each metric');
        assert.match(await page.textContent('.facts'), new RegExp(`서명자${pole.node}.*4E21A90B7C33D512`));
        await page.goBack();
        await page.waitForSelector('.pole-view .reports tbody tr');
    }));

test('a signature that does not hold stands above everything, and says why', () =>
    on(ofReport(1), {}, async (page) => {
        await page.waitForSelector('.seal');
        assert.match(await page.textContent('.seal'), /Not valid.*Do not rely.*Was the CA replaced/s);
        assert.match(await page.textContent('.report-view'), /There is no check in this report/);
        assert.match(await page.textContent('.facts'), /not known; the pole’s clock was not set/);
        assert.equal(await page.locator('.uplot').count(), 0);
    }));

test('the file that was signed is saved, and how it is verified is said', () =>
    on(ofReport(0), {}, async (page) => {
        await page.waitForSelector('[data-does=save]');
        const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-does=save]')]);
        const name = `${pole.node}-${ids[0]}.cms`;
        assert.equal(download.suggestedFilename(), name);
        assert.equal(readFileSync(await download.path(), 'utf8'), `signed ${ids[0]}`);
        assert.match(await page.textContent('.command'), new RegExp(`-in ${name} `));
    }));

test('of what is damaged, unknown, another pole’s or no report inside, the page says so', async () => {
    await on(ofReport(2), {}, (page) => page.waitForSelector('text=The file is damaged'));
    await on(ofPole('/report/ffffffffffffffff'), {}, (page) => page.waitForSelector('text=There is no such thing here'));
    await on(`#/pole/${pole.area}/other/report/${ids[0]}`, {}, (page) => page.waitForSelector('text=There is no such thing here'));
    await on(ofReport(4), {}, async (page) => {
        await page.waitForSelector('.verdict.v-fail');
        assert.equal(await page.locator('.layers li').count(), 0);
    });
});

test('where the collector keeps none, or a pole has none, that is said', async () => {
    const kept = mock.reports;
    try {
        mock.reports = [];
        await on(ofPole(), {}, (page) => page.waitForSelector('.reports >> text=None was brought yet'));
        mock.reports = null;
        await on(ofPole(), {}, async (page) => {
            await page.waitForSelector('.reports >> text=keeps no reports');
            assert.equal(await page.isVisible('.problem'), false);
        });
    } finally {
        mock.reports = kept;
    }
});

for (const [language, dark] of [
    ['ko-KR', false],
    ['en-GB', true],
]) {
    test(`list and report for everybody, 360 wide: ${language}, by ${dark ? 'night' : 'day'}`, async () => {
        await on(ofPole(), { size: PHONE, language, dark }, async (page) => {
            await page.waitForSelector('.reports tbody tr');
            assert.deepEqual(await violations(page), []);
            await fits(page, PHONE);
        });
        for (const index of [0, 1]) {
            await on(ofReport(index), { size: PHONE, language, dark }, async (page) => {
                await page.waitForSelector('.seal');
                assert.deepEqual(await violations(page), []);
                await fits(page, PHONE);
            });
        }
    });
}

test('the command for a token is filled in for this pole, and why the console has none is said', () =>
    on(ofPole(), { size: PHONE, language: 'ko-KR' }, async (page) => {
        await page.waitForSelector('[data-does=page-token]');
        await page.focus('[data-does=page-token]');
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog .command');
        assert.match(await page.textContent('dialog'), /서명 키를 일부러 두지 않았습니다/);
        assert.equal(await page.evaluate(() => document.activeElement.id), 'token-holder');
        const command = () => page.textContent('dialog .command');
        assert.equal(await command(), `magpie-ca page-token --area jung --node ${pole.node} --name NAME --hours 8 --signer-certificate SIGNER.crt --signer-key SIGNER.key --qr`);
        await page.keyboard.type('Kim');
        await page.fill('#token-hours', '99');
        assert.match(await command(), / --name Kim --hours 24 /);
        assert.deepEqual(await violations(page), []);
        await fits(page, PHONE);
        await page.click('[data-does=copy]');
        await page.waitForFunction(() => document.querySelector('dialog [role=status]').textContent !== '');
        await page.keyboard.press('Escape');
        await page.waitForSelector('dialog', { state: 'detached' });
        assert.equal(await page.evaluate(() => document.activeElement.dataset.does), 'page-token', 'who closes it is where he was');
    }));

test('who does not lend his clipboard has the command selected', () =>
    on(ofPole(), {}, async (page) => {
        await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
        await page.click('[data-does=page-token]');
        await page.click('[data-does=copy]');
        await page.waitForSelector('dialog >> text=Selected');
        assert.equal(await page.evaluate(() => getSelection().toString().trim()), await page.textContent('dialog .command'));
    }));

test('no name ends the command that it stands in', () => {
    const pole = { area: 'mapo', node: 'pole-1' };
    assert.match(tokenCommand(pole, '김 민수', 8), / --name '김 민수' --hours 8 /);
    assert.match(tokenCommand(pole, "O'Brien; rm -rf ~", 8), / --name 'O'\\''Brien; rm -rf ~' --hours /);
    assert.match(tokenCommand(pole, '$(reboot)', Number.NaN), / --name '\$\(reboot\)' --hours 8 /);
    assert.match(tokenCommand({ area: 'a b', node: '`x`' }, '', 0.2), /--area 'a b' --node '`x`' --name NAME --hours 8 /);
});

test('what a pole has signed is read as a stranger’s', () => {
    const nothing = { kind: 'note', program: '', made: null, by: '', check: null, notes: [], strips: [] };
    for (const strange of [null, 7, 'x', [], {}, { check: [], notes: 'a', strips: [1], made: 'tomorrow', by: {} }, { check: { verdict: 'splendid' } }]) {
        assert.deepEqual(readReport(strange, 1000), nothing);
    }
    const { check, notes, kind } = readReport({ check: { accept: true, verdict: 'pass', seconds: 1e999, first: 'x', layers: Array(500).fill({ layer: 'dns', state: 'pass', seconds: 'y', fault: { id: 'f' } }) }, notes: Array(500).fill({ text: 'a' }) }, 1000);
    assert.equal(kind, 'acceptance');
    assert.deepEqual([check.seconds, check.first, check.layers.length, notes.length], [0, null, 64, 20]);
    assert.deepEqual(check.layers[0], { layer: 'dns', state: 'pass' });
    const [strip, ...more] = readReport({ strips: { step_seconds: 300, until: null, series: [{ metric: 'm', unit: 'volts', labels: { a: 1, b: 'x' }, values: [1, null, 'z'] }, { metric: 'n', values: [] }] } }, 900_000).strips;
    assert.deepEqual(strip, { metric: 'm', unit: 'volts', history: { series: [{ labels: { b: 'x' }, points: [[300, 1], [600, null], [900, null]] }] }, from: 300, to: 900 });
    assert.deepEqual(more, []);
});
