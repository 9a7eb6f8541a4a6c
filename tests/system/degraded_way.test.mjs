// A way that passes packets on and passes them badly: what the hub's side loses, or takes too long for, names the hub, while its gateway is
// well. Measured by STAMP alone, through lines at the hub that do what they are told.

import assert from 'node:assert/strict';

import { awake } from './lib/clock.mjs';
import { inHouse } from './lib/house.mjs';
import { Impairment } from './lib/impairment.mjs';
import { lineInto } from './lib/line_in.mjs';
import { Reflector } from './lib/stamp.mjs';
import { until } from './lib/until.mjs';
import { CORE, GATEWAY, HUB, Way } from './lib/way.mjs';

const A_SECOND = 10; // packets to each target
/**
 * Nine of 300 packets lost, or three quarters of 60 too late, and sixty heard of everybody else: thirty seconds at most at ten a second and with
 * windows of five. The rest is for a machine that does other things as well.
 */
const NAMED = 90;
/** 300 packets that are well again. */
const WELL = 120;

inHouse('a way that loses some packets, or takes too long, is sick where it does', async (house, step) => {
    const way = new Way(house);
    await way.start();
    await house.startPlainBroker();
    const collector = await house.startCollector();
    await lineInto(house, way.pole, house.broker.port, house.broker.port);

    // Who answers, and the lines at the hub before the hub itself and before the core.
    const reflector = async (space, host, peer) => {
        const its = new Reflector(house, ['--session', peer], { listen: `${host}:0` });
        its.command = space.command(...its.command);
        await its.start();
        return its;
    };
    const gateway = await reflector(way.hub, GATEWAY, '10.1.0.2');
    const hub = await reflector(way.hub, HUB, HUB);
    const core = await reflector(way.core, CORE, '10.2.0.1');
    const lines = {};
    for (const [name, end] of [
        ['hub', `${HUB}:${hub.port}`],
        ['core', `${CORE}:${core.port}`],
    ]) {
        lines[name] = new Impairment(house, end, {}, 7, { space: way.hub, listen: HUB });
        await lines[name].start();
    }
    const become = (ways) => Promise.all(Object.values(lines).map((line) => line.becomes(ways)));

    const target = (name, far, address, port) => ({ name, class: far, address, port, interval_seconds: 1 / A_SECOND });
    const pole = await house.makeAgent('pole-1', {
        path: { trace: { interval_seconds: 10, spread_seconds: 0 } },
        stamp: {
            window_seconds: 5,
            target: [
                target('gateway', 'gateway', GATEWAY, gateway.port),
                target('hub-1', 'hub', HUB, lines.hub.port),
                target('core-1', 'core', HUB, lines.core.port),
            ],
        },
    });
    pole.command = way.pole.command(...pole.command);
    await pole.start();
    await house.isUp(pole);

    const sick = async () => {
        const told = (await collector.metrics()).select('magpie_path_sick_segment', { node: pole.id });
        return told.length === 6 ? told.filter(({ value }) => value === 1).map(({ labels }) => labels.segment) : undefined;
    };
    const names = (segment, seconds) => until(`${segment || 'nothing'} is named`, async () => (await sick())?.join() === segment, seconds);
    const received = async (name) => (await collector.value('magpie_path_packets_total', { node: pole.id, target: name, outcome: 'received' })) ?? 0;
    const hears = async (packets) => {
        const before = await received('hub-1');
        await until(`${packets} packets more`, async () => (await received('hub-1')) >= before + packets, 60);
    };
    const traces = async () => (await collector.value('magpie_path_traces_total', { node: pole.id, outcome: 'reached' })) ?? 0;

    await step('nothing while all is well', async () => {
        await names('', NAMED);
        await hears(300);
        assert.deepEqual(await sick(), []);
        assert.equal(await traces(), 0);
    });
    await step('5 % lost on the way there names the hub, and the way is traced', async () => {
        const begun = awake();
        await become({ forward: { lost: 0.05 } });
        await names('hub', NAMED);
        console.log(`5 % lost: named after ${((awake() - begun) / 1000).toFixed(0)} s`);
        await pole.says(/a part of the way is sick segment=hub found="hub-1: \d+\.\d % lost, \d+\.\d % on the way there and 0\.0 % back"/);
        await until('a trace has ended', async () => (await traces()) > 0, 60);
        await pole.says(/traced target=core-1 outcome=reached/);
    });
    await step('it is named for as long as that goes on', async () => {
        await hears(300);
        assert.deepEqual(await sick(), ['hub']);
        assert.equal(pole.log.match(/no part of the way is sick any more/g), null);
    });
    await step('and not for longer', async () => {
        await become({});
        await names('', WELL);
    });
    await step('60 ms more names the hub', async () => {
        const begun = awake();
        await become({ back: { delay_us: 60000 } });
        await names('hub', NAMED);
        console.log(`60 ms more: named after ${((awake() - begun) / 1000).toFixed(0)} s`);
        await pole.says(/segment=hub found="hub-1: \d+ ms more than its least of \d+ ms"/);
        await become({});
        await names('', WELL);
    });
    assert.deepEqual((await collector.metrics()).reasons('magpie_collector_refused_total'), []);
});
