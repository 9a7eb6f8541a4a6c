// How a node or the collector goes: with a goodbye, or by falling silent.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

const saysOnline = ({ payload }) => JSON.parse(payload).online;

inHouse('an agent that is told to stop says so itself, and its will is not needed', async (house) => {
    const { collector, observer, pole } = await house.standUp({ others: ['pole-2'] });
    const asked = Date.now();
    await pole.stop();
    await house.isDown(pole, 2);
    // Somebody else's birth after it: had there been a will as well, it would have come by now.
    await house.isUp(await house.startAgent('pole-2'));
    const deaths = observer.payloads('NDEATH', pole.id);
    assert.equal(deaths.length, 1);
    assert.ok(deaths[0].timestamp >= asked, 'the will was written when it connected, this was written now');
    assert.deepEqual((await collector.metrics()).select('magpie_link_up', { node: pole.id }), []);
});

inHouse('a collector that is told to stop says online=false, retained', async (house) => {
    const { collector, observer } = await house.standUp();
    const online = observer.heard('STATE').at(-1);
    assert.equal(saysOnline(online), true);
    await collector.stop();
    const offline = await until('another STATE', () => observer.heard('STATE')[1]);
    const { timestamp, ...state } = JSON.parse(offline.payload);
    assert.deepEqual(state, { online: false });
    assert.ok(timestamp >= JSON.parse(online.payload).timestamp);
    const late = await house.observe();
    const retained = await until('the retained STATE', () => late.heard('STATE')[0]);
    assert.equal(retained.retain, true);
    assert.equal(saysOnline(retained), false);
});

inHouse('a collector that is killed leaves its will: online=false', async (house) => {
    const { collector, observer } = await house.standUp();
    await collector.kill();
    await until('the will', () => !saysOnline(observer.heard('STATE').at(-1)), 5);
    await collector.start();
    await until('online again', () => saysOnline(observer.heard('STATE').at(-1)), 5);
});

inHouse(
    'a silent agent is down after three intervals, and alive with its next report, without a birth',
    async (house) => {
        const { collector, observer, pole } = await house.standUp({ collector: { ingest: { silent_intervals: 3 } } });
        const series = (await collector.metrics()).select('', { node: pole.id }).length;
        // From just after a report, or the first interval would be shorter.
        const reports = observer.heard('NDATA').length;
        await until('a report', () => observer.heard('NDATA').length > reports);
        pole.signal('SIGSTOP');
        await house.isDown(pole, 4);
        assert.deepEqual((await collector.metrics()).select('magpie_link_up', { node: pole.id }), []);
        assert.deepEqual(observer.heard('NDEATH'), [], 'its connection stands');

        pole.signal('SIGCONT');
        await house.isUp(pole, 5);
        const all = async () => (await collector.metrics()).select('', { node: pole.id }).length >= series;
        await until('its series are back', all, 5);
        assert.equal(observer.heard('NBIRTH', pole.id).length, 1);
        assert.equal(await collector.sum('magpie_collector_rebirths_requested_total'), 0);
    },
);
