// Ports that were named by what they lead to: their lines are real ones, in network namespaces, and a camera's goes.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { freePort } from './lib/ports.mjs';
import { lineInto } from './lib/line_in.mjs';
import { Street } from './lib/street.mjs';
import { until } from './lib/until.mjs';

inHouse('a port is told by its role, with what its line should be and is', async (house, step) => {
    const street = new Street(house);
    await street.start();
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const inside = await freePort();
    await lineInto(house, street.pole, inside, house.broker.port);
    const port = [
        { interface: 'up0', role: 'uplink', expected_megabits_per_second: 10000 },
        { interface: 'ap0', role: 'camera', expected_megabits_per_second: 20000 },
        { interface: 'lan9', role: 'sensor' },
    ];
    const agent = await house.makeAgent('pole-1', { mqtt: { servers: [`tcp://127.0.0.1:${inside}`] }, link: { port } });
    agent.command = street.pole.command(...agent.command);
    await agent.start();
    const shows = (value, name, interface_, more = {}) =>
        collector.shows(value, `magpie_link_${name}`, { node: agent.id, interface: interface_, ...more });
    const value = (name, interface_, more = {}) =>
        collector.value(`magpie_link_${name}`, { node: agent.id, interface: interface_, ...more });

    await step('its role, even of one that is not there', async () => {
        await shows(1, 'port_role', 'up0', { role: 'uplink', medium: 'twisted_pair' });
        await shows(1, 'port_role', 'ap0', { role: 'camera', medium: 'twisted_pair' });
        await shows(1, 'port_role', 'lan9', { role: 'sensor', medium: 'unknown' });
        assert.equal(await value('carrier', 'lan9'), undefined);
    });
    await step('a speed below what was configured', async () => {
        await shows(1.25e9, 'speed_bytes_per_second', 'ap0');
        await shows(2.5e9, 'expected_speed_bytes_per_second', 'ap0');
        await shows(1, 'speed_below_expected', 'ap0');
        await shows(0, 'speed_below_expected', 'up0');
        await shows(0, 'duplex_mismatch', 'ap0');
        await shows(0, 'autonegotiation', 'ap0');
    });
    await step('how full it is', async () => {
        await street.client.does('ip', 'address', 'add', '10.77.0.5/24', 'dev', 'eth0');
        const busy = async () => {
            await street.client.does('busybox', 'ping', '-c', '3', '-i', '0.1', '-s', '1400', '10.77.0.1');
            return (await value('utilisation_ratio', 'ap0', { direction: 'receive' })) > 0;
        };
        await until('the line carries something', busy);
        assert.ok((await value('utilisation_ratio', 'ap0', { direction: 'receive' })) < 1);
    });
    await step('a camera that comes and goes', async () => {
        const before = await value('carrier_changes_total', 'ap0');
        for (let flap = 0; flap < 3; ++flap) {
            await street.client.does('ip', 'link', 'set', 'eth0', 'down');
            await shows(0, 'carrier', 'ap0');
            assert.equal(await value('speed_below_expected', 'ap0'), undefined, 'without a carrier nothing is judged');
            await street.client.does('ip', 'link', 'set', 'eth0', 'up');
            await shows(1, 'carrier', 'ap0');
        }
        await shows(before + 6, 'carrier_changes_total', 'ap0');
        await shows(1, 'port_role', 'ap0', { role: 'camera', medium: 'twisted_pair' });
    });
    assert.deepEqual((await collector.metrics()).reasons('magpie_collector_refused_total'), []);
});
