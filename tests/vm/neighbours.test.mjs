// Other access points in the street: how many, how loud, how busy they say they are, and which of them is our own.

import assert from 'node:assert/strict';

import { addressOf, inLaboratory } from './lib/laboratory.mjs';

inLaboratory('neighbours', { radios: 4 }, async (lab, step) => {
    await lab.startMedium();
    await lab.toTheStreet([1, 2, 3]);
    await lab.accessPoint(0, { ssid: 'magpie', channel: 1 });
    await lab.accessPoint(1, { ssid: 'a stranger', channel: 6, more: ['bss_load_update_period=10'], street: true });
    await lab.accessPoint(2, { ssid: 'a stranger too', channel: 6, street: true });
    await lab.accessPoint(3, { ssid: 'magpie', channel: 7, street: true });
    await lab.air(`signal -62 ${addressOf(1)} ${addressOf(0)}`, `signal -71 ${addressOf(3)} ${addressOf(0)}`);
    await lab.startAgent({
        ssids: ['magpie'],
        min_group: 1,
        detail: true,
        scan: 'always',
        known_neighbours: [`${addressOf(3)}=pole-0002`],
    });
    const band = '2.4GHz';

    await step('a round over all channels', async () => {
        const before = await lab.metrics();
        await lab.shows(2, 'magpie_wifi_neighbours', { band }, 60);
        assert.ok((await lab.metrics()).sum('magpie_wifi_scans_total') > before.sum('magpie_wifi_scans_total'));
    });
    await step('the strongest of the others', () => lab.shows(-50, 'magpie_wifi_neighbour_signal_dbm', { band }));
    await step('how many are on a channel', async () => {
        await lab.shows(2, 'magpie_wifi_channel_neighbours', { band, channel: '6' });
    });
    await step('one of our own is known by its node', async () => {
        await lab.shows(-71, 'magpie_wifi_own_neighbour_signal_dbm', { band, target: 'pole-0002' });
    });
    await step("nobody's name or address is told", async () => {
        const { body } = await lab.collector.get('/metrics');
        for (const word of ['stranger', addressOf(1), addressOf(2), addressOf(3)]) {
            assert.ok(!body.includes(word), word);
        }
    });
});
