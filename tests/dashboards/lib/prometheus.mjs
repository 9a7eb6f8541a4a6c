// Prometheus and Alertmanager as they come, and the one who is notified.

import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { basename, join } from 'node:path';

import { Server, source } from '../../system/lib/house.mjs';
import { get } from '../../system/lib/http.mjs';
import { parse as parseYaml, stringify } from '../../../dashboards/node_modules/yaml/dist/index.js';
import { fasterDuration, fasterRoutes, fasterRules } from './faster.mjs';

const DASHBOARDS = join(source, 'dashboards');

function post(port, path, parameters) {
    return new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false, timeout: 120_000 });
        request.on('response', (response) => {
            const parts = [];
            response.on('data', (part) => parts.push(part));
            response.on('error', reject);
            response.on('end', () => resolve(Buffer.concat(parts).toString()));
        });
        request.on('timeout', () => request.destroy(new Error(`POST ${path}: no answer`)));
        request.on('error', reject);
        request.end(`${new URLSearchParams(parameters)}`);
    });
}

const ready = async (port) => (await get(port, '/-/ready')).status === 200;

/** The committed rule files, by name. */
export function ruleFiles(directory = join(DASHBOARDS, 'rules')) {
    const files = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name) && !/test/.test(name));
    return files.sort().map((name) => ({ name, ...parseYaml(readFileSync(join(directory, name), 'utf8')) }));
}

export class Prometheus extends Server {
    /**
     * `scrape` is seconds of the city between two scrapes, `rules` are rule files as ruleFiles() reads them; for a city that goes `speed` times as
     * fast.
     */
    constructor(house, collector, { alertmanager, rules = [], scrape = 15, speed = 1, rollup = true, options = [] } = {}) {
        const directory = house.path(`prometheus-${collector.port}`);
        const config = join(directory, 'prometheus.yml');
        const often = fasterDuration(`${scrape}s`, speed);
        mkdirSync(join(directory, 'rules'), { recursive: true });
        for (const { name, ...file } of rules) {
            writeFileSync(join(directory, 'rules', basename(name)), stringify(speed === 1 ? file : fasterRules(file, speed)));
        }
        const fleetJob = {
            job_name: 'magpie',
            http_sd_configs: [{ url: `http://127.0.0.1:${collector.port}/sd`, refresh_interval: '1s' }],
        };
        const rollupJob = {
            job_name: 'magpie-rollup',
            metrics_path: '/metrics/rollup',
            static_configs: [{ targets: [`127.0.0.1:${collector.port}`] }],
        };
        const written = {
            global: { scrape_interval: often, scrape_timeout: often, evaluation_interval: often },
            rule_files: ['rules/*'],
            ...(alertmanager && {
                alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager.port}`] }] }] },
            }),
            scrape_configs: [fleetJob, ...(rollup ? [rollupJob] : [])],
        };
        writeFileSync(config, stringify(written));
        const command = (port) => [
            ...['prometheus', `--config.file=${config}`, `--storage.tsdb.path=${join(directory, 'data')}`],
            `--web.listen-address=127.0.0.1:${port}`,
            ...['--log.level=warn', `--query.lookback-delta=${fasterDuration('5m', speed)}`],
            ...[`--rules.alert.resend-delay=${fasterDuration('1m', speed)}`, ...options],
        ];
        super('prometheus', command, ready);
    }

    async ask(path, parameters) {
        const text = await post(this.port, `/api/v1/${path}`, parameters);
        const answer = JSON.parse(text);
        if (answer.status !== 'success') {
            throw new Error(answer.error);
        }
        return answer.data;
    }

    instant(query, time = Date.now() / 1000) {
        return this.ask('query', { query, time });
    }

    range(query, start, end, step) {
        return this.ask('query_range', { query, start, end, step });
    }

    async labelValues(label, selector) {
        const parameters = new URLSearchParams(selector ? { 'match[]': selector } : {});
        const page = await get(this.port, `/api/v1/label/${label}/values?${parameters}`);
        return JSON.parse(page.body).data ?? [];
    }

    async alerts() {
        return JSON.parse((await get(this.port, '/api/v1/alerts')).body).data.alerts;
    }

    async groups() {
        return JSON.parse((await get(this.port, '/api/v1/rules')).body).data.groups;
    }
}

/** The committed routes and inhibitions; each receiver is replaced by the listener. */
export class Alertmanager extends Server {
    constructor(house, listener, { speed = 1, config = join(DASHBOARDS, 'alertmanager/alertmanager.yaml') } = {}) {
        const directory = house.path('alertmanager');
        const file = join(directory, 'alertmanager.yaml');
        mkdirSync(directory);
        const committed = parseYaml(readFileSync(config, 'utf8'));
        const { templates, ...rest } = fasterRoutes(committed, speed);
        const receivers = committed.receivers.map(({ name }) => ({
            name,
            webhook_configs: [{ url: `http://127.0.0.1:${listener.port}/${name}`, send_resolved: true }],
        }));
        writeFileSync(file, stringify({ ...rest, receivers }));
        const command = (port) => [
            ...['prometheus-alertmanager', `--config.file=${file}`, `--storage.path=${join(directory, 'data')}`],
            ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--log.level=warn'],
        ];
        super('alertmanager', command, ready);
    }

    async alerts() {
        return JSON.parse((await get(this.port, '/api/v2/alerts')).body);
    }
}

/** Who is told: keeps each alert of each notification, with the time it came, in milliseconds. */
export class Listener {
    constructor() {
        this.heard = [];
    }

    async start() {
        this.server = http.createServer((request, response) => {
            const parts = [];
            request.on('data', (part) => parts.push(part));
            request.on('end', () => {
                const { alerts, receiver } = JSON.parse(Buffer.concat(parts).toString());
                const at = Date.now();
                this.heard.push(...alerts.map(({ status, labels, annotations }) => ({ at, receiver, status, labels, annotations })));
                response.end();
            });
        });
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        this.port = this.server.address().port;
    }

    /** What was notified as firing under this name. */
    firing(name) {
        return this.heard.filter(({ status, labels }) => status === 'firing' && labels.alertname === name);
    }

    stop() {
        this.server.closeAllConnections();
        this.server.close();
    }
}
