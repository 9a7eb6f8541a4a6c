// Frames that are lost and signals that grow weak, as the pole's own counters show them.

import assert from 'node:assert/strict';

import { addressOf, inLaboratory } from './lib/laboratory.mjs';
import { until } from './lib/until.mjs';

const labels = { band: '2.4GHz', ssid: 'magpie' };
const packets = 'magpie_wifi_client_transmit_packets_total';
const retries = 'magpie_wifi_client_transmit_retries_total';
const failed = 'magpie_wifi_client_transmit_failed_total';
const signal = 'magpie_wifi_client_signal_dbm';

/** Of the counter, from one page to another. */
const growth = (name, before, after, more = {}) =>
    after.sum(name, { ...labels, ...more }) - before.sum(name, { ...labels, ...more });

inLaboratory('a bad air', { radios: 3 }, async (lab, step) => {
    await lab.startMedium();
    // With aggregation hwsim counts no retries. Whom it has not heard for seconds is gone, not for five minutes.
    await lab.accessPoint(0, { ssid: 'magpie', channel: 1, more: ['ieee80211n=0', 'ap_max_inactivity=3'] });
    await lab.clients([1], { ssid: 'magpie', channel: 1 });
    await lab.associated(1, 0);
    await lab.talk(0, 1);
    await lab.talk(1, 0);
    await lab.startAgent();
    await lab.shows(1, 'magpie_wifi_clients', labels);

    await step('a good one is the rule', async () => {
        const before = await lab.metrics();
        await lab.grows(packets, labels, before, 100);
        const after = await lab.metrics();
        assert.equal(growth(retries, before, after), 0);
        assert.equal(growth(failed, before, after), 0);
    });
    await step('a signal that falls by 40 dB', async () => {
        const mean = async () => {
            const before = await lab.metrics();
            await lab.grows(`${signal}_count`, labels, before, 2);
            const after = await lab.metrics();
            return growth(`${signal}_sum`, before, after) / growth(`${signal}_count`, before, after);
        };
        const good = await mean();
        assert.ok(Math.abs(good + 50) <= 2, `-50 dBm and not ${good}`);
        await lab.air(`signal -90 ${addressOf(1)} ${addressOf(0)}`);
        await until('the mean has fallen by 40 dB', async () => Math.abs((await mean()) - good + 40) <= 2);

        const before = await lab.metrics();
        await lab.grows(`${signal}_count`, labels, before, 2);
        const after = await lab.metrics();
        const limits = before.select(`${signal}_bucket`, labels).map((bucket) => bucket.labels.le);
        const weak = limits.filter((le) => Number(le) > -90 && Number(le) < -60);
        assert.notEqual(weak.length, 0, `of ${limits}`);
        const all = growth(`${signal}_count`, before, after);
        for (const le of weak) {
            assert.equal(growth(`${signal}_bucket`, before, after, { le }), all, `no stronger than ${le}`);
        }
        await lab.air('signal -50');
    });
    await step('a third is lost, and sent again', async () => {
        const calm = await lab.metrics();
        await lab.air('loss 30');
        await lab.grows(retries, labels, calm);
        const before = await lab.metrics();
        // Of so many, 5 points are four and a half standard deviations: once in a hundred thousand runs.
        await lab.grows(packets, labels, before, 1200, 40);
        const after = await lab.metrics();
        const again = growth(retries, before, after);
        const ratio = again / (again + growth(packets, before, after));
        assert.ok(Math.abs(ratio - 0.3) <= 0.05, `a retry ratio of 0.3 and not ${ratio}`);
        assert.ok(growth(failed, before, after) < 40, 'hardly any is lost for good');
    });
    await step('nearly all is lost, and much of it for good', async () => {
        const before = await lab.metrics();
        // The client hears its access point well and stays.
        await lab.air('loss 0', `loss 97 ${addressOf(0)} ${addressOf(1)}`);
        await lab.grows(failed, labels, before, 10, 30);
        const after = await lab.metrics();
        const share = growth(retries, before, after) / growth(packets, before, after);
        assert.ok(share > 2, `many attempts a packet, not ${share} more`);
        await lab.air('loss 0');
        await lab.shows(1, 'magpie_wifi_clients', labels, 30);
    });
    await step('all is lost, and the client with it', async () => {
        const before = await lab.metrics();
        await lab.air('loss 100');
        await lab.grows('magpie_wifi_events_total', { type: 'leave', radio: 'phy0' }, before, 1, 30);
        await until('nobody is there', async () => (await lab.metrics()).sum('magpie_wifi_clients', labels) === 0);
    });
    await step('and it comes back', async () => {
        const before = await lab.metrics();
        await lab.air('loss 0');
        await lab.grows('magpie_wifi_events_total', { type: 'join', radio: 'phy0' }, before, 1, 30);
        await lab.shows(1, 'magpie_wifi_clients', labels);
    });
});
