// How a node or the collector goes: with a goodbye, or by falling silent.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { decodePayload } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

inHouse('an agent that is told to stop says so itself, and its will is not needed', async (house) => {
    const { collector, observer, pole } = await house.standUp();
    const asked = Date.now();
    await pole.stop();
    await until('pole-1 is down', async () => (await collector.value('magpie_node_up', { node: 'pole-1' })) === 0, 2);
    // Somebody else's birth after it: had there been a will as well, it would have come by now.
    await house.isUp(await house.startAgent('pole-2'));
    const [death, ...others] = observer.heard('NDEATH', 'pole-1').map(({ payload }) => decodePayload(payload));
    assert.deepEqual(others, []);
    assert.ok(death.timestamp >= asked, 'the will was written when it connected, this was written now');
    assert.equal((await collector.metrics()).select('magpie_link_up', { node: 'pole-1' }).length, 0);
});

inHouse('a collector that is told to stop says online=false, retained', async (house) => {
    const { collector, observer } = await house.standUp();
    const online = observer.heard('STATE').at(-1);
    assert.equal(JSON.parse(online.payload).online, true);
    await collector.stop();
    const offline = await until('STATE', () => observer.heard('STATE').length > 1 && observer.heard('STATE').at(-1));
    assert.deepEqual(Object.keys(JSON.parse(offline.payload)).sort(), ['online', 'timestamp']);
    assert.equal(JSON.parse(offline.payload).online, false);
    assert.ok(JSON.parse(offline.payload).timestamp >= JSON.parse(online.payload).timestamp);
    const late = await house.observe();
    const retained = await until('the retained STATE', () => late.heard('STATE')[0]);
    assert.equal(retained.retain, true);
    assert.equal(JSON.parse(retained.payload).online, false);
});

inHouse('a collector that is killed leaves its will: online=false, retained', async (house) => {
    const { collector, observer } = await house.standUp();
    await collector.kill();
    await until('the will', () => JSON.parse(observer.heard('STATE').at(-1).payload).online === false, 5);
    await collector.start();
    await until('online again', () => JSON.parse(observer.heard('STATE').at(-1).payload).online === true, 5);
});

inHouse(
    'a silent agent is down after three intervals though its connection stands, and alive with its next report, without a birth',
    async (house) => {
        const { collector, observer, pole } = await house.standUp();
        const series = (await collector.metrics()).select('', { node: 'pole-1' }).length;
        // From just after a report, or the first interval would be shorter.
        const reports = observer.heard('NDATA').length;
        await until('a report', () => observer.heard('NDATA').length > reports);
        pole.signal('SIGSTOP');
        await until(
            'pole-1 is down',
            async () => (await collector.value('magpie_node_up', { node: 'pole-1' })) === 0,
            4,
        );
        assert.equal((await collector.metrics()).select('magpie_link_up', { node: 'pole-1' }).length, 0);
        assert.equal(observer.heard('NDEATH').length, 0, 'the broker has not missed it');
        pole.signal('SIGCONT');
        await house.isUp(pole, 5);
        await until(
            'its series are back',
            async () => (await collector.metrics()).select('', { node: 'pole-1' }).length >= series,
            5,
        );
        assert.equal(observer.heard('NBIRTH', 'pole-1').length, 1);
        assert.equal(await collector.sum('magpie_collector_rebirths_requested_total'), 0);
    },
);
