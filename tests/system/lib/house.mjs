import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { Exposition } from './exposition.mjs';
import { get } from './http.mjs';
import { MqttPeer } from './mqtt_peer.mjs';
import { answers, freePort } from './ports.mjs';
import { Program, runWell } from './program.mjs';
import { until } from './until.mjs';

export const source = resolve(fileURLToPath(import.meta.url), '../../../..');
export const programs = {
    agent: process.env.MAGPIE_AGENT ?? join(source, 'build/dev/agent/magpie-agent'),
    ca: process.env.MAGPIE_CA ?? join(source, 'build/dev/collector/magpie-ca'),
    capture: process.env.MAGPIE_CAPTURE ?? join(source, 'build/dev/agent/capture/magpie-capture'),
    station: process.env.MAGPIE_STATION ?? join(source, 'build/dev/agent/station/magpie-station'),
    collector: process.env.MAGPIE_COLLECTOR ?? join(source, 'build/dev/collector/magpie-collector'),
    fleet: process.env.MAGPIE_FLEET ?? join(source, 'build/dev/tests/fleet/magpie-fleet'),
    listener: process.env.MAGPIE_LISTENER ?? join(source, 'build/dev/tests/system/magpie_listener'),
    modbusSlave: process.env.MAGPIE_MODBUS_SLAVE ?? join(source, 'build/dev/tests/system/magpie_modbus_slave'),
    slowDisk: process.env.MAGPIE_SLOW_DISK ?? join(source, 'build/dev/tests/system/libmagpie_slow_disk.so'),
};

/** JSON's texts, numbers and lists are TOML's too; its objects nearly. */
function tomlValue(value) {
    if (Array.isArray(value)) {
        return `[${value.map(tomlValue).join(', ')}]`;
    }
    if (typeof value === 'object') {
        const entries = Object.entries(value).map(([key, inner]) => `${key} = ${tomlValue(inner)}`);
        return `{ ${entries.join(', ')} }`;
    }
    return JSON.stringify(value);
}

/** Tables of values as TOML. */
function toml({ top = {}, ...tables }) {
    const given = (table) => Object.entries(table).filter(([, value]) => value !== undefined);
    const lines = (table) => given(table).map(([key, value]) => `${key} = ${tomlValue(value)}\n`);
    const sections = Object.entries(tables).map(([name, table]) => [`\n[${name}]\n`, ...lines(table)]);
    return [...lines(top), ...sections.flat()].join('');
}

/** The same tables with some values replaced; undefined takes one out. */
function merged(tables, changes) {
    const names = new Set([...Object.keys(tables), ...Object.keys(changes)]);
    return Object.fromEntries([...names].map((name) => [name, { ...tables[name], ...changes[name] }]));
}

const selector = (name, labels) =>
    `${name}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)}}`;

/** A program that is told its port: a free one the first time, and the same ever after. */
export class Server extends Program {
    constructor(name, commandFor, ready) {
        super(name, [], { ready: () => ready(this.port) });
        this.commandFor = commandFor;
    }

    /** Again while somebody else's connection has taken the port in between. */
    async start() {
        const first = !this.port;
        const attempt = async () => {
            this.port = first ? await freePort() : this.port;
            this.command = await this.commandFor(this.port);
            await super.start();
            return true;
        };
        await until(`${this.name} has its port`, attempt, 30);
    }
}

class Collector extends Program {
    /** `reader`: how its pages are read, as get() takes it. */
    constructor(config, reader) {
        const ready = async () => this.port && (await this.get('/readyz')).status === 200;
        super('collector', [programs.collector, '--config', config], { ready });
        this.reader = reader;
    }

    /** The kernel's choice, as the log of this run says. */
    get port() {
        const [, port] = /listening .*port=(\d+)/.exec(this.log.slice(this.begun)) ?? [];
        return port && Number(port);
    }

    get(path, reader = this.reader) {
        return get(this.port, path, reader);
    }

    async metrics(path = '/metrics') {
        const page = await this.get(path);
        if (page.status !== 200) {
            throw new Error(`${path}: ${page.status} ${page.body}`);
        }
        return new Exposition(page.body);
    }

    /** Of one number, by now. */
    async value(name, labels = {}) {
        return (await this.metrics()).value(name, labels);
    }

    /** Waits until the page says so. */
    async shows(value, name, labels = {}, seconds = 20) {
        const what = `${name} ${JSON.stringify(labels)} is ${value}`;
        await until(what, async () => (await this.value(name, labels)) === value, seconds);
    }

