// `magpie-agent check`: on a way of real lines and servers each layer is broken in turn, and it is the first red line, with its cause and its exit
// code, and what follows from it is blocked; and a check that somebody asks for over MQTT while the agent runs.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';

import { GATEWAY, OTHER, Place, POLE, settings } from './lib/check_place.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { MqttPeer } from './lib/mqtt_peer.mjs';
import { run } from './lib/program.mjs';
import { encodePayload, Type } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

inHouse('the layer that is broken is the first red line', async (house, step) => {
    const place = new Place(house);
    await place.start();
    const of = ({ link, ...changes } = {}) => ({ ...settings(house, changes), ...(link && { link }) });
    const checks = (changes, ...words) => place.checks(of(changes), words);
    const finds = async (layer, fault, code, changes) => (await place.finds(layer, fault, code, of(changes))).states;
    const blocked = (states, ...layers) => {
        for (const layer of layers) {
            assert.equal(states[layer], 'blocked', `${layer}: ${JSON.stringify(states)}`);
        }
    };

    await step('none where all is well, but that no agent runs', async () => {
        const { code, result, states } = await checks();
        assert.equal(result.version, 1);
        assert.equal(result.node, 'pole-1');
        for (const layer of ['link', 'dhcp', 'gateway', 'dns', 'internet', 'portal', 'time']) {
            assert.equal(states[layer], 'pass', JSON.stringify(result.layers.find((one) => one.layer === layer)));
        }
        assert.deepEqual(result.first, { layer: 'collector', fault: 'agent_stopped' });
        assert.equal(code, 1);
    });
    await step('as pole-check, in the words of who reads it', async () => {
        const link = house.path('pole-check');
        symlinkSync(programs.agent, link);
        const korean = await run(place.inPole([link, '--config', await place.configured(of()), '--plain', '--lang', 'ko']));
        assert.match(korean.output, /정상 +gateway +10\.88\.0\.2/);
        assert.match(korean.output, /COLLECTOR: 에이전트가 돌고 있지 않음/);
        assert.ok(!korean.output.includes('\x1b'));
    });
    await step('no carrier', async () => {
        await place.far.does('ip', 'link', 'set', 'eth0', 'down');
        const states = await finds('link', 'no_carrier', 12, { link: { port: [{ interface: 'up0', role: 'uplink' }] } });
        blocked(states, 'gateway', 'dns', 'internet', 'portal', 'time', 'collector');
        await place.far.does('ip', 'link', 'set', 'eth0', 'up');
        await place.route();
    });
    await step('no address', async () => {
        await place.pole.does('ip', 'address', 'flush', 'dev', 'up0');
        const states = await finds('dhcp', 'dhcp_silent', 13);
        blocked(states, 'gateway', 'dns', 'internet', 'collector');
        await place.pole.does('ip', 'address', 'add', `${POLE}/24`, 'dev', 'up0');
        await place.route();
    });
    await step('the gateway is silent', async () => {
        await place.far.does('nft', 'add rule ip wall in iifname eth0 drop; add rule arp quiet in drop');
        await place.pole.does('ip', 'neighbour', 'flush', 'dev', 'up0');
        const states = await finds('gateway', 'no_gateway', 14);
        blocked(states, 'dns', 'internet', 'portal', 'time', 'collector');
        await place.far.does('nft', 'flush chain ip wall in; flush chain arp quiet in');
        // The kernel of either would remember for a while that nobody answered.
        for (const [side, line] of [
            [place.pole, 'up0'],
            [place.far, 'eth0'],
        ]) {
            await side.does('ip', 'neighbour', 'flush', 'dev', line);
        }
    });
    await step('the resolver is silent', async () => {
        await place.far.does('nft', 'add rule ip wall in iifname eth0 udp dport 53 drop; add rule ip wall in iifname eth0 tcp dport 53 drop');
        const states = await finds('dns', 'no_dns', 15);
        assert.equal(states.internet, 'pass', 'it is an address');
        blocked(states, 'collector');
        await place.far.does('nft', 'flush chain ip wall in');
    });
    await step('the resolver lies', async () => {
        await place.resolves(`--address=/#/${OTHER}`);
        blocked(await finds('dns', 'dns_lies', 15), 'collector');
        await place.resolves(`--address=/broker.test/${GATEWAY}`, '--local=/invalid/');
    });
    await step('nothing outside', async () => {
        await place.far.does('nft', 'add rule ip wall in tcp dport 80 reject with tcp reset');
        blocked(await finds('internet', 'no_internet', 16), 'portal');
        await place.far.does('nft', 'flush chain ip wall in');
    });
    await step('a portal', async () => {
        assert.equal((await finds('portal', 'portal_captures', 16, { page: '/captive' })).internet, 'pass');
    });
    await step('a clock that is wrong', async () => {
        const states = await finds('time', 'clock_wrong', 17, { clock: OTHER });
        assert.equal(states.dns, 'pass');
    });
    await step('a broker that refuses', async () => {
        await place.brokerIs('allow_anonymous false');
        await finds('collector', 'broker_refuses', 18);
        await place.brokerIs('allow_anonymous true');
    });
    await step('a broker that is away', async () => {
        await place.broker.stop();
        await finds('collector', 'broker_refuses', 18);
        await place.brokerIs('allow_anonymous true');
    });
    await step('a collector that is away, though its broker answers', async () => {
        await place.collector.stop();
        const states = await finds('collector', 'collector_silent', 18);
        assert.equal(states.internet, 'pass');
        const file = await place.configured(of());
        const korean = await run(place.inPole([programs.agent, '--config', file, 'check', '--plain', '--lang', 'ko']));
        assert.match(korean.output, /COLLECTOR: 브로커는 응답하는데 수집기가 응답하지 않음/);
        await place.collectorRuns();
    });
    await step('what is another than before; and no more is kept than is of use', async () => {
        const file = await place.configured(of());
        const { output } = await run(place.inPole([programs.agent, '--config', file, 'check', '--plain', '--compare']));
        assert.match(output, /Against the check of .*\n +collector +fail -> warn/);
        const { result } = await checks({ page: '/captive' }, '--compare');
        assert.ok(result.against.begun < result.begun);
        assert.deepEqual(result.against.changes, [
            { layer: 'portal', before: 'pass', now: 'fail' },
            { layer: 'collector', before: 'warn', now: 'blocked' },
        ]);
        const kept = readdirSync(house.path('check')).filter((name) => name.startsWith('result-'));
        assert.ok(kept.length > 2 && kept.length <= 16, kept.join());
    });
    await step('an acceptance that warnings fail', async () => {
        const { code, result } = await checks({}, '--accept');
        assert.equal(result.verdict, 'fail');
        assert.equal(result.accept, true);
        assert.equal(code, 18);
    });
    await step('a configuration that is none', async () => {
        const file = house.path('none.toml');
        writeFileSync(file, '[node]\n');
        assert.equal((await run([programs.agent, '--config', file, 'check'])).code, 2);
        assert.equal((await run([programs.agent, 'check', '--progress'])).code, 2);
    });
});

