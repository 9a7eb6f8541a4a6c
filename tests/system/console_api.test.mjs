// The console's API of a real collector: how poles are, where they should be, what happened, and what people do about it.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

import { inHouse, programs } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { freePort } from './lib/ports.mjs';
import { Program, run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const POLES = 200;
const BASE = '/api/v1/console';
const HEADER = 'area,node,name,latitude,longitude,model,site';

/** One request: { status, type, headers, body, json() }. */
function ask(collector, method, path, { body, type, headers = {} } = {}) {
    return new Promise((resolve, reject) => {
        const options = {
            host: '127.0.0.1',
            port: collector.port,
            method,
            path,
            agent: false,
            headers: { ...headers, ...(type && { 'content-type': type }), ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
        };
        const request = http.request(options, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('error', reject);
            response.on('end', () => {
                const bytes = Buffer.concat(pieces);
                const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
                resolve({ status: response.statusCode, headers: response.headers, body: text, json: () => JSON.parse(text) });
            });
        });
        request.on('error', reject);
        request.end(body);
    });
}

const read = async (collector, path) => {
    const answer = await ask(collector, 'GET', `${BASE}/${path}`);
    assert.equal(answer.status, 200, `${path}: ${answer.body}`);
    return answer.json();
};
const command = (collector, method, path, object) =>
    ask(collector, method, `${BASE}/${path}`, { body: object === undefined ? undefined : JSON.stringify(object), type: 'application/json' });
const putInventory = (collector, csv) => ask(collector, 'PUT', `${BASE}/inventory`, { body: csv, type: 'text/csv' });
const listOf = ({ area, node, lat, lon }, name = '') => `${area},${node},${name},${lat},${lon},,`;

inHouse('A city of 200 poles: map, list, inventory, maintenance and events, over a restart', async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector({ suspicion: { settle_seconds: 5, clear_seconds: 5 } });
    const options = ['--server', house.server, '--poles', `${POLES}`, '--interval', '1', '--fault', 'hub-cut@40s+25s:mapo'];
    const fleet = house.add(new Program('fleet', [programs.fleet, ...options]));
    await fleet.start();
    const states = async () => (await read(collector, 'summary')).states;
    await until('all poles are heard and judged', async () => {
        const { ok, critical, problem } = await states();
        return ok + critical + problem === POLES;
    }, 40);
    const { poles, total } = await read(collector, 'poles?limit=1000&order=name');

    await step('each pole once, whatever the map and the list are asked for', async () => {
        assert.equal(total, POLES);
        assert.equal(new Set(poles.map(({ area, node }) => `${area}/${node}`)).size, POLES);
        for (const zoom of [0, 8, 11, 14, 17]) {
            const { clusters, poles: alone } = await read(collector, `map?box=126,37,128,38&zoom=${zoom}`);
            assert.equal(clusters.reduce((sum, { count }) => sum + count, alone.length), POLES, `zoom ${zoom}`);
            assert.ok(zoom < 17 || clusters.length === 0);
        }
        const pages = [];
        for (let after = ''; after !== null; ) {
            const page = await read(collector, `poles?limit=70&after=${after}`);
            pages.push(...page.poles);
            after = page.next;
        }
        assert.equal(new Set(pages.map(({ node }) => node)).size, POLES);
        const found = await read(collector, `poles?q=${poles[3].node.toUpperCase()}`);
        assert.deepEqual(found.poles.map(({ node }) => node), [poles[3].node]);
        assert.deepEqual(await read(collector, 'poles?q=nobody-is-called-so'), { poles: [], total: 0, next: null });
    });
    await step('one pole, with its values and neighbours', async () => {
        const { area, node } = poles[0];
        const page = await read(collector, `poles/${area}/${node}`);
        assert.equal(page.neighbours.length, 8);
        assert.ok(page.neighbours.every(({ metres }, i, all) => i === 0 || metres >= all[i - 1].metres));
        const interval = page.values.find(({ name }) => name === 'magpie_node_report_interval_seconds');
        assert.deepEqual([interval.value, interval.unit], [1, 'seconds']);
        assert.match(page.labels.model, /^simulated/);
        assert.equal((await ask(collector, 'GET', `${BASE}/poles/mapo/nobody`)).status, 404);
    });
    await step('an inventory that is wrong is refused whole, by row and column', async () => {
        const good = poles.map((pole) => listOf(pole));
        const bad = [
            [`${HEADER}\n${good[0]}\nmapo,x,,126.9,37.5,,\n`, { row: 3, column: 'latitude' }, /swapped/],
            [`${HEADER}\n${good[0]}\n${good[0]}\n`, { row: 3, column: 'node' }, /row 2/],
            [`${HEADER}\n"mapo,x,,,,,\n`, { row: 2, column: '1' }, /quote/],
            [`${HEADER.replaceAll(',', ' ')}\n`, { row: 1, column: '1' }, /delimiter/],
            [`${HEADER},colour\n`, { row: 1, column: '8' }, /colour/],
        ];
        for (const [csv, where, why] of bad) {
            const answer = await putInventory(collector, csv);
            assert.equal(answer.status, 400);
            const { row, column, error } = answer.json();
            assert.deepEqual({ row, column }, where, error);
            assert.match(error, why);
        }
        assert.deepEqual(await read(collector, 'inventory?format=json'), { poles: [] });
        // Refused by what it says of its length: nobody sends 100 MB to hear so.
        const large = await ask(collector, 'PUT', `${BASE}/inventory`, { type: 'text/csv', headers: { 'content-length': '104857600' } });
        assert.deepEqual([large.status, large.body], [413, 'the body is too long\n']);
        assert.deepEqual(await read(collector, 'inventory?format=json'), { poles: [] });
        assert.equal((await ask(collector, 'PUT', `${BASE}/inventory`, { body: `${HEADER}\n`, type: 'text/plain' })).status, 415);
    });
    const [gone, stranger, ...listed] = poles;
    await step('an inventory tells who is missing and who should not be there', async () => {
        const semicolons = ({ area, node, lat, lon }, name) => [area, node, name, lat, lon, '', ''].join(';');
        const csv = ['\uFEFF' + HEADER.replaceAll(',', ';'), semicolons({ ...gone, node: 'pole-never' }, '"Never; Built"')];
        csv.push(...[gone, ...listed].map((pole) => semicolons(pole, `Site of ${pole.node}`)));
        const taken = await putInventory(collector, csv.join('\r\n'));
        assert.deepEqual(taken.json(), { poles: POLES, added: POLES, removed: 0, changed: 0 });
        const differences = await read(collector, 'inventory/differences');
        assert.deepEqual(differences.missing.map(({ node, name }) => [node, name]), [['pole-never', 'Never; Built']]);
        assert.deepEqual(differences.unregistered.map(({ node }) => node), [stranger.node]);
        assert.deepEqual(differences.moved, []);
        await collector.shows(1, 'magpie_collector_inventory_poles', { state: 'missing' });
        await collector.shows(POLES - 1, 'magpie_collector_inventory_poles', { state: 'present' });
        const back = await ask(collector, 'GET', `${BASE}/inventory`);
        assert.deepEqual((await putInventory(collector, back.body)).json(), { poles: POLES, added: 0, removed: 0, changed: 0 });
    });
    await step('who is out of service is no problem of anybody', async () => {
        const answer = await command(collector, 'POST', `inventory/${gone.area}/pole-never/decommission`, { reason: 'never built' });
        assert.equal(answer.json().state, 'decommissioned');
        assert.deepEqual((await read(collector, 'inventory/differences')).missing, []);
        assert.equal((await command(collector, 'POST', `inventory/${gone.area}/pole-never/decommission`, { reason: '' })).status, 409);
    });
    await step('a maintenance window is a series, and an event', async () => {
        const to = new Date(Date.now() + 600_000).toISOString();
        assert.equal((await command(collector, 'POST', 'maintenance', { area: 'mapo', node: null, from: to, to, reason: 'x' })).status, 400);
        const made = await command(collector, 'POST', 'maintenance', { area: gone.area, node: gone.node, from: new Date().toISOString(), to, reason: 'new battery' });
        assert.equal(made.status, 201, made.body);
        await collector.shows(1, 'magpie_node_maintenance', { node: gone.node });
        assert.equal((await read(collector, `poles/${gone.area}/${gone.node}`)).maintenance, true);
        assert.equal((await read(collector, 'summary')).maintenance, 1);
        const { events } = await read(collector, `events?node=${gone.node}&kind=event`);
        assert.ok(events.some(({ what, detail }) => /maintenance has begun/.test(what.en) && detail === 'new battery'));
    });

    const [, cut] = await until('the cut', () => /hub-cut begins: mapo-1: (.*)\n/.exec(fleet.log), 60);
    const members = cut.split(' ').sort();
    await step('a cut is an alarm of each pole, and one of what they share', async () => {
        await until('all of them are down', async () => (await read(collector, 'poles?state=down')).total === members.length, 60);
        const alarms = async () => (await read(collector, 'events?kind=alarm&limit=1000')).events;
        await until('all are told', async () => (await alarms()).filter(({ what }) => what.en === 'the pole is not heard any more').length >= members.length);
        await until('and their hub', async () => (await alarms()).some(({ detail }) => /hub mapo-1/.test(detail ?? '')), 40);
        const [worst] = (await read(collector, 'poles?limit=1')).poles;
        assert.equal(worst.state, 'down');
    });
    await step('and over when they are back', async () => {
        await until('none is down', async () => (await read(collector, 'poles?state=down')).total === 0, 90);
        const { events } = await read(collector, 'events?kind=recovery&limit=1000');
        assert.deepEqual([...new Set(events.filter(({ node }) => node).map(({ node }) => node))].sort().filter((node) => members.includes(node)), members);
        const csv = await ask(collector, 'GET', `${BASE}/events?format=csv&kind=alarm`);
        assert.match(csv.headers['content-type'], /^text\/csv/);
        assert.ok(csv.body.split('\r\n').length > members.length);
    });
    await step('a restart forgets nothing that people did', async () => {
        const before = await read(collector, 'events?limit=1000&kind=alarm');
        // What waits is committed within half a second, or at the end.
        await collector.stop();
        await collector.start();
        assert.equal((await read(collector, 'inventory?format=json')).poles.length, POLES);
        assert.equal((await read(collector, 'maintenance')).windows[0].reason, 'new battery');
        assert.deepEqual((await read(collector, `poles/${gone.area}/pole-never`)).state, 'decommissioned');
        const after = await read(collector, 'events?limit=1000&kind=alarm');
        const known = new Set(after.events.map(({ number }) => number));
        assert.ok(before.events.every(({ number }) => known.has(number)));
        await until('all are heard', async () => { const { missing } = await states(); return missing === 0; }, 40);
        assert.equal((await read(collector, 'events?kind=event&limit=1000')).events.filter(({ what }) => /first time/.test(what.en)).length, POLES);
        const [window] = (await read(collector, 'maintenance')).windows;
        assert.equal((await ask(collector, 'DELETE', `${BASE}/maintenance/${window.id}`)).status, 200);
        assert.equal((await read(collector, 'summary')).maintenance, 0);
        const audit = JSON.parse((await collector.get('/api/v1/audit')).body).audit.map(({ what }) => what);
        for (const what of ['inventory_replaced', 'decommissioned', 'maintenance_added', 'maintenance_removed']) {
            assert.ok(audit.includes(what), what);
        }
    });
});

