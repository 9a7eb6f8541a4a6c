// A blocked address is posted, and a real pole finds out from the public side whether it is unreachable: with a wall of nftables on the way that
// drops, refuses or lets pass.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

import { awake } from './lib/clock.mjs';
import { inHouse, programs, Server, source } from './lib/house.mjs';
import { get } from './lib/http.mjs';
import { lineInto } from './lib/line_in.mjs';
import { Program, run } from './lib/program.mjs';
import { Street } from './lib/street.mjs';
import { passing, until } from './lib/until.mjs';

const CONTROL = '10.88.0.2'; // the far side itself
const THREATS = { dropped: '10.88.0.11', refused: '10.88.0.12', leaking: '10.88.0.13', reset: '10.88.0.14', late: '10.88.0.15' };
const PORT = 8080;
const PATIENCE = 4; // s
const BUDGET = 6000; // ms

/** A token as the program makes it: { token, line }. */
async function makeToken(name, scope) {
    const { code, output } = await run([programs.collector, 'token', name, '--scope', scope]);
    assert.equal(code, 0, output);
    return { token: /^([A-Za-z0-9_-]{43})$/m.exec(output)[1], line: /^(\S+ [0-9a-f]{64} \S+)$/m.exec(output)[1] };
}

function post(port, body, token) {
    return new Promise((resolve, reject) => {
        const authorization = token ? { authorization: `Bearer ${token}` } : {};
        const headers = { 'content-type': 'application/json', 'content-length': body.length, ...authorization };
        const options = { host: '127.0.0.1', port, path: '/api/v1/blocks', method: 'POST', headers, agent: false };
        const request = http.request(options, (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (piece) => (text += piece));
            response.on('end', () => resolve({ status: response.statusCode, body: text }));
        });
        request.on('error', reject);
        request.end(body);
    });
}

/** A wall before the far side's addresses. */
class Wall {
    constructor(far) {
        this.far = far;
    }

    async build() {
        await this.far.does('nft', 'add table ip wall; add chain ip wall in { type filter hook input priority -1; }');
    }

    add(rule) {
        return this.far.does('nft', `add rule ip wall in ${rule}`);
    }

    fall() {
        return this.far.does('nft', 'flush chain ip wall in');
    }
}

/** Scrapes what a token is needed for, and tells of one alert by its own rule. */
async function startPrometheus(house, port, token) {
    const rules = readFileSync(join(source, 'dashboards/rules/alerts.yaml'), 'utf8');
    const [, expr] = /- alert: MagpieBlockLeaks\n +expr: (.*)\n/.exec(rules);
    const [data, config] = [house.path('prometheus'), house.path('prometheus.yml')];
    mkdirSync(data);
    writeFileSync(house.path('token'), token);
    const groups = [{ name: 'blocks', rules: [{ alert: 'MagpieBlockLeaks', expr }] }];
    const target = { targets: [`127.0.0.1:${port}`] };
    const job = { job_name: 'magpie', authorization: { credentials_file: house.path('token') }, static_configs: [target] };
    const intervals = { scrape_interval: '1s', evaluation_interval: '1s' };
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({ global: intervals, rule_files: [house.writeRules(groups)], scrape_configs: [job] }));
    const files = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, '--log.level=warn'];
    const command = (own) => ['prometheus', ...files, `--web.listen-address=127.0.0.1:${own}`];
    const prometheus = new Server('prometheus', command, async (own) => (await get(own, '/-/ready')).status === 200);
    await house.add(prometheus).start();
    prometheus.alerts = async () => JSON.parse((await get(prometheus.port, '/api/v1/alerts')).body).data.alerts;
    return prometheus;
}

