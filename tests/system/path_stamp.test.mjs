// Two agents measure the path between them as their configurations say, over a line that loses one way: what the collector shows of it.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import { inHouse } from './lib/house.mjs';
import { Impairment } from './lib/impairment.mjs';
import { freePort } from './lib/ports.mjs';
import { synchronised } from './lib/stamp.mjs';
import { until } from './lib/until.mjs';

const here = '127.0.0.1';

inHouse('a pole measures the path to its hub', async (house, step) => {
    const key = house.path('path.key');
    writeFileSync(key, `${randomBytes(32).toString('hex')}\n`);
    const port = await freePort();
    const line = new Impairment(house, port, { forward: { lost: 0.2, delay_us: 3000 } }, 5);
    await line.start();
    await house.startBroker(['pole-1', 'hub-1']);
    const collector = await house.startCollector();

    const hub = await house.makeAgent('hub-1', {
        stamp: { listen: `${here}:${port}`, session: [{ address: here, session: 7, key_file: key }] },
    });
    const pole = await house.makeAgent('pole-1', {
        stamp: {
            window_seconds: 5,
            target: [
                { name: 'hub-1', class: 'hub', address: here, port: line.port, session: 7, key_file: key, interval_seconds: 0.1 },
                { name: 'nobody', class: 'core', address: here, port: await freePort(), interval_seconds: 1 },
            ],
        },
    });
    for (const agent of [hub, pole]) {
        agent.environment = synchronised;
        await agent.start();
    }
    const of = (target, more = {}) => ({ node: 'pole-1', target, ...more });
    const value = (name, labels) => collector.value(`magpie_path_${name}`, labels);

    await step('loss, and on which way', async () => {
        const forward = await until('packets lost on the way there', () => value('packets_lost_total', of('hub-1', { direction: 'forward' })), 60);
        assert.ok(forward > 0);
        assert.equal(await value('packets_lost_total', of('hub-1', { direction: 'back' })), 0);
        const ratio = await value('loss_ratio', of('hub-1'));
        assert.ok(ratio > 0 && ratio < 0.6, `${ratio} lost, of one in five`);
    });
    await step('delay of each way, where both clocks are believed', async () => {
        const there = await value('one_way_delay_seconds', of('hub-1', { direction: 'forward' }));
        assert.ok(there > 0.003 && there < 0.01, `${there} s there, 3 ms of it the line's`);
        assert.ok((await value('packet_round_trip_seconds', of('hub-1'))) > there);
        assert.ok((await value('one_way_error_seconds', of('hub-1'))) > 0);
    });
    await step('how much the delay varies, as far as so many packets can tell', async () => {
        // In one report, so that both are of one window.
        const [half, most] = await until('both', async () => {
            const page = await collector.metrics();
            const both = ['median_seconds', 'seconds'].map((which) => page.value(`magpie_path_delay_variation_${which}`, of('hub-1')));
            return both.every((seconds) => seconds !== undefined) && both;
        });
        assert.ok(half >= 0 && half <= most && most < 1, `${half} s, ${most} s`);
        assert.equal(await value('delay_variation_high_seconds', of('hub-1')), undefined, 'of fifty packets none is the one of a hundred');
    });
    await step('whom nobody answers: all is lost, and no time is told', async () => {
        await until('its loss', async () => (await value('loss_ratio', of('nobody'))) === 1, 30);
        assert.equal(await value('packet_round_trip_seconds', of('nobody')), undefined);
        assert.equal(await value('packets_lost_total', of('nobody', { direction: 'forward' })), undefined);
    });
    await step('the hub counts whom it answered', async () => {
        assert.ok((await value('reflections_total', { node: 'hub-1', outcome: 'answered' })) > 10);
    });
});
