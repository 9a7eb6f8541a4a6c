// What the air and the clients' packets tell: frames of a monitor interface, stages of a connection, an evil twin, a flood
// of deauthentications, a DHCP server that stays silent; and a wrong key that hostapd alone knows of.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { awake } from '../system/lib/clock.mjs';
import { addressOf, inLaboratory } from './lib/laboratory.mjs';

const passphrase = 'magpies build nests';
const ssid = 'magpie';
const band = '2.4GHz';
const addresses = [0, 1, 2].map(addressOf);

const ours = {
    capture: { socket: '/run/capture.sock', network: [{ ssid, security: 'personal' }], access_points: [addresses[0]] },
};
const stage = (name, outcome) => ({ ssid, stage: name, outcome });
const threat = (name) => ({ threat: name, ssid });
const budget = 2; // seconds from the first frame to /metrics

inLaboratory('what the air and the clients tell', { radios: 4 }, async (lab, step, t) => {
    await lab.toTheStreet([1, 2]);
    // EAPOL over nl80211: the interface carries none, and only the air or hostapd tells of handshakes.
    await lab.accessPoint(0, { ssid, channel: 1, passphrase, more: ['driver_params=control_port_ap=1'] });
    await lab.does('ip address add 10.9.0.1/24 dev wlan0');
    const service = await lab.startCapture(3, [{ of: 0, ssid }], 1);
    await lab.startAgent({ ssids: [ssid], min_group: 1 }, 'pole-1', ours);
    await lab.shows(1, 'magpie_node_source_up', { source: 'capture' });
    const before = await lab.metrics();

    /** Seconds from before an order is given, which is before its first frame, to what is seen of it at /metrics. */
    const within = async (what, begin, seen, most = budget) => {
        const begun = awake();
        await begin();
        await seen();
        const seconds = (awake() - begun) / 1000;
        t.diagnostic(`${what}: at /metrics after ${seconds.toFixed(2)} s`);
        assert.ok(seconds < most, `${what} took ${seconds} s`);
    };

    await step('beacons of our own network', async () => {
        await lab.grows('magpie_air_frames_total', { band, ssid, type: 'beacon' }, before, 10);
        await lab.grows('magpie_air_airtime_seconds_total', { band, ssid }, before, 0.001);
        assert.equal((await lab.metrics()).sum('magpie_node_capture_bad_frames_total'), 0);
    });
    await step('a client joins, stage by stage', async () => {
        await lab.clients([1], { ssid, channel: 1, passphrase });
        await lab.associated(1, 0);
        for (const name of ['authentication', 'association', 'handshake']) {
            await lab.grows('magpie_client_stage_total', stage(name, 'success'), before);
        }
    });
    await step('a DHCP server that stays silent', async () => {
        await within(
            'silent DHCP',
            () => lab.does(`${lab.inTheStreet} udhcpc -i wlan1 -n -q -t 4 -T 1 -s /bin/true >/dev/null 2>&1 &`),
            () => lab.grows('magpie_client_dhcp_silence_seconds', { ssid }, before, 0.5),
        );
        // Servers that look first whether an address is free are given five seconds.
        await lab.grows('magpie_client_stage_total', stage('dhcp_discover', 'no_answer'), before, 1, 30);
    });
    await step('and one that answers', async () => {
        writeFileSync(
            join(lab.directory, 'udhcpd.conf'),
            ['start 10.9.0.10', 'end 10.9.0.20', 'interface wlan0', 'lease_file /run/leases', 'max_leases 5', ''].join('\n'),
        );
        await lab.does('touch /run/leases');
        await lab.serve('udhcpd', 'udhcpd -f /share/udhcpd.conf');
        await lab.does(`${lab.inTheStreet} udhcpc -i wlan1 -n -q -t 10 -T 1 -s /bin/true`);
        for (const name of ['dhcp_discover', 'dhcp_request']) {
            await lab.grows('magpie_client_stage_total', stage(name, 'success'), before);
        }
        await lab.shows(0, 'magpie_client_dhcp_silence_seconds', { ssid });
    });
    const wrongKey = async (what) => {
        const past = await lab.metrics();
        const client = await lab.clients([2], { ssid, channel: 1, passphrase: 'magpies steal silver' });
        await lab.grows('magpie_client_stage_total', stage('handshake', 'wrong_key'), past, 1, 40);
        await client.end(); // before it tries again
        await lab.reportsAgain();
        for (const name of ['handshake', 'connect']) {
            const labels = stage(name, 'wrong_key');
            const grown = (await lab.metrics()).sum('magpie_client_stage_total', labels) - past.sum('magpie_client_stage_total', labels);
            assert.equal(grown, 1, `${name}, ${what}`);
        }
    };
    await step('a wrong key, of which frames and hostapd tell, is told once', async () => {
        await wrongKey('with frames');
        await lab.grows('magpie_wifi_refused_joins_total', { reason: 'wrong_passphrase' }, before, 2);
        await lab.grows('magpie_node_capture_client_events_total', { outcome: 'taken' }, before, 3);
    });
    await step('and one of which hostapd alone tells, too', async () => {
        await lab.does('ip link set mon3 down');
        await wrongKey('without');
        const past = await lab.metrics();
        const client = await lab.clients([2], { ssid, channel: 1, passphrase });
        await lab.associated(2, 0);
        await lab.reportsAgain();
        await client.end();
        await lab.does('ip link set mon3 up\niw dev mon3 set channel 1');
        const page = await lab.metrics();
        const told = stage('handshake', 'success');
        assert.equal(page.sum('magpie_client_stage_total', told), past.sum('magpie_client_stage_total', told), 'no frame was heard');
        assert.equal(page.sum('magpie_node_capture_client_events_total'), page.sum('magpie_node_capture_client_events_total', { outcome: 'taken' }));
    });
    await step('no threat so far', async () => {
        assert.equal((await lab.metrics()).sum('magpie_air_threats_total'), 0);
    });
    await step('a flood of deauthentications in the name of ours', async () => {
        await lab.does(`${lab.inTheStreet} iw dev wlan2 interface add mon2 type monitor
${lab.inTheStreet} ip link set mon2 up
${lab.inTheStreet} iw dev mon2 set channel 1`);
        await within(
            'the flood',
            () => lab.does(`${lab.inTheStreet} /share/magpie_inject mon2 deauthentications ${addresses[0]} 200 10 &`),
            () => lab.shows(1, 'magpie_air_threat', threat('deauthentications')),
        );
        await lab.does(`${lab.inTheStreet} iw dev mon2 del`);
    });
    await step('an evil twin, open', async () => {
        // Ready but for its name, and silent: when it is told to enable, its first beacon is still to come.
        await lab.accessPoint(2, { ssid: 'a stranger', channel: 1, street: true });
        await lab.does(`hostapd_cli -i wlan2 disable && hostapd_cli -i wlan2 set ssid ${ssid}`);
        await lab.machine.until('it is silent', 'hostapd_cli -i wlan2 status | grep -q state=DISABLED');
        await within(
            'the twin',
            () => lab.does('hostapd_cli -i wlan2 enable'),
            () => lab.shows(1, 'magpie_air_threat', threat('open_twin')),
        );
        // A series that is new comes with a birth of its own.
        const evidence = { threat: 'open_twin', bssid: addresses[2], channel: '1' };
        await lab.shows(1, 'magpie_air_threat_evidence', evidence);
    });
    await step('nothing of the client is told', async () => {
        const page = `${(await lab.collector.get('/metrics')).body}${service.log}`;
        const client = addresses[1];
        for (const spelling of [client, client.replaceAll(':', ''), client.replaceAll(':', '-'), '10.9.0.1']) {
            assert.ok(!page.toLowerCase().includes(spelling), spelling);
        }
    });
    await step('the interface goes, and the service with it', async () => {
        await lab.does('iw dev mon3 del');
        await lab.machine.until('it has ended', '! [ -d /proc/$(cat /run/capture.pid) ]');
        await lab.shows(0, 'magpie_node_source_up', { source: 'capture' });
    });
});
