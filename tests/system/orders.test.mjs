// Orders: signed by somebody whom the city's CA lets sign, handed to the collector, sent to whom they concern, and shown as wanted and followed.
// The signatures are the command line's of OpenSSL.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { handIn, makeSigner, sign } from './lib/orders.mjs';
import { Program, run } from './lib/program.mjs';
import { signedOrder } from './lib/report.mjs';
import { until } from './lib/until.mjs';

const page = async (collector, path, reader) => JSON.parse((await collector.get(path, reader)).body);
const states = async (collector, number) => (await page(collector, '/api/v1/orders')).orders.find((each) => each.number === number).states;

/** A node of the test's own, that keeps the orders it is sent. */
class Pole extends MagpieNode {
    static async begin(house, id, area) {
        const pole = new Pole(await house.connect(id), { id, area });
        await pole.peer.subscribe(pole.topic('NCMD'));
        await pole.birth();
        return pole;
    }

    get orders() {
        return this.peer.payloads('NCMD', this.id).map(signedOrder).filter(Boolean);
    }

    /** In a report of its own. */
    tells(orders) {
        return this.data({ header: { orders } });
    }
}

inHouse('an order reaches whom it concerns, and how far they are is shown', async (house, step) => {
    await house.startPlainBroker();
    const signer = await makeSigner(house, 'kim');
    const orders = { ca_file: join(house.certificates, 'ca.crt') };
    const collector = await house.startCollector({ orders });
    const pole = await Pole.begin(house, 'pole-1', 'mapo');
    const other = await Pole.begin(house, 'pole-2', 'jung');
    const file = await sign(house, signer, { number: 12, areas: ['mapo'], configuration: 'report.interval_seconds = 5\n' });

    await step('it is taken, and sent as it was signed', async () => {
        const { code, output } = await handIn(file, [collector.port]);
        assert.deepEqual([code, output], [0, `http://127.0.0.1:${collector.port}: order 12 taken\n`]);
        await pole.data();
        await other.data();
        await until('the pole has it', () => pole.orders.length === 1);
        assert.deepEqual(pole.orders[0], readFileSync(file));
        assert.deepEqual(await states(collector, 12), { followed: 0, tried: 0, refused: 0, sent: 1, waiting: 0, beyond: 0 });
        const again = await handIn(file, [collector.port]);
        assert.match(again.output, /order 12 held before/);
    });
    await step('what a node says of it is what is shown', async () => {
        await pole.tells({ tried: 12 });
        await collector.shows(1, 'magpie_collector_order_nodes', { state: 'tried' });
        await pole.tells({ followed: 12 });
        await collector.shows(1, 'magpie_collector_order_nodes', { state: 'followed' });
        const { code, output } = await run([programs.collector, 'orders', '--url', `http://127.0.0.1:${collector.port}`]);
        assert.equal(code, 0);
        assert.match(output, /^12 +\d{4}-\d\d-\d\d \d\d:\d\d +1 +0 +0 +0 +0 +0 +kim, 1 area, configuration$/m);
    });
    await step('what nobody may sign is not taken, and said why', async () => {
        const strangers = house.path('strangers');
        const stranger = await makeSigner(house, 'mallory', strangers);
        const node = await house.identity('pole-1');
        const late = { number: 15, notAfter: Date.now() - 1000 };
        for (const [who, order, reason, status] of [
            [stranger, { number: 13 }, 'signature', 403],
            [node, { number: 14 }, 'signature', 403],
            [signer, late, 'too_late', 422],
            [signer, { number: 12 }, 'number_taken', 409],
            [signer, { number: 16, share: 0 }, 'format', 400],
        ]) {
            const { code, output } = await handIn(await sign(house, who, order), [collector.port]);
            assert.equal(code, 1);
            assert.match(output, new RegExp(`not taken: ${status} ${reason}\\n`));
            assert.ok((await collector.value('magpie_collector_orders_refused_total', { reason })) >= 1, reason);
        }
        assert.equal((await page(collector, '/api/v1/orders')).orders.length, 1);
    });
    await step('a node that refuses says why', async () => {
        assert.equal((await handIn(await sign(house, signer, { number: 20, nodes: ['pole-2'], version: '1.3.0' }), [collector.port])).code, 0);
        await other.data();
        await until('it was sent', () => other.orders.length === 1);
        await other.tells({ followed: 3, refused: 20, why: 5 });
        await collector.shows(1, 'magpie_collector_order_nodes', { state: 'refused' });
        const { nodes } = await page(collector, '/api/v1/orders/nodes?state=refused');
        assert.deepEqual(nodes, [
            { area: 'jung', node: 'pole-2', up: true, wanted: 20, state: 'refused', followed: 3, tried: 0, refused: 20, why: 'version' },
        ]);
    });
    await step('a collector that is killed still holds what it said it took, and the audit', async () => {
        const before = await page(collector, '/api/v1/audit');
        await collector.kill();
        await collector.start();
        assert.deepEqual((await page(collector, '/api/v1/orders')).orders.map(({ number }) => number), [20, 12]);
        const late = await Pole.begin(house, 'pole-3', 'mapo');
        await until('one that is new has it', () => late.orders.length === 1);
        assert.deepEqual(await page(collector, '/api/v1/audit'), before);
        assert.deepEqual(
            before.audit.map(({ who, what }) => `${who} ${what}`),
            ['loopback order_taken', ...Array(5).fill('loopback order_refused'), 'loopback order_taken'],
        );
        assert.match(before.audit.at(-1).detail, /^order 12 signer kim sha256 [0-9a-f]{64} for areas mapo share 100% configuration of/);
    });
    await step('one that is withdrawn is sent to nobody', async () => {
        const url = `http://127.0.0.1:${collector.port}/api/v1/orders`;
        const withdraw = (number) =>
            run([programs.collector, 'order', 'withdraw', `${number}`, '--url', `http://127.0.0.1:${collector.port}`]);
        const { code, output } = await withdraw(12);
        assert.deepEqual([code, output], [0, `http://127.0.0.1:${collector.port}: order 12 withdrawn\n`]);
        const again = await withdraw(12);
        assert.deepEqual([again.code, again.output], [1, `http://127.0.0.1:${collector.port}: order 12 is not held\n`]);
        assert.equal((await fetch(`${url}/12`, { method: 'DELETE' })).status, 404);
        const [last] = (await page(collector, '/api/v1/audit')).audit;
        assert.deepEqual([last.who, last.what], ['loopback', 'order_withdrawn']);
        assert.match(last.detail, /^order 12 signer kim /);
        assert.equal((await fetch(url, { method: 'POST', body: readFileSync(file) })).status, 415);
        assert.equal((await fetch(url, { method: 'PUT', body: 'x' })).headers.get('allow'), 'GET, HEAD, POST');
        const fifth = await Pole.begin(house, 'pole-5', 'mapo');
        const sixth = await Pole.begin(house, 'pole-2', 'jung'); // which was sent one that is still held
        await until('the other still is', () => sixth.orders.length === 1);
        assert.equal(fifth.orders.length, 0);
    });
});

