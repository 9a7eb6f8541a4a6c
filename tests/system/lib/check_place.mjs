// A pole and, at the other end of its line, all that it needs, each in a network namespace: what a check of it finds.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { programs, source } from './house.mjs';
import { Program, run } from './program.mjs';
import { Namespace } from './street.mjs';
import { until } from './until.mjs';

export const [GATEWAY, POLE, OTHER] = ['10.88.0.2', '10.88.0.1', '10.88.0.4'];
const BROKER_PORT = 1883;
const SERVER = `tcp://broker.test:${BROKER_PORT}`;

export class Place {
    constructor(house) {
        this.house = house;
        this.pole = new Namespace('pole');
        this.far = new Namespace('far');
        house.atEnd.push(() => [this.pole, this.far].forEach((space) => space.end()));
    }

    async start() {
        const { house, pole, far } = this;
        await pole.start();
        await far.start();
        await pole.does('ip', 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${far.keeper.pid}`);
        await pole.does('ip', 'link', 'set', 'up0', 'up');
        await far.does('ip', 'link', 'set', 'eth0', 'up');
        await pole.does('ip', 'address', 'add', `${POLE}/24`, 'dev', 'up0');
        for (const address of [GATEWAY, OTHER]) {
            await far.does('ip', 'address', 'add', `${address}/24`, 'dev', 'eth0');
        }
        await this.route();
        await far.does('nft', 'add table ip wall; add chain ip wall in { type filter hook input priority 0; }');
        await far.does('nft', 'add table arp quiet; add chain arp quiet in { type filter hook input priority 0; }');
        this.resolv = house.path('resolv.conf');
        writeFileSync(this.resolv, `nameserver ${GATEWAY}\noptions timeout:1 attempts:1\n`);
        const servers = new Program(
            'servers',
            far.command(process.execPath, join(source, 'tests/system/lib/check_servers.mjs'), GATEWAY, OTHER),
            { ready: () => servers.log.includes('ready') },
        );
        await house.add(servers).start();
        await this.resolves(`--address=/broker.test/${GATEWAY}`, '--local=/invalid/');
        await this.brokerIs('allow_anonymous true');
        house.server = `tcp://127.0.0.1:${BROKER_PORT}`;
        this.collector = await this.collectorIn(far);
        await this.collectorRuns();
        house.server = SERVER;
    }

    /** Made, and not begun: in a namespace nobody else reads its pages. */
    async collectorIn(space) {
        const collector = await this.house.makeCollector();
        collector.command = space.command(...collector.command);
        collector.ready = () => collector.log.slice(collector.begun).includes('connected to the broker');
        return collector;
    }

    collectorRuns() {
        return this.collector.start();
    }

    route() {
        return this.pole.does('ip', 'route', 'replace', 'default', 'via', GATEWAY);
    }

    /** The resolver, begun anew with these names. */
    async resolves(...names) {
        await this.dnsmasq?.stop();
        const words = ['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--user=root', '--log-facility=-'];
        const dnsmasq = new Program(
            'dnsmasq',
            this.far.command('dnsmasq', ...words, ...names, `--listen-address=${GATEWAY}`, '--bind-interfaces'),
            { ready: () => dnsmasq.log.includes('started') },
        );
        this.dnsmasq = dnsmasq;
        await this.house.add(dnsmasq).start();
    }

    /** Of the pole; the collector, which is on the broker's side, is there again before it ends. */
    async brokerIs(...lines) {
        await this.broker?.stop();
        const config = this.house.path('broker.conf');
        const listeners = [GATEWAY, '127.0.0.1'].map((address) => `listener ${BROKER_PORT} ${address}\n`);
        writeFileSync(config, `${listeners.join('')}${lines.join('\n')}\n`);
        const before = this.connections();
        const broker = new Program('broker', this.far.command('mosquitto', '-c', config), {
            ready: () => broker.log.includes('running'),
        });
        this.broker = broker;
        await this.house.add(broker).start();
        if (this.collector?.alive && lines.includes('allow_anonymous true')) {
            await until('the collector is back', () => this.connections() > before, 60);
        }
    }

    /** Of the collector, so far. */
    connections() {
        return this.collector?.log.split('connected to the broker').length ?? 0;
    }

    /** A command in the pole, with its own resolv.conf, and with what `mounts` (of sh) has mounted for it alone. */
    inPole(words, mounts = 'true') {
        const script = `mount --bind "$0" /etc/resolv.conf && ${mounts} && exec "$@"`;
        return this.pole.command('unshare', '--mount', 'sh', '-c', script, this.resolv, ...words);
    }

    /** The file of an agent of this pole. */
    async configured(changes = {}) {
        const agent = await this.house.makeAgent('pole-1', changes);
        return agent.command[agent.command.indexOf('--config') + 1];
    }

    /** What a check finds. */
    async checks(changes, words = [], mounts) {
        const command = [programs.agent, '--config', await this.configured(changes), 'check', ...words, '--json'];
        const { code, output } = await run(this.inPole(command, mounts));
        assert.ok(output.startsWith('{'), output);
        const result = JSON.parse(output.slice(0, output.indexOf('\n')));
        assert.ok(result.seconds < 60, `${result.seconds} s`);
        return { code, result, states: Object.fromEntries(result.layers.map(({ layer, state }) => [layer, state])) };
    }

    /** That this layer is the first that is wrong, of this fault; what is known of the others. */
    async finds(layer, fault, code, changes, { mounts, state = 'fail' } = {}) {
        const found = await this.checks(changes, [], mounts);
        assert.deepEqual(found.result.first, { layer, fault }, JSON.stringify(found.result.layers, null, 1));
        assert.equal(found.code, code);
        assert.equal(found.states[layer], state);
        assert.equal(found.result.verdict, state);
        return found;
    }
}

/** Of a pole for which all that it asks is there. */
export const settings = (house, { clock = GATEWAY, page = '/generate_204', vlan = 0 } = {}) => ({
    mqtt: { servers: [SERVER] },
    wifi: { enabled: false },
    capture: { socket: '' },
    check: { directory: house.path('check'), vlan },
    path: {
        dhcp: { socket: '' },
        target: [
            { name: 'outside', class: 'outside', host: GATEWAY, probes: ['tcp'], tcp_port: 80 },
            { name: 'page', class: 'outside', host: GATEWAY, probes: ['portal'], portal_url: `http://${GATEWAY}${page}` },
            { name: 'clock', class: 'core', host: clock, probes: ['ntp'] },
        ],
    },
});
