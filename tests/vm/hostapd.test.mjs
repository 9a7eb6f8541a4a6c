// What only hostapd knows: with which reason a client goes, and why another is not let in.

import { inLaboratory } from './lib/laboratory.mjs';

const passphrase = 'magpies build nests';
const goodbyes = 'magpie_wifi_deauthentications_total';
const refusals = 'magpie_wifi_refused_joins_total';

inLaboratory('what hostapd tells', { radios: 3 }, async (lab, step) => {
    let hostapd = await lab.accessPoint(0, { ssid: 'magpie', channel: 1, passphrase });
    await lab.startAgent();
    await lab.shows(1, 'magpie_node_source_up', { source: 'hostapd' });
    await lab.clients([1], { ssid: 'magpie', channel: 1, passphrase });
    await lab.associated(1, 0);

    const saysGoodbye = async () => {
        const before = await lab.metrics();
        await lab.does('wpa_cli -i wlan1 disconnect');
        await lab.grows(goodbyes, { radio: 'phy0', reason: 'leaving' }, before);
    };
    const comesBack = async () => {
        await lab.does('wpa_cli -i wlan1 reconnect');
        await lab.associated(1, 0);
    };

    await step('a client says goodbye', saysGoodbye);
    await step('a client with a wrong passphrase', async () => {
        const before = await lab.metrics();
        await lab.clients([2], { ssid: 'magpie', channel: 1, passphrase: 'magpies steal silver' });
        await lab.grows(refusals, { radio: 'phy0', reason: 'wrong_passphrase' }, before, 1, 30);
    });
    await step('another hostapd is heard as well', async () => {
        await hostapd.end();
        hostapd = await lab.accessPoint(0, { ssid: 'magpie', channel: 1, passphrase });
        await lab.reportsAgain(); // the agent looks for sockets with each report, and hears nothing of what was before
        await comesBack();
        await saysGoodbye();
    });
    await step('an access point that stops is told of', async () => {
        const before = await lab.metrics();
        await lab.does('ip link set wlan0 down');
        await lab.grows('magpie_wifi_events_total', { type: 'ap_stopped', radio: 'phy0' }, before);
    });
});
