// Which part of the way from a pole is sick: each is broken in turn, and it is the one that is named, and no other; and how far the way goes, hop
// by hop. All of it on real lines and routers.

import assert from 'node:assert/strict';

import { inHouse, programs } from './lib/house.mjs';
import { lineInto } from './lib/line_in.mjs';
import { freePort } from './lib/ports.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';
import { CORE, GATEWAY, HUB, OUTSIDE, Way } from './lib/way.mjs';

const SEGMENTS = ['radio', 'pole_cable', 'access_switch', 'hub', 'core', 'outside'];
/** Probes once a second, two lost, two rounds and a time-out until it is named; and five that are answered until it is not. */
const SOON = 60;

const target = (name, far, host) => ({ name, class: far, host, interval_seconds: 1, probes: ['ping'] });

inHouse('the part of the way that is broken is named', async (house, step) => {
    const way = new Way(house);
    await way.start();
    await house.startPlainBroker();
    const collector = await house.startCollector();
    // What the pole has to say comes by another way than the one that is broken.
    await lineInto(house, way.pole, house.broker.port, house.broker.port);
    const pole = await house.makeAgent('pole-1', {
        mqtt: { round_trip_interval_seconds: 10 },
        path: {
            timeout_seconds: 1,
            trace: { interval_seconds: 10, spread_seconds: 0 },
            target: [
                target('gateway', 'gateway', 'gateway'),
                target('hub', 'hub', HUB),
                target('core', 'core', CORE),
                target('outside', 'outside', OUTSIDE),
            ],
        },
    });
    pole.command = way.pole.command(...pole.command);
    await pole.start();
    await house.isUp(pole);

    const named = async () => {
        const page = await collector.metrics();
        const told = page.select('magpie_path_sick_segment', { node: pole.id });
        return told.length === SEGMENTS.length ? told.filter(({ value }) => value === 1).map(({ labels }) => labels.segment) : undefined;
    };
    const names = (...segments) =>
        until(`${segments.join() || 'nothing'} is named`, async () => (await named())?.join() === segments.join(), SOON);
    const hops = async (labels) => collector.value('magpie_path_trace_hops', { node: pole.id, ...labels });

    await step('none while all is well', async () => {
        await names();
        for (const name of ['gateway', 'hub', 'core', 'outside']) {
            await collector.shows(1, 'magpie_path_up', { node: pole.id, target: name, probe: 'ping' });
        }
        assert.equal((await collector.metrics()).select('magpie_path_traces_total', { node: pole.id }).length, 0, 'what is well is not traced');
    });
    await step('how long messages take, to the broker and to the collector', async () => {
        for (const side of ['broker', 'collector']) {
            const taken = () => collector.value('magpie_path_mqtt_round_trip_seconds', { node: pole.id, side });
            await until(`the ${side} answers within five seconds`, async () => (await taken()) < 5, SOON);
        }
    });
    await step('outside', async () => {
        await way.dies(way.outside);
        await names('outside');
        await until('the way is traced', async () => (await hops({ target: 'outside', class: 'outside' })) === 2, SOON);
        await pole.says(/traced target=outside outcome=lost hops="10\.1\.0\.1 10\.2\.0\.2"/);
        await way.mends(way.outside);
        await names();
        await until('what was traced is told no more', async () => (await hops({})) === undefined);
    });
    await step('the core', async () => {
        await way.dies(way.core);
        await names('core');
        await way.mends(way.core);
        await names();
    });
    await step('the hub, whose near side still answers', async () => {
        await way.dies(way.hub, { butFor: [GATEWAY] });
        await names('hub');
        await way.mends(way.hub);
        await names();
    });
    await step('the access switch, of which nothing but the light is there', async () => {
        await way.accessSwitch.does('ip', 'link', 'set', 'trunk', 'nomaster');
        await names('access_switch');
        await way.accessSwitch.does('ip', 'link', 'set', 'trunk', 'master', 'br0');
        await names();
    });
    await step('the cable', async () => {
        await way.accessSwitch.does('ip', 'link', 'set', 'port1', 'down');
        await names('pole_cable');
        await way.accessSwitch.does('ip', 'link', 'set', 'port1', 'up');
        await names();
    });
    await step('a router that answers no probe is not blamed', async () => {
        await way.isShy(way.core);
        const lost = { node: pole.id, target: 'core', probe: 'ping', outcome: 'no_answer' };
        const before = await collector.value('magpie_path_probes_total', lost);
        await until('ten probes are lost', async () => (await collector.value('magpie_path_probes_total', lost)) >= before + 10, SOON);
        assert.deepEqual(await named(), []);
        await collector.shows(1, 'magpie_path_up', { node: pole.id, target: 'outside', probe: 'ping' });
        await way.mends(way.core);
    });
    assert.deepEqual((await collector.metrics()).reasons('magpie_collector_refused_total'), []);
});