const WORDS = { en: 'well', ko: '정상' };
const layer = (name, state) => ({ layer: name, state, seconds: 0.1, summary: WORDS, values: [] });

inHouse('A pole is asked for a check, and what it says is shown; what it may not say is counted', async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const pole = new MagpieNode(await house.connect('pole-1'), { id: 'pole-1', area: 'mapo' });
    await pole.peer.subscribe(pole.topic('NCMD'));
    await pole.birth();
    await pole.data();
    const path = 'poles/mapo/pole-1/check';
    await until('it is known', async () => (await ask(collector, 'GET', `${BASE}/poles/mapo/pole-1`)).status === 200);
    assert.equal((await ask(collector, 'GET', `${BASE}/${path}`)).status, 404);
    assert.equal((await ask(collector, 'POST', `${BASE}/${path}`, { body: '{}', type: 'text/plain' })).status, 415);
    const asked = await command(collector, 'POST', path, {});
    assert.equal(asked.status, 202, asked.body);
    const { id } = asked.json();
    const says = (message) => pole.peer.publish('magpie/v1/check/mapo/pole-1', typeof message === 'string' ? message : JSON.stringify(message));
    const check = () => read(collector, path);
    const refused = (reason) => collector.value('magpie_collector_check_messages_refused_total', { reason });

    await step('the pole is asked by its command', async () => {
        const commands = () => pole.peer.payloads('NCMD', 'pole-1').flatMap(({ metrics }) => metrics);
        await until('it hears', () => commands().some(({ name }) => name === 'Node Control/Check'));
        assert.ok(commands().some((metric) => metric.name === 'Node Control/Check' && JSON.stringify(metric).includes(id)));
        assert.equal((await check()).state, 'asked');
        assert.equal((await command(collector, 'POST', path, {})).status, 409);
    });
    await step('what is hostile is counted and not shown', async () => {
        for (const hostile of ['{', '['.repeat(30000), JSON.stringify({ id, event: 'layer', layer: { ...layer('link', 'pass'), state: 'hacked' } })]) {
            await says(hostile);
        }
        await until('three are counted', async () => (await refused('format')) === 3);
        await says('x'.repeat(40_000));
        await until('and one that is too long', async () => (await refused('size')) === 1);
        await says({ id: 'f'.repeat(16), event: 'layer', layer: layer('link', 'pass') });
        await until('and one of another check', async () => (await refused('unasked')) === 1);
        assert.deepEqual((await check()).layers, []);
    });
    await step('layers as they come, and the result', async () => {
        await says({ id, event: 'layer', layer: { layer: 'link', state: 'running', secret: 'not passed on' } });
        await until('it runs', async () => (await check()).state === 'running');
        await says({ id, event: 'layer', layer: layer('link', 'pass') });
        await until('it passed', async () => (await check()).layers[0]?.state === 'pass');
        assert.ok(!JSON.stringify(await check()).includes('secret'));
        const result = { version: 1, program: 'magpie-agent 0.1', area: 'mapo', node: 'pole-1', begun: new Date().toISOString(), seconds: 3.5, accept: false, verdict: 'pass', first: null, layers: [layer('link', 'pass')] };
        await says({ id, event: 'result', result });
        await until('it is done', async () => (await check()).state === 'done');
        assert.deepEqual((await check()).result, result);
        await collector.shows(1, 'magpie_collector_checks_total', { outcome: 'done' });
    });
    await step('a pole may refuse', async () => {
        const next = (await command(collector, 'POST', path, {})).json().id;
        await says({ id: next, event: 'refused', reason: 'busy' });
        await until('it says so', async () => (await check()).state === 'refused');
        assert.equal((await check()).reason, 'busy');
    });
});

