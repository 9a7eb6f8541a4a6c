// `magpie-agent check`, the layers of the pole itself: what only an agent knows stands in the file that it leaves for a check, written here as a pole
// in trouble would have it; directories of reports on real file systems; a VLAN that the switch tells.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { Place, settings } from './lib/check_place.mjs';
import { inHouse } from './lib/house.mjs';

/** Since the machine began, its sleep included: the clock of the agent. */
const uptime = () => Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000) - 1000;

inHouse('a layer of the pole itself that is broken is the first red line', async (house, step) => {
    const place = new Place(house);
    await place.start();
    mkdirSync(house.path('check'), { recursive: true });
    /** An agent that runs and is well, but for this. */
    const agentSays = (...values) =>
        writeFileSync(
            house.path('check', 'status.json'),
            JSON.stringify({
                version: 1,
                at_milliseconds: uptime(),
                interval_milliseconds: 600_000,
                online: true,
                trouble: '',
                values: values.map(([name, labels, value]) => ({ name: `magpie_${name}`, labels, value })),
            }),
        );
    const finds = (layer, fault, code, options) => place.finds(layer, fault, code, settings(house, options), options);
    const blocksNothing = ({ states }) => assert.ok(!Object.values(states).includes('blocked'), JSON.stringify(states));

    await step('none where all is well', async () => {
        agentSays(['pole_power_good', { sensor: 'mains' }, 1], ['pole_door_open', { sensor: 'door' }, 0]);
        const { code, result, states } = await place.checks(settings(house));
        assert.equal(result.first, null, JSON.stringify(result.layers, null, 1));
        assert.deepEqual([code, states.power, states.door, states.collector], [0, 'pass', 'pass', 'pass']);
    });
    await step('a supply that has failed', async () => {
        agentSays(['pole_power_good', { sensor: 'mains' }, 0]);
        blocksNothing(await finds('power', 'supply_failed', 10));
    });
    await step('a port that gives no power', async () => {
        agentSays(['link_poe_state', { interface: 'lan1', state: 'fault' }, 1]);
        blocksNothing(await finds('poe', 'poe_short', 10));
    });
    await step('an open door warns', async () => {
        agentSays(['pole_door_open', { sensor: 'door' }, 1]);
        await finds('door', 'door_open', 1, { state: 'warn' });
    });
    await step('a cabinet that is too hot', async () => {
        agentSays(['pole_overheated', { sensor: 'cabinet' }, 1]);
        blocksNothing(await finds('temperature', 'board_hot', 11));
    });
    await step('a sensor that does not answer', async () => {
        agentSays(['pole_sensor_up', { sensor: 'mast' }, 1], ['pole_sensor_up', { sensor: 'air' }, 0]);
        const { result } = await place.finds('sensors', 'sensor_silent', 20, {
            ...settings(house),
            pole: { exclude: ['*'], bus: [{ device: '/dev/null' }], sensor: [{ name: 'mast', address: 1 }, { name: 'air', address: 2 }] },
        });
        assert.equal(result.layers.find(({ layer }) => layer === 'sensors').summary.en, 'no answer: air');
    });
    const neighbour = (vlan) => ['link_neighbour_info', { interface: 'up0', chassis: '02:00:00:00:00:01', system: 'sw-7', port: 'gi3', vlan }, 1];
    await step('another VLAN than the one that is expected', async () => {
        agentSays(neighbour('7'));
        const { result } = await finds('vlan', 'wrong_vlan', 12, { vlan: 42 });
        assert.match(result.layers.find(({ layer }) => layer === 'vlan').summary.ko, /VLAN 7, 설정은 42/);
        agentSays(neighbour('42'));
        assert.equal((await place.checks(settings(house, { vlan: 42 }))).states.vlan, 'pass');
    });
    await step('and one that nobody tells is no acceptance', async () => {
        agentSays();
        const { code, result, states } = await place.checks(settings(house, { vlan: 42 }), ['--accept']);
        assert.deepEqual([states.vlan, result.verdict, result.first, code], ['warn', 'fail', { layer: 'vlan', fault: null }, 12]);
        assert.equal((await place.checks(settings(house, { vlan: 42 }))).states.vlan, 'skipped');
    });
    await step('nor a magpie-station that is silent, though the pole has an address', async () => {
        const asked = settings(house);
        asked.path.dhcp = { socket: house.path('nobody.socket'), interface: 'up0' };
        assert.equal((await place.checks(asked)).states.dhcp, 'pass');
        const { code, result, states } = await place.checks(asked, ['--accept']);
        assert.deepEqual([states.dhcp, result.verdict, code], ['warn', 'fail', 13]);
    });
    await step('an outbox that refuses', async () => {
        agentSays(['node_outbox_failures_total', { storage: 'flash', reason: 'io_error' }, 9]);
        await finds('storage', 'storage_readonly', 1, { state: 'warn' });
    });
    await step('a directory of reports that is full, and no agent runs', async () => {
        rmSync(house.path('check', 'status.json'));
        const run = house.path('run', 'pole-1');
        mkdirSync(run, { recursive: true });
        const mounts = `mount -t tmpfs -o size=64k reports ${run} && { head -c 65536 /dev/zero >${run}/filled || true; }`;
        await finds('storage', 'storage_full', 21, { mounts });
    });
    await step('and one that is read-only', async () => {
        const flash = house.path('state', 'pole-1', 'outbox');
        mkdirSync(flash, { recursive: true });
        await finds('storage', 'storage_readonly', 21, { mounts: `mount -t tmpfs -o ro reports ${flash}` });
    });
});
