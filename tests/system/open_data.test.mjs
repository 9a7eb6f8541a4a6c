// /api/v1/export of a real collector, over a simulated city and one real agent: what a portal takes is what the metrics say, and no more.

import assert from 'node:assert/strict';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const POLES = 200;
const ENGLISH = 'id,area,site,site_type,latitude,longitude,status,as_of,bands,networks,clients,received_bytes,sent_bytes,simulated';

/** RFC 4180, read strictly: lines of cells. */
function readCsv(text) {
    assert.ok(text.endsWith('\r\n'));
    const lines = [[]];
    let rest = text;
    while (rest !== '') {
        const [all, quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
        lines.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        rest = rest.slice(all.length);
        if (end !== ',' && rest !== '') {
            lines.push([]);
        }
    }
    return lines;
}

/** The bytes as they come, for who takes gzip. */
function getCompressed(port, path) {
    return new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path, agent: false, headers: { 'Accept-Encoding': 'gzip' } };
        http.get(options, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('error', reject);
            response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(pieces) }));
        }).on('error', reject);
    });
}

/** The clients of a node, as the metrics tell: undefined where a network serves that nothing is told of. */
function clientsOf(page, node) {
    const networks = page.select('magpie_wifi_networks', { node });
    const clients = page.select('magpie_wifi_clients', { node });
    return networks.length === clients.length ? clients.reduce((sum, { value }) => sum + value, 0) : undefined;
}

inHouse('The city as open data: each access point once, marked as simulated, and nothing of single clients', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const command = [programs.fleet, '--poles', `${POLES}`, '--interval', '5', '--hour', '18', '--server', house.server];
    const fleet = house.add(new Program('fleet', [...command, '--fault', 'hub-cut@20s+600s:mapo']));
    await fleet.start();
    const real = await house.startAgent('pole-1', { node: { area: 'mapo', id: 'pole-1', site: '=HYPERLINK("x")', site_type: 'park' } });
    await house.isUp(real);
    const [, cut] = await until('the cut', () => /hub-cut begins: mapo-1: (.*)\n/.exec(fleet.log), 40);
    const states = async (state) => (await collector.metrics()).select('magpie_node_up').filter(({ value }) => value === state);
    const dead = cut.split(' ');
    await until('its poles are down', async () => (await states(0)).length === dead.length);
    await until('all others are up', async () => (await states(1)).length === POLES + 1 - dead.length, 40);
    await until('they tell of clients', async () => (await collector.metrics()).select('magpie_wifi_clients').length > POLES);
    // Once what was under way has come, the page and the export are of one moment, until the nodes die by silence.
    fleet.signal('SIGSTOP');
    const clients = (metrics) => JSON.stringify(metrics.select('magpie_wifi_clients'));
    const [page, csv] = await until('nothing changes', async () => {
        const first = await collector.metrics();
        const file = await collector.get('/api/v1/export');
        return clients(first) === clients(await collector.metrics()) && [first, file];
    });
    assert.equal(csv.status, 200);
    const [names, ...rows] = readCsv(csv.body);
    assert.equal(names.join(','), ENGLISH);
    const nodes = rows.map((row) => Object.fromEntries(row.map((cell, place) => [names[place], cell])));
    assert.equal(nodes.length, POLES + 1);
    assert.equal(new Set(nodes.map(({ id }) => id)).size, POLES + 1);
    let told = 0;
    for (const node of nodes.filter(({ simulated }) => simulated === 'true')) {
        assert.match(node.id, /^sim-/);
        assert.ok(Number(node.latitude) > 37.3 && Number(node.longitude) > 126.6, node.id);
        const up = !dead.includes(node.id);
        assert.equal(node.status, up ? 'up' : 'down');
        const clients = up ? clientsOf(page, node.id) : undefined;
        assert.equal(node.clients, clients === undefined ? '' : `${clients}`, node.id);
        assert.ok(node.clients === '' || Number(node.clients) === 0 || Number(node.clients) >= 5);
        told += node.clients === '' ? 0 : 1;
        const [info] = page.select('magpie_node_info', { node: node.id });
        if (info) {
            assert.equal(node.site, info.labels.site);
            assert.equal(node.site_type, info.labels.site_type);
            assert.equal(node.latitude, info.labels.latitude);
        }
    }
    assert.ok(told > POLES / 3, `${told} tell of clients`);
    const [pole] = nodes.filter(({ id }) => id === 'pole-1');
    assert.equal(pole.simulated, 'false');
    assert.equal(pole.site, '\'=HYPERLINK("x")');
    for (const secret of [/mapo-1/, /SEOUL/, /-sim\./, /simulated pole/, /([0-9a-f]{2}:){5}/i]) {
        assert.doesNotMatch(csv.body, secret);
    }

    const json = JSON.parse((await collector.get('/api/v1/export?format=json')).body);
    assert.deepEqual(json.nodes.map(({ id }) => id), nodes.map(({ id }) => id));
    const korean = await collector.get('/api/v1/export?lang=ko');
    assert.ok(korean.body.startsWith('\ufeff관리번호,자치구,와이파이명,'));
    const compressed = await getCompressed(collector.port, '/api/v1/export?format=json');
    assert.equal(compressed.headers['content-encoding'], 'gzip');
    assert.equal(JSON.parse(gunzipSync(compressed.body)).nodes.length, POLES + 1);
    assert.equal((await collector.get('/api/v1/export?format=xlsx')).status, 400);
    fleet.signal('SIGCONT');
});
