// A citizen, a pole and a far side, each in a network namespace: real DHCP, DNS and TCP over veth lines, and a capture
// where the access point would be. Needs root, as network namespaces do.

import { spawn } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { source } from './house.mjs';
import { Program, runWell } from './program.mjs';
import { until } from './until.mjs';

/** A namespace that lasts as long as the process in it. */
export class Namespace {
    constructor(name) {
        this.name = name;
        this.keeper = spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'unshare', '--net', 'sleep', '1000000'], { stdio: 'ignore' });
    }

    async start() {
        const of = (pid) => readlinkSync(`/proc/${pid}/ns/net`);
        await until(`the namespace of ${this.name}`, () => of(this.keeper.pid) !== of('self'));
        await this.does('ip', 'link', 'set', 'lo', 'up');
    }

    command(...words) {
        return ['nsenter', '--target', `${this.keeper.pid}`, '--net', ...words];
    }

    does(...words) {
        return runWell(this.command(...words));
    }

    end() {
        this.keeper.kill('SIGKILL');
    }
}

export const PORTAL = 80; // redirects /portal, and answers 204 to all else
export const CLOSED = 81; // nobody listens
export const SILENT = 82; // the line drops what is sent there
export const FAR = '10.88.0.2'; // the far side, a resolver as well
export const POLE = '10.77.0.1'; // no resolver

/** What a citizen's packets pass: client eth0 - ap0 pole up0 - eth0 far side. */
export class Street {
    constructor(house) {
        this.house = house;
        this.client = new Namespace('client');
        this.pole = new Namespace('pole');
        this.far = new Namespace('far');
        house.atEnd.push(() => [this.client, this.pole, this.far].forEach((space) => space.end()));
    }

    async start() {
        const { client, pole, far } = this;
        for (const space of [client, pole, far]) {
            await space.start();
        }
        const line = async (near, name, other) => {
            const peer = ['peer', 'name', 'eth0', 'netns', `${other.keeper.pid}`];
            await near.does('ip', 'link', 'add', name, 'type', 'veth', ...peer);
            await near.does('ip', 'link', 'set', name, 'up');
            await other.does('ip', 'link', 'set', 'eth0', 'up');
        };
        await line(pole, 'ap0', client);
        await line(pole, 'up0', far);
        await pole.does('ip', 'address', 'add', `${POLE}/24`, 'dev', 'ap0');
        await pole.does('ip', 'address', 'add', '10.88.0.1/24', 'dev', 'up0');
        await pole.does('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward');
        await far.does('ip', 'address', 'add', `${FAR}/24`, 'dev', 'eth0');
        await far.does('ip', 'route', 'add', 'default', 'via', '10.88.0.1');
        await far.does('nft', 'add table ip far; add chain ip far input { type filter hook input priority 0; }');
        await far.does('nft', `add rule ip far input tcp dport ${SILENT} drop`);
        this.server = this.house.add(
            new Program('far side', far.command(process.execPath, join(source, 'tests/system/lib/far_side.mjs'), FAR), {
                ready: () => this.server.log.includes('ready'),
            }),
        );
        await this.server.start();
    }

    /** A DHCP server for the citizen; until then nobody answers. */
    async serveDhcp() {
        const words = ['--keep-in-foreground', '--no-ping', '--port=0', '--interface=ap0', '--bind-interfaces', '--log-facility=-'];
        const offers = ['--dhcp-range=10.77.0.10,10.77.0.99,1h', `--dhcp-option=option:dns-server,${FAR}`];
        const files = ['--conf-file=/dev/null', `--dhcp-leasefile=${this.house.path('leases')}`, '--user=root'];
        const dnsmasq = new Program('dnsmasq', this.pole.command('dnsmasq', ...words, ...offers, ...files), {
            ready: () => dnsmasq.log.includes('DHCP, IP range'),
        });
        await this.house.add(dnsmasq).start();
    }

    /** Asks for an address; whether there was one. */
    async asksForAddress() {
        const script = this.house.path('lease.sh');
        const lines = [
            '#!/bin/sh',
            '[ "$1" = bound ] || exit 0',
            'ip address flush dev eth0',
            'ip address add "$ip/24" dev eth0',
            'ip route replace default via "$router"',
        ];
        writeFileSync(script, `${lines.join('\n')}\n`, { mode: 0o755 });
        const words = ['busybox', 'udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-t', '3', '-T', '1', '-s', script];
        return this.client.does(...words).then(
            () => true,
            () => false,
        );
    }

    /** Of citizen.mjs, with the far side; what it printed. */
    citizen(...words) {
        return this.citizenWith(FAR, ...words);
    }
    citizenWith(server, ...words) {
        return this.client.does(process.execPath, join(source, 'tests/system/lib/citizen.mjs'), server, ...words.map(String));
    }

    /** From now on one packet in so many is lost on the way to the far side; 0: none. */
    async loses(oneIn) {
        await this.far.does('nft', 'flush chain ip far input');
        await this.far.does('nft', `add rule ip far input tcp dport ${SILENT} drop`);
        if (oneIn) {
            await this.far.does('nft', `add rule ip far input tcp dport ${PORTAL} numgen inc mod ${oneIn} == 0 drop`);
        }
    }
}
