// A collector's console API (C5 of docs/openapi.yaml) before a made-up city, and the built page, as the collector serves it: gzip, a strict
// Content-Security-Policy. What a page could ask and a collector would answer is here; whatever else is asked is a 404, and kept in `strange`.

import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { areaNames, counts, districts, makeCity, ORDER } from './city.mjs';
import { CheckRun } from './check_run.mjs';
import { mapAnswer } from './clusters.mjs';
import { chosenSites, gradedCells } from './coverage_file.mjs';
import { chosenEvents, eventsCsv, makeEvents } from './events.mjs';
import { inventoryCsv, readInventory } from './inventory.mjs';
import { historyOf, polePage } from './pole_page.mjs';
import { makeReports, reportsAnswer } from './reports.mjs';

const DIST = fileURLToPath(new URL('../../../dashboards/console/dist', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json' };
const API = '/api/v1/console';

export class Mock {
    /** `token`: wanted of everybody; `scopes`: what it may; `coverage`: whether there is some, or the text of its file. */
    constructor({ poles = undefined, token = null, mayCommand = true, mayAudit = true, history = true, coverage = true, center = [37.567, 126.97], outlines = districts } = {}) {
        this.poles = makeCity(poles);
        Object.assign(this, { token, mayCommand, mayAudit, history, center, outlines });
        this.events = makeEvents(this.poles);
        this.windows = [{ id: 1, area: 'mapo', node: null, from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 7_200_000).toISOString(), reason: 'New switch in the hub', by: 'desk' }];
        this.audit = [{ id: 1, at_ms: Date.now() - 90_000, who: 'desk', what: 'order_taken', detail: 'order 12, signer desk-2' }];
        this.checks = new Map();
        this.reports = this.poles.filter(({ area }) => area === 'jung').slice(0, 40).flatMap(makeReports); // null: none are kept
        this.asked = [];
        this.strange = [];
        this.refuses = false;
        this.files = coverage && { cells: gzipSync(coverage === true ? gradedCells() : coverage, { level: 1 }), sites: JSON.parse(chosenSites()) };
    }

    async start(port = 0) {
        this.server = http.createServer((request, response) => this.answer(request, response).catch((problem) => this.send(response, 500, { error: String(problem) })));
        this.server.listen(port, '127.0.0.1');
        await once(this.server, 'listening');
        this.port = this.server.address().port;
        this.url = `http://127.0.0.1:${this.port}`;
        return this;
    }

    /** As if the collector were gone; `start(port)` brings it back. */
    async stop() {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, 'close');
    }

    pole(area, node) {
        return this.poles.find((pole) => pole.area === area && pole.node === node);
    }

    send(response, status, body, type = 'application/json') {
        const text = type === 'application/json' ? JSON.stringify(body) : body;
        const zipped = text.length > 1000 && gzipSync(text, { level: 1 });
        response.writeHead(status, { 'content-type': type, ...(zipped && { 'content-encoding': 'gzip' }) });
        response.end(zipped || text);
    }

    async answer(request, response) {
        const url = new URL(request.url, this.url);
        this.asked.push(`${request.method} ${url.pathname}${url.search}`);
        if (!url.pathname.startsWith('/api/')) {
            return this.file_(url.pathname, response);
        }
        if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
            return this.send(response, 401, { error: 'no token' });
        }
        const writes = request.method !== 'GET';
        if ((writes && !this.mayCommand) || (url.pathname === '/api/v1/audit' && !this.mayAudit)) {
            return this.send(response, 403, { error: 'not with this token' });
        }
        let body = '';
        for await (const piece of request) {
            body += piece;
        }
        const [status, answer, type] = (await this.route(request.method, url, body)) ?? [404, { error: 'no such page' }];
        if (status === 404) {
            this.strange.push(`${request.method} ${url.pathname}`);
        }
        if (answer instanceof Buffer) {
            response.writeHead(status, { 'content-type': 'application/geo+json', 'content-encoding': 'gzip' });
            return response.end(answer);
        }
        return this.send(response, status, answer, type);
    }

    file_(path, response) {
        const made = { '/console/settings.json': { tiles: null, districts: '/console/districts.json', center: this.center, zoom: 11 }, '/console/districts.json': this.outlines }[path];
        if (made !== undefined) {
            return this.send(response, 200, made);
        }
        const name = join(DIST, path === '/' || path === '/console/' ? 'index.html' : path.replace(/^\/console\//, ''));
        if (!name.startsWith(DIST) || !existsSync(name) || extname(name) === '') {
            this.strange.push(`GET ${path}`);
            return this.send(response, 404, { error: 'no such file' });
        }
        const zipped = existsSync(`${name}.gz`);
        response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-security-policy': "default-src 'self'", ...(zipped && { 'content-encoding': 'gzip' }) });
        response.end(readFileSync(zipped ? `${name}.gz` : name));
    }

    route(method, url, body) {
        const query = url.searchParams;
        const [what, ...rest] = url.pathname.startsWith(API) ? url.pathname.slice(API.length + 1).split('/').map(decodeURIComponent) : []; // prettier-ignore
        switch (what) {
            case 'summary':
                return [200, this.summary()];
            case 'map':
                return [200, mapAnswer(this.chosen(query), query.get('box').split(',').map(Number), Number(query.get('zoom')))]; // prettier-ignore
            case 'poles':
                return rest.length === 0 ? [200, this.list(query)] : this.one(method, rest, query);
            case 'events':
                return this.eventsAnswer(query);
            case 'inventory':
                return this.inventory(method, rest, query, body);
            case 'maintenance':
                return this.maintenance(method, rest, body);
            case 'coverage':
                return this.files ? [200, rest[0] === 'sites' ? this.files.sites : this.files.cells] : undefined;
            case undefined:
                return this.beside(url, query);
            default:
                return undefined;
        }
    }

    /** What is no part of the console's own API. */
    beside({ pathname }, query) {
        if (/^\/api\/v1\/reports(\/|$)/.test(pathname)) {
            return this.reports === null ? undefined : reportsAnswer(this.reports, pathname, query);
        }
        return pathname === '/api/v1/audit' ? [200, { audit: this.audit.filter(({ id }) => id < Number(query.get('before') ?? Number.POSITIVE_INFINITY)).reverse() }] : undefined; // prettier-ignore
    }

    summary() {
        const areas = [...areaNames].map(([area, name]) => ({ area, name, states: counts(this.poles.filter((pole) => pole.area === area)) }));
        return { time: new Date().toISOString(), states: counts(this.poles), maintenance: this.poles.filter(({ maintenance }) => maintenance).length, areas };
    }

    chosen(query) {
        const states = (query.get('state') ?? '').split(',').filter(Boolean);
        const text = (query.get('q') ?? '').toLowerCase();
        return this.poles.filter(
            ({ area, node, name, site, state }) =>
                (!query.get('area') || area === query.get('area')) &&
                (states.length === 0 || states.includes(state)) &&
                (text === '' || [node, name, site].some((one) => one?.toLowerCase().includes(text))),
        );
    }

    list(query) {
        const name = (pole) => pole.name ?? pole.node;
        const byName = (a, b) => (name(a) < name(b) ? -1 : 1);
        const chosen = this.chosen(query).sort((a, b) => (query.get('order') === 'name' ? 0 : ORDER.indexOf(a.state) - ORDER.indexOf(b.state)) || byName(a, b));
        const from = Number(query.get('after') ?? 0);
        const limit = Math.min(1000, Number(query.get('limit') ?? 100));
        return { poles: chosen.slice(from, from + limit), total: chosen.length, next: from + limit < chosen.length ? String(from + limit) : null };
    }

    one(method, [area, node, part], query) {
        const pole = this.pole(area, node);
        if (pole === undefined) {
            return undefined;
        }
        const key = `${area}/${node}`;
        if (part === 'history') {
            const numbers = ['from', 'to', 'step'].map((name) => Number(query.get(name)));
            return this.history ? [200, historyOf(node, query.get('metric'), ...numbers)] : [503, { error: 'no history store' }];
        }
        if (part === 'check' && method === 'POST') {
            this.checks.set(key, new CheckRun('0123456789abcdef', this.refuses));
            return [202, { id: '0123456789abcdef' }];
        }
        if (part === 'check') {
            return this.checks.has(key) ? [200, this.checks.get(key).answer()] : [404, { error: 'never asked' }];
        }
        return [200, polePage(pole, this.poles, this.windows)];
    }

    eventsAnswer(query) {
        const chosen = chosenEvents(this.events, query);
        if (query.get('format') === 'csv') {
            return [200, eventsCsv(chosen), 'text/csv'];
        }
        const from = chosen.findIndex(({ number }) => number < Number(query.get('after') ?? Number.POSITIVE_INFINITY));
        const limit = Number(query.get('limit') ?? 200);
        const events = from < 0 ? [] : chosen.slice(from, from + limit);
        return [200, { events, next: from >= 0 && from + limit < chosen.length ? String(events.at(-1).number) : null }];
    }

    inventory(method, [area, node, act], query, body) {
        if (method === 'PUT') {
            const { refused, rows } = readInventory(body);
            return refused === undefined ? [200, { poles: rows.length, added: 3, removed: 1, changed: 0 }] : [400, refused];
        }
        if (method === 'POST') {
            const pole = this.pole(area, node);
            pole.state = act === 'decommission' ? 'decommissioned' : 'ok';
            this.audit.push({ id: this.audit.length + 1, at_ms: Date.now(), who: 'desk', what: `pole_${act}ed`, detail: `${area}/${node}: ${JSON.parse(body).reason ?? ''}` });
            return [200, {}];
        }
        if (area === 'differences') {
            const of = (state) => this.poles.filter((pole) => pole.state === state);
            return [200, { missing: of('missing'), unregistered: of('unregistered'), moved: of('problem').slice(0, 3).map((pole, index) => ({ ...pole, metres: 84 + index * 900 })) }]; // prettier-ignore
        }
        return query.get('format') === 'csv' ? [200, inventoryCsv(this.poles), 'text/csv'] : undefined;
    }

    maintenance(method, [id], body) {
        if (method === 'POST') {
            const window = { id: Math.max(0, ...this.windows.map((one) => one.id)) + 1, ...JSON.parse(body), by: 'desk' };
            this.windows.push(window);
            return [200, window];
        }
        if (method === 'DELETE') {
            this.windows = this.windows.filter((window) => String(window.id) !== id);
            return [200, {}];
        }
        return [200, { windows: this.windows }];
    }
}