inHouse('a blocked address is tested from the street', async (house, step, t) => {
    const street = new Street(house);
    await street.start();
    const { far } = street;
    for (const address of Object.values(THREATS)) {
        await far.does('ip', 'address', 'add', `${address}/24`, 'dev', 'eth0');
    }
    const wall = new Wall(far);
    await wall.build();

    const tokens = { network: await makeToken('prometheus', 'network'), security: await makeToken('soc', 'security') };
    writeFileSync(house.path('tokens'), `${tokens.network.line}\n${tokens.security.line}\n`);
    await house.startPlainBroker();
    const collector = await house.startCollector(
        { http: { port: 0, tokens_file: house.path('tokens') }, blocks: { patience_seconds: PATIENCE } },
        { reader: { token: tokens.network.token } },
    );
    await lineInto(house, street.pole, house.broker.port, house.broker.port);
    const pole = await house.makeAgent('pole-1', {
        node: { hub: 'hub-1' },
        block_check: { enabled: true, interface: 'up0', control: [CONTROL], private_addresses: true },
    });
    pole.command = street.pole.command(...pole.command);
    await pole.start();
    await house.isUp(pole);

    const blocks = (address, token = tokens.security.token, ports = [PORT]) =>
        post(collector.port, JSON.stringify({ address, ports }), token);
    const posted = async (address, ports) => {
        const { status, body } = await blocks(address, undefined, ports);
        assert.equal(status, 201, body);
        return JSON.parse(body).id;
    };
    const block = async (id) =>
        JSON.parse((await collector.get(`/api/v1/blocks/${id}`, { token: tokens.security.token })).body);
    const becomes = async (id, state, seconds = 20) => {
        let found;
        await until(`block ${id} is ${state}`, async () => assert.equal((found = await block(id)).state, state, JSON.stringify(found)) ?? true, seconds);
        t.diagnostic(`${state}: ${JSON.stringify(found.stages)} ${JSON.stringify(found.poles[0])}`);
        return found;
    };

    await step('nobody posts one without the scope', async () => {
        assert.equal((await blocks(THREATS.dropped, tokens.network.token)).status, 403);
        assert.equal((await blocks(THREATS.dropped, '')).status, 401);
        assert.equal((await collector.get('/api/v1/blocks')).status, 403);
        assert.equal((await blocks('127.0.0.1')).status, 422);
    });

    await step('one that the wall drops is verified, with the times of all stages', async () => {
        const started = awake();
        const id = await posted(THREATS.dropped);
        await passing(1.2); // the city's own time to block
        await wall.add(`ip daddr ${THREATS.dropped} drop`);
        const dropped = awake() - started;
        const { stages, poles } = await becomes(id, 'verified');
        assert.ok(stages.distributed_after_ms < 1000, `${stages.distributed_after_ms}`);
        assert.equal(stages.first_verified_after_ms, stages.verified_after_ms);
        assert.ok(stages.verified_after_ms >= 1200 && stages.verified_after_ms < dropped + 4000, `${stages.verified_after_ms}`);
        assert.ok(stages.verified_after_ms < BUDGET);
        assert.equal(poles.length, 1);
        assert.ok(poles[0].tries_answered >= 1 && poles[0].tries >= poles[0].tries_answered + 2);
        const page = await collector.metrics();
        assert.equal(page.value('magpie_collector_block_stage_seconds_count', { stage: 'verified' }), 1);
        assert.equal(page.value('magpie_collector_blocks', { state: 'verified' }), 1);
        assert.equal(page.value('magpie_collector_block_leaks'), 0);
    });

    await step('one that the wall refuses by ICMP is verified as well', async () => {
        await wall.add(`ip daddr ${THREATS.refused} reject`);
        const { poles } = await becomes(await posted(THREATS.refused), 'verified');
        assert.equal(poles[0].tries_answered, 0);
    });

    await step('a reset in the name of the address is an answer', async () => {
        await wall.add(`ip daddr ${THREATS.reset} icmp type echo-request drop`);
        await wall.add(`ip daddr ${THREATS.reset} meta l4proto tcp reject with tcp reset`);
        await becomes(await posted(THREATS.reset), 'leaking');
        await wall.add(`ip daddr ${THREATS.reset} drop`);
    });

    await step('one that nobody blocked leaks, and that is an alarm', async () => {
        const prometheus = await startPrometheus(house, collector.port, tokens.network.token);
        const id = await posted(THREATS.leaking);
        const { poles, stages } = await becomes(id, 'leaking');
        assert.equal(poles[0].state, 'reachable');
        assert.equal(poles[0].tries_answered, poles[0].tries);
        assert.equal(stages.verified_after_ms, null);
        await until('the alarm', async () => (await prometheus.alerts()).some(({ state }) => state === 'firing'));
        await wall.add(`ip daddr ${THREATS.leaking} drop`);
        await becomes(id, 'verified', 60);
    });

    await step('a pole that is cut off cannot tell', async () => {
        await wall.add('icmp type echo-request drop');
        await wall.add('meta l4proto tcp drop');
        const { poles, stages } = await becomes(await posted(THREATS.late), 'undecided');
        assert.equal(poles[0].why, 'control');
        assert.equal(stages.first_verified_after_ms, null);
        await wall.fall();
    });

    await step('an address is on no page but that of who may know', async () => {
        for (const path of ['/metrics', '/metrics/rollup', '/api/v1/export', '/api/v1/orders']) {
            const { status, body } = await collector.get(path);
            assert.equal(status, 200, path);
            assert.ok(!body.includes('10.88.0.'), path);
        }
        const audit = await collector.get('/api/v1/audit', { token: tokens.security.token });
        assert.ok(audit.body.includes(`of ${THREATS.dropped} ports ${PORT}`), audit.body);
        assert.ok(!collector.log.includes('10.88.0.1'), 'the log');
    });

    await step('blocks outlive a restart of the collector', async () => {
        const list = async () =>
            JSON.parse((await collector.get('/api/v1/blocks', { token: tokens.security.token })).body).blocks;
        const before = await list();
        assert.equal(before.length, 5);
        await until('all is committed', async () => (await collector.value('magpie_collector_database_pending')) === 0);
        await collector.kill();
        await collector.start();
        const after = await list();
        assert.deepEqual(
            after.map(({ id, address, stages }) => ({ id, address, stages })),
            before.map(({ id, address, stages }) => ({ id, address, stages })),
        );
    });
});

