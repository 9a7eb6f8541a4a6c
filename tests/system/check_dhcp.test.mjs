// What `magpie-agent check` says of DHCP on the uplink: asked on a real line of real servers, of which each way to fail is tried in turn.

import assert from 'node:assert/strict';

import { inHouse, programs } from './lib/house.mjs';
import { run } from './lib/program.mjs';
import { UplinkLine } from './lib/uplink_line.mjs';

inHouse('DHCP is a layer of the check', async (house, step) => {
    const line = new UplinkLine(house);
    await line.start();
    const { pole, server, other } = line;
    house.server = 'tcp://127.0.0.1:1';
    const socket = house.path('uplink.sock');

    /** What a check finds of DHCP; and the whole of it. */
    const checks = async (check = {}) => {
        const agent = await house.makeAgent('pole-1', {
            wifi: { enabled: false },
            capture: { socket: '' },
            check: { directory: house.path('check'), ...check },
            link: { port: [{ interface: 'up0', role: 'uplink' }] },
            path: { dhcp: { socket } },
        });
        const { code, output } = await run(pole.command(...agent.command, 'check', '--json'));
        assert.ok(output.startsWith('{'), output);
        const result = JSON.parse(output.slice(0, output.indexOf('\n')));
        const dhcp = result.layers.find(({ layer }) => layer === 'dhcp');
        return { ...dhcp, fault: dhcp.fault?.id, said: dhcp.summary.en, code, result };
    };
    const isFirst = ({ result, code }, fault) => {
        assert.deepEqual(result.first, { layer: 'dhcp', fault });
        assert.equal(code, 13);
        for (const behind of ['gateway', 'dns', 'collector']) {
            const { state } = result.layers.find(({ layer }) => layer === behind);
            assert.ok(state !== 'fail' && state !== 'warn', `${behind} is ${state}`);
        }
    };
    let dnsmasq;

    await step('who has an address, and nobody to ask with, passes and is told so', async () => {
        await pole.does('ip', 'address', 'add', '10.88.0.5/24', 'dev', 'up0');
        const { state, said, values } = await checks();
        assert.equal(state, 'pass');
        assert.equal(said, 'up0 10.88.0.5; no server was asked: magpie-station does not answer');
        assert.deepEqual(values, []);
        await line.startStation();
    });
    await step('a silent server is a warning as long as there is an address', async () => {
        const { state, fault, said, values } = await checks();
        assert.deepEqual([state, fault, said], ['warn', 'dhcp_silent', 'no server offers an address']);
        assert.equal(values.find(({ name }) => name === 'magpie_path_dhcp_up').value, 0);
    });
    await step('and the first red line where there is none', async () => {
        await pole.does('ip', 'address', 'flush', 'dev', 'up0');
        isFirst(await checks(), 'dhcp_silent');
    });
    await step('a pole without an address, to which the server would give one', async () => {
        dnsmasq = await line.serve('leases', server, 'br0', '10.88.0.10,10.88.0.99');
        isFirst(await checks(), 'no_address');
    });
    await step('a server that grants passes, and the own lease stays', async () => {
        const own = await line.leasesForItself();
        const { state, said, values } = await checks();
        assert.equal(state, 'pass', said);
        assert.match(said, /^up0 10\.88\.0\.\d+, \d+ ms$/);
        assert.deepEqual(values.map(({ name, value }) => [name, value]), [['magpie_path_dhcp_up', 1], ['magpie_path_dhcp_servers', 1]]);
        assert.equal(await line.own(), own);
    });
    await step('a second server is somebody\'s router, unless there are to be two', async () => {
        await other.does('ip', 'address', 'add', '10.88.0.2/24', 'dev', 'eth0');
        const rogue = await line.serve('rogue', other, 'eth0', '10.88.0.200,10.88.0.220');
        const { state, fault, said } = await checks();
        assert.deepEqual([state, fault, said], ['warn', 'second_dhcp', '2 DHCP servers answer, of 1']);
        assert.equal((await checks({ dhcp_servers: 2 })).state, 'pass');
        await rogue.stop();
    });
    await step('an address that somebody has is the first red line', async () => {
        await dnsmasq.stop();
        dnsmasq = await line.serve('narrow', server, 'br0', '10.88.0.150,10.88.0.150');
        await other.does('ip', 'address', 'add', '10.88.0.150/24', 'dev', 'eth0');
        const found = await checks();
        assert.equal(found.said, 'somebody else has 10.88.0.150');
        isFirst(found, 'address_taken');
        await dnsmasq.stop();
    });
    await step('a server that refuses what it has offered', async () => {
        const refusing = await line.refuses(server, '10.88.0.1', '10.88.0.177');
        const { state, fault, said } = await checks();
        assert.deepEqual([state, fault, said], ['warn', 'dhcp_silent', 'the server refuses the address that it has offered']);
        await refusing.stop();
    });
});
