import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { get } from '../../system/lib/http.mjs';
import { House, Server, programs, source } from '../../system/lib/house.mjs';
import { answers } from '../../system/lib/ports.mjs';
import { runWell } from '../../system/lib/program.mjs';
import { until } from '../../system/lib/until.mjs';
import { Authority } from './authority.mjs';
import { BEHIND, JumpingClock, bootTime } from './clocks.mjs';
import { FlashDisk, MemoryDisk } from './disk.mjs';
import { Proxy, TlsFront } from './proxy.mjs';
import { Truth } from './truth.mjs';

const SIGTERM = 15;
const AREA = 'mapo';
export const FLOOD = 'storm-flood'; // who fills the broker's queue
const IDENTITY_AGE = 86_400_000; // certificates are older than any jump of a clock, or none would be valid after one

const WINDOW_HOURS = 24; // longer than the longest run: what that makes late is to come, not to be too old

/** How long each store may answer before it keeps. */
const STORES = {
    prometheus: { start: (house) => house.startPrometheusStore(`${WINDOW_HOURS}h`), settle: 2 },
    'victoria-metrics': { start: (house) => house.startVictoriaMetricsStore(), settle: 15 },
};

/** How the broker treats who is slow: as ./run sets it, as it comes, and with hardly a queue. */
export const BROKERS = {
    patient: [],
    default: [],
    narrow: ['max_inflight_messages 1', 'max_queued_messages 10'],
};

const FLASH_AFTER = 5; // seconds: a minute would excuse nearly all that is missing after a power cut

/** A pole: its agent, its line to the broker, its disks and its clock; and what befell it, for the account. */
class Pole {
    constructor(id) {
        this.id = id;
        this.cuts = []; // of power: {from, to}
        this.full = []; // a disk of it: {from, to}
        this.down = []; // its agent: {from, to}
        this.kills = 0;
    }
}

/** Real agents, broker, collector and store, joined by lines that have weather. */
export class City {
    constructor({ poles, interval, store, collectors, dice }) {
        this.house = new House();
        this.dice = dice;
        this.interval = interval;
        this.kind = store;
        this.collectors = collectors; // names
        this.settle = STORES[store].settle;
        this.lines = {};
        this.disks = {};
        this.clocks = {};
        this.programs = {};
        this.poles = Array.from({ length: poles }, (_, i) => new Pole(`pole-${i + 1}`));
        this.brokerIs = 'patient';
        this.base = Date.now() - bootTime();
        this.flashAfter = FLASH_AFTER * 1000;
        this.findings = []; // what no program may do, whatever the weather
        this.restarts = 0; // of programs that gave up by themselves, which an init would start again
    }

    async standUp() {
        // All of it in memory: a busy disk of this machine is no fault that was thrown.
        const ground = await new MemoryDisk(this.house.directory, 2048).mount();
        this.house.atEnd.push(() => ground.unmount());
        mkdirSync(this.house.path('disks'));
        await this.makeIdentities();
        await this.startBroker();
        await this.startStore();
        for (const name of this.collectors) {
            await this.startCollector(name);
        }
        await Promise.all(this.poles.map((pole) => this.startPole(pole)));
        this.watch = setInterval(() => this.lookAfter(), 200);
    }

    async makeIdentities() {
        const clock = new JumpingClock(this.house.path('clock-of-the-ca'));
        clock.jump(-IDENTITY_AGE);
        this.authority = new Authority(this.house.certificates, clock);
        await this.authority.issue(...this.collectors, 'observer', FLOOD, ...this.poles.map(({ id }) => id));
        await this.authority.writeList();
    }

    async line(name, port_of_target) {
        this.lines[name] = await new Proxy(name, port_of_target, this.dice.of(`line/${name}`)).start();
        this.house.atEnd.push(() => this.lines[name].end());
        return this.lines[name];
    }

    clock(name) {
        this.clocks[name] = new JumpingClock(this.house.path(`clock-of-${name}`));
        return this.clocks[name];
    }

    async startBroker() {
        const { house } = this;
        await house.startBrokerWith(async (port) => {
            this.brokerPort = port;
            await this.writeBrokerConfig();
            return join(house.certificates, 'mosquitto.conf');
        });
        this.programs.broker = house.broker;
    }

    async writeBrokerConfig() {
        const { certificates } = this.house;
        await runWell([join(source, 'script/broker-config'), certificates, `${this.brokerPort}`, 'observer']);
        const file = join(certificates, 'mosquitto.conf');
        const shipped = readFileSync(file, 'utf8');
        const asItIs = this.brokerIs === 'patient' ? shipped : shipped.replace(/^max_(inflight|queued)_messages .*\n/gm, '');
        const lines = [`crlfile ${this.authority.crl}`, ...BROKERS[this.brokerIs]];
        writeFileSync(file, `${asItIs}${lines.map((line) => `${line}\n`).join('')}`);
    }

