// Each of the three is killed without a word, and comes back.

import assert from 'node:assert/strict';

import { seriesKey } from './lib/exposition.mjs';
import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

/** What the collector itself says of a node, which stays when the node is gone. */
const KEPT = [
    'magpie_node_up',
    'magpie_node_device_up',
    'magpie_node_last_report_timestamp_seconds',
    'magpie_node_reports_lost_total',
];
const ownSeries = (metrics, node) => metrics.select('', { node }).filter(({ name }) => !KEPT.includes(name));

inHouse(
    'an agent killed: its series are gone and magpie_node_up is 0 within 2 s of the will; it comes back by a birth of its own',
    async (house) => {
        const { collector, observer, pole } = await house.standUp({ others: ['pole-2'] });
        const other = await house.startAgent('pole-2');
        await house.isUp(other);
        assert.ok(ownSeries(await collector.metrics(), 'pole-1').length > 20);

        await pole.kill();
        const killed = performance.now();
        const will = await until('the will', () => observer.heard('NDEATH', 'pole-1')[0]);
        await until(
            'pole-1 is down',
            async () => (await collector.value('magpie_node_up', { node: 'pole-1' })) === 0,
            2,
        );
        assert.ok(performance.now() - will.at < 2000, 'within 2 s of the will');
        assert.ok(performance.now() - killed < 3000, 'and of the end of the process');
        const metrics = await collector.metrics();
        assert.deepEqual(ownSeries(metrics, 'pole-1'), []);
        assert.ok(ownSeries(metrics, 'pole-2').length > 20, 'the other node is untouched');

        await pole.start();
        await house.isUp(pole);
        assert.ok(ownSeries(await collector.metrics(), 'pole-1').length > 20);
        assert.equal(observer.heard('NBIRTH', 'pole-1').length, 2);
        assert.equal(observer.heard('NBIRTH', 'pole-2').length, 1);
        const [first, second] = observer
            .payloads('NBIRTH', 'pole-1')
            .map(({ metrics: all }) => all.find(({ name }) => name === 'bdSeq').value);
        assert.equal(second, first + 1n, 'bdSeq outlives the process');
        assert.equal(await collector.sum('magpie_collector_rebirths_requested_total'), 0);
    },
);

inHouse(
    'the broker killed under ten agents: all come back, each with one birth a connection, and nobody is asked for a rebirth',
    async (house) => {
        const ids = Array.from({ length: 10 }, (_, i) => `pole-${i}`);
        await house.startBroker(ids);
        const collector = await house.startCollector();
        const observer = await house.observe();
        const poles = await Promise.all(ids.map((id) => house.startAgent(id)));
        for (const pole of poles) {
            await house.isUp(pole);
        }
        await house.broker.kill();
        await until(
            'the collector knows',
            async () => (await collector.value('magpie_collector_mqtt_connected')) === 0,
        );
        assert.equal((await collector.get('/readyz')).status, 503);
        assert.equal((await collector.get('/healthz')).status, 200);
        await house.broker.start();
        await until('the collector is back', async () => (await collector.get('/readyz')).status === 200, 30);
        await until(
            'every agent is back and reports',
            async () => {
                const metrics = await collector.metrics();
                return poles.every(
                    ({ id }) =>
                        metrics.value('magpie_node_up', { node: id }) === 1 &&
                        metrics.value('magpie_node_connects_total', { node: id }) === 2,
                );
            },
            40,
        );
        // One birth of the first connection and one of the second, which the observer may have missed while it was away itself.
        for (const { id } of poles) {
            assert.ok(
                observer.heard('NBIRTH', id).length <= 2,
                `${observer.heard('NBIRTH', id).length} births of ${id}`,
            );
        }
        const metrics = await collector.metrics();
        assert.deepEqual(
            metrics.select('magpie_collector_rebirths_requested_total').filter(({ value }) => value > 0),
            [],
        );
        assert.equal(metrics.sum('magpie_node_reports_lost_total'), 0);
    },
);

inHouse(
    'the collector killed: it knows its nodes from before, needs no rebirth, and finds out who has died meanwhile',
    async (house) => {
        const { collector, observer, pole } = await house.standUp({ others: ['pole-2', 'pole-3'] });
        const [second, mortal] = [await house.startAgent('pole-2'), await house.startAgent('pole-3')];
        const living = [pole, second];
        for (const each of [...living, mortal]) {
            await house.isUp(each);
        }
        const seriesOf = async ({ id }) =>
            ownSeries(await collector.metrics(), id)
                .map(seriesKey)
                .sort();
        const before = await Promise.all(living.map(seriesOf));
        await until(
            'the births are kept',
            async () => (await collector.value('magpie_collector_database_pending')) === 0,
        );
        await collector.kill();
        await mortal.kill();
        const reports = observer.heard('NDATA').length;
        await until('reports that the collector misses', () => observer.heard('NDATA').length >= reports + 3);
        await collector.start();
        for (const each of living) {
            await house.isUp(each);
        }
        await until(
            'every series again',
            async () => JSON.stringify(await Promise.all(living.map(seriesOf))) === JSON.stringify(before),
        );
        await until(
            'the dead one is down',
            async () => (await collector.value('magpie_node_up', { node: mortal.id })) === 0,
        );
        assert.deepEqual(await seriesOf(mortal), []);
        const metrics = await collector.metrics();
        assert.equal(metrics.sum('magpie_collector_rebirths_requested_total'), 0);
        assert.equal(metrics.sum('magpie_collector_refused_total'), 0);
        for (const { id } of living) {
            assert.equal(observer.heard('NBIRTH', id).length, 1, `${id} was born once`);
        }
    },
);
