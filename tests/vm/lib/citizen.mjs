// A spare radio that visits networks as a citizen would: radio 0 is a neighbour's access point in the street, with
// whatever is behind it; radio 1 is the station, in a network of its own. The agent has no way to the street but by it.

import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { programs, source } from '../../system/lib/house.mjs';
import { until } from './until.mjs';

export const passphrase = 'magpies build nests';
const address = '10.9.0.1';
const stages = 'magpie_client_visit_stages_total';

export class Citizen {
    constructor(lab) {
        this.lab = lab;
    }

    /** `street: false`: radio 0 is the pole's own, and the agent sees it. */
    async begin({ street = true } = {}) {
        const { lab } = this;
        if (street) {
            await lab.toTheStreet([0]);
        }
        await lab.serve('station-net', 'unshare -n sleep 1000000');
        const elsewhere = '[ "$(readlink /proc/$(cat /run/station-net.pid)/ns/net)" != "$(readlink /proc/self/ns/net)" ]';
        await lab.machine.until('the network of the station', elsewhere);
        this.inItsNetwork = 'nsenter -t $(cat /run/station-net.pid) -n';
        await lab.does(`iw phy phy1 set netns $(cat /run/station-net.pid)
${lab.inTheStreet} ip link set lo up
${this.inItsNetwork} ip link set lo up
mkdir /run/magpie-station
mkfifo /run/services`);
        copyFileSync(programs.station, join(lab.directory, 'magpie-station'));
        this.write('supplicant.conf', 'ctrl_interface=/run/magpie-supplicant\n');
        this.write('station.toml', 'interface = "wlan1"\nlog_level = "debug"\n');
        await lab.serve('supplicant', `${this.inItsNetwork} wpa_supplicant -i wlan1 -c /share/supplicant.conf`);
        await lab.machine.until('wpa_supplicant', '[ -S /run/magpie-supplicant/wlan1 ]');
        await this.startStation();
    }

    async startStation() {
        const command = `${this.inItsNetwork} /share/magpie-station --config /share/station.toml`;
        this.station = await this.lab.serve('station', command);
        await this.lab.machine.until('magpie-station', '[ -S /run/magpie-station/station.sock ]');
    }

    write(name, text) {
        writeFileSync(join(this.lab.directory, name), text);
    }

    /** The neighbour's access point, and all that is behind it. */
    async neighbour(network) {
        const { lab } = this;
        this.hostapd = await lab.accessPoint(0, { channel: 1, street: true, ...network });
        await lab.does(`${lab.inTheStreet} ip address replace ${address}/24 dev wlan0`);
        if (!this.services) {
            this.services = await lab.serve('services', `${lab.inTheStreet} /share/magpie_services ${address} <>/run/services`);
            await until('the services', () => lab.machine.read('services.log').startsWith('ready'));
        }
    }

    async neighbourGoes() {
        await this.hostapd.end();
    }

    /** A server that gives addresses, `leases` of them. */
    async startDhcp(leases = 20) {
        const lines = [
            'start 10.9.0.20',
            'end 10.9.0.60',
            'interface wlan0',
            `max_leases ${leases}`,
            'lease_file /run/udhcpd.leases',
            'pidfile /run/udhcpd.own',
            'option subnet 255.255.255.0',
            `option router ${address}`,
            `option dns ${address}`,
            'option lease 600',
        ];
        this.write('udhcpd.conf', `${lines.join('\n')}\n`);
        await this.lab.does('touch /run/udhcpd.leases');
        this.dhcp = await this.lab.serve('udhcpd', `${this.lab.inTheStreet} udhcpd -f /share/udhcpd.conf`);
    }

    /** As tests/vm/services.cpp has it: `dns off`, `portal on`, `page off`, `download off`. */
    async services_are(order) {
        await this.lab.does(`echo '${order}' >/run/services`);
        await until(order, () => this.lab.machine.read('services.log').endsWith(`${order}\n`));
    }

    /** The agent that visits `network` every few seconds. */
    async startAgent(network, secret = passphrase) {
        this.write('citizen.secret', `${secret}\n`);
        this.ssid = network.ssid;
        const citizen = {
            socket: '/run/magpie-station/station.sock',
            interval_seconds: 5,
            turns: 1,
            airtime_share: 0.05,
            portal_url: 'http://check.example/generate_204',
            page_url: 'http://www.example/page',
            download_url: 'http://www.example/download',
            download_bytes: 50_000,
            network: [network],
        };
        this.agent = await this.lab.startAgent(null, 'pole-1', { citizen });
    }

    /** Waits for one more end of a stage. */
    async comesTo(stage, outcome, seconds = 60) {
        const before = await this.lab.metrics();
        await this.lab.grows(stages, { ssid: this.ssid, stage, outcome }, before, 1, seconds);
    }

    usable(value) {
        return this.lab.shows(value, 'magpie_client_visit_usable', { ssid: this.ssid }, 60);
    }
}

/** A CA and a server's certificate for an access point with 802.1X, in the machine's /share. */
export function makeCertificates(lab) {
    const directory = lab.house.path('enterprise');
    execFileSync(join(source, 'script/throwaway-ca'), [directory]);
    for (const name of ['ca.crt', 'server.crt', 'server.key']) {
        copyFileSync(join(directory, name), join(lab.directory, name));
    }
}