inHouse('a probe says whether a broker lets somebody in', async (house) => {
    await house.startPlainBroker();
    const { code, output } = await run([programs.agent, 'probe', 'mqtt', house.server, '--json']);
    const found = JSON.parse(output);
    assert.equal(code, 0);
    assert.equal(found.connected, true);
    assert.ok(found.connect_seconds < 5 && found.round_trip_seconds < 5, output);
    const shut = await run([programs.agent, 'probe', 'mqtt', `tcp://127.0.0.1:${await freePort()}`]);
    assert.equal(shut.code, 1);
    assert.match(shut.output, /not let in: .*refused/);
});

inHouse('a trace says how far the way goes', async (house, step) => {
    const way = new Way(house);
    await way.start();
    const traces = async (host) => {
        const { code, output } = await run(way.pole.command(programs.agent, 'probe', 'trace', host, '--json'));
        assert.ok(output.startsWith('{'), output);
        return { code, ...JSON.parse(output) };
    };
    const met = ({ hops }) => hops.map(({ address }) => address);

    await step('to the end', async () => {
        const found = await traces(OUTSIDE);
        assert.equal(found.code, 0);
        assert.equal(found.reached, true);
        assert.deepEqual(met(found), [GATEWAY, '10.2.0.2', OUTSIDE]);
        assert.ok(found.hops.every(({ sent, answered }) => sent === 3 && answered === 3), JSON.stringify(found));
    });
    await step('as a person reads it', async () => {
        const output = await way.pole.does(programs.agent, 'probe', 'trace', 'gateway');
        assert.match(output, /^1 10\.1\.0\.1 \d+ ms, 3 of 3 answered\ntrace gateway \(10\.1\.0\.1\): reached, 1 hops\n$/);
    });
    await step('past a router that says nothing', async () => {
        await way.core.does('nft', 'add chain ip wall out { type filter hook output priority 0; }');
        await way.core.does('nft', 'add rule ip wall out icmp type time-exceeded drop');
        assert.deepEqual(met(await traces(OUTSIDE)), [GATEWAY, null, OUTSIDE]);
        await way.core.does('nft', 'flush chain ip wall out');
    });
    await step('to where it ends', async () => {
        await way.dies(way.outside);
        const found = await traces(OUTSIDE);
        assert.equal(found.code, 1);
        assert.equal(found.reached, false);
        assert.deepEqual(met(found), [GATEWAY, '10.2.0.2']);
    });
    await step('to who turns it away', async () => {
        await way.hub.does('ip', 'route', 'add', 'unreachable', '10.77.0.0/24');
        const found = await traces('10.77.0.1');
        assert.equal(found.turned_away, true);
        assert.deepEqual(met(found), [GATEWAY]);
    });
    await step('nowhere, where the next hop is not there', async () => {
        await way.accessSwitch.does('ip', 'link', 'set', 'trunk', 'nomaster');
        await way.pole.does('ip', 'neighbour', 'flush', 'dev', 'up0');
        const found = await traces(OUTSIDE);
        assert.equal(found.code, 1);
        assert.deepEqual(found.hops, [], 'what our own kernel says of it is no hop');
    });
});
