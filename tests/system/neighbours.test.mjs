// A street of poles with sensors of the air, of which one is wrong: the collector says which.

import { writeFileSync } from 'node:fs';

import assert from 'node:assert/strict';

import { inHouse, Server } from './lib/house.mjs';
import { MqttPeer } from './lib/mqtt_peer.mjs';
import { answers } from './lib/ports.mjs';
import { until } from './lib/until.mjs';

const DEVIATION = 'magpie_pole_neighbour_deviation';
const POLES = ['pole-1', 'pole-2', 'pole-3', 'pole-4', 'pole-5', 'pole-6'];

inHouse('of six poles in a street the one whose sensor is off is told, until it is down', async (house) => {
    // All have their sensors at one broker; who is whose, the topic says.
    const broker = house.add(
        new Server(
            'pole-broker',
            async (port) => {
                const config = house.path('pole-broker.conf');
                writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
                return ['mosquitto', '-c', config];
            },
            answers,
        ),
    );
    await broker.start();
    const sensors = new MqttPeer(`mqtt://127.0.0.1:${broker.port}`);
    house.peers.push(sensors);
    await sensors.connected();

    await house.startBroker(POLES);
    const collector = await house.startCollector({ neighbours: { every_seconds: 1 } });
    const agents = {};
    for (const [place, id] of POLES.entries()) {
        agents[id] = await house.startAgent(id, {
            node: { latitude: 37.5563, longitude: 126.9236 + 0.001 * place },
            pole: {
                gateway: { server: `tcp://127.0.0.1:${broker.port}` },
                message: [
                    {
                        topic: `${id}/air`,
                        sensor: 'air',
                        period_seconds: 600,
                        value: [{ quantity: 'temperature', pointer: '/t' }],
                    },
                ],
            },
        });
    }
    const temperatures = { 'pole-1': 20, 'pole-2': 20.4, 'pole-3': 34, 'pole-4': 20.1, 'pole-5': 19.8, 'pole-6': 20.2 };
    for (const [node, celsius] of Object.entries(temperatures)) {
        await collector.shows(1, 'magpie_node_source_up', { source: 'gateway', node });
        await sensors.publish(`${node}/air`, JSON.stringify({ t: celsius }));
    }
    const deviations = async () => {
        const shown = (await collector.metrics()).select(DEVIATION, { sensor: 'air', quantity: 'temperature' });
        return Object.fromEntries(shown.map(({ labels, value }) => [labels.node, value]));
    };
    const far = await until('all six are compared', async () => {
        const shown = await deviations();
        return Object.keys(shown).length === POLES.length && shown;
    });
    for (const [node, deviation] of Object.entries(far)) {
        assert.ok(node === 'pole-3' ? deviation > 10 : Math.abs(deviation) < 3, JSON.stringify(far));
    }

    await agents['pole-3'].stop();
    await until('it is told of no more', async () => !('pole-3' in (await deviations())));
    await agents['pole-1'].stop();
    await until('three neighbours are not enough', async () => Object.keys(await deviations()).length === 0);
});
