// A hub that is cut off is one suspected fault, which names it, and not one for each of its poles.

import assert from 'node:assert/strict';

import { awake } from './lib/clock.mjs';
import { Hub } from './lib/hub.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const FAULT = 'magpie_rollup_suspected_fault';
/** From the fault to the word of it. */
const PROMISED = 30;

const faults = async (collector) => JSON.parse((await collector.get('/api/v1/faults')).body).faults;
const upNodes = async (collector) =>
    (await collector.metrics()).select('magpie_node_up').filter(({ value }) => value === 1).length;

inHouse('Of 200 poles behind 25 hubs, one hub is cut: one fault with its members, until it is back', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector({ suspicion: { settle_seconds: 5, clear_seconds: 5 } });
    const options = ['--server', house.server, '--poles', '200', '--interval', '1', '--fault', 'hub-cut@20s+40s:mapo'];
    const fleet = house.add(new Program('fleet', [programs.fleet, ...options]));
    await fleet.start();
    await until('all are up', async () => (await upNodes(collector)) === 200, 20);
    const [, cut] = await until('the cut', () => /hub-cut begins: mapo-1: (.*)\n/.exec(fleet.log), 30);
    const begun = awake();

    const [found] = await until('a fault is told', async () => (await faults(collector)).length > 0 && faults(collector), PROMISED);
    assert.ok(awake() - begun < PROMISED * 1000);
    assert.equal(found.kind, 'hub');
    assert.equal(found.area, 'mapo');
    assert.equal(found.name, 'mapo-1');
    const members = cut.split(' ').sort();
    await until('all its poles are members', async () => (await faults(collector))[0]?.members.length === members.length);
    assert.deepEqual((await faults(collector)).map((fault) => fault.members.sort()), [members]);

    const page = await collector.metrics('/metrics/rollup');
    assert.deepEqual(page.select(FAULT).map(({ labels, value }) => ({ ...labels, value })), [
        { area: 'mapo', kind: 'hub', name: 'mapo-1', value: 1 },
    ]);
    assert.equal(page.value(`${FAULT}_members`, { name: 'mapo-1' }), members.length);

    await until('it is over', async () => (await faults(collector)).length === 0, 120);
    await until('all are up again', async () => (await upNodes(collector)) === 200, 60);
    assert.deepEqual((await collector.metrics('/metrics/rollup')).select(FAULT), []);
});

inHouse('A hub behind which all fall silent, and no connection ends, is told before all of them are called dead', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector({ suspicion: { settle_seconds: 5, clear_seconds: 5 } });
    const hub = await new Hub(house, house.broker.port).start();
    const behind = ['pole-1', 'pole-2', 'pole-3', 'pole-4'];
    const elsewhere = ['pole-5', 'pole-6', 'pole-7'];
    const report = { interval_seconds: 10 };
    for (const id of behind) {
        // The broker is to publish no will meanwhile.
        const mqtt = { servers: [hub.server], keep_alive_seconds: 60 };
        await house.startAgent(id, { report, node: { hub: 'hub-a' }, mqtt });
    }
    for (const id of elsewhere) {
        await house.startAgent(id, { report, node: { hub: 'hub-b' } });
    }
    const heard = async () => (await collector.metrics()).select('magpie_node_last_report_timestamp_seconds').length;
    await until('all have reported', async () => (await heard()) === behind.length + elsewhere.length, 40);
    assert.deepEqual(await faults(collector), []);

    hub.cut();
    const begun = awake();
    await until('a fault is told', async () => (await faults(collector)).length > 0, PROMISED + 10);
    const taken = (awake() - begun) / 1000;
    assert.ok(taken < PROMISED, `after ${taken} s`);
    // Each reports on a phase of its own: the first to be dead may be, when the last has missed two reports.
    assert.ok((await upNodes(collector)) > elsewhere.length);
    const [fault, ...others] = await faults(collector);
    assert.deepEqual(others, []);
    assert.equal(fault.kind, 'hub');
    assert.equal(fault.name, 'hub-a');
    assert.deepEqual(fault.members.sort(), behind);
    assert.equal(fault.up, 0);

    hub.cut(false);
    await until('it is over', async () => (await faults(collector)).length === 0, 120);
});
