// A pole visits a neighbour's network as a citizen would, and says at which stage it fails.

import assert from 'node:assert/strict';

import { Citizen, passphrase } from './lib/citizen.mjs';
import { inLaboratory } from './lib/laboratory.mjs';

const ssid = 'magpie';

inLaboratory('a citizen joins a neighbour', { radios: 2 }, async (lab, step) => {
    const citizen = new Citizen(lab);
    await citizen.begin();
    await citizen.neighbour({ ssid, passphrase });
    await citizen.startDhcp();
    const network = { ssid, security: 'psk', secret_file: '/share/citizen.secret' };

    await step('through all stages', async () => {
        await citizen.startAgent(network);
        await citizen.usable(1);
        for (const stage of ['scan', 'association', 'keys', 'dhcp', 'dns', 'portal', 'page', 'download', 'visit']) {
            const passed = await lab.collector.value('magpie_client_visit_stages_total', { ssid, stage, outcome: 'success' });
            assert.ok(passed >= 1, `${stage}: ${passed}`);
            const took = await lab.collector.value('magpie_client_visit_stage_seconds', { ssid, stage });
            assert.ok(took >= 0 && took < 60, `${stage} takes ${took} s`);
        }
        const rate = await lab.collector.value('magpie_client_visit_download_bytes_per_second', { ssid });
        assert.ok(rate > 1000, `${rate} bytes a second`);
        const airtime = await lab.collector.value('magpie_client_visit_airtime_ratio', {});
        assert.ok(airtime > 0 && airtime < 0.01, `${airtime} of the airtime`);
        await lab.shows(1, 'magpie_node_source_up', { source: 'citizen' });
    });
    await step('the pole keeps its own way, and nothing stays of a visit', async () => {
        const own = await lab.does('ip address; ip route');
        assert.ok(!own.includes('10.9.0.'), own);
        await lab.machine.until('the address has gone', `! ${citizen.inItsNetwork} ip address | grep 10.9.0.`);
    });
    await step('no name is answered', async () => {
        await citizen.services_are('dns off');
        await citizen.comesTo('dns', 'no_answer');
        await citizen.usable(0);
        await citizen.services_are('dns on');
    });
    await step('a portal is in the way', async () => {
        await citizen.services_are('portal on');
        await citizen.comesTo('portal', 'captive');
        await citizen.services_are('portal off');
    });
    await step('the page is down', async () => {
        await citizen.services_are('page off');
        await citizen.comesTo('page', 'failed');
        await citizen.services_are('page on');
        await citizen.usable(1);
    });
    await step('there is nothing to download', async () => {
        await citizen.services_are('download off');
        await citizen.comesTo('download', 'failed');
        await citizen.usable(0);
        await citizen.services_are('download on');
        await citizen.usable(1);
    });
    await step('the access point is full', async () => {
        await lab.does('hostapd_cli -i wlan0 set max_num_sta 0');
        await citizen.comesTo('association', 'full');
        await lab.does('hostapd_cli -i wlan0 set max_num_sta 8');
        await citizen.usable(1);
    });
    await step('the pool is exhausted', async () => {
        await citizen.dhcp.end();
        await citizen.startDhcp(0);
        await citizen.comesTo('dhcp', 'no_offer');
    });
    await step('nobody gives addresses', async () => {
        await citizen.dhcp.end();
        await citizen.comesTo('dhcp', 'no_offer');
    });
    await step('the key is another', async () => {
        citizen.write('citizen.secret', 'magpies steal silver\n');
        await citizen.comesTo('keys', 'wrong_key');
        citizen.write('citizen.secret', `${passphrase}\n`);
    });
    await step('there is no access point', async () => {
        await citizen.neighbourGoes();
        // The kernel itself remembers what it heard for half a minute.
        await citizen.comesTo('scan', 'not_found', 120);
        await citizen.usable(0);
    });
    await step('magpie-station is not there', async () => {
        assert.equal(await citizen.station.end(), 0);
        const before = await lab.metrics();
        await lab.grows('magpie_client_visits_missed_total', { reason: 'station' }, before, 1, 60);
        await lab.shows(0, 'magpie_node_source_up', { source: 'citizen' });
    });
});