inHouse('who commands shows a token for it', async (house, step) => {
    await house.startPlainBroker();
    const signer = await makeSigner(house, 'kim');
    const file = await sign(house, signer, { number: 1 });
    const files = {};
    const lines = [];
    for (const scope of ['network', 'security', 'command']) {
        const { output } = await run([programs.collector, 'token', `desk-${scope}`, '--scope', scope]);
        files[scope] = house.path(`${scope}.token`);
        writeFileSync(files[scope], `${/^([A-Za-z0-9_-]{43})$/m.exec(output)[1]}\n`);
        lines.push(/^(\S+ [0-9a-f]{64} \S+)$/m.exec(output)[1]);
    }
    writeFileSync(house.path('tokens'), `${lines.join('\n')}\n`);
    const token = (scope) => ({ token: readFileSync(files[scope], 'utf8').trim() });
    const collector = await house.startCollector(
        { orders: { ca_file: join(house.certificates, 'ca.crt') }, http: { port: 0, tokens_file: house.path('tokens') } },
        { reader: token('network') },
    );
    await step('and nobody else does', async () => {
        assert.match((await handIn(file, [collector.port])).output, /not taken: 401 /);
        assert.match((await handIn(file, [collector.port], ['--token-file', files.security])).output, /not taken: 403 /);
        assert.match((await handIn(file, [collector.port], ['--token-file', files.command])).output, /order 1 taken/);
    });
    await step('who it was is in the audit', async () => {
        assert.equal((await collector.get('/api/v1/audit')).status, 403);
        const { audit } = await page(collector, '/api/v1/audit', token('security'));
        assert.deepEqual(audit.map(({ who, what }) => [who, what]), [['desk-command', 'order_taken']]);
    });
    await step('on an address that others reach nobody commands without tokens', async () => {
        await collector.stop();
        const open = await house.startCollector(
            { http: { port: 0, address: '0.0.0.0' }, orders: { ca_file: join(house.certificates, 'ca.crt') } },
            { name: 'open' },
        );
        assert.match((await handIn(file, [open.port])).output, /not taken: 401 /);
        assert.equal((await open.get('/api/v1/orders')).status, 200);
    });
});

