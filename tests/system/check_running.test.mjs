// A check beside the agent that runs: asked for from the console, all the way to the pole and back; and at a broker that knows each pole by its
// certificate and one session of it, where the agent asks the collector for the check, and what lies between is broken in turn.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Place, settings } from './lib/check_place.mjs';
import { awake } from './lib/clock.mjs';
import { inHouse, programs, source } from './lib/house.mjs';
import { Program, run, runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const BROKER_PORT = 8883;

inHouse('the console asks a pole for a check, and has its result within a minute', async (house, step) => {
    await house.startBroker(['pole-1']);
    const collector = await house.startCollector();
    const agent = await house.startAgent('pole-1', { wifi: { enabled: false }, capture: { socket: '' } });
    await house.isUp(agent);
    const pole = `http://127.0.0.1:${collector.port}/api/v1/console/poles/mapo/pole-1`;
    const page = `${pole}/check`;
    const headers = { 'content-type': 'application/json', connection: 'close' };
    await until('the console knows it', async () => (await fetch(pole, { headers })).status === 200);
    const shown = async () => (await fetch(page, { headers })).json();
    const layerOf = ({ layers }, id) => layers.find(({ layer }) => layer === id);
    let check;

    await step('its layers come as they are judged, and the result after them', async () => {
        const begun = awake();
        const asked = await fetch(page, { method: 'POST', headers, body: '{}' });
        assert.equal(asked.status, 202);
        await until('the pole has begun', async () => (await shown()).layers.length > 0, 60);
        check = await until('it is done', async () => {
            const now = await shown();
            return now.state === 'done' && now;
        }, 60);
        assert.ok(awake() - begun < 60_000, `${awake() - begun} ms`);
        assert.equal(check.id, (await asked.json()).id);
        assert.equal(check.result.node, 'pole-1');
    });
    await step('the pole has heard from this collector in it, and its session was left alone', async () => {
        const layer = layerOf(check.result, 'collector');
        assert.equal(layer.state, 'pass', JSON.stringify(layer));
        assert.match(layer.summary.en, /^the collector answers the agent, \d+ ms$/);
        assert.equal(await collector.value('magpie_node_connects_total', { node: 'pole-1' }), 1);
    });
    await step('what was found is at /metrics', async () => {
        await collector.shows(0, 'magpie_check_layer_state', { node: 'pole-1', layer: 'collector' }, 90);
    });
});

/** The place, with a broker that knows nodes by their certificates on the pole itself: the line is not what is looked at here. */
async function behindCertificates(house, place) {
    const { certificates } = house;
    await runWell([join(source, 'script/throwaway-ca'), certificates, 'collector', 'observer', 'pole-1']);
    await runWell([join(source, 'script/broker-config'), certificates, `${BROKER_PORT}`, 'observer']);
    const broker = new Program('broker of certificates', place.pole.command('mosquitto', '-c', join(certificates, 'mosquitto.conf')), {
        ready: () => broker.log.includes('running'),
    });
    await house.add(broker).start();
    house.server = `ssl://127.0.0.1:${BROKER_PORT}`;
    await place.collector.stop();
    place.collector = await place.collectorIn(place.pole);
    await place.collectorRuns();
    return broker;
}

inHouse('beside an agent whose session is the only one', async (house, step) => {
    const place = new Place(house);
    await place.start();
    await behindCertificates(house, place);
    const changes = (more = {}) => ({ ...settings(house), mqtt: { servers: [house.server] }, ...more });
    const status = house.path('check', 'status.json');
    const agentOf = async (tables) => {
        const agent = await house.makeAgent('pole-1', tables);
        agent.command = place.inPole(agent.command);
        rmSync(status, { force: true });
        await agent.start();
        await until('the agent says that it is connected', () => existsSync(status) && JSON.parse(readFileSync(status, 'utf8')).online);
        return agent;
    };
    /** As the agent is configured: the file is the same. */
    const checks = async (...words) => {
        const command = [programs.agent, '--config', house.path('pole-1.toml'), 'check', '--json', ...words];
        const { code, output } = await run(place.inPole(command));
        const result = JSON.parse(output.slice(0, output.indexOf('\n')));
        assert.ok(result.seconds < 60, `${result.seconds} s`);
        return { code, result, collector: result.layers.find(({ layer }) => layer === 'collector') };
    };
    let agent = await agentOf(changes());

    await step('the agent asks the collector, and all is well', async () => {
        const { code, result, collector } = await checks();
        assert.equal(result.first, null, JSON.stringify(result.layers, null, 1));
        assert.equal(code, 0);
        assert.match(collector.summary.en, /^the collector answers the agent, \d+ ms$/);
        assert.deepEqual(collector.values.map(({ labels }) => labels.side).filter(Boolean), ['broker', 'collector']);
    });
    await step('several at once are all answered', async () => {
        const all = await Promise.all([checks(), checks(), checks()]);
        assert.deepEqual(all.map(({ collector }) => collector.state), ['pass', 'pass', 'pass']);
    });
    await step('a collector that is away', async () => {
        await place.collector.stop();
        const { code, result, collector } = await checks();
        assert.deepEqual(result.first, { layer: 'collector', fault: 'collector_silent' });
        assert.deepEqual([code, collector.state, collector.summary.en], [18, 'fail', 'the broker answers, the collector does not']);
        await place.collectorRuns();
        assert.equal((await checks()).code, 0);
    });
    await step('an agent that stands still is no pass', async () => {
        agent.signal('SIGSTOP');
        const { code, result } = await checks();
        agent.signal('SIGCONT');
        assert.deepEqual([code, result.first], [1, { layer: 'collector', fault: 'collector_silent' }]);
    });
    await step('a sensor that does not answer', async () => {
        await agent.stop();
        const line = new Program('modbus', [programs.modbusSlave, house.path('modbus.orders'), '1', '5'], { ready: () => /^line /m.test(line.log) });
        await house.add(line).start();
        const [, device] = /^line (\S+)$/m.exec(line.log);
        const pole = { period_seconds: 0.5, exclude: ['*'], bus: [{ device }], sensor: [{ name: 'mast', address: 1 }, { name: 'lost', address: 9 }] };
        agent = await agentOf(changes({ pole }));
        const found = await until('both were asked', async () => {
            const now = await checks();
            return now.result.first?.layer === 'sensors' && now;
        }, 60);
        assert.deepEqual(found.result.first, { layer: 'sensors', fault: 'sensor_silent' });
        assert.equal(found.code, 20);
        assert.match(found.result.layers.find(({ layer }) => layer === 'sensors').summary.en, /^no answer: .*lost$/);
        await line.kill();
    });
    await step('an agent that has just ended is not asked', async () => {
        await agent.stop();
        assert.ok(existsSync(status), 'it says still that it is connected');
        const { collector } = await checks();
        assert.deepEqual([collector.state, collector.fault.id], ['warn', 'agent_stopped']);
    });
    await step('a certificate that has ended', async () => {
        rmSync(status);
        const { certificate: certificate_file, key: key_file } = await house.identity('pole-of-before', { days: 0 });
        const { code, result } = await place.checks(changes({ mqtt: { servers: [house.server], certificate_file, key_file } }));
        assert.deepEqual([code, result.first], [18, { layer: 'collector', fault: 'certificate_ending' }]);
    });
    await step('a certificate of another city', async () => {
        const { certificate: certificate_file, key: key_file } = await house.identity('pole-1', { directory: house.path('elsewhere') });
        const { code, result } = await place.checks(changes({ mqtt: { servers: [house.server], certificate_file, key_file } }));
        assert.deepEqual([code, result.first], [18, { layer: 'collector', fault: 'broker_refuses' }]);
    });
    await step('and a broker of another city', async () => {
        const { ca: ca_file } = await house.identity('pole-1', { directory: house.path('elsewhere') });
        const { code, result } = await place.checks(changes({ mqtt: { servers: [house.server], ca_file } }));
        assert.deepEqual([code, result.first], [18, { layer: 'collector', fault: 'broker_refuses' }]);
    });
});
