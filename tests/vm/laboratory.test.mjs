// The laboratory itself, seen with iw: the air does what it is told, and the agent's reports come out.

import assert from 'node:assert/strict';

import { addressOf, inLaboratory } from './lib/laboratory.mjs';
import { until } from './lib/until.mjs';

async function station(lab) {
    const dump = await lab.does('iw dev wlan0 station dump');
    const number = (name) => Number(new RegExp(`^\\s*${name}:\\s*(-?\\d+)`, 'm').exec(dump)?.[1]);
    return {
        packets: number('tx packets'),
        retries: number('tx retries'),
        failed: number('tx failed'),
        signal: number('signal'),
    };
}

inLaboratory('the air does what it is told', { radios: 2 }, async (lab, step) => {
    await lab.startMedium();
    await lab.accessPoint(0, { ssid: 'magpie', channel: 1 });
    await lab.clients([1], { ssid: 'magpie', channel: 1 });
    await lab.associated(1, 0);
    await lab.talk(0, 1);

    await step('nothing is lost unless it is told', async () => {
        await until('a hundred packets', async () => (await station(lab)).packets > 100);
        const { retries, failed, signal } = await station(lab);
        assert.deepEqual({ retries, failed, signal }, { retries: 0, failed: 0, signal: -50 });
    });
    await step('a third is lost, and sent again', async () => {
        const before = await station(lab);
        await lab.air('loss 30');
        await until('two hundred packets', async () => (await station(lab)).packets > before.packets + 200);
        const after = await station(lab);
        const share = (after.retries - before.retries) / (after.packets - before.packets);
        assert.ok(share > 0.2 && share < 0.7, `0.3 / 0.7 retries a packet, not ${share}`);
    });
    await step('one link is weak', async () => {
        await lab.air('loss 0', `signal -90 ${addressOf(1)} ${addressOf(0)}`);
        await until('a weak frame', async () => (await station(lab)).signal === -90);
    });
    await step('the agent reports to the house', async () => {
        await lab.startAgent(null);
        await lab.shows(1, 'magpie_link_up', { interface: 'wlan0' });
    });
});