inHouse('a check that is asked for over MQTT', async (house, step) => {
    await house.startPlainBroker();
    await house.startCollector();
    const peer = await new MqttPeer(house.server, undefined, { clientId: 'desk' }).connected();
    house.atEnd.push(() => peer.end());
    await peer.subscribe('magpie/v1/check/#');
    await peer.subscribe('spBv1.0/#');
    await house.startAgent('pole-1', { wifi: { enabled: false }, check: { directory: house.path('check') } });
    await until('the agent is born', () => peer.heard('NBIRTH', 'pole-1').length > 0);
    // A check beside the agent knows of it what it said at its last report.
    const status = () => JSON.parse(readFileSync(house.path('check', 'status.json'), 'utf8'));
    await until('the agent says that it is connected', () => status().online);
    const ask = (id) =>
        peer.publish(
            'spBv1.0/mapo/NCMD/pole-1',
            encodePayload({ timestamp: Date.now(), metrics: [{ name: 'Node Control/Check', datatype: Type.string, value: ['string', id] }] }),
        );
    const told = (id) =>
        peer.messages
            .filter(({ topic }) => topic === 'magpie/v1/check/mapo/pole-1')
            .map((message) => ({ at: message.at, size: message.payload.length, retain: message.retain, ...JSON.parse(message.payload) }))
            .filter((message) => message.id === id);

    await step('is told layer by layer, and whole at its end', async () => {
        await ask('0123456789abcdef');
        const result = await until('its result', () => told('0123456789abcdef').find(({ event }) => event === 'result'), 70);
        const { layers, node, program } = result.result;
        assert.equal(node, 'pole-1');
        assert.match(program, /^magpie-agent /);
        const collector = layers.find(({ layer }) => layer === 'collector');
        assert.equal(collector.state, 'pass', JSON.stringify(collector));
        const messages = told('0123456789abcdef');
        const layerMessages = messages.filter(({ event }) => event === 'layer');
        assert.ok(layerMessages.length > 0);
        assert.ok(messages.every(({ size, retain }) => size <= 32768 && !retain));
        for (let i = 1; i < layerMessages.length; ++i) {
            assert.ok(layerMessages[i].at - layerMessages[i - 1].at > 400, 'at most two a second');
        }
    });
    await step('not twice in half a minute', async () => {
        await ask('fedcba9876543210');
        const [refused] = await until('its refusal', () => {
            const all = told('fedcba9876543210');
            return all.length > 0 && all;
        });
        assert.equal(refused.event, 'refused');
        assert.equal(refused.reason, 'busy');
    });
    await step('not under an id that is none', async () => {
        await ask('nonsense');
        await ask('fedcba9876543211');
        await until('the answer to the next', () => told('fedcba9876543211').length > 0);
        assert.equal(told('nonsense').length, 0);
    });
});

inHouse('who is told not to begins none', async (house) => {
    await house.startPlainBroker();
    const peer = await new MqttPeer(house.server, undefined, { clientId: 'desk' }).connected();
    house.atEnd.push(() => peer.end());
    await peer.subscribe('#');
    await house.startAgent('pole-1', { wifi: { enabled: false }, check: { enabled: false, directory: '' } });
    await until('the agent is born', () => peer.heard('NBIRTH', 'pole-1').length > 0);
    const metrics = [{ name: 'Node Control/Check', datatype: Type.string, value: ['string', '0123456789abcdef'] }];
    await peer.publish('spBv1.0/mapo/NCMD/pole-1', encodePayload({ timestamp: Date.now(), metrics }));
    const refused = await until('its refusal', () => peer.messages.find(({ topic }) => topic.startsWith('magpie/v1/check/')));
    assert.deepEqual(JSON.parse(refused.payload), { id: '0123456789abcdef', event: 'refused', reason: 'off' });
});