inHouse('a city of simulated poles verifies what is blocked, hub by hub', async (house, step, t) => {
    const poles = 200;
    const addresses = 10;
    await house.startPlainBroker();
    const collector = await house.startCollector(); // with all the patience that a slow machine needs
    const fault = ['--fault', 'block-leaks@60s+600s:mapo'];
    const command = [programs.fleet, '--poles', `${poles}`, '--interval', '2', '--server', house.server, ...fault];
    const fleet = house.add(new Program('fleet', command));
    await fleet.start();
    await until('all are up', async () => (await collector.sum('magpie_node_up')) === poles, 40);
    const postAll = async (network) => {
        for (let i = 1; i <= addresses; ++i) {
            const { status, body } = await post(collector.port, JSON.stringify({ address: `${network}.${i}` }));
            assert.equal(status, 201, body);
        }
    };
    const list = async () => JSON.parse((await collector.get('/api/v1/blocks')).body).blocks;

    await step('each is verified by its own sample', async () => {
        await postAll('203.0.113');
        const verified = () => collector.value('magpie_collector_blocks', { state: 'verified' });
        await until('all are verified', async () => (await verified()) === addresses, 60);
        const blocks = await list();
        const times = blocks.map(({ stages }) => stages.verified_after_ms).sort((a, b) => a - b);
        t.diagnostic(`poles of a block: ${blocks[0].poles.length}; verified after ms: median ${times[addresses / 2]}, last ${times.at(-1)}`);
        assert.ok(blocks[0].poles.length > 1 && blocks[0].poles.length <= 16);
        assert.equal(new Set(blocks[0].poles.map(({ node }) => node)).size, blocks[0].poles.length);
    });

    await step('the poles of a hub that leaks are told by name', async () => {
        await until('the fault', () => fleet.log.includes('block-leaks begins'), 90);
        await postAll('198.51.100');
        await until('a leak', async () => (await collector.value('magpie_collector_block_leaks')) > 0, 40);
        const leaking = (await list()).flatMap((block) => block.poles.filter(({ state }) => state === 'reachable'));
        assert.ok(leaking.length > 0 && leaking.every(({ area }) => area === 'mapo'), JSON.stringify(leaking));
    });
});
