import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { inHouse, programs, source } from '../../system/lib/house.mjs';
import { architecture } from './architecture.mjs';
import { Machine, Service } from './machine.mjs';
import { until } from './until.mjs';

const image = process.env.MAGPIE_VM_IMAGE ?? join(source, architecture.image);
const tools = process.env.MAGPIE_VM_TOOLS ?? join(source, 'build/dev/tests/vm');
const SKIPPED = 77; // as SKIP_RETURN_CODE in CMakeLists.txt

const channels = { 1: 2412, 6: 2437, 11: 2462, 36: 5180, 40: 5200, 52: 5260, 100: 5500 };

/** The address hwsim gives to the interface of its radio of this number. */
export const addressOf = (radio) => `02:00:00:00:${radio.toString(16).padStart(2, '0')}:00`;

/**
 * Radios of mac80211_hwsim in a machine of their own, and a house around it: the agent in the machine reports to a broker
 * outside, and what it says is read at the collector. Radio N is phyN and wlanN.
 */
class Laboratory {
    constructor(house, { tools: names = ['medium', 'radio', 'record', 'inject', 'services'], countsInstructions }) {
        this.house = house;
        this.tools = names.map((name) => join(tools, `magpie_${name}`));
        this.collector = house.collector;
        this.inTheStreet = '';
        this.agents = [];
        this.directory = house.path('share');
        mkdirSync(this.directory);
        const given = { image, directory: this.directory, brokerPort: house.broker.port, countsInstructions };
        this.machine = house.add(new Machine(given));
    }

    async boot(radios) {
        await this.machine.boot([programs.agent, programs.capture, ...this.tools]);
        // The country is set here, so that no access point has to wait for it.
        await this.does(`modprobe mac80211_hwsim radios=${radios}\niw reg set DE`);
    }

    does(script, seconds) {
        return this.machine.does(script, seconds);
    }

    async serve(name, command) {
        const service = this.house.add(new Service(this.machine, name, command));
        await service.start();
        return service;
    }

    /** hostapd on a radio, and up. Without a passphrase it is open; `more` are lines of hostapd.conf. */
    async accessPoint(radio, { ssid, channel, passphrase, more = [], waits = true, street = false }) {
        const lines = [
            `interface=wlan${radio}`,
            'driver=nl80211',
            'ctrl_interface=/run/hostapd',
            `ssid=${ssid}`,
            `hw_mode=${channel > 14 ? 'a' : 'g'}`,
            `channel=${channel}`,
            ...['country_code=DE', 'ieee80211d=1', 'ieee80211h=1'],
            ...(passphrase ? ['wpa=2', 'wpa_key_mgmt=WPA-PSK', 'rsn_pairwise=CCMP'] : []),
            ...(passphrase ? [`wpa_passphrase=${passphrase}`] : []),
            ...more,
        ];
        writeFileSync(join(this.directory, `hostapd-${radio}.conf`), `${lines.join('\n')}\n`);
        // Not -B, which would wait for the minute of listening on a channel with radar.
        const command = `${street ? this.inTheStreet : ''} hostapd /share/hostapd-${radio}.conf`;
        const hostapd = await this.serve(`hostapd-${radio}`, command);
        if (waits) {
            const enabled = `hostapd_cli -i wlan${radio} status | grep -q state=ENABLED`;
            await this.machine.until(`${ssid} is on the air`, enabled);
        }
        return hostapd;
    }

    /** Radios into a network namespace of their own: they are on the air, but the pole's kernel does not show them. */
    async toTheStreet(radios) {
        await this.serve('street', 'unshare -n sleep 1000000');
        const elsewhere = '[ "$(readlink /proc/$(cat /run/street.pid)/ns/net)" != "$(readlink /proc/self/ns/net)" ]';
        await this.machine.until('the street', elsewhere);
        await this.does(radios.map((radio) => `iw phy phy${radio} set netns $(cat /run/street.pid)`).join('\n'));
        this.inTheStreet = 'nsenter -t $(cat /run/street.pid) -n';
    }

    /** wpa_supplicant on radios, one process for all; they come back by themselves. In the street if there is one. */
    async clients(radios, { ssid, channel, passphrase }) {
        const lines = [
            'ctrl_interface=/run/wpa_supplicant',
            'network={',
            `ssid="${ssid}"`,
            `scan_freq=${channels[channel]}`,
            ...(passphrase ? ['key_mgmt=WPA-PSK', `psk="${passphrase}"`] : ['key_mgmt=NONE']),
            '}',
        ];
        const name = `supplicant-${radios[0]}`;
        writeFileSync(join(this.directory, `${name}.conf`), `${lines.join('\n')}\n`);
        const interfaces = radios.map((radio) => `-i wlan${radio} -c /share/${name}.conf`).join(' -N ');
        return this.serve(name, `${this.inTheStreet} wpa_supplicant ${interfaces}`);
    }

    /** Until so many stations are with an access point and may send. */
    async associated(count, radio, seconds = 40) {
        const dump = `iw dev wlan${radio} station dump | grep -c 'authorized:.*yes' || true`;
        const read = async () => Number(await this.does(dump));
        await this.waits(`${count} clients at wlan${radio}`, read, (there) => there === count, seconds);
    }

    /** From now on the air is ours: see medium.cpp. */
    async startMedium() {
        await this.does('mkfifo /run/air');
        await this.serve('medium', '/share/magpie_medium <>/run/air');
        await until('the medium', () => this.machine.read('medium.log').startsWith('ready'));
    }

