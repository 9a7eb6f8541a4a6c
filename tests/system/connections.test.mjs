// How a citizen's connection goes, stage by stage: real DHCP, DNS and TCP past a capture, up to /metrics.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';

import { inHouse, programs } from './lib/house.mjs';
import { Program, run } from './lib/program.mjs';
import { CLOSED, FAR, POLE, PORTAL, SILENT, Street } from './lib/street.mjs';
import { until } from './lib/until.mjs';

const ssid = 'Public WiFi';

inHouse('how a connection goes is at /metrics', async (house, step) => {
    const street = new Street(house);
    await street.start();
    const socket = house.path('capture.sock');
    const config = house.path('capture.toml');
    writeFileSync(config, `socket = "${socket}"\n[[client]]\ninterface = "ap0"\nssid = "${ssid}"\n`);
    const capture = new Program('capture', street.pole.command(programs.capture, '--config', config), {
        ready: () => capture.log.includes(' captures '),
    });
    await house.add(capture).start();
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const agent = await house.startAgent('pole-1', {
        report: { interval_seconds: 1 },
        capture: { socket, resolver: [{ name: 'far', addresses: [FAR, 'fd00::53'] }] },
    });
    await collector.shows(1, 'magpie_node_source_up', { node: agent.id, source: 'capture' });

    const ended = (stage, outcome, page) => page.sum('magpie_client_stage_total', { node: agent.id, stage, outcome });
    /** After a deed these ends of stages are counted, once each, and no others. */
    const counts = async (deed, expected, seconds = 20) => {
        const before = await collector.metrics();
        const came = await deed();
        for (const [stage, outcome] of expected) {
            await until(
                `${stage} ${outcome}`,
                async () => ended(stage, outcome, await collector.metrics()) === ended(stage, outcome, before) + 1,
                seconds,
            );
        }
        return came;
    };

    await step('a DHCP server that stays silent', async () => {
        assert.equal(await counts(() => street.asksForAddress(), [['dhcp_discover', 'no_answer']]), false);
    });
    await step('and one that answers', async () => {
        await street.serveDhcp();
        const both = [
            ['dhcp_discover', 'success'],
            ['dhcp_request', 'success'],
        ];
        assert.equal(await counts(() => street.asksForAddress(), both), true);
    });
    /** Queries to a resolver that ended so. */
    const asked = async (resolver, outcome) =>
        (await collector.metrics()).sum('magpie_client_dns_total', { node: agent.id, ssid: 'other', resolver, outcome });
    await step('a resolver, whatever it answers', async () => {
        for (const [label, outcome, came] of [
            ['good', 'success', 'code 0'],
            ['missing', 'name_error', 'code 3'],
            ['failing', 'server_failure', 'code 2'],
            ['refused', 'refused', 'code 5'],
            ['silent', 'no_answer', 'silence'],
        ]) {
            assert.equal((await counts(() => street.citizen('resolve', label), [['dns', outcome]])).trim(), came);
            assert.equal(await asked('far', outcome), 1);
        }
    });
    await step('and one that nobody has named is another', async () => {
        const deed = () => street.citizenWith(POLE, 'resolve', 'good');
        assert.equal((await counts(deed, [['dns', 'no_answer']])).trim(), 'silence');
        assert.equal(await asked('other', 'no_answer'), 1);
        assert.equal(await asked('far', 'no_answer'), 1);
    });
    await step('an answer that comes late is late', async () => {
        const spent = async () => (await collector.metrics()).sum('magpie_client_stage_seconds_total', { stage: 'dns' });
        const before = await spent();
        await counts(() => street.citizen('resolve', 'late'), [['dns', 'success']]);
        const late = (await spent()) - before;
        assert.ok(Math.abs(late - 0.4) < 0.2, `${late} s`);
    });
    await step('a TCP handshake, on both sides of the pole', async () => {
        const both = [
            ['tcp_network', 'success'],
            ['tcp_radio', 'success'],
        ];
        assert.equal((await counts(() => street.citizen('connect', PORTAL, 5), both)).trim(), 'connected');
        assert.equal((await counts(() => street.citizen('connect', CLOSED, 5), [['tcp_network', 'reset']])).trim(), 'ECONNREFUSED');
        assert.equal(
            (await counts(() => street.citizen('connect', SILENT, 2), [['tcp_network', 'no_answer']], 40)).trim(),
            'silence',
        );
    });
    await step('a portal', async () => {
        await street.asksForAddress();
        assert.equal((await counts(() => street.citizen('fetch', '/portal'), [['portal', 'redirected']])).trim(), 'status 302');
        await street.asksForAddress();
        assert.equal((await counts(() => street.citizen('fetch', '/'), [['portal', 'success']])).trim(), 'status 204');
    });
    await step('segments that are lost behind the pole are sent again', async () => {
        const again = async () => (await collector.metrics()).sum('magpie_client_tcp_retransmissions_total', { direction: 'up' });
        const before = await again();
        await street.loses(10);
        assert.equal((await street.citizen('send', 300_000)).trim(), 'status 204');
        await street.loses(0);
        await until('they are counted', async () => (await again()) > before);
        const page = await collector.metrics();
        for (const side of ['network', 'radio']) {
            assert.ok(page.sum('magpie_client_round_trips_total', { side }) > 0, side);
        }
    });
    const look = (...options) => run([programs.agent, 'sample', ...options, '--config', house.path(`${agent.id}.toml`)]);
    await step('who looks is told that the agent has the capture, and disturbs neither', async () => {
        const failed = async () => (await collector.metrics()).sum('magpie_node_source_failures_total', { source: 'capture' });
        const before = await failed();
        const { code, output } = await look();
        assert.equal(code, 0);
        assert.match(output, /^magpie-agent: magpie-capture at \S+: an agent has it, and it tells one alone; /m);
        assert.match(output, /^link lo$/m);
        await counts(() => street.citizen('resolve', 'good'), [['dns', 'success']]);
        assert.equal(await failed(), before);
    });
    await step('nothing of the citizen is told', async () => {
        const { body } = await collector.get('/metrics');
        const address = (await street.client.does('cat', '/sys/class/net/eth0/address')).trim();
        for (const spelling of [address, address.replaceAll(':', ''), '10.77.0.', '10.88.0.']) {
            assert.ok(!`${body}${capture.log}${agent.log}`.includes(spelling), spelling);
        }
    });
    await step('without an agent, who looks is told what is heard', async () => {
        await agent.stop();
        await until('the agent has left it', () => capture.log.includes('the agent is gone'));
        const { code, output } = await look('--json');
        assert.equal(code, 0);
        const told = JSON.parse(output).filter(({ name }) => name === 'magpie_client_stage_total');
        const answered = told.find(({ labels }) => labels.stage === 'dns' && labels.outcome === 'success');
        assert.equal(answered?.labels.ssid, ssid);
        assert.ok(answered.value >= 3, `${answered.value}`);
    });
    await step('and the next agent finds it as it was', async () => {
        await agent.start();
        await collector.shows(1, 'magpie_node_source_up', { node: agent.id, source: 'capture' });
    });
});
