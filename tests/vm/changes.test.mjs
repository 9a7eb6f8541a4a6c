// What happens to a pole in a day: clients that are sent away, another channel, a radio that goes and comes back.

import assert from 'node:assert/strict';

import { addressOf, inLaboratory } from './lib/laboratory.mjs';
import { until } from './lib/until.mjs';

const events = 'magpie_wifi_events_total';
const clients = 'magpie_wifi_clients';
const frequency = 'magpie_wifi_frequency_hertz';

inLaboratory('what happens to radios', { radios: 2 }, async (lab, step) => {
    await lab.accessPoint(0, { ssid: 'magpie', channel: 1 });
    await lab.startAgent();
    await lab.clients([1], { ssid: 'magpie', channel: 1 });
    await lab.associated(1, 0);
    await lab.shows(1, clients, { band: '2.4GHz', ssid: 'magpie' });

    /** An order in the machine, and what is counted for a radio because of it. */
    const counts = async (order, type, radio, seconds) => {
        const before = await lab.metrics();
        await lab.does(order);
        await lab.grows(events, { type, ...(radio && { radio }) }, before, 1, seconds);
        return before;
    };

    await step('a client is sent away and comes back', async () => {
        const before = await counts(`hostapd_cli -i wlan0 deauthenticate ${addressOf(1)}`, 'leave', 'phy0');
        await lab.grows(events, { type: 'join', radio: 'phy0' }, before, 1, 30);
        await lab.shows(1, clients, { band: '2.4GHz', ssid: 'magpie' });
    });
    await step('another channel, and the clients come along', async () => {
        const before = await counts('hostapd_cli -i wlan0 chan_switch 5 2462', 'channel_switch', 'phy0');
        await lab.shows(2462e6, frequency, { radio: 'phy0', band: '2.4GHz' });
        await lab.shows(1, clients, { band: '2.4GHz', ssid: 'magpie' });
        const its = { type: 'channel_switch', radio: 'phy0' };
        const switches = (await lab.metrics()).sum(events, its) - before.sum(events, its);
        assert.equal(switches, 1, 'announced and done are one');
    });
    await step('a scan', () => counts('iw dev wlan0 scan trigger freq 2462 ap-force', 'scan', 'phy0'));
    await step('an interface', async () => {
        await counts('iw phy phy0 interface add look type monitor', 'interface_added', 'phy0');
        await counts('iw dev look del', 'interface_removed', 'phy0');
    });
    await step('other rules of the air', () => counts('iw reg set FR', 'regulatory_changed'));
    await step('a radio is added, goes and comes back', async () => {
        const before = await counts('/share/magpie_radio add mast', 'radio_added', 'mast');
        const hostapd = await lab.accessPoint(2, { ssid: 'magpie-5', channel: 36 });
        await lab.shows(5180e6, frequency, { radio: 'mast', band: '5GHz' });

        await counts('/share/magpie_radio remove mast', 'radio_removed', 'mast');
        await hostapd.end();
        const gone = async () => (await lab.metrics()).select(frequency, { radio: 'mast' }).length === 0;
        await until('its frequency is gone', gone);
        await lab.shows(1, 'magpie_node_source_up', { source: 'wifi' });
        await lab.shows(2462e6, frequency, { radio: 'phy0' });

        await counts('/share/magpie_radio add mast', 'radio_added', 'mast');
        await lab.accessPoint(2, { ssid: 'magpie-5', channel: 40 });
        await lab.shows(5200e6, frequency, { radio: 'mast', band: '5GHz' });
        const added = (await lab.metrics()).sum(events, { type: 'radio_added', radio: 'mast' });
        assert.equal(added - before.sum(events, { type: 'radio_added', radio: 'mast' }), 2);
    });
});