    async air(...rules) {
        for (const rule of rules) {
            await this.does(`echo '${rule}' >/run/air`);
            await until(`the medium takes ${rule}`, () => this.machine.read('medium.log').endsWith(`${rule}\n`));
        }
    }

    /** Packets from an access point to a station, two hundred a second, for as long as the machine runs. */
    async talk(from, to) {
        const address = `10.${from}.${to}.2`;
        await this.does(`ip address add 10.${from}.${to}.1/24 dev wlan${from}
arp -i wlan${from} -s ${address} ${addressOf(to)}
ping -i 0.005 ${address} >/dev/null &`);
    }

    /** The agent that ships, and its first report; `more` are sections of its configuration. Without one on Wi-Fi if `wifi` is null. */
    async startAgent(wifi = { ssids: ['magpie', 'magpie-5'], min_group: 1, detail: true }, id = 'pole-1', more = {}) {
        const tables = {
            top: { state_directory: `/run/${id}` },
            node: { area: 'mapo', id },
            mqtt: { servers: ['tcp://10.0.2.100:1883'] },
            report: { interval_seconds: 1 },
            outbox: { run_directory: `/run/${id}/run` },
            ...(wifi && { wifi }),
            ...more,
        };
        copyFileSync(this.house.writeConfig(id, tables), join(this.directory, `${id}.toml`));
        await this.does(`mkdir /run/${id}`);
        const agent = await this.serve(id, `/share/magpie-agent --config /share/${id}.toml`);
        this.agents.push(agent);
        await this.shows(1, 'magpie_node_up', { node: id }, 30);
        return agent;
    }

    /**
     * magpie-capture on a monitor interface of a radio, and on the interfaces of access points. A radio that serves meanwhile does not hear
     * its own beacons; one that does not is told the channel.
     */
    async startCapture(radio, clients, channel) {
        const tables = clients.map(({ of, ssid }) => `[[client]]\ninterface = "wlan${of}"\nssid = "${ssid}"\n`);
        const config = `socket = "/run/capture.sock"\n[air]\ninterface = "mon${radio}"\n${tables.join('')}`;
        writeFileSync(join(this.directory, 'capture.toml'), config);
        await this.does(`iw phy phy${radio} interface add mon${radio} type monitor\nip link set mon${radio} up`);
        if (channel) {
            await this.does(`iw dev mon${radio} set channel ${channel}`);
        }
        const service = await this.serve('capture', '/share/magpie-capture --config /share/capture.toml');
        await this.machine.until('the socket', '[ -S /run/capture.sock ]');
        return service;
    }

    /** All agents that still run. */
    async endAgents() {
        for (const agent of this.agents.filter(({ alive }) => alive)) {
            assert.equal(await agent.end(), 0, `${agent.name} goes in peace`);
        }
    }

    metrics() {
        return this.collector.metrics();
    }

    /** Waits until the number that `read` gives is as wanted; that number. */
    async waits(what, read, wanted, seconds = 20) {
        let last;
        try {
            await until(what, async () => wanted((last = await read())), seconds);
        } catch (problem) {
            throw new Error(`${problem.message}; at last it was ${last}`, { cause: problem });
        }
        return last;
    }

    /** Waits until the agent has looked at everything anew since now. */
    async reportsAgain() {
        const read = () => this.collector.value('magpie_node_last_report_timestamp_seconds', { node: 'pole-1' });
        const before = await read();
        await this.waits('two more reports', read, (last) => last > before + 2);
    }

    /** Waits until the page says so of a gauge. */
    shows(value, name, labels, seconds) {
        const read = () => this.collector.value(name, { node: 'pole-1', ...labels });
        return this.waits(`${name} ${JSON.stringify(labels)} is ${value}`, read, (now) => now === value, seconds);
    }

    /** Waits until a counter has grown by at least `least` since `before`; what it has grown by. */
    grows(name, labels, before, least = 1, seconds = 20) {
        const past = before.sum(name, labels);
        const read = async () => (await this.collector.sum(name, { node: 'pole-1', ...labels })) - past;
        return this.waits(`${name} ${JSON.stringify(labels)} grows by ${least}`, read, (grown) => grown >= least, seconds);
    }
}

/** What a laboratory would need and is not here. */
export function missing() {
    const wanted = [join(image, 'kernel'), join(image, 'initrd')];
    const wherePrograms = process.env.PATH.split(delimiter);
    const [qemu] = architecture.qemu;
    const hasQemu = wherePrograms.some((directory) => existsSync(join(directory, qemu)));
    return hasQemu ? wanted.find((file) => !existsSync(file)) : qemu;
}

/** A laboratory in a house, with so many radios. */
export async function openLaboratory(house, { radios, ...options }) {
    await house.startPlainBroker();
    await house.startCollector();
    const lab = new Laboratory(house, options);
    await lab.boot(radios);
    return lab;
}

/** A test in a laboratory with so many radios; skipped, with exit code 77, where there can be none. */
export function inLaboratory(promise, { radios }, body) {
    const without = missing();
    if (without) {
        console.log(`skipped: ${promise} (there is no ${without})`);
        process.exit(SKIPPED);
    }
    inHouse(promise, async (house, step, t) => {
        const lab = await openLaboratory(house, { radios });
        await body(lab, step, t);
        await lab.endAgents();
    });
}
