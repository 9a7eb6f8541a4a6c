// Radar, on the way from the kernel to Prometheus, and the minute of listening before a channel that may have some.

import assert from 'node:assert/strict';

import { awake } from '../system/lib/clock.mjs';
import { inLaboratory } from './lib/laboratory.mjs';

const events = 'magpie_wifi_events_total';
const PROMISED_SECONDS = 2;
const LISTENING_SECONDS = 60;

inLaboratory('radar', { radios: 2 }, async (lab, step) => {
    await lab.startAgent();
    const begin = await lab.metrics();
    await lab.accessPoint(0, { ssid: 'magpie-5', channel: 52, more: ['chanlist=52 56'], waits: false });
    await lab.accessPoint(1, { ssid: 'magpie', channel: 100, more: ['chanlist=36 100'], waits: false });

    // That they do is hostapd's word: the kernel tells the beginning only where a driver listens by itself.
    for (const radio of [0, 1]) {
        await lab.machine.until('both listen', `hostapd_cli -i wlan${radio} status | grep -q state=DFS`);
    }
    const radar = async (radio) => {
        const before = await lab.metrics();
        const start = awake();
        await lab.does(`echo 1 >/sys/kernel/debug/ieee80211/${radio}/hwsim/dfs_simulate_radar`);
        await lab.grows(events, { type: 'radar_detected', radio }, before);
        const seconds = (awake() - start) / 1000;
        assert.ok(seconds < PROMISED_SECONDS, `at the collector after ${seconds} s`);
        return before;
    };
    await step('one hears a radar while it listens, and all know within two seconds', () => radar('phy0'));
    await step('the other hears none, and works', async () => {
        await lab.grows(events, { type: 'cac_finished', radio: 'phy1' }, begin, 1, LISTENING_SECONDS + 15);
        await lab.shows(5500e6, 'magpie_wifi_frequency_hertz', { radio: 'phy1', band: '5GHz' });
    });
    await step('a radar there makes it leave the channel', async () => {
        const before = await radar('phy1');
        await lab.grows(events, { type: 'channel_switch', radio: 'phy1' }, before);
        await lab.shows(5180e6, 'magpie_wifi_frequency_hertz', { radio: 'phy1', band: '5GHz' });
    });
});
