// npm's sparkplug-client as an edge node of our collector: what is wrong with it is counted and put up with.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import sparkplug from 'sparkplug-client';

import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

/** As an application would use it: births when told, and again when a command asks. */
async function connectEdge(house, id) {
    const { ca, certificate, key } = await house.identity(id);
    const tls = { ca: readFileSync(ca), cert: readFileSync(certificate), key: readFileSync(key) };
    const edge = sparkplug.newClient({
        serverUrl: house.server.replace('ssl:', 'mqtts:'),
        username: '',
        password: '',
        groupId: 'mapo',
        edgeNode: id,
        clientId: id,
        publishDeath: true,
        mqttOptions: { ...tls, reconnectPeriod: 100 },
    });
    house.atEnd.push(() => edge.stop());
    edge.rebirths = 0;
    edge.devices = [];
    const node = () => ({
        timestamp: Date.now(),
        metrics: [
            { name: 'Node Control/Rebirth', type: 'Boolean', value: false },
            { name: 'Temperature', type: 'Float', value: 21.5 },
            { name: 'Uptime', type: 'UInt32', value: 7 },
        ],
    });
    const device = () => ({ timestamp: Date.now(), metrics: [{ name: 'Voltage', type: 'Double', value: 230.1 }] });
    edge.birth = () => {
        edge.publishNodeBirth(node());
        edge.devices.forEach((name) => edge.publishDeviceBirth(name, device()));
    };
    edge.report = (options) => {
        const metrics = [{ name: 'Temperature', type: 'Float', value: 22 }];
        edge.publishNodeData({ timestamp: Date.now(), metrics }, options);
    };
    edge.bear = (name) => {
        edge.devices.push(name);
        edge.publishDeviceBirth(name, device());
    };
    edge.bury = (name) => {
        edge.devices = edge.devices.filter((each) => each !== name);
        edge.publishDeviceDeath(name, { timestamp: Date.now() });
    };
    edge.on('error', () => {});
    edge.on('birth', edge.birth);
    edge.on('ncmd', (payload) => {
        if (payload.metrics.some(({ name, value }) => name === 'Node Control/Rebirth' && value === true)) {
            ++edge.rebirths;
            edge.birth();
        }
    });
    return edge;
}

const foreign = { id: 'foreign' };
const meter = { node: 'foreign', device: 'meter-1' };

inHouse('sparkplug-client is up, its devices live and die, and its faults are only counted', async (house) => {
    const { collector, observer } = await house.standUp({ others: ['foreign'] });
    const edge = await connectEdge(house, 'foreign');
    await house.isUp(foreign);
    const reported = () => collector.value('magpie_node_last_report_timestamp_seconds', { node: 'foreign' });

    edge.bear('meter-1');
    await collector.shows(1, 'magpie_node_device_up', meter);
    await collector.shows(230.1, 'sparkplug_voltage', meter);
    assert.equal(await collector.value('sparkplug_temperature', { area: 'mapo', node: 'foreign' }), 21.5);
    assert.equal(await collector.value('sparkplug_uptime', { node: 'foreign' }), 7);
    const before = await reported();
    edge.report();
    await until('a report', async () => (await reported()) > before);
    assert.equal(await collector.value('sparkplug_temperature', { node: 'foreign' }), 22);
    edge.bury('meter-1');
    await collector.shows(0, 'magpie_node_device_up', meter);
    assert.equal(await collector.value('sparkplug_voltage', meter), undefined);
    assert.equal(await collector.value('sparkplug_temperature', { node: 'foreign' }), 22);
    edge.bear('meter-1');
    await collector.shows(1, 'magpie_node_device_up', meter);
    await collector.shows(230.1, 'sparkplug_voltage', meter);

    for (const [i, algorithm] of [undefined, 'DEFLATE', 'GZIP'].entries()) {
        edge.report({ compress: true, algorithm });
        await collector.shows(i + 1, 'magpie_collector_tolerated_total', { reason: 'compressed' });
    }
    const metrics = await collector.metrics();
    assert.deepEqual(metrics.reasons('magpie_collector_refused_total'), []);
    assert.deepEqual(metrics.reasons('magpie_collector_rebirths_requested_total'), []);
    const faults = ['bd_seq_unsigned', 'compressed', 'datatype_in_data'];
    assert.deepEqual(metrics.reasons('magpie_collector_tolerated_total'), faults);
    assert.equal(metrics.value('magpie_node_up', { node: 'foreign' }), 1);
    assert.equal(metrics.value('magpie_node_up', { node: 'pole-1' }), 1);
    assert.equal(observer.heard('NBIRTH', 'foreign').length, 1);
});

inHouse(
    'sparkplug-client answers the rebirth that a restarted collector asks of it; its will is its death',
    async (house) => {
        const { collector, observer } = await house.standUp({ others: ['foreign'] });
        const edge = await connectEdge(house, 'foreign');
        await house.isUp(foreign);
        edge.bear('meter-1');
        await collector.shows(1, 'magpie_node_device_up', meter);
        await collector.shows(0, 'magpie_collector_database_pending');
        await collector.kill();
        await collector.start();
        await until('it was asked', () => edge.rebirths > 0);
        await house.isUp(foreign);
        await collector.shows(1, 'magpie_node_device_up', meter);
        assert.equal(await collector.value('sparkplug_temperature', { node: 'foreign' }), 21.5);
        await collector.shows(230.1, 'sparkplug_voltage', meter);
        assert.equal(edge.rebirths, 1, 'once is enough');
        assert.equal(observer.heard('NBIRTH', 'pole-1').length, 1, 'our own agent was not asked');

        edge.client.stream.destroy(); // no goodbye: the broker sends the will
        await until('the will', () => observer.heard('NDEATH', 'foreign').length > 0);
        await until('back by itself', () => observer.heard('NBIRTH', 'foreign').length === 3);
        await house.isUp(foreign);

        edge.stop();
        await house.isDown(foreign);
        assert.equal(await collector.value('magpie_node_device_up', meter), undefined, 'one fault, one sign');
        const left = (await collector.metrics()).select('', { node: 'foreign' }).map(({ name }) => name);
        assert.deepEqual(left, ['magpie_node_up', 'magpie_node_last_report_timestamp_seconds']);
    },
);
