// More at once than anybody should send or ask: it is counted, costs a bounded amount of memory, and is over soon.

import assert from 'node:assert/strict';
import { connect } from 'node:net';

import { awake } from './lib/clock.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { Program, residentMegabytes } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const POLES = 1500;
const RETAINED = 20000;

const own = (collector) => collector.metrics('/metrics?shard=0/4096');
const up = async (collector) => (await own(collector)).value('magpie_collector_nodes', { state: 'up' });

async function startFleet(house, poles) {
    const command = [programs.fleet, '--server', house.server, '--poles', `${poles}`, '--interval', '2'];
    const fleet = house.add(new Program('fleet', command));
    await fleet.start();
    await until(`${poles} poles are up`, async () => (await up(house.collector)) === poles, 60);
    return fleet;
}

inHouse('A broker that delivers a flood of retained messages harms no pole', async (house) => {
    await house.startPlainBroker({ patient: true });
    const flood = await house.connect('flood');
    const told = [];
    for (let i = 0; i < RETAINED; ++i) {
        const verb = ['NBIRTH', 'NDATA', 'NDEATH', 'STATE'][i % 4];
        told.push(flood.publish(`spBv1.0/mapo/${verb}/ghost-${i}`, `garbage ${i}`.repeat(20), { retain: true }));
    }
    await Promise.all(told);
    const collector = await house.startCollector({ limits: { nodes: 1000 } });
    const pole = await house.startAgent('pole-1');
    await house.isUp(pole);
    const refused = async () => (await own(collector)).sum('magpie_collector_refused_total');
    await until('the flood is counted', async () => (await refused()) >= (RETAINED * 3) / 4, 30);
    assert.ok(residentMegabytes(collector) < 60, `${residentMegabytes(collector)} MB`);
    const kept = await collector.refused();
    assert.ok(kept.length <= 1000, `${kept.length} are kept to be looked at`);
    await collector.shows(0, 'magpie_node_reports_lost_total', { node: pole.id });
});

inHouse(`${POLES} poles lose their broker and come back all at once`, async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector({ acknowledge: { every_seconds: 5 } });
    await startFleet(house, POLES);
    const before = residentMegabytes(collector);

    await step('scrapers that do not read keep nobody waiting', async () => {
        const slow = Array.from({ length: 20 }, () => connect(collector.port, '127.0.0.1'));
        for (const socket of slow) {
            socket.pause();
            socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
        }
        await until('they are being answered', () => slow.every((socket) => socket.bytesWritten > 0));
        const begun = awake();
        const page = await collector.metrics();
        const took = awake() - begun;
        assert.ok(took < 5000, `a scrape of ${page.samples.length} lines took ${took} ms`);
        assert.ok(residentMegabytes(collector) < before + 40, 'each costs a piece of the page, not the page');
        slow.forEach((socket) => socket.destroy());
    });
    await step('all are back within a minute, and nothing is lost', async () => {
        await house.broker.kill();
        await until('the collector has seen it', async () => (await collector.get('/readyz')).status !== 200);
        await house.broker.start();
        const connects = async () => (await own(collector)).value('magpie_collector_mqtt_connects_total');
        await until('the collector is back', async () => (await connects()) === 2, 60);
        await until('all are up and current', async () => {
            const page = await collector.metrics();
            const stale = Date.now() / 1000 - 10;
            const last = page.select('magpie_node_last_report_timestamp_seconds');
            return last.length === POLES && last.every(({ value }) => value > stale);
        }, 60);
        const lost = async () => (await collector.metrics()).sum('magpie_node_reports_lost_total');
        assert.equal(await lost(), 0);
        assert.ok(residentMegabytes(collector) < 2 * before + 60, `${before} MB before, ${residentMegabytes(collector)} MB`);
    });
});