inHouse('of two collectors the active one sends, and the other goes on', async (house) => {
    await house.startBroker(['collector-a', 'collector-b', 'pole-1', 'pole-2']);
    const signer = await makeSigner(house, 'kim');
    const both = await house.startPair();
    const isActive = async (one) => JSON.parse((await one.get('/sd')).body).length > 0;
    const pole = await Pole.begin(house, 'pole-1', 'mapo');
    const first = await until('one is active', async () => ((await isActive(both.a)) ? both.a : (await isActive(both.b)) && both.b));
    const second = first === both.a ? both.b : both.a;
    const { code } = await handIn(await sign(house, signer, { number: 1 }), [first.port, second.port]);
    assert.equal(code, 0);
    await pole.data();
    await until('the pole has it', () => pole.orders.length > 0);
    assert.equal(await second.value('magpie_collector_orders_sent_total'), 0);
    await first.kill();
    await until('the other takes over', () => isActive(second), 20);
    const late = await Pole.begin(house, 'pole-2', 'mapo');
    await until('one that is new has it', () => late.orders.length === 1);
    assert.ok(pole.orders.length <= 2);
});

inHouse('an agent follows an order, and goes back from one that it cannot follow', async (house, step) => {
    const { collector, pole } = await house.standUp();
    const signer = await makeSigner(house, 'kim');
    const number = (state) => collector.value('magpie_node_order', { node: pole.id, state });
    const interval = () => collector.value('magpie_node_report_interval_seconds', { node: pole.id });

    await step('a configuration', async () => {
        const order = { number: 12, nodes: [pole.id], configuration: 'report.interval_seconds = 2\n' };
        assert.equal((await handIn(await sign(house, signer, order), [collector.port])).code, 0);
        await until('it is followed', async () => (await states(collector, 12)).followed === 1, 60);
        await until('it is so', async () => (await interval()) === 2);
        await until('it says so itself', async () => (await number('followed')) === 12);
    });
    await step('a key that no order may set', async () => {
        const order = { number: 13, nodes: [pole.id], configuration: 'node.id = "pole-2"\n' };
        assert.equal((await handIn(await sign(house, signer, order), [collector.port])).code, 0);
        await until('it is refused', async () => (await states(collector, 13)).refused === 1, 60);
        const { nodes } = await page(collector, '/api/v1/orders/nodes?state=refused');
        assert.deepEqual([nodes[0].node, nodes[0].followed, nodes[0].why], [pole.id, 12, 'configuration']);
        assert.equal(await interval(), 2);
    });
    await step('none of its own: it is as its file says', async () => {
        assert.equal((await handIn(await sign(house, signer, { number: 14 }), [collector.port])).code, 0);
        await until('it is followed', async () => (await states(collector, 14)).followed === 1, 60);
        await until('it is so', async () => (await interval()) === 1);
    });
});

inHouse('a simulated city follows an order, but for the poles that find fault with it', async (house, step) => {
    const POLES = 100;
    await house.startPlainBroker();
    const signer = await makeSigner(house, 'kim');
    const ca = join(house.certificates, 'ca.crt');
    const collector = await house.startCollector({ orders: { ca_file: ca } });
    mkdirSync(house.path('orders'));
    const options = ['--poles', `${POLES}`, '--interval', '1', '--series', '30', '--ca', ca, '--orders', house.path('orders')];
    await house.add(new Program('fleet', [programs.fleet, '--server', house.server, ...options])).start();
    await collector.shows(POLES, 'magpie_collector_nodes', { state: 'up' });

    await step('a configuration', async () => {
        const order = { number: 1, configuration: 'report.interval_seconds = 2\n' };
        assert.equal((await handIn(await sign(house, signer, order), [collector.port])).code, 0);
        const all = async () => {
            const { followed, refused } = await states(collector, 1);
            return followed + refused === POLES && { followed, refused };
        };
        const { refused } = await until('each has judged it', all, 60);
        assert.ok(refused > 0 && refused < POLES / 5, `${refused} refused`);
        const slower = async () => (await collector.metrics()).select('magpie_node_report_interval_seconds').filter(({ value }) => value === 2);
        await until('who follows it does so', async () => (await slower()).length === POLES - refused);
    });
    await step('a version for a share of it', async () => {
        const order = { number: 2, share: 32768, version: '9.9.9' };
        assert.equal((await handIn(await sign(house, signer, order), [collector.port])).code, 0);
        const infos = async () => (await collector.metrics()).select('magpie_node_info').filter(({ labels }) => labels.version === '9.9.9');
        const all = async () => {
            const { followed, sent, waiting, tried } = await states(collector, 2);
            return followed > POLES / 4 && sent + waiting + tried === 0 && (await infos()).length === followed;
        };
        await until('who follows it is of that version', all, 60);
    });
});