    async sum(name, labels = {}) {
        return (await this.metrics()).sum(name, labels);
    }

    async refused() {
        return JSON.parse((await this.get('/api/v1/refused')).body).refused;
    }
}

const SIGTERM = 15;

class Agent extends Program {
    constructor(id, config) {
        super(id, [programs.agent, '--config', config], { ready: () => this.catches(SIGTERM) });
        this.id = id;
    }
}

/** A whole Magpie in a directory of its own: CA, broker, collector, agents and who else is wanted, on ports of 127.0.0.1. */
export class House {
    constructor() {
        this.directory = mkdtempSync(join(tmpdir(), 'magpie-system-'));
        this.certificates = join(this.directory, 'certificates');
        this.programs = [];
        this.peers = [];
        this.atEnd = [];
        this.leave = () => rmSync(this.directory, { recursive: true, force: true });
        process.once('exit', this.leave);
    }

    path(...parts) {
        return join(this.directory, ...parts);
    }

    /** What is added here is ended with the house. */
    add(program) {
        this.programs.push(program);
        return program;
    }

    /** Files of a certificate for this name; made when it is first asked for. */
    async identity(name, { days = 30, directory = this.certificates } = {}) {
        const files = {
            ca: join(directory, 'ca.crt'),
            certificate: join(directory, `${name}.crt`),
            key: join(directory, `${name}.key`),
        };
        if (!existsSync(files.certificate)) {
            await runWell([join(source, 'script/throwaway-ca'), '--days', `${days}`, directory, name]);
        }
        return files;
    }

    /**
     * The broker of ./run: TLS, client certificates, an ACL by identity; `observer` may read everything. Nodes may be named now, for
     * certificates are made faster together. With `fleet` there is a port for the simulator's poles besides.
     */
    async startBroker(nodes = ['pole-1'], { fleet = false } = {}) {
        await runWell([join(source, 'script/throwaway-ca'), this.certificates, 'collector', 'observer', ...nodes]);
        await this.startBrokerWith(async (port) => {
            const options = fleet ? ['--fleet', `${(this.fleetPort ??= await freePort())}`] : [];
            await runWell([join(source, 'script/broker-config'), ...options, this.certificates, `${port}`, 'observer']);
            return join(this.certificates, 'mosquitto.conf');
        });
        this.server = `ssl://localhost:${this.broker.port}`;
        this.fleetServer = `ssl://localhost:${this.fleetPort}`;
    }

