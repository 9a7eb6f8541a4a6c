// Sensors that speak MQTT at a broker on the pole, read by the agent and seen at the collector: two brokers, and whatever a stranger
// says to the one that is nobody's but the pole's.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';

import { JumpingClock } from '../storm/lib/clocks.mjs';
import { inHouse, Server } from './lib/house.mjs';
import { MqttPeer } from './lib/mqtt_peer.mjs';
import { answers } from './lib/ports.mjs';
import { runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const PASSWORD = 'sesame';
const TEMPERATURE = 'magpie_pole_temperature_celsius';
const FAILURES = 'magpie_pole_sensor_failures_total';
const GATEWAY_FAILURES = 'magpie_node_source_failures_total';

/** The pole's own broker: by name and password, and the agent may only read. */
async function startPoleBroker(house) {
    const passwords = house.path('passwords');
    const acl = house.path('acl');
    const config = house.path('pole-broker.conf');
    writeFileSync(passwords, '', { mode: 0o600 });
    await runWell(['mosquitto_passwd', '-b', passwords, 'magpie', PASSWORD]);
    await runWell(['mosquitto_passwd', '-b', passwords, 'sensor', PASSWORD]);
    writeFileSync(acl, 'user magpie\ntopic read #\nuser sensor\ntopic readwrite #\n', { mode: 0o600 });
    const broker = house.add(
        new Server(
            'pole-broker',
            async (port) => {
                writeFileSync(
                    config,
                    `user ${userInfo().username}\nlistener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwords}\nacl_file ${acl}\n`,
                );
                return ['mosquitto', '-c', config];
            },
            answers,
        ),
    );
    await broker.start();
    return broker;
}

async function sensorsOf(house, broker) {
    const options = { clientId: 'sensor', username: 'sensor', password: PASSWORD };
    const peer = new MqttPeer(`mqtt://127.0.0.1:${broker.port}`, undefined, options);
    house.peers.push(peer);
    return peer.connected();
}

/** What the agent is told of them: a Zigbee sensor of the air, two by one filter, a contact that is true while closed, and one with a clock. */
function table(house, broker) {
    const passwordFile = house.path('gateway.password');
    writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
    const value = (quantity, pointer, more = {}) => ({ quantity, pointer, ...more });
    return {
        gateway: {
            server: `tcp://127.0.0.1:${broker.port}`,
            user: 'magpie',
            password_file: passwordFile,
            messages_per_second: 100,
        },
        message: [
            {
                topic: 'zigbee2mqtt/air',
                sensor: 'air',
                period_seconds: 3600,
                value: [value('temperature', '/temperature'), value('humidity', '/humidity')],
            },
            {
                topic: 'tele/+/SENSOR',
                sensors: ['north=noise-north', 'south=noise-south'],
                sensor_level: 2,
                period_seconds: 3600,
                value: [value('noise', '/NOISE/Level')],
            },
            {
                topic: 'zigbee2mqtt/cabinet',
                sensor: 'cabinet',
                period_seconds: 3600,
                value: [value('door', '/contact', { scale: -1, offset: 1 })],
            },
            {
                topic: 'clocked',
                sensor: 'clocked',
                period_seconds: 40,
                time_pointer: '/at',
                value: [value('temperature', '/t')],
            },
            { topic: 'brief', sensor: 'brief', period_seconds: 1, value: [value('temperature', '/t')] },
        ],
    };
}

/** The house of an agent that knows the time, or does not. */
async function standUp(house, agent = {}, clock = {}) {
    const broker = await startPoleBroker(house);
    const sensors = await sensorsOf(house, broker);
    const says = (topic, message, options) =>
        sensors.publish(topic, typeof message === 'string' ? message : JSON.stringify(message), options);
    await says('zigbee2mqtt/air', { temperature: -30, humidity: 1 }, { retain: true }); // of some night long ago
    await says('clocked', { t: 18, at: Date.now() }, { retain: true });
    await house.startBroker();
    const collector = await house.startCollector();
    const pole = await house.makeAgent('pole-1', { pole: table(house, broker), ...agent });
    pole.command = new JumpingClock(house.path('clock'), clock).wrap(pole.command);
    await pole.start();
    await collector.shows(1, 'magpie_node_source_up', { source: 'gateway' }, 40);
    return { broker, collector, says };
}

inHouse('what sensors say at the broker of the pole is on the page of the collector', async (house, step) => {
    const { broker, collector, says } = await standUp(house);

    await step('what was retained is no reading, unless it says when it was measured', async () => {
        await collector.shows(18, TEMPERATURE, { sensor: 'clocked' });
        assert.equal(await collector.value(TEMPERATURE, { sensor: 'air' }), undefined);
        assert.equal(await collector.value('magpie_pole_sensor_readings_total', { sensor: 'air' }), 0);
    });

    await step('values, in the unit of the catalogue', async () => {
        await says('zigbee2mqtt/air', { temperature: 21.5, humidity: 40, linkquality: 97 });
        await says('tele/north/SENSOR', { Time: '2026-01-01T09:00:00', NOISE: { Level: 51 } });
        await says('tele/south/SENSOR', { Time: '2026-01-01T09:00:00', NOISE: { Level: '62.5' } });
        await says('zigbee2mqtt/cabinet', { contact: true });
        await collector.shows(21.5, TEMPERATURE, { sensor: 'air' });
        const humidity = await collector.value('magpie_pole_humidity_ratio', { sensor: 'air' });
        assert.ok(Math.abs(humidity - 0.4) < 1e-6, `${humidity}`);
        await collector.shows(51, 'magpie_pole_noise_decibels', { sensor: 'noise-north' });
        await collector.shows(62.5, 'magpie_pole_noise_decibels', { sensor: 'noise-south' });
        await collector.shows(0, 'magpie_pole_door_open', { sensor: 'cabinet' });
        await collector.shows(1, 'magpie_pole_sensor_up', { sensor: 'air' });
        await collector.shows(0, 'magpie_pole_value_quality', { sensor: 'air', quantity: 'temperature' });
    });

    await step('what is no reading is counted by reason, and the value stays', async () => {
        const bad = {
            malformed: ['{', '', '{"temperature":1e999}', Buffer.from([0xff, 0x00, 0xfe]).toString('latin1')],
            too_large: [' '.repeat(16 * 1024 + 1), `{"temperature":${'1'.repeat(100_000)}}`],
            too_deep: ['['.repeat(16_000), `{"temperature":${'['.repeat(17)}${']'.repeat(17)}}`],
            missing: ['{}', 'null', '{"humidity":null}'],
            not_a_number: ['{"temperature":"warm"}', '{"temperature":[21]}', '{"temperature":true}'],
        };
        for (const [reason, messages] of Object.entries(bad)) {
            for (const message of messages) {
                await says('zigbee2mqtt/air', message);
            }
            await collector.shows(messages.length, FAILURES, { sensor: 'air', reason });
        }
        assert.equal(await collector.value(TEMPERATURE, { sensor: 'air' }), 21.5);
        await says('zigbee2mqtt/air', { temperature: 22, humidity: 41 });
        await collector.shows(22, TEMPERATURE, { sensor: 'air' });
    });

    await step('a stranger makes no series', async () => {
        for (let i = 0; i < 20; ++i) {
            await says(`tele/stranger-${i}/SENSOR`, { NOISE: { Level: 99 } });
        }
        await collector.shows(20, GATEWAY_FAILURES, { source: 'gateway', reason: 'unknown_sensor' });
        const counted = (await collector.metrics()).select('magpie_pole_sensor_readings_total');
        assert.deepEqual(counted.map(({ labels }) => labels.sensor).sort(), ['air', 'brief', 'cabinet', 'clocked', 'noise-north', 'noise-south']);
    });

    await step('what is old, or of a time to come, is not taken for the present', async () => {
        await says('clocked', { t: 40, at: Date.now() - 121_000 });
        await collector.shows(1, FAILURES, { sensor: 'clocked', reason: 'late' });
        await says('clocked', { t: 41, at: new Date(Date.now() + 3_600_000).toISOString() });
        await collector.shows(1, FAILURES, { sensor: 'clocked', reason: 'ahead' });
        await says('clocked', { t: 42, at: '2026-01-01T00:00:00' });
        await collector.shows(1, FAILURES, { sensor: 'clocked', reason: 'not_a_time' });
        await says('clocked', { t: 19, at: new Date().toISOString() });
        await collector.shows(19, TEMPERATURE, { sensor: 'clocked' });
    });

    await step('a sensor that falls silent is down, and its value goes', async () => {
        await says('brief', { t: 20 });
        await collector.shows(20, TEMPERATURE, { sensor: 'brief' });
        await collector.shows(0, 'magpie_pole_sensor_up', { sensor: 'brief' });
        await collector.shows(1, 'magpie_pole_value_quality', { sensor: 'brief', quantity: 'temperature' });
        await collector.shows(undefined, TEMPERATURE, { sensor: 'brief' });
    });

    await step('a flood is dropped and counted, and the agent goes on', async () => {
        await Promise.all(Array.from({ length: 3000 }, () => says('zigbee2mqtt/air', { temperature: 23, humidity: 41 })));
        const labels = { source: 'gateway', reason: 'too_many' };
        await until('it is dropped', async () => (await collector.value(GATEWAY_FAILURES, labels)) > 1000);
        await until('the quota is full again', async () => {
            await says('zigbee2mqtt/air', { temperature: 24, humidity: 41 });
            return (await collector.value(TEMPERATURE, { sensor: 'air' })) === 24;
        });
    });

    await step('the gateway comes back with its broker', async () => {
        await broker.kill();
        await collector.shows(0, 'magpie_node_source_up', { source: 'gateway' });
        await collector.shows(1, 'magpie_node_up', { node: 'pole-1' });
        await broker.start();
        await collector.shows(1, 'magpie_node_source_up', { source: 'gateway' }, 60);
        await until('a value of after it', async () => {
            await says('zigbee2mqtt/air', { temperature: 25, humidity: 41 });
            return (await collector.value(TEMPERATURE, { sensor: 'air' })) === 25;
        });
    });
});

inHouse('a door that is opened does not wait for the next report, and a board without a clock takes nothing that was retained', async (house) => {
    const { collector, says } = await standUp(house, { report: { interval_seconds: 15 } }, { synchronised: false });
    assert.equal(await collector.value(TEMPERATURE, { sensor: 'clocked' }), undefined, 'fresh by whose clock?');
    await says('zigbee2mqtt/cabinet', { contact: false });
    await collector.shows(1, 'magpie_pole_door_open', { sensor: 'cabinet' }, 5);
    await says('zigbee2mqtt/cabinet', { contact: true });
    await collector.shows(0, 'magpie_pole_door_open', { sensor: 'cabinet' }, 5);
});
