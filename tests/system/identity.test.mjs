// Who may say what: the broker ties a topic to a certificate, the collector ties a node to its area, and a certificate that does not do
// is named.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

inHouse('the broker lets a node speak for itself alone', async (house) => {
    const { collector, observer } = await house.standUp();
    const rogue = await house.connect('rogue');
    await rogue.subscribe('#').catch(() => {}); // granted or not, nothing comes of it
    const stranger = new MagpieNode(rogue, { id: 'pole-1' });
    const own = new MagpieNode(rogue, { id: 'rogue' });
    const forbidden = ['NBIRTH', 'NDATA', 'NDEATH']
        .map((verb) => `spBv1.0/mapo/${verb}/pole-1`)
        .concat(
            ['DBIRTH', 'DDATA', 'DDEATH'].map((verb) => `spBv1.0/mapo/${verb}/pole-1/meter`),
            [
                'spBv1.0/mapo/NCMD/pole-1',
                'spBv1.0/mapo/NCMD/rogue',
                'spBv1.0/STATE/collector',
                'spBv1.0/STATE/rogue',
                'spBv1.0/mapo/NDATA/rogue/meter',
            ],
        );
    const forged = stranger.encodeBirth();
    for (const topic of forbidden) {
        await rogue.publish(topic, forged);
    }
    await own.birth();
    await until('what it may say', () => observer.heard('NBIRTH', 'rogue').length === 1);
    assert.deepEqual(
        observer.messages.filter(({ payload }) => payload.equals(forged)),
        [],
    );
    assert.equal(await collector.value('magpie_node_up', { node: 'pole-1' }), 1);
    await until('what it may hear', () => rogue.heard('NCMD', 'rogue').length > 0);
    assert.deepEqual(
        rogue.messages.filter(({ verb, node }) => verb !== 'STATE' && node !== 'rogue'),
        [],
        'and nothing of the others',
    );
    await rogue.end();

    const strict = await house.connect('rogue', { protocolVersion: 5 });
    for (const topic of forbidden) {
        await assert.rejects(strict.publish(topic, 'x'), ({ code }) => code === 135, topic);
    }
});

inHouse('the collector takes a node from one area only', async (house) => {
    const { collector } = await house.standUp();
    const peer = await house.connect('pole-2');
    const node = new MagpieNode(peer, { id: 'pole-2', area: 'mapo' });
    const elsewhere = new MagpieNode(peer, { id: 'pole-2', area: 'jung' });
    await node.birth();
    await until('pole-2 is up', async () => (await collector.value('magpie_node_up', { node: 'pole-2' })) === 1);
    for (const speak of [() => elsewhere.birth(), () => elsewhere.data(), () => elsewhere.death()]) {
        const before = await collector.sum('magpie_collector_refused_total', { reason: 'area_mismatch' });
        await speak();
        await until(
            'the refusal',
            async () =>
                (await collector.sum('magpie_collector_refused_total', { reason: 'area_mismatch' })) === before + 1,
        );
    }
    const metrics = await collector.metrics();
    assert.deepEqual(metrics.select('', { area: 'jung' }), []);
    assert.equal(metrics.value('magpie_node_up', { area: 'mapo', node: 'pole-2' }), 1);
    assert.ok(
        (await collector.refused()).some(
            ({ reason, topic }) => reason === 'area_mismatch' && topic === 'spBv1.0/jung/NBIRTH/pole-2',
        ),
    );
    assert.match(collector.log, /refused.*area_mismatch/);
});

inHouse(
    'a certificate that does not do is named, by both programs, when asked and when started',
    async (house, step) => {
        await house.startBroker();
        const good = await house.identity('pole-1');
        const other = await house.identity('pole-1', { directory: house.path('other-ca') });
        const expired = await house.identity('pole-7', { days: 0 });
        const cases = [
            ['expired', expired, 'pole-7', /expired on \d{4}-\d\d-\d\d/, /refused our certificate as expired/],
            ['missing', { ...good, certificate: house.path('none.crt') }, 'pole-1', /none\.crt does not exist/, null],
            ['without its key', { ...good, key: house.path('none.key') }, 'pole-1', /none\.key does not exist/, null],
            [
                'with a key that is not its own',
                { ...good, key: other.key },
                'pole-1',
                /does not belong to the certificate/,
                null,
            ],
            [
                'of another CA',
                { ...other, ca: good.ca },
                'pole-1',
                /was signed by another CA/,
                /was signed by a CA the server does not know/,
            ],
        ];
        for (const [what, tls, id, word, brokerSays] of cases) {
            await step(`agent, ${what}`, async () => {
                const agent = await house.makeAgent(id, {}, { tls });
                const { code, output } = await run([...agent.command, '--check-config']);
                assert.match(output, word);
                assert.equal(code, 1);
                await agent.start();
                await until(
                    'its log names it',
                    () => word.test(agent.log) && (!brokerSays || brokerSays.test(agent.log)),
                );
                await agent.stop();
            });
            await step(`collector, ${what}`, async () => {
                const collector = await house.makeCollector({}, { tls });
                const { code, output } = await run([...collector.command, '--check-config']);
                assert.match(output, word);
                assert.equal(code, 1);
                collector.launch();
                await until('its log names it', () => word.test(collector.log));
                await collector.kill();
            });
        }
        await step('agent, of another node', async () => {
            const agent = await house.makeAgent('pole-1', {}, { tls: await house.identity('pole-2') });
            const word = /certificate of `pole-2`, and node\.id is `pole-1`/;
            const { code, output } = await run([...agent.command, '--check-config']);
            assert.match(output, word);
            assert.equal(code, 1);
            await agent.start();
            await until('its log names it', () => word.test(agent.log));
            await agent.stop();
        });
        await step('agent, none at all', async () => {
            const agent = await house.makeAgent('pole-1', {
                mqtt: { certificate_file: undefined, key_file: undefined },
            });
            await agent.start();
            await until('the broker asks for it', () => /requires a certificate/.test(agent.log));
            await agent.stop();
        });
        for (const program of ['agent', 'collector']) {
            await step(`${program}, a broker of another CA`, async () => {
                const tls = { ...good, ca: other.ca };
                const daemon =
                    program === 'agent'
                        ? await house.makeAgent('pole-1', {
                              mqtt: { ca_file: other.ca, certificate_file: other.certificate, key_file: other.key },
                          })
                        : await house.makeCollector(
                              {},
                              { tls: { ...tls, certificate: other.certificate, key: other.key } },
                          );
                daemon.launch();
                await until('it does not trust the broker', () =>
                    /cannot trust .*signed by another CA than the one in/.test(daemon.log),
                );
                await daemon.stop();
            });
        }
    },
);
