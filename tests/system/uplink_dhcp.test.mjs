// Whether DHCP has an address for the uplink, asked on a real line beside the pole's own lease: of a server that gives and takes back, of silence, of
// refusal, of two servers, and of an address that somebody has.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs, source } from './lib/house.mjs';
import { lineInto } from './lib/line_in.mjs';
import { run, runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';
import { readUnit, verified } from './lib/unit_file.mjs';
import { UplinkLine } from './lib/uplink_line.mjs';

const UNIT = join(source, 'cross/systemd/magpie-uplink.service');
const MOST_EXPOSED = 1.6;

inHouse('DHCP is asked on the uplink, and the pole keeps its own lease', async (house, step) => {
    const line = new UplinkLine(house);
    await line.start();
    const { pole, server, other } = line;
    const { station, socket } = await line.startStation();

    let number = 0;
    const probe = async (more = '', ...words) => {
        const config = house.path(`probe-${(number += 1)}.toml`);
        const node = '[node]\narea = "mapo"\nid = "pole-1"\n[mqtt]\nservers = ["tcp://127.0.0.1:1"]\n';
        writeFileSync(config, `${node}[path.dhcp]\nsocket = "${socket}"\n${more}`);
        const { code, output } = await run(pole.command(programs.agent, '--config', config, 'probe', 'dhcp', 'up0', '--json', ...words));
        const told = JSON.parse(output);
        assert.equal(code, told.probes.some(({ good }) => good) ? 0 : 1);
        return told.probes;
    };
    let dnsmasq;
    let own;

    await step('its unit is such', async () => {
        const text = readFileSync(UNIT, 'utf8').replace('/usr/bin/magpie-station', programs.station);
        writeFileSync(house.path('magpie-uplink.service'), text);
        assert.deepEqual(await verified(house.path('magpie-uplink.service')), { code: 0, output: '' });
        const output = await runWell(['systemd-analyze', 'security', '--offline=yes', '--no-pager', UNIT]);
        const [, exposure] = /Overall exposure level for \S+: ([0-9.]+) /.exec(output);
        assert.ok(Number(exposure) <= MOST_EXPOSED, output);
        assert.equal(Object.fromEntries(readUnit(UNIT)).CapabilityBoundingSet, 'CAP_NET_RAW');
    });
    await step('silence is no offer', async () => {
        const [{ outcome, address, servers }] = await probe();
        assert.deepEqual([outcome, address, servers], ['no_offer', null, 0]);
    });
    await step('granted, and given back, beside the own lease', async () => {
        dnsmasq = await line.serve('leases', server, 'br0', '10.88.0.10,10.88.0.99');
        own = await line.leasesForItself();
        const before = line.leases('leases');
        assert.equal(before.length, 1);
        for (const { outcome, address, servers, offer_seconds: offer, grant_seconds: grant } of await probe('', '--count', '2')) {
            assert.deepEqual([outcome, servers], ['granted', 1]);
            assert.match(address, /^10\.88\.0\.\d+$/);
            assert.ok(!own.includes(`${address}/`), 'another than its own');
            assert.ok(offer < 5 && grant < 5);
        }
        await until('both are given back', () => dnsmasq.log.match(/DHCPRELEASE/g)?.length === 2);
        await until('the lease is back', () => line.leases('leases').join() === before.join());
        assert.equal(await line.own(), own);
    });
    await step('only an offer, where no more is wanted', async () => {
        const requests = () => dnsmasq.log.match(/DHCPREQUEST/g).length;
        const before = requests();
        const [{ outcome, grant_seconds: grant }] = await probe('only_offer = true\n');
        assert.deepEqual([outcome, grant], ['offered', null]);
        assert.equal(requests(), before);
    });
    await step('a second server is counted', async () => {
        await other.does('ip', 'address', 'add', '10.88.0.2/24', 'dev', 'eth0');
        const rogue = await line.serve('rogue', other, 'eth0', '10.88.0.200,10.88.0.220');
        const [{ outcome, servers }] = await probe();
        assert.deepEqual([outcome, servers], ['granted', 2]);
        await rogue.stop();
    });
    await step('an address that somebody has is declined', async () => {
        await dnsmasq.stop();
        dnsmasq = await line.serve('narrow', server, 'br0', '10.88.0.150,10.88.0.150');
        await other.does('ip', 'address', 'add', '10.88.0.150/24', 'dev', 'eth0');
        const [{ outcome, address }] = await probe();
        assert.deepEqual([outcome, address], ['taken', '10.88.0.150']);
        await until('the server knows', () => dnsmasq.log.includes('DHCPDECLINE'));
        await dnsmasq.stop();
    });
    await step('a server that knows but the card offers what the pole has, and loses nothing', async () => {
        dnsmasq = await line.serve('cards', server, 'br0', '10.88.0.10,10.88.0.99');
        own = await line.leasesForItself('-C'); // no client identifier: dnsmasq then takes both for one
        const before = line.leases('cards');
        const [{ outcome, good }] = await probe();
        assert.deepEqual([outcome, good], ['own_address', true]);
        assert.equal(line.leases('cards').join(), before.join());
        assert.ok(!dnsmasq.log.includes('DHCPRELEASE'));
        assert.equal(await line.own(), own);
        await dnsmasq.stop();
    });
    await step('refused', async () => {
        const refusing = await line.refuses(server, '10.88.0.1', '10.88.0.177');
        const [{ outcome, good }] = await probe();
        assert.deepEqual([outcome, good], ['refused', false]);
        assert.equal(await line.own(), own);
        await refusing.stop();
    });
    await step('another interface is not asked on', async () => {
        const { code, output } = await run(pole.command(programs.agent, '--config', house.path('probe-1.toml'), 'probe', 'dhcp', 'lo0', '--json'));
        assert.equal(code, 1);
        assert.equal(JSON.parse(output).probes[0].outcome, 'no_interface');
    });
    await step('without the service nothing is known', async () => {
        await station.stop();
        const [{ outcome }] = await probe();
        assert.equal(outcome, 'service');
        await station.start();
    });
    await step('the agent tells of it', async () => {
        dnsmasq = await line.serve('told', server, 'br0', '10.88.0.10,10.88.0.99');
        await house.startPlainBroker();
        const collector = await house.startCollector();
        await lineInto(house, pole, house.broker.port, house.broker.port);
        const agent = await house.makeAgent('pole-1', { path: { dhcp: { interface: 'up0', interval_seconds: 300, socket } } });
        agent.command = pole.command(...agent.command);
        await agent.start();
        await collector.shows(1, 'magpie_node_source_up', { node: agent.id, source: 'path_dhcp' });
        await collector.shows(0, 'magpie_path_dhcp_probes_total', { node: agent.id, outcome: 'granted' });
        assert.equal((await collector.metrics()).select('magpie_path_dhcp_up', { node: agent.id }).length, 0, 'not before the first');
    });
});
