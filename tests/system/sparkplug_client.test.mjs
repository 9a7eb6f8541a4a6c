// npm's sparkplug-client as an edge node of our collector: what is wrong with it is counted and put up with.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import sparkplug from 'sparkplug-client';

import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

/** As an application would use it: births when told, and again when a command asks. */
async function connectEdge(house, id) {
    const { ca, certificate, key } = await house.identity(id);
    const edge = sparkplug.newClient({
        serverUrl: house.server.replace('ssl:', 'mqtts:'),
        username: '',
        password: '',
        groupId: 'mapo',
        edgeNode: id,
        clientId: id,
        publishDeath: true,
        mqttOptions: {
            ca: readFileSync(ca),
            cert: readFileSync(certificate),
            key: readFileSync(key),
            reconnectPeriod: 100,
        },
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
    edge.report = (options) =>
        edge.publishNodeData(
            { timestamp: Date.now(), metrics: [{ name: 'Temperature', type: 'Float', value: 22 }] },
            options,
        );
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

inHouse(
    'sparkplug-client reports: it is up, its devices live and die, its faults are counted and tolerated',
    async (house) => {
        const { collector, observer } = await house.standUp();
        const edge = await connectEdge(house, 'foreign');
        await house.isUp({ id: 'foreign' });
        const device = () => collector.value('magpie_node_device_up', { node: 'foreign', device: 'meter-1' });

        edge.bear('meter-1');
        await until('the device is up', async () => (await device()) === 1);
        const reported = await collector.value('magpie_node_last_report_timestamp_seconds', { node: 'foreign' });
        edge.report();
        await until(
            'a report',
            async () =>
                (await collector.value('magpie_node_last_report_timestamp_seconds', { node: 'foreign' })) > reported,
        );
        edge.bury('meter-1');
        await until('the device is down', async () => (await device()) === 0);
        edge.bear('meter-1');
        await until('the device is up again', async () => (await device()) === 1);

        for (const algorithm of [undefined, 'DEFLATE', 'GZIP']) {
            const before = await collector.sum('magpie_collector_tolerated_total', { reason: 'compressed' });
            edge.report({ compress: true, algorithm });
            await until(
                `a report compressed by ${algorithm}`,
                async () =>
                    (await collector.sum('magpie_collector_tolerated_total', { reason: 'compressed' })) > before,
            );
        }
        const metrics = await collector.metrics();
        assert.deepEqual(
            metrics.select('magpie_collector_refused_total').filter(({ value }) => value > 0),
            [],
            'nothing was refused',
        );
        assert.equal(metrics.sum('magpie_collector_rebirths_requested_total'), 0);
        // bdSeq as UInt64, datatypes in data, and Tahu's compression.
        assert.deepEqual(
            metrics
                .select('magpie_collector_tolerated_total')
                .filter(({ value }) => value > 0)
                .map(({ labels }) => labels.reason)
                .sort(),
            ['bd_seq_unsigned', 'compressed', 'datatype_in_data'],
        );
        assert.equal(metrics.value('magpie_node_up', { node: 'foreign' }), 1);
        assert.equal(metrics.value('magpie_node_up', { node: 'pole-1' }), 1);
        assert.equal(observer.heard('NBIRTH', 'foreign').length, 1);
    },
);

inHouse(
    'sparkplug-client is asked for a rebirth by a collector that restarted, and answers; its will is its death',
    async (house) => {
        const { collector, observer } = await house.standUp();
        const edge = await connectEdge(house, 'foreign');
        await house.isUp({ id: 'foreign' });
        edge.bear('meter-1');
        await until(
            'the device is up',
            async () => (await collector.value('magpie_node_device_up', { node: 'foreign', device: 'meter-1' })) === 1,
        );
        await until(
            'the birth is kept',
            async () => (await collector.value('magpie_collector_database_pending')) === 0,
        );
        await collector.kill();
        await collector.start();
        await until('it was asked', () => edge.rebirths > 0);
        await house.isUp({ id: 'foreign' });
        await until(
            'its device too',
            async () => (await collector.value('magpie_node_device_up', { node: 'foreign', device: 'meter-1' })) === 1,
        );
        assert.equal(edge.rebirths, 1, 'once is enough');
        assert.equal(observer.heard('NBIRTH', 'pole-1').length, 1, 'our own agent was not asked');

        edge.client.stream.destroy(); // not a goodbye: the broker sends the will
        await until('the will', () => observer.heard('NDEATH', 'foreign').length > 0);
        await until('back by itself', () => observer.heard('NBIRTH', 'foreign').length === 3);
        await house.isUp({ id: 'foreign' });

        edge.stop();
        await until('down', async () => (await collector.value('magpie_node_up', { node: 'foreign' })) === 0);
        const metrics = await collector.metrics();
        assert.equal(metrics.value('magpie_node_device_up', { node: 'foreign', device: 'meter-1' }) ?? 0, 0);
    },
);
