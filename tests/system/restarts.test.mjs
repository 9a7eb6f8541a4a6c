// Each of the three is killed without a word, and comes back.

import assert from 'node:assert/strict';

import { awake } from './lib/clock.mjs';
import { seriesKey } from './lib/exposition.mjs';
import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

/** What the collector itself says of a node stays when the node is gone. */
const KEPT = /^magpie_node_(up|info|device_up|last_report_timestamp_seconds|reports_lost_total)$/;

/** What it said of itself, and where it stands. */
const infoOf = async (collector, { id }) =>
    (await collector.metrics()).select('magpie_node_info', { node: id }).map(seriesKey);

/** A node's own series. */
async function seriesOf(collector, { id }) {
    const all = (await collector.metrics()).select('', { node: id });
    return all
        .filter(({ name }) => !KEPT.test(name))
        .map(seriesKey)
        .sort();
}

inHouse('a killed agent is down within 2 s of its will, its series gone; it comes back by a birth', async (house) => {
    const { collector, observer, pole } = await house.standUp({ others: ['pole-2'] });
    const other = await house.startAgent('pole-2');
    await house.isUp(other);
    const others = await seriesOf(collector, other);
    assert.ok((await seriesOf(collector, pole)).length > 20);
    const info = await infoOf(collector, pole);
    assert.equal(info.length, 1);

    await pole.kill();
    const killed = awake();
    const will = await until('the will', () => observer.heard('NDEATH', pole.id)[0]);
    await house.isDown(pole, 2);
    assert.ok(awake() - will.at < 2000, 'within 2 s of the will');
    assert.ok(awake() - killed < 3000, 'and of the end of the process');
    assert.deepEqual(await seriesOf(collector, pole), []);
    assert.deepEqual(await infoOf(collector, pole), info, 'where it stands is known');
    assert.deepEqual(await seriesOf(collector, other), others, 'the other node is untouched');

    await pole.start();
    await house.isUp(pole);
    assert.ok((await seriesOf(collector, pole)).length > 20);
    assert.equal(observer.heard('NBIRTH', other.id).length, 1);
    const bdSeqs = observer.payloads('NBIRTH', pole.id).map(({ metrics }) => {
        return Number(metrics.find(({ name }) => name === 'bdSeq').value);
    });
    assert.deepEqual(bdSeqs, [0, 1], 'it outlives the process');
    assert.equal(await collector.sum('magpie_collector_rebirths_requested_total'), 0);
});

inHouse('ten agents outlive their broker: one birth a connection, and no rebirth is asked for', async (house) => {
    const ids = Array.from({ length: 10 }, (_, i) => `pole-${i}`);
    await house.startBroker(ids);
    const collector = await house.startCollector();
    const observer = await house.observe();
    const poles = await Promise.all(ids.map((id) => house.startAgent(id)));
    for (const pole of poles) {
        await house.isUp(pole);
    }
    await house.broker.kill();
    await collector.shows(0, 'magpie_collector_mqtt_connected');
    assert.equal((await collector.get('/readyz')).status, 503);
    assert.equal((await collector.get('/healthz')).status, 200);

    await house.broker.start();
    await collector.shows(1, 'magpie_collector_mqtt_connected', {}, 30);
    for (const pole of poles) {
        await collector.shows(2, 'magpie_node_connects_total', { node: pole.id }, 40);
        await house.isUp(pole);
    }
    for (const id of ids) {
        // The observer may have been away itself during the second.
        const births = observer.heard('NBIRTH', id).length;
        assert.ok(births === 1 || births === 2, `${births} births of ${id}`);
    }
    assert.equal(await collector.sum('magpie_collector_rebirths_requested_total'), 0);
    assert.equal(await collector.sum('magpie_node_reports_lost_total'), 0);
});

inHouse('a killed collector knows its nodes again without a rebirth, and who has died meanwhile', async (house) => {
    const { collector, observer, pole } = await house.standUp({ others: ['pole-2', 'pole-3'] });
    const [second, mortal] = [await house.startAgent('pole-2'), await house.startAgent('pole-3')];
    const living = [pole, second];
    for (const each of [...living, mortal]) {
        await house.isUp(each);
    }
    const before = await Promise.all(living.map((each) => seriesOf(collector, each)));
    const info = await infoOf(collector, mortal);
    await collector.shows(0, 'magpie_collector_database_pending'); // the births are kept

    await collector.kill();
    await mortal.kill();
    const reports = observer.heard('NDATA').length;
    await until('reports that the collector misses', () => observer.heard('NDATA').length >= reports + 3);
    await collector.start();
    assert.deepEqual(await infoOf(collector, mortal), info, 'before anybody has said anything');
    for (const each of living) {
        await house.isUp(each);
    }
    await until('every series again', async () => {
        assert.deepEqual(await Promise.all(living.map((each) => seriesOf(collector, each))), before);
        return true;
    });
    await house.isDown(mortal);
    assert.deepEqual(await seriesOf(collector, mortal), []);
    assert.deepEqual(await infoOf(collector, mortal), info);
    assert.equal(await collector.sum('magpie_collector_rebirths_requested_total'), 0);
    assert.equal(await collector.sum('magpie_collector_refused_total'), 0);
    for (const { id } of living) {
        assert.equal(observer.heard('NBIRTH', id).length, 1, `${id} was born once`);
    }
});
