// A node that floods is not heard for a while; one that was mended is heard again when its operator says so, at the active one of two
// collectors alone.

import assert from 'node:assert/strict';

import { inHouse, programs } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const url = (collector) => `http://127.0.0.1:${collector.port}`;
const told = (collector, what) => async () => JSON.parse((await collector.get(`/api/v1/${what}`)).body)[what];

inHouse('A node is released from quarantine by whoever commands the active collector', async (house, step) => {
    await house.startBroker(['collector-a', 'collector-b', 'bad']);
    const both = Object.values(await house.startPair({ quota: { messages_per_second: 5 } }));
    const active = await until('one is active', async () => {
        const lists = await Promise.all(both.map(async (one) => JSON.parse((await one.get('/sd')).body).length));
        return lists.some((count) => count > 0) && both[lists.findIndex((count) => count > 0)];
    });
    const standby = both.find((one) => one !== active);
    const held = told(active, 'quarantine');
    const audit = told(active, 'audit');
    const command = (words, ...collectors) =>
        run([programs.collector, 'quarantine', ...words, ...collectors.flatMap((one) => ['--url', url(one)])]);

    const bad = new MagpieNode(await house.connect('bad'), { id: 'bad' });
    await bad.birth();
    await active.shows(1, 'magpie_node_up', { node: 'bad' });
    await until('it has flooded for long enough', async () => {
        for (let i = 0; i < 60; ++i) {
            await bad.peer.publish(bad.topic('NDATA'), 'no payload', { qos: 0 });
        }
        return (await held()).length === 1;
    }, 60);
    await active.shows(0, 'magpie_node_up', { node: 'bad' });

    await step('the command shows who is in it', async () => {
        const { code, output } = await command([], active);
        assert.equal(code, 0);
        const [, line, ...rest] = output.trimEnd().split('\n');
        assert.match(line, /^\S+ \S+ +\S+ \S+ +1 +too_many_messages +mapo, bad$/);
        assert.deepEqual(rest, []);
    });

    await step('what it says meanwhile is not heard', async () => {
        await bad.birth();
        await active.shows(0, 'magpie_node_up', { node: 'bad' });
        assert.equal((await held()).length, 1);
    });

    await step('the one that stands by releases nobody', async () => {
        const { code, output } = await command(['release', 'bad'], standby);
        assert.deepEqual([code, output], [1, `${url(standby)}: bad not released: 503 this collector stands by; the active one releases\n`]);
    });

    await step('of two that are named the active one does', async () => {
        const { code, output } = await command(['release', 'bad'], standby, active);
        assert.equal(code, 0, output);
        assert.match(output, /: bad not released: 503 /);
        assert.ok(output.includes(`${url(active)}: bad is heard again; it was in quarantine for too_many_messages\n`), output);
        assert.deepEqual(await held(), []);
        const [{ who, what, detail }] = await audit();
        assert.deepEqual([who, what, detail], ['loopback', 'quarantine_released', 'mapo/bad, too_many_messages, in quarantine 1 time']);
        await active.says(/released from quarantine/);
    });

    await step('then it is heard at once', async () => {
        await bad.birth();
        await active.shows(1, 'magpie_node_up', { node: 'bad' });
    });

    await step('who is in none is not found, and nothing is written of that', async () => {
        const { code, output } = await command(['release', 'bad'], active);
        assert.deepEqual([code, output], [1, `${url(active)}: bad not released: 404 no such node is in quarantine\n`]);
        assert.equal((await audit()).length, 1);
    });
});
