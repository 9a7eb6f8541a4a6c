// Sensors on a serial line: libmodbus answers as a foreign sensor and as a node of ours, an agent reads, and /metrics shows what can be
// believed of it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';

import { awake } from './lib/clock.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const INTERVAL = 5;
const NODE = 1;
const FOREIGN = 5;
const NOBODY = 9;

// wire/modbus/register_map.hpp
const TEMPERATURE = 16;
const DOOR = 25;
const OPENINGS = 31;

async function standUpLine(house) {
    const orders = house.path('modbus.orders');
    const command = [programs.modbusSlave, orders, `${NODE}`, `${FOREIGN}`];
    const line = new Program('modbus', command, { ready: () => /^line /m.test(line.log) });
    await line.start();
    house.atEnd.push(() => line.kill());
    line.device = /^line (\S+)$/m.exec(line.log)[1];
    line.obeys = (order) => writeFileSync(orders, `${order}\n`);
    line.has = (address, register, value) => line.obeys(`input ${address} ${register} ${value}`);
    return line;
}

/** The table of an SHT20 with RS-485: both in tenths. */
const sht20 = [
    { quantity: 'temperature', address: 1, type: 's16', scale: 0.1, low: -40, high: 125 },
    { quantity: 'humidity', address: 2, scale: 0.1, low: 0, high: 100 },
];

inHouse('what sensors on a bus say is shown, and what cannot be believed is not', async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const line = await standUpLine(house);
    line.has(FOREIGN, 1, 215);
    line.has(FOREIGN, 2, 553);
    line.has(NODE, TEMPERATURE, 2150);
    line.has(NODE, DOOR, 0);
    const agent = await house.startAgent('pole-1', {
        report: { interval_seconds: INTERVAL },
        pole: {
            period_seconds: 0.5,
            exclude: ['*'],
            bus: [{ device: line.device }],
            sensor: [
                { name: 'mast', address: NODE },
                { name: 'air', address: FOREIGN, kind: 'registers', register: sht20 },
                { name: 'lost', address: NOBODY },
            ],
        },
    });
    const shows = (value, name, labels, seconds) =>
        collector.shows(value, `magpie_pole_${name}`, { node: agent.id, ...labels }, seconds);
    const failures = (sensor, reason) =>
        collector.sum('magpie_pole_sensor_failures_total', { node: agent.id, sensor, reason });

    await step('the values of both are there', async () => {
        await shows(21.5, 'temperature_celsius', { sensor: 'air' });
        await shows(0.553, 'humidity_ratio', { sensor: 'air' });
        await shows(21.5, 'temperature_celsius', { sensor: 'mast' });
        await shows(0, 'value_quality', { sensor: 'mast', quantity: 'temperature' });
        await shows(5, 'value_quality', { sensor: 'mast', quantity: 'noise' });
        await shows(1, 'sensor_up', { sensor: 'mast' });
        await shows(1, 'sensor_info', { sensor: 'mast', model: 'magpie-node', version: '1.0' });
    });

    await step('nobody at an address is told, and holds up no other', async () => {
        await until('it is counted', async () => (await failures('lost', 'timeout')) > 0);
        await shows(0, 'sensor_up', { sensor: 'lost' });
        const readings = () =>
            collector.value('magpie_pole_sensor_readings_total', { node: agent.id, sensor: 'air' });
        const before = await readings();
        await until('nine readings more in a report', async () => (await readings()) >= before + 9, 2 * INTERVAL);
        assert.equal(await failures('air', 'timeout'), 0);
    });

    await step('a door that opens is told within two seconds', async () => {
        const begun = awake();
        line.has(NODE, DOOR, 1);
        line.has(NODE, OPENINGS, 1);
        await shows(1, 'door_open', { sensor: 'mast' }, INTERVAL);
        const took = awake() - begun;
        assert.ok(took < 2000, `${took} ms`);
        await shows(1, 'door_openings_total', { sensor: 'mast' }, 2 * INTERVAL);
        line.has(NODE, DOOR, 0);
        await shows(0, 'door_open', { sensor: 'mast' }, 2);
    });

    await step('no answer with a wrong CRC is believed', async () => {
        line.obeys('spoil on');
        await until('it is counted', async () => (await failures('air', 'crc')) > 0);
        await shows(1, 'value_quality', { sensor: 'air', quantity: 'temperature' });
        assert.equal(
            await collector.value('magpie_pole_temperature_celsius', { node: agent.id, sensor: 'air' }),
            undefined,
        );
        line.obeys('spoil off');
        await shows(21.5, 'temperature_celsius', { sensor: 'air' }, 60);
    });

    await step('a node that answers and takes no samples is down', async () => {
        line.obeys('freeze on');
        await until('it is counted', async () => (await failures('mast', 'frozen')) > 0, 60);
        await shows(0, 'sensor_up', { sensor: 'mast' });
        line.obeys('freeze off');
        await shows(1, 'sensor_up', { sensor: 'mast' }, 60);
    });

    await step('an adapter that goes is a reason', async () => {
        await line.kill();
        await until('it is counted', async () => {
            const page = await collector.metrics();
            const count = (reason) => page.sum('magpie_pole_sensor_failures_total', { node: agent.id, sensor: 'air', reason });
            return count('broken') + count('no_device') + count('timeout') > 0;
        });
        await shows(0, 'sensor_up', { sensor: 'air' }, 30);
    });

    await step('it ends within two seconds', async () => {
        const told = awake();
        await agent.stop();
        assert.ok(awake() - told < 2000);
    });
});