inHouse('Files, history and who may: the page for everybody, what it shows for a token', async (house, step) => {
    await house.startPlainBroker();
    const questions = [];
    const store = http.createServer((request, response) => {
        questions.push(new URL(request.url, 'http://store'));
        const result = [{ metric: { __name__: 'x', area: 'mapo', node: 'pole-1', radio: 'phy0' }, values: [[1000, '1.5'], [1060, 'NaN']] }];
        response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
    const port = await freePort();
    await new Promise((resolve) => store.listen(port, '127.0.0.1', resolve));
    house.atEnd.push(() => store.close());
    const directory = house.path('console');
    mkdirSync(`${directory}/assets`, { recursive: true });
    writeFileSync(`${directory}/index.html`, '<!DOCTYPE html><title>Console</title>');
    writeFileSync(`${directory}/assets/app.js`, 'export {};');
    writeFileSync(house.path('secret.txt'), 'nobody reads this');
    writeFileSync(house.path('coverage.geojson'), '{"type":"FeatureCollection","features":[]}');
    const collector = await house.startCollector({
        console: { directory, coverage_file: house.path('coverage.geojson'), history_url: `http://127.0.0.1:${port}/select` },
    });

    await step('the page, with its policy, and nothing beside it', async () => {
        const page = await ask(collector, 'GET', '/');
        assert.match(page.body, /Console/);
        assert.match(page.headers['content-security-policy'], /default-src 'self'/);
        const script = await ask(collector, 'GET', '/console/assets/app.js');
        assert.match(script.headers['content-type'], /javascript/);
        assert.match(script.headers['cache-control'], /immutable/);
        const again = await ask(collector, 'GET', '/console/assets/app.js', { headers: { 'if-none-match': script.headers.etag } });
        assert.deepEqual([again.status, again.body], [304, '']);
        for (const path of ['/console/../secret.txt', '/console/%2e%2e/secret.txt', '/console/assets/../../secret.txt', '/console/.hidden']) {
            assert.equal((await ask(collector, 'GET', path)).status, 404, path);
        }
    });
    await step('what the planner wrote', async () => {
        assert.equal((await read(collector, 'coverage')).type, 'FeatureCollection');
        assert.equal((await ask(collector, 'GET', `${BASE}/coverage/sites`)).status, 404);
    });
    await step('the history of a metric of the catalogue, of this pole alone', async () => {
        const pole = new MagpieNode(await house.connect('pole-1'), { id: 'pole-1', area: 'mapo' });
        await pole.birth();
        await until('it is known', async () => (await ask(collector, 'GET', `${BASE}/poles/mapo/pole-1`)).status === 200);
        const history = 'poles/mapo/pole-1/history';
        const answer = await read(collector, `${history}?metric=magpie_wifi_radio_hung&from=1000&to=1600&step=60`);
        assert.deepEqual(answer, { series: [{ labels: { radio: 'phy0' }, points: [[1000, 1.5], [1060, null]] }] });
        assert.equal(questions[0].pathname, '/select/api/v1/query_range');
        assert.equal(questions[0].searchParams.get('query'), 'magpie_wifi_radio_hung{area="mapo",node="pole-1"}');
        for (const metric of ['up', 'magpie_wifi_radio_hung{} or up', '']) {
            assert.equal((await ask(collector, 'GET', `${BASE}/${history}?metric=${encodeURIComponent(metric)}&from=1000&to=1600`)).status, 400);
        }
        assert.equal(questions.length, 1);
    });
});

inHouse('Whoever has no token sees the page and nothing of the city, and fills no memory', async (house) => {
    await house.startPlainBroker();
    const tokens = house.path('tokens');
    const { output } = await run([programs.collector, 'token', 'desk', '--scope', 'network']);
    const [, token] = /^([A-Za-z0-9_-]{43})$/m.exec(output);
    const [, line] = /^(\S+ [0-9a-f]{64} \S+)$/m.exec(output);
    writeFileSync(tokens, `${line}\n`, { mode: 0o600 });
    const collector = await house.startCollector({ http: { port: 0, tokens_file: tokens } });
    assert.equal((await ask(collector, 'GET', '/')).status, 200);
    assert.equal((await ask(collector, 'GET', `${BASE}/summary`)).status, 401);
    const desk = { authorization: `Bearer ${token}` };
    assert.equal((await ask(collector, 'GET', `${BASE}/summary`, { headers: desk })).status, 200);
    assert.equal((await ask(collector, 'PUT', `${BASE}/inventory`, { body: HEADER, type: 'text/csv', headers: desk })).status, 403);
    const large = await ask(collector, 'PUT', `${BASE}/inventory`, { body: 'x'.repeat(100_000), type: 'text/csv' }).catch(({ code }) => ({ status: code }));
    assert.ok(large.status === 413 || large.status === 'ECONNRESET', `${large.status}`);
});

inHouse('of a pair the one that stands by names the active one, and takes only copies', async (house) => {
    await house.startPlainBroker();
    const { a, b } = await house.startPair();
    const ready = async (collector) => (await collector.get('/readyz')).body.trim();
    const [standby, active] = await until('one stands by', async () => {
        const said = [await ready(a), await ready(b)].sort().join();
        return said === 'ready,standby' && ((await ready(a)) === 'standby' ? [a, b] : [b, a]);
    }, 30);
    const put = (collector, query = '') => ask(collector, 'PUT', `${BASE}/inventory${query}`, { body: `${HEADER}\nmapo,pole-1,,37.5,127,,\n`, type: 'text/csv' });
    const refused = await until('it has heard who is active', async () => {
        const answer = await put(standby);
        return JSON.parse(answer.body).error.endsWith(active === a ? ', a' : ', b') && answer;
    });
    assert.equal(refused.status, 503);
    assert.equal((await read(standby, 'summary')).states.missing ?? 0, 0);
    assert.equal((await put(active)).status, 200);
    assert.equal((await put(standby, '?standby=too')).status, 200);
    assert.equal((await read(standby, 'inventory?format=json')).poles.length, 1);
});