    async startStore() {
        const { house } = this;
        this.store = await STORES[this.kind].start(house);
        this.programs.store = this.store;
        const server = { certificate: join(house.certificates, 'server.crt'), key: join(house.certificates, 'server.key') };
        this.front = await new TlsFront(() => this.store.port, server).start();
        house.atEnd.push(() => this.front.end());
        await this.line('store', () => this.front.port);
    }

    async startCollector(name) {
        const { house } = this;
        const line = await this.line(name, () => this.brokerPort);
        const disk = new FlashDisk(house.path('disks', name), house.path(`${name}.img`), 48);
        this.disks[name] = await disk.make();
        house.server = `ssl://localhost:${line.port}`;
        const changes = {
            top: { log_level: 'debug' },
            mqtt: { keep_alive_seconds: 5 },
            database: { path: join(disk.directory, 'collector.sqlite') },
            acknowledge: { every_seconds: 0.5 },
            history: {
                url: `https://localhost:${this.lines.store.port}/api/v1/write`,
                ca_file: join(house.certificates, 'ca.crt'),
                batch_seconds: 0.5,
                settle_seconds: this.settle,
                timeout_seconds: 5,
                window_seconds: WINDOW_HOURS * 3600,
            },
        };
        if (this.collectors.length > 1) {
            changes.pair = { instance: name };
        }
        const collector = await house.makeCollector(changes, { name });
        collector.name = name;
        collector.command = this.clock(name).wrap(collector.command);
        this.programs[name] = collector;
        await collector.start();
    }

    async startPole(pole) {
        const { house } = this;
        const { id } = pole;
        const line = await this.line(id, () => this.brokerPort);
        pole.flash = await new FlashDisk(house.path('disks', id), house.path(`${id}.img`), 16).make();
        pole.memory = await new MemoryDisk(house.path('disks', `${id}-memory`), 8).mount();
        this.disks[id] = pole.flash;
        this.disks[`${id}-memory`] = pole.memory;
        const agent = await house.makeAgent(id, {
            top: { state_directory: pole.flash.directory, log_level: 'debug' },
            node: { area: AREA, id },
            mqtt: { servers: [`ssl://localhost:${line.port}`], keep_alive_seconds: 5 },
            report: { interval_seconds: this.interval },
            outbox: { run_directory: pole.memory.directory, flash_directory: pole.flash.directory, flash_after_seconds: FLASH_AFTER },
        });
        agent.command = this.clock(id).wrap(agent.command);
        pole.agent = agent;
        pole.truth = new Truth(agent);
        this.programs[id] = agent;
        await agent.start();
        await until(`${id} says what it commits`, () => pole.truth.update().length > 0, 10).catch(() => {
            throw new Error(
                `${programs.agent} does not log each report it commits (debug: committed epoch= number= taken= dated=), ` +
                    'and without that there is no account',
            );
        });
    }

    /** Out at once, for the broker ends all connections and lets this certificate into none. */
    async revoke(id) {
        await this.authority.revoke(id);
        await this.stop('broker');
        await this.start('broker');
    }

    pole(id) {
        return this.poles.find((pole) => pole.id === id);
    }

    /** Of a pole that is killed it is not known whether it could still say what it did last. */
    async kill(name) {
        const pole = this.pole(name);
        if (pole) {
            pole.kills += 1;
        }
        this.programs[name].fallen = false;
        await this.programs[name].kill();
        this.isAway(name);
    }

    /** From a signal, or a death, to where the next agent has looked at what is there. */
    isAway(name) {
        const { down } = this.pole(name) ?? {};
        if (down && down.at(-1)?.to !== Infinity) {
            down.push({ from: bootTime(), to: Infinity });
        }
    }

    async isBack(name) {
        const pole = this.pole(name);
        const away = pole?.down.at(-1);
        if (away?.to === Infinity) {
            const before = pole.truth.update().length;
            await until(`${name} reports again`, () => !this.programs[name].alive || pole.truth.update().length > before, 30);
            away.to = bootTime() + BEHIND;
        }
    }

    async stop(name) {
        const program = this.programs[name];
        await this.isUnderWay(name);
        program.fallen = false;
        program.expected = false;
        if (!program.alive) {
            return;
        }
        program.child.kill('SIGTERM');
        this.isAway(name);
        try {
            await until(`${name} has ended`, () => !program.alive, 30);
        } catch (problem) {
            this.findings.push(`${name}: SIGTERM did not end it (${problem.message})`);
            await this.kill(name);
            return;
        }
        await program.ended;
        const ours = this.collectors.includes(name) || this.pole(name);
        // Who could not write down the last it knew says so; that is no fall.
        const hasRoom = !this.disks[name]?.isFull;
        if (ours && (program.child.signalCode || (program.child.exitCode !== 0 && hasRoom))) {
            this.findings.push(`${name}: ended with ${program.child.exitCode ?? program.child.signalCode} on SIGTERM`);
        }
    }

