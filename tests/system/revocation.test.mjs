// A city whose certificates all come from magpie-ca: a pole is handed over, renews, is stolen and stays out; a certificate of every wrong
// kind is refused, each for its reason; and nobody speaks for another.

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { JumpingClock } from '../storm/lib/clocks.mjs';
import { city } from './lib/city.mjs';
import { awake } from './lib/clock.mjs';
import { inHouse, source } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { Program, run, runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';

inHouse('a revoked pole is disconnected and cannot come back', async (house, step, t) => {
    const here = await city(house);
    const collector = await here.startCollector();
    const stolen = await here.startPole('pole-1');
    const other = await here.startPole('pole-2');
    await house.isUp(stolen);
    await house.isUp(other);

    const files = here.files('node', house.path('pole-1'));
    const { session } = await here.session(files);
    assert.ok((await here.session(files, session)).reused, 'or the session below would prove nothing');

    await house.isUp(stolen, 1);
    const begun = awake();
    const since = () => ((awake() - begun) / 1000).toFixed(2);
    const [told, down] = await Promise.all([
        here.do('revoke', 'pole-1', '--why', 'stolen', '--broker', here.broker),
        house.isDown(stolen, 60).then(since),
    ]);
    t.diagnostic(`down ${down} s after the command began, which took ${since()} s`);
    assert.match(told, /Revoked: 1 certificates of pole-1/);
    assert.match(told, /pole-1 has no session at the broker/);

    await step('it is refused for that', async () => {
        const refused = /refused our certificate as revoked|no connection to the broker.*revoked/;
        await until('its log says so', () => refused.test(stolen.log), 90);
        assert.match(await here.word(files), /revoked/);
    });
    await step('also by a session of before, which TLS would take up without looking at certificates', async () => {
        assert.match(await here.word(files, session), /revoked/);
    });
    await step('also after a restart', async () => {
        await stolen.stop();
        await stolen.start();
        await until('it is refused again', () => /revoked/.test(stolen.log.slice(stolen.begun)));
        assert.equal(await collector.value('magpie_node_up', { node: 'pole-1' }), 0);
    });
    await step('nobody else noticed', async () => {
        assert.equal(await collector.value('magpie_node_up', { node: 'pole-2' }), 1);
        assert.doesNotMatch(other.log, /no connection to the broker/);
    });
    await step('its place can be taken by a new pole of that name', async () => {
        await stolen.stop();
        const again = await here.issue('node', 'pole-1');
        assert.equal(await here.word(again), 'connected');
        const list = await here.do('list');
        assert.match(list, /^pole-1 .* revoked \d{4}-\d\d-\d\d \d\d:\d\d UTC: stolen$/m);
        assert.match(list, /^pole-1 .* good$/m);
    });
});

inHouse('a certificate of a wrong kind is refused, each for its reason', async (house, step) => {
    const here = await city(house);
    const good = await here.issue('node', 'pole-1');
    assert.equal(await here.word(good), 'connected');
    await runWell([join(source, 'script/throwaway-ca'), house.path('other-ca'), 'pole-1']);
    const revoked = await here.issue('node', 'pole-6');
    await here.do('revoke', 'pole-6', '--broker', here.broker);
    const hour = 3600;
    const kinds = [
        ['that has expired', await here.forgeTimes('pole-3', -2 * hour, -hour), 'pole-3', /expired/, 'expired'],
        // For a time to come TLS has no word of its own.
        ['of tomorrow', await here.forgeTimes('pole-4', hour, 2 * hour), 'pole-4', /bad certificate/, 'not_yet_valid'],
        [
            'of another CA',
            { ...here.files('pole-1', house.path('other-ca')), ca: good.ca },
            'pole-1',
            /unknown ca/,
            'other_ca',
        ],
        ['that is revoked', revoked, 'pole-6', /revoked/, 'revoked'],
        [
            'of a server',
            { ...here.files('broker', here.broker), ca: good.ca },
            'broker',
            /unsupported certificate/,
            'wrong_usage',
        ],
        ['of a signer of orders', await here.issue('signer', 'kim'), 'kim', /unsupported certificate/, 'wrong_usage'],
    ];
    for (const [what, tls, name, heard, reason] of kinds) {
        await step(`one ${what}`, async () => {
            assert.match(await here.word(tls), heard);
            const { code, output } = await run(here.command('renew', await here.renewalRequest(tls, name)));
            assert.match(output, new RegExp(`refused, ${reason}: `));
            assert.equal(code, 1);
        });
    }
    await step('none at all', async () => {
        assert.match(await here.word({ ca: good.ca }), /certificate required/);
    });
    await step('one with the name of another, or of a program, is not made', async () => {
        const request = await here.renewalRequest(good, 'pole-2');
        assert.match((await run(here.command('renew', request))).output, /refused, other_name: /);
        for (const name of ['collector', 'ca', 'admin', 'broker', '+', '#', 'a/b', 'Pole', 'x'.repeat(33)]) {
            assert.equal((await run(here.command('issue', 'node', name, '--out', here.work))).code, 1, name);
        }
    });
});

inHouse('a pole that publishes under the name of another changes nothing', async (house) => {
    const here = await city(house);
    const collector = await here.startCollector();
    const honest = await here.connect(await here.issue('node', 'pole-1'));
    const victim = new MagpieNode(honest, { id: 'pole-1' });
    await victim.birth();
    await house.isUp(victim);
    const page = async () => (await collector.get('/metrics')).body.split('\n').filter((line) => /pole-1/.test(line));
    const before = await page();

    const tls = await here.issue('node', 'pole-2');
    const rogue = await here.connect(tls);
    const forged = new MagpieNode(rogue, { id: 'pole-1' }).encodeBirth();
    const topics = ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD'].map((verb) => `spBv1.0/mapo/${verb}/pole-1`);
    topics.push('spBv1.0/jung/NBIRTH/pole-1', 'spBv1.0/mapo/DBIRTH/pole-1/meter', 'spBv1.0/STATE/collector');
    topics.push('magpie/v1/renew/pole-1', 'magpie/v1/renewed/pole-1', 'magpie/v1/renewed/pole-2');
    for (const topic of topics) {
        await rogue.publish(topic, forged); // to a client of MQTT 3.1.1 the broker says nothing
    }
    await house.isUp(await new MagpieNode(rogue, { id: 'pole-2' }).birth().then(() => ({ id: 'pole-2' })));
    assert.deepEqual(await page(), before);
    assert.equal(await collector.sum('magpie_collector_refused_total'), 0);
    await rogue.end();

    const strict = await here.connect(tls, { protocolVersion: 5 });
    for (const topic of topics) {
        await assert.rejects(strict.publish(topic, 'x'), ({ code }) => code === 135, topic);
    }
});

inHouse('a node renews its certificate over the broker', async (house, step) => {
    const here = await city(house);
    const desk = house.add(
        new Program('ca', here.command('serve', '--server', house.server, '--broker', here.broker), {
            ready: () => /connected to the broker/.test(desk.log),
        }),
    );
    await desk.start();
    const lists = [here.ca, here.broker].map((directory) => readFileSync(join(directory, 'crl.pem'), 'utf8'));
    const ask = async (id, payload) => {
        const tls = here.files(id);
        const peer = await here.connect(tls);
        await peer.subscribe(`magpie/v1/renewed/${id}`);
        await peer.publish(`magpie/v1/renew/${id}`, payload);
        await until('an answer', () => peer.messages.length > 0);
        await peer.end();
        return `${peer.messages[0].payload}`;
    };
    await step('and goes on with it', async () => {
        const request = await here.renewalRequest(await here.issue('node', 'pole-1'), 'pole-1');
        const answer = await ask('pole-1', readFileSync(request));
        assert.match(answer, /^-----BEGIN CERTIFICATE-----/);
        writeFileSync(join(here.work, 'pole-1-next.crt'), answer);
        assert.equal(await here.word(here.files('pole-1-next')), 'connected');
        await desk.says(/renewed node=pole-1 .*sent=yes/);
    });
    await step('only for itself', async () => {
        await here.issue('node', 'pole-2');
        const request = await here.renewalRequest(here.files('pole-1'), 'pole-1');
        assert.match(await ask('pole-2', readFileSync(request)), /^refused other_topic /);
    });
    await step('not when it is revoked, though its session lives', async () => {
        const request = await here.renewalRequest(await here.issue('node', 'pole-3'), 'pole-3');
        const peer = await here.connect(here.files('pole-3'));
        await peer.subscribe('magpie/v1/renewed/pole-3');
        await here.do('revoke', 'pole-3'); // of which the broker has not heard
        await peer.publish('magpie/v1/renew/pole-3', readFileSync(request));
        await until('an answer', () => peer.messages.length > 0);
        assert.match(`${peer.messages[0].payload}`, /^refused revoked /);
    });
    await step('bytes that are none are refused', async () => {
        await here.issue('node', 'pole-4');
        assert.match(await ask('pole-4', 'hello'), /^refused format /);
    });
    await step('a pole does so by itself, and lives by it', async () => {
        const clock = new JumpingClock(house.path('clock'));
        clock.jump(61 * 86400 * 1000); // of 90 days
        const pole = await here.startPole('pole-5', (command) => clock.wrap(command));
        await until('it has the next one', () => /the certificate is renewed/.test(pole.log), 90);
        await desk.says(/renewed node=pole-5 .*sent=yes/);
        const kept = join(pole.directory, 'state/identity.pem');
        assert.equal(statSync(kept).mode & 0o777, 0o600);
        await pole.stop();
        for (const ending of ['crt', 'key']) {
            writeFileSync(join(pole.directory, `node.${ending}`), 'gone');
        }
        await pole.start();
        await until('it is at the broker', () => /connected to the broker/.test(pole.log.slice(pole.begun)));
    });
    await step('and the broker has the list of what is revoked', async () => {
        await desk.says(/wrote the CRL/);
        assert.equal(lists[0], lists[1]);
        assert.equal(statSync(join(here.ca, 'serve.key')).mode & 0o777, 0o600);
    });
});