    /**
     * A broker without TLS that lets everybody do everything, for those who want to see the bytes. As it comes, it drops all but a
     * thousand messages for who is slow; `patient` it drops none.
     */
    async startPlainBroker({ patient = false } = {}) {
        const more = patient ? 'max_inflight_messages 0\nmax_queued_messages 1000000\n' : '';
        await this.startBrokerWith((port) => {
            const config = this.path('plain.conf');
            writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n${more}`);
            return config;
        });
        this.server = `tcp://127.0.0.1:${this.broker.port}`;
    }

    async startBrokerWith(writeConfig) {
        const command = async (port) => ['mosquitto', '-c', await writeConfig(port)];
        this.broker = this.add(new Server('broker', command, answers));
        await this.broker.start();
    }

    async tlsTables(name, tls) {
        if (!this.server.startsWith('ssl')) {
            return {};
        }
        const { ca, certificate, key } = tls ?? (await this.identity(name));
        return { ca_file: ca, certificate_file: certificate, key_file: key };
    }

    writeConfig(name, tables) {
        const file = this.path(`${name}.toml`);
        writeFileSync(file, toml(tables));
        return file;
    }

    /** Written anew with every call, so that one that was killed can come back otherwise. */
    async makeCollector(changes = {}, { tls, reader, name = 'collector' } = {}) {
        const tables = {
            mqtt: { server: this.server, ...(await this.tlsTables(name, tls)) },
            http: { port: 0 },
            database: { path: this.path(`${name}.sqlite`) },
            acknowledge: { every_seconds: 1 },
            // A pole that reports each second is not dead because the machine stood still for three.
            ingest: { silent_intervals: 10 },
        };
        this.collector = this.add(new Collector(this.writeConfig(name, merged(tables, changes)), reader));
        return this.collector;
    }

    /** Two, of which one is active; by the names of their instances. */
    async startPair(changes = {}) {
        const both = {};
        for (const instance of ['a', 'b']) {
            const options = { name: `collector-${instance}` };
            both[instance] = await this.makeCollector({ ...changes, pair: { instance } }, options);
            both[instance].name = options.name;
        }
        await Promise.all(Object.values(both).map((one) => one.start()));
        return both;
    }

    async startCollector(changes, options) {
        await this.makeCollector(changes, options);
        await this.collector.start();
        return this.collector;
    }

    async makeAgent(id, changes = {}, { tls } = {}) {
        const tables = {
            top: { state_directory: this.path('state', id) },
            node: { area: 'mapo', id },
            mqtt: { servers: [this.server], ...(await this.tlsTables(id, tls)) },
            report: { interval_seconds: 1 },
            outbox: { run_directory: this.path('run', id) },
            check: { directory: this.path('state', id, 'check') },
        };
        return this.add(new Agent(id, this.writeConfig(id, merged(tables, changes))));
    }

    async startAgent(id, changes, options) {
        const agent = await this.makeAgent(id, changes, options);
        await agent.start();
        return agent;
    }

    /** Broker, collector, an observer of everything, and one agent whose first report has arrived. */
    async standUp({ collector = {}, agent = {}, others = [] } = {}) {
        await this.startBroker(['pole-1', ...others]);
        await this.startCollector(collector);
        const observer = await this.observe();
        const pole = await this.startAgent('pole-1', agent);
        const reported = () => this.collector.value('magpie_node_last_report_timestamp_seconds', { node: pole.id });
        await until('the first report', reported);
        return { collector: this.collector, observer, pole };
    }

    async isUp({ id }, seconds) {
        await this.collector.shows(1, 'magpie_node_up', { node: id }, seconds);
    }

    async isDown({ id }, seconds) {
        await this.collector.shows(0, 'magpie_node_up', { node: id }, seconds);
    }

    async connect(name, options = {}) {
        const tls = this.server.startsWith('ssl') ? await this.identity(name) : undefined;
        const url = this.server.replace('ssl:', 'mqtts:').replace('tcp:', 'mqtt:');
        const peer = new MqttPeer(url, tls, { clientId: `${name}-${randomBytes(4).toString('hex')}`, ...options });
        this.peers.push(peer);
        return peer.connected();
    }

    /** Somebody with a certificate of their own who hears all that Sparkplug says. */
    async observe() {
        const peer = await this.connect('observer');
        await peer.subscribe('spBv1.0/#');
        return peer;
    }

    writeRules(groups) {
        const file = this.path('rules.yml');
        writeFileSync(file, JSON.stringify({ groups })); // which is YAML
        return file;
    }

    /** Scrapes what `/sd` lists. With `rules` (groups of them) it tells that Alertmanager, adding the labels. */
    async startPrometheus({ rules = [], alertmanager, labels = {} } = {}) {
        const data = this.path('prometheus');
        const config = this.path('prometheus.yml');
        mkdirSync(data);
        writeFileSync(
            config,
            `global:
  scrape_interval: 1s
  evaluation_interval: 1s
  external_labels: ${JSON.stringify(labels)}
rule_files: [${this.writeRules(rules)}]
alerting:
  alertmanagers:
    - static_configs: [{ targets: ${JSON.stringify(alertmanager ? [`127.0.0.1:${alertmanager.port}`] : [])} }]
scrape_configs:
  - job_name: magpie
    http_sd_configs:
      - url: http://127.0.0.1:${this.collector.port}/sd
        refresh_interval: 1s
`,
        );
        const files = [`--config.file=${config}`, `--storage.tsdb.path=${data}`];
        const command = (port) => [
            'prometheus',
            ...files,
            `--web.listen-address=127.0.0.1:${port}`,
            '--log.level=warn',
        ];
        const ready = async (port) => (await get(port, '/-/ready')).status === 200;
        const prometheus = this.add(new Server('prometheus', command, ready));
        await prometheus.start();
        prometheus.ask = async (what, parameters) => {
            const page = await get(prometheus.port, `/api/v1/${what}?${new URLSearchParams(parameters)}`);
            return JSON.parse(page.body).data;
        };
        return prometheus;
    }

    /** A Prometheus that is written to, and takes what is up to `window` late. That and `flags` may be changed, from the next start on. */
    async startPrometheusStore(window = '1h') {
        const data = this.path('prometheus-store');
        const config = this.path('prometheus-store.yml');
        mkdirSync(data);
        const command = (port) => {
            writeFileSync(config, `storage:\n  tsdb:\n    out_of_order_time_window: ${store.window}\n`);
            return [
                'prometheus',
                `--config.file=${config}`,
                `--storage.tsdb.path=${data}`,
                `--web.listen-address=127.0.0.1:${port}`,
                '--log.level=warn',
                ...store.flags,
            ];
        };
        const ready = async (port) => (await get(port, '/-/ready')).status === 200;
        const store = this.add(new Server('prometheus', command, ready));
        store.window = window;
        store.flags = ['--web.enable-remote-write-receiver'];
        await store.start();
        store.samples = async (name, labels) => {
            const query = `${selector(name, labels)}[1h]`;
            const page = await get(store.port, `/api/v1/query?${new URLSearchParams({ query })}`);
            return JSON.parse(page.body).data.result.map(({ metric, values }) => ({
                metric,
                samples: values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)]),
            }));
        };
        return store;
    }

    /** An Alertmanager that tells `hook` (a URL) of each alert on its own, at once, and of its end within a second. */
    async startAlertmanager(hook) {
        const data = this.path('alertmanager');
        const config = this.path('alertmanager.yml');
        const route = { receiver: 'hook', group_by: ['...'], group_wait: '0s', group_interval: '1s' };
        const receivers = [{ name: 'hook', webhook_configs: [{ url: hook }] }];
        writeFileSync(config, JSON.stringify({ route, receivers })); // which is YAML
        const command = (port) => [
            'prometheus-alertmanager',
            `--config.file=${config}`,
            `--storage.path=${data}`,
            `--web.listen-address=127.0.0.1:${port}`,
            '--cluster.listen-address=',
            '--log.level=warn',
        ];
        const ready = async (port) => (await get(port, '/-/ready')).status === 200;
        const alertmanager = this.add(new Server('alertmanager', command, ready));
        await alertmanager.start();
        alertmanager.alerts = async () => JSON.parse((await get(alertmanager.port, '/api/v2/alerts')).body);
        return alertmanager;
    }

    /** `flags` count from the next start on. */
    async startVictoriaMetricsStore() {
        const command = (port) => [
            'victoria-metrics',
            `-storageDataPath=${this.path('victoria-metrics')}`,
            `-httpListenAddr=127.0.0.1:${port}`,
            ...store.flags,
        ];
        const ready = async (port) => (await get(port, '/health')).status === 200;
        const store = this.add(new Server('victoria-metrics', command, ready));
        store.flags = ['-dedup.minScrapeInterval=1ms', '-retentionPeriod=12'];
        await store.start();
        store.samples = async (name, labels) => {
            const match = new URLSearchParams({ 'match[]': selector(name, labels) });
            const page = await get(store.port, `/api/v1/export?${match}`);
            const lines = page.body.trim().split('\n').filter(Boolean);
            return lines.map((line) => {
                const { metric, values, timestamps } = JSON.parse(line);
                return { metric, samples: timestamps.map((time, i) => [time, values[i]]) };
            });
        };
        return store;
    }

    /** The end of a log of each, for the one who has to find out. */
    tell() {
        for (const program of this.programs) {
            console.error(`---- ${program.name}${program.alive ? '' : ' (ended)'}\n${program.tail()}`);
        }
    }

    /** Everybody goes in peace, or that is a failure too: agents first, the broker last. */
    async end() {
        for (const peer of this.peers) {
            await peer.end();
        }
        for (const program of [...this.programs].reverse().sort((a, b) => (a === this.broker) - (b === this.broker))) {
            await program.stop();
        }
    }

    async close() {
        await Promise.all(this.peers.map((peer) => peer.end()));
        await Promise.all(this.programs.map((program) => program.kill()));
        for (const undo of this.atEnd.reverse()) {
            await undo();
        }
        process.removeListener('exit', this.leave);
        this.leave();
    }
}

/**
 * A test that has a house of its own. `body` gets the house and `step(name, body)`, for parts that can fail one by one.
 */
export function inHouse(promise, body) {
    test(promise, async (t) => {
        const house = new House();
        let failed = false;
        const step = (name, part) =>
            t.test(name, async (inner) => {
                try {
                    await part(inner);
                } catch (problem) {
                    failed = true;
                    throw problem;
                }
            });
        try {
            await body(house, step, t);
            if (!failed) {
                await house.end();
            }
        } catch (problem) {
            failed = true;
            throw problem;
        } finally {
            if (failed) {
                house.tell();
            }
            await house.close();
        }
    });
}
