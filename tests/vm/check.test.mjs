// `magpie-agent check` on a pole with a spare radio: it joins the pole's own network as a client would, and names the stage that is broken.

import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { Citizen, passphrase } from './lib/citizen.mjs';
import { inLaboratory } from './lib/laboratory.mjs';
import { until } from './lib/until.mjs';

const ssid = 'magpie';
const layer = `ssid:${ssid}`;

inLaboratory('a check joins the networks of its pole', { radios: 2 }, async (lab, step) => {
    const citizen = new Citizen(lab);
    await citizen.begin({ street: false });
    await citizen.neighbour({ ssid, passphrase });
    await citizen.startDhcp();
    // The pole's own way leads to a page of its own, so that what is missing behind the access point is missed there alone.
    await lab.does('ip route add default via 10.0.2.2 dev eth0\nmkfifo /run/own-page');
    const ownPage = await lab.serve('own-page', '/share/magpie_services 127.0.0.1 <>/run/own-page');
    await until('the page on the own way', () => ownPage.log.startsWith('ready'));
    citizen.write('citizen.secret', `${passphrase}\n`);
    const config = lab.house.writeConfig('pole-1', {
        top: { state_directory: '/run/pole-1' },
        node: { area: 'mapo', id: 'pole-1' },
        mqtt: { servers: ['tcp://10.0.2.100:1883'] },
        wifi: { ssids: [ssid] },
        check: { directory: '/run/check' },
        path: {
            target: [{ name: 'page', class: 'outside', host: '127.0.0.1', probes: ['portal'], portal_url: 'http://127.0.0.1/generate_204' }],
        },
        citizen: {
            socket: '/run/magpie-station/station.sock',
            portal_url: 'http://check.example/generate_204',
            page_url: 'http://www.example/page',
            network: [{ ssid, security: 'psk', secret_file: '/share/citizen.secret' }],
        },
    });
    copyFileSync(config, join(lab.directory, 'pole-1.toml'));

    /** What a check says of the network; and the whole. */
    const checks = async () => {
        const { code, output } = await lab.machine.try('/share/magpie-agent --config /share/pole-1.toml check --json', 90);
        const result = JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? assert.fail(output));
        const { state, summary } = result.layers.find((one) => one.layer === layer);
        return { code, result, state, said: summary.en };
    };
    const failsAt = async (stage, fault) => {
        const { code, result, state, said } = await checks();
        assert.equal(state, 'fail', said);
        assert.match(said, new RegExp(`^fails at ${stage}: `));
        assert.deepEqual(result.first, { layer, fault }, JSON.stringify(result.layers, null, 1));
        assert.equal(code, 19);
        return said;
    };

    await step('through all stages', async () => {
        const { result, state, said } = await checks();
        assert.equal(state, 'pass', said);
        assert.match(said, /^joined, a page came; /);
        const stages = result.layers.find((one) => one.layer === layer).values.map(({ labels }) => labels.stage);
        for (const stage of ['scan', 'keys', 'dhcp', 'dns', 'page']) {
            assert.ok(stages.includes(stage), `${stage} is not of ${stages}`);
        }
        // Nothing keeps the machine's clock right, and no agent runs.
        assert.equal(result.verdict, 'warn', JSON.stringify(result.layers, null, 1));
    });
    await step('the page is down', async () => {
        await citizen.services_are('page off');
        await failsAt('page', 'network_unusable');
        await citizen.services_are('page on');
    });
    await step('no name is answered', async () => {
        await citizen.services_are('dns off');
        assert.equal(await failsAt('dns', 'network_unusable'), 'fails at dns: no_answer');
        await citizen.services_are('dns on');
    });
    await step('nobody gives addresses', async () => {
        await citizen.dhcp.end();
        assert.equal(await failsAt('dhcp', 'network_unusable'), 'fails at dhcp: no_offer');
        await citizen.startDhcp();
    });
    await step('the key is another', async () => {
        citizen.write('citizen.secret', 'magpies steal silver\n');
        assert.equal(await failsAt('keys', 'wrong_passphrase'), 'fails at keys: wrong_key');
        citizen.write('citizen.secret', `${passphrase}\n`);
    });
    await step('no access point serves it: that is the radios\' fault, and the network is blocked', async () => {
        await citizen.neighbourGoes();
        const { code, result, state } = await checks();
        assert.equal(result.first.layer, 'radios', JSON.stringify(result.layers, null, 1));
        assert.equal(code, 19);
        assert.equal(state, 'blocked');
    });
});
