// The acceptance of a pole: checked with the configuration that an order has put in force, signed with the pole's own key, which anybody can verify,
// and brought to the collector by the agent that runs.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse } from './lib/house.mjs';
import { handIn, makeSigner, sign } from './lib/orders.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

inHouse('an acceptance is signed, and the collector has it', async (house, step) => {
    await house.startBroker(['pole-1']);
    const { ca, certificate } = await house.identity('pole-1');
    const collector = await house.startCollector({ reports: { directory: house.path('reports') }, orders: { ca_file: ca } });
    const agent = await house.startAgent('pole-1', { capture: { socket: '' } });
    await house.isUp(agent);
    const state = (...parts) => house.path('state', 'pole-1', ...parts);
    const outcomes = (outcome) => collector.value('magpie_collector_pole_reports_total', { outcome });
    const reports = async () => JSON.parse((await collector.get('/api/v1/reports')).body).reports;
    let file;
    let result;

    await step('the check goes by what an order has changed', async () => {
        const order = await sign(house, await makeSigner(house, 'kim'), { number: 1, configuration: '[wifi]\nssids = ["Ordered"]\n' });
        assert.equal((await handIn(order, [collector.port])).code, 0);
        const record = () => readFileSync(state('orders', 'state'), 'utf8');
        await until('the pole follows it', () => /^followed 1$/m.test(record()), 60);
        const before = record();
        const { code, output } = await run([...agent.command, 'check', '--accept', '--json']);
        result = JSON.parse(output.split('\n').find((line) => line.startsWith('{')));
        assert.ok(result.layers.some(({ layer }) => layer === 'ssid:Ordered'), 'of the order');
        assert.equal(record(), before, 'who looks changes nothing');
        assert.equal(result.accept, true);
        assert.equal(result.verdict, 'fail', 'a network that was not joined is not accepted');
        assert.ok(code >= 10);
        [, file] = /signed report: (\S+)/.exec(output) ?? assert.fail(output);
        assert.ok(file.startsWith(state('acceptance-')), file);
    });
    const verify = (path) => run(['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', path, '-CAfile', ca, '-purpose', 'any', '-signer', house.path('signer.pem'), '-out', house.path('content.json')]);
    await step('its signature is the pole\'s', async () => {
        const { code, output } = await verify(file);
        assert.equal(code, 0, output);
        const report = JSON.parse(readFileSync(house.path('content.json'), 'utf8'));
        assert.deepEqual(report.check, result);
        assert.deepEqual([report.area, report.node], ['mapo', 'pole-1']);
        assert.equal(readFileSync(house.path('signer.pem'), 'utf8').trim(), readFileSync(certificate, 'utf8').match(/-----BEGIN[^]*?END CERTIFICATE-----/)[0]);
    });
    const changed = join(house.directory, 'changed.cms');
    await step('a byte that is another is seen', async () => {
        const bytes = Buffer.from(readFileSync(file));
        const place = bytes.indexOf('"verdict":"fail"') + '"verdict":"'.length;
        bytes.write('pass', place);
        writeFileSync(changed, bytes);
        const { code, output } = await verify(changed);
        assert.notEqual(code, 0);
        assert.match(output, /digest|verification failure/i);
    });
    await step('the agent brings it to the collector', async () => {
        const [report] = await until('it has arrived', async () => {
            const all = await reports();
            return all.length > 0 && all;
        }, 100);
        assert.equal(report.node, 'pole-1');
        const shown = JSON.parse((await collector.get(`/api/v1/reports/${report.id}`)).body);
        assert.deepEqual(shown.report.check, result);
        assert.ok(Buffer.from(shown.cms, 'base64').equals(readFileSync(file)), 'to the byte');
        assert.equal(await outcomes('stored'), 1);
    });
    await step('and the collector takes none that was changed on the way', async () => {
        await agent.stop(); // the broker knows one session of the pole
        const peer = await house.connect('pole-1');
        await peer.publish('magpie/v1/report/mapo/pole-1', readFileSync(changed));
        await collector.shows(1, 'magpie_collector_pole_reports_total', { outcome: 'signature' });
        assert.equal((await reports()).length, 1);
    });
});
