// What a person sees of a healthy pole: two networks on two bands, their channels, and how many are on them.

import assert from 'node:assert/strict';

import { inLaboratory } from './lib/laboratory.mjs';

const passphrase = 'magpies build nests';
const clients = 'magpie_wifi_clients';

inLaboratory('two networks and their clients', { radios: 6 }, async (lab, step) => {
    const low = await lab.accessPoint(0, { ssid: 'magpie', channel: 6, passphrase });
    const high = await lab.accessPoint(1, {
        ssid: 'magpie-5',
        channel: 36,
        passphrase,
        more: [
            ...['ieee80211n=1', 'ht_capab=[HT40+]'],
            ...['ieee80211ac=1', 'vht_oper_chwidth=1', 'vht_oper_centr_freq_seg0_idx=42'],
        ],
    });
    await lab.startAgent();
    await lab.shows(1, 'magpie_node_source_up', { source: 'wifi' });

    await step('where they work', async () => {
        await lab.shows(2437e6, 'magpie_wifi_frequency_hertz', { radio: 'phy0', band: '2.4GHz' });
        await lab.shows(5180e6, 'magpie_wifi_frequency_hertz', { radio: 'phy1', band: '5GHz' });
        await lab.shows(20e6, 'magpie_wifi_channel_width_hertz', { radio: 'phy0' });
        await lab.shows(80e6, 'magpie_wifi_channel_width_hertz', { radio: 'phy1' });
    });
    await step('radios that only listen work nowhere', async () => {
        const metrics = await lab.metrics();
        assert.equal(metrics.value('magpie_wifi_frequency_hertz', { radio: 'phy2' }), undefined);
    });
    await step('who is with them', async () => {
        const before = await lab.metrics();
        await lab.clients([2, 3, 4], { ssid: 'magpie', channel: 6, passphrase });
        await lab.clients([5], { ssid: 'magpie-5', channel: 36, passphrase });
        await lab.associated(3, 0);
        await lab.associated(1, 1);
        await lab.shows(3, clients, { band: '2.4GHz', ssid: 'magpie' });
        await lab.shows(1, clients, { band: '5GHz', ssid: 'magpie-5' });
        assert.equal((await lab.metrics()).select(clients).length, 2, 'and nowhere else');
        // As often as the access point says: on a slow machine a client may try twice.
        const joins = ({ log }) => log.match(/ IEEE 802\.11: associated /g).length;
        for (const [radio, hostapd] of Object.entries({ phy0: low, phy1: high })) {
            const counted = await lab.grows('magpie_wifi_events_total', { type: 'join', radio }, before, joins(hostapd));
            assert.equal(counted, joins(hostapd), radio);
        }
    });
    await step('how loud they are', async () => {
        const signal = 'magpie_wifi_client_signal_dbm';
        const labels = { band: '5GHz', ssid: 'magpie-5' };
        const before = await lab.metrics();
        const count = await lab.grows(`${signal}_count`, labels, before, 3);
        const after = await lab.metrics();
        const mean = (after.value(`${signal}_sum`, labels) - before.sum(`${signal}_sum`, labels)) / count;
        assert.ok(mean < -10 && mean > -70, `hwsim's own air has -30 dBm or so, not ${mean}`);
        const all = after.value(`${signal}_bucket`, { ...labels, le: '+Inf' });
        assert.equal(all, after.value(`${signal}_count`, labels));
    });
    await step('what hwsim makes up of the air is no measurement', async () => {
        const before = await lab.metrics();
        for (let scan = 0; scan < 3; ++scan) {
            await lab.does('iw dev wlan0 scan trigger freq 2412 2437 ap-force');
            await lab.grows('magpie_wifi_events_total', { type: 'scan', radio: 'phy0' }, before, scan + 1);
        }
        await lab.grows('magpie_wifi_discarded_total', { radio: 'phy0' }, before);
        const metrics = await lab.metrics();
        const active = metrics.sum('magpie_wifi_channel_active_seconds_total', { radio: 'phy0' });
        const busy = metrics.sum('magpie_wifi_channel_busy_seconds_total', { radio: 'phy0' });
        assert.ok(busy === 0 || Math.abs(busy / active - 1 / 8) < 0.02, `${busy} of ${active} s: hwsim says an eighth`);
    });
});