    async start(name) {
        if (name === 'broker') {
            await this.writeBrokerConfig();
        }
        this.programs[name].fallen = false;
        if (!this.programs[name].alive) {
            this.programs[name].launch();
        }
        await this.isUnderWay(name);
        await this.isBack(name);
    }

    /** So far that a signal finds it prepared; whether it gets further is for the account to say. */
    async isUnderWay(name) {
        const program = this.programs[name];
        await until(`${name} is under way`, () => !program.alive || program.catches(SIGTERM), 60);
    }

    freeze(name) {
        this.programs[name].child.kill('SIGSTOP');
    }

    thaw(name) {
        this.programs[name].child.kill('SIGCONT');
    }

    /** The board or the machine goes dark: first the disk, then who wrote to it. */
    async losePower(name) {
        const from = bootTime();
        await this.disks[name].losePower();
        await this.kill(name);
        this.pole(name)?.cuts.push({ from, to: bootTime() + BEHIND });
    }

    async powerUp(name) {
        await this.disks[name].powerUp();
        await this.pole(name)?.memory.powerUp();
        await this.start(name);
    }

    /** An init would start again who gives up; who falls to a signal is a finding. */
    lookAfter() {
        for (const [name, program] of Object.entries(this.programs)) {
            if (program.expected && !program.alive) {
                program.expected = false;
                const { exitCode, signalCode } = program.child;
                if (signalCode || exitCode === 0) {
                    this.findings.push(`${name}: fell by itself (${signalCode ?? exitCode}): ${program.tail(3)}`);
                }
                this.restarts += 1;
                program.fallen = true;
                setTimeout(() => program.fallen && !this.closed && this.start(name), 500);
            }
        }
    }

    /** Everything is mended; the broker is the one that ./run would start. */
    async heal() {
        for (const line of Object.values(this.lines)) {
            line.heal();
        }
        this.brokerIs = 'patient';
        await this.stop('broker');
        await this.start('broker');
        await until('the broker answers', () => answers(this.brokerPort));
    }

    /** [ms, taken] of every sample of uptime, which is `taken` in seconds: in each report, and never twice the same. */
    async stored(id) {
        const match = `magpie_host_uptime_seconds{node="${id}"}`;
        const ms = (seconds) => Math.round(Number(seconds) * 1000);
        if (this.kind === 'prometheus') {
            const ask = { query: `${match}[7d]`, time: `${Date.now() / 1000 + 3600}` };
            const page = await get(this.store.port, `/api/v1/query?${new URLSearchParams(ask)}`);
            const [series] = JSON.parse(page.body).data.result;
            return (series?.values ?? []).map(([time, value]) => [ms(time), ms(value)]);
        }
        const ask = { 'match[]': match, end: `${Date.now() / 1000 + 3600}` };
        const page = await get(this.store.port, `/api/v1/export?${new URLSearchParams(ask)}`);
        const lines = page.body.trim().split('\n').filter(Boolean).map(JSON.parse);
        return lines.flatMap(({ values, timestamps }) => timestamps.map((time, i) => [time, ms(values[i])]));
    }

    /** What the collector that is active says of each pole's losses; undefined of one it does not show. */
    async lost() {
        const active = [];
        for (const name of this.collectors) {
            const page = await this.programs[name].metrics();
            if (this.collectors.length === 1 || page.value('magpie_collector_active') === 1) {
                active.push(page);
            }
        }
        if (active.length !== 1) {
            throw new Error(`${active.length} collectors are active`);
        }
        const [metrics] = active;
        return new Map(this.poles.map(({ id }) => [id, metrics.value('magpie_node_reports_lost_total', { node: id })]));
    }

    /** Logs of all programs, for who has to find out. */
    writeLogs(directory) {
        mkdirSync(directory, { recursive: true });
        for (const [name, { log }] of Object.entries(this.programs)) {
            writeFileSync(join(directory, `${name}.log`), log);
        }
    }

    async close() {
        this.closed = true;
        clearInterval(this.watch);
        for (const disk of Object.values(this.disks)) {
            disk.free();
        }
        await Promise.all(Object.values(this.programs).map((program) => program.kill()));
        for (const disk of Object.values(this.disks)) {
            if (existsSync(disk.directory)) {
                await disk.unmount().catch(() => {}); // it goes with the mount namespace
            }
        }
        await this.house.close();
    }
}
