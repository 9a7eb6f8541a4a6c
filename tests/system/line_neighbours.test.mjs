// Which switch and port is at the other end of a pole's uplink: LLDP on a real line, up to /metrics.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs, source } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { Street } from './lib/street.mjs';
import { until } from './lib/until.mjs';

const flood = join(process.env.MAGPIE_CAPTURE_TOOLS ?? join(source, 'build/dev/tests/capture'), 'magpie_flood');

inHouse('a switch that says who it is is told, until it says goodbye', async (house) => {
    const street = new Street(house);
    await street.start();
    const socket = house.path('capture.sock');
    const config = house.path('capture.toml');
    writeFileSync(config, `socket = "${socket}"\n[[line]]\ninterface = "up0"\n`);
    const capture = new Program('capture', street.pole.command(programs.capture, '--config', config), {
        ready: () => capture.log.includes(' captures '),
    });
    await house.add(capture).start();
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const agent = await house.startAgent('pole-1', { report: { interval_seconds: 1 }, capture: { socket } });
    await collector.shows(1, 'magpie_node_source_up', { node: agent.id, source: 'capture' });

    const neighbours = async () => (await collector.metrics()).select('magpie_link_neighbour_info', { node: agent.id });
    assert.deepEqual(await neighbours(), []);
    // What the line carries besides is not even looked at.
    await street.far.does(flood, 'eth0', '3', '10', 'lldp', 'tcp', 'arp');
    const [{ labels }] = await until('the switch is told', async () => (await neighbours()).length > 0 && neighbours());
    assert.deepEqual(labels, {
        ...labels,
        interface: 'up0',
        chassis: '02:00:00:00:00:01',
        system: 'sw-mapo-1',
        port: 'Gi1/0/12',
        port_description: 'pole 12, street',
        address: '10.88.0.1',
        vlan: '77',
    });
    await collector.shows(18, 'magpie_link_poe_allocated_watts', { node: agent.id, interface: 'up0' });
    await collector.shows(1, 'magpie_node_capture_frames_total', { node: agent.id, interface: 'up0' });

    await street.far.does(flood, 'eth0', '1', '10', 'goodbye');
    await until('it is told no more', async () => (await neighbours()).length === 0, 30);
    assert.deepEqual((await collector.metrics()).reasons('magpie_collector_refused_total'), []);
});
