// The uplink of a pole, on which others serve DHCP, too.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { programs, source } from './house.mjs';
import { Program, run } from './program.mjs';
import { Namespace } from './street.mjs';

/** A pole's up0 and two others' eth0 on one bridge. */
export class UplinkLine {
    constructor(house) {
        this.house = house;
        this.pole = new Namespace('pole');
        this.server = new Namespace('server');
        this.other = new Namespace('other');
        house.atEnd.push(() => [this.pole, this.server, this.other].forEach((space) => space.end()));
    }

    async start() {
        const { pole, server, other } = this;
        for (const space of [pole, server, other]) {
            await space.start();
        }
        await server.does('ip', 'link', 'add', 'br0', 'type', 'bridge');
        await server.does('ip', 'link', 'set', 'br0', 'up');
        for (const [space, name, port] of [[pole, 'up0', 'port1'], [other, 'eth0', 'port2']]) {
            await space.does('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', port, 'netns', `${server.keeper.pid}`);
            await space.does('ip', 'link', 'set', name, 'up');
            await server.does('ip', 'link', 'set', port, 'master', 'br0', 'up');
        }
        await server.does('ip', 'address', 'add', '10.88.0.1/24', 'dev', 'br0');
    }

    leases(name) {
        return readFileSync(this.house.path(name), 'utf8').split('\n').filter(Boolean);
    }

    async serve(name, space, device, range) {
        const words = ['--keep-in-foreground', '--no-ping', '--port=0', `--interface=${device}`, '--bind-interfaces', '--log-facility=-', '--log-dhcp'];
        const files = ['--conf-file=/dev/null', `--dhcp-leasefile=${this.house.path(name)}`, '--user=root', `--dhcp-range=${range},1h`];
        const dnsmasq = new Program(name, space.command('dnsmasq', ...words, ...files), { ready: () => dnsmasq.log.includes('DHCP, IP range') });
        await this.house.add(dnsmasq).start();
        return dnsmasq;
    }

    /** The pole's own lease, as its client keeps it; `more` are words of udhcpc. */
    async leasesForItself(...more) {
        const script = this.house.path('lease.sh');
        const lines = ['#!/bin/sh', '[ "$1" = bound ] || exit 0', 'ip address flush dev up0', 'ip address add "$ip/24" dev up0'];
        writeFileSync(script, `${lines.join('\n')}\n`, { mode: 0o755 });
        await this.pole.does('busybox', 'udhcpc', '-i', 'up0', '-n', '-q', '-f', '-t', '5', '-T', '1', '-s', script, ...more);
        return this.own();
    }

    async own() {
        return (await this.pole.does('ip', '-4', '-brief', 'address', 'show', 'dev', 'up0')).trim();
    }

    /** magpie-station of the uplink, which listens at the socket. */
    async startStation() {
        const socket = this.house.path('uplink.sock');
        writeFileSync(this.house.path('uplink.toml'), `uplink = "up0"\nsocket = "${socket}"\nlog_level = "debug"\n`);
        const station = new Program('station', this.pole.command(programs.station, '--config', this.house.path('uplink.toml')), {
            ready: async () => (await run(['test', '-S', socket])).code === 0,
        });
        await this.house.add(station).start();
        return { station, socket };
    }

    /** Who offers an address and refuses it. */
    async refuses(space, own, offered) {
        const words = [process.execPath, join(source, 'tests/system/lib/refusing_dhcp.mjs'), own, offered];
        const refusing = new Program('refusing', space.command(...words), { ready: () => refusing.log.includes('ready') });
        await this.house.add(refusing).start();
        return refusing;
    }
}
