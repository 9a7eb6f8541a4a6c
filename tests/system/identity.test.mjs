// Who may say what: the broker ties a topic to a certificate, the collector a node to its area; a certificate that does not
// do is named.

import assert from 'node:assert/strict';

import { JumpingClock, bootTime } from '../storm/lib/clocks.mjs';
import { inHouse } from './lib/house.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

inHouse('the broker lets a node speak for itself alone', async (house) => {
    const { collector, observer } = await house.standUp();
    const rogue = await house.connect('rogue');
    await rogue.subscribe('#').catch(() => {}); // granted or not, nothing comes of it
    const own = new MagpieNode(rogue, { id: 'rogue' });
    const forbidden = [
        ...['NBIRTH', 'NDATA', 'NDEATH', 'NCMD'].map((verb) => `mapo/${verb}/pole-1`),
        ...['DBIRTH', 'DDATA', 'DDEATH', 'DCMD'].map((verb) => `mapo/${verb}/pole-1/meter`),
        ...['mapo/NCMD/rogue', 'mapo/NDATA/rogue/meter', 'STATE/collector', 'STATE/rogue'],
    ].map((topic) => `spBv1.0/${topic}`);
    const forged = new MagpieNode(rogue, { id: 'pole-1' }).encodeBirth();
    for (const topic of forbidden) {
        await rogue.publish(topic, forged); // to a client of MQTT 3.1.1 the broker says nothing
    }
    await own.birth();
    await until('what it may say', () => observer.heard('NBIRTH', 'rogue').length === 1);
    const passed = observer.messages.filter(({ payload }) => payload.equals(forged));
    assert.deepEqual(passed, []);
    assert.equal(await collector.value('magpie_node_up', { node: 'pole-1' }), 1);
    await until('what it may hear', () => rogue.heard('NCMD', 'rogue').length > 0);
    const overheard = rogue.messages.filter(({ verb, node }) => verb !== 'STATE' && node !== 'rogue');
    assert.deepEqual(overheard, [], 'and nothing of the others');
    await rogue.end();

    const strict = await house.connect('rogue', { protocolVersion: 5 });
    for (const topic of forbidden) {
        await assert.rejects(strict.publish(topic, 'x'), ({ code }) => code === 135, topic);
    }
});

inHouse('the collector takes a node from one area only', async (house) => {
    const { collector } = await house.standUp();
    const peer = await house.connect('pole-2');
    const here = new MagpieNode(peer, { id: 'pole-2', area: 'mapo' });
    const there = new MagpieNode(peer, { id: 'pole-2', area: 'jung' });
    await here.birth();
    await house.isUp(here);
    await there.birth();
    await there.data();
    await there.death();
    await collector.shows(3, 'magpie_collector_refused_total', { reason: 'area_mismatch' });
    const metrics = await collector.metrics();
    assert.deepEqual(metrics.select('', { area: 'jung' }), []);
    assert.equal(metrics.value('magpie_node_up', { area: 'mapo', node: 'pole-2' }), 1);
    const [shown] = await collector.refused();
    assert.deepEqual([shown.reason, shown.topic], ['area_mismatch', 'spBv1.0/jung/NBIRTH/pole-2']);
    await collector.says(/refused reason=area_mismatch topic=spBv1.0\/jung\/NBIRTH\/pole-2/);
});

/**
 * Certificates as they should not be: what is wrong, what our program says of it, and what it hears from the broker. The broker's
 * word may be lost with the connection (TLS 1.3), and is guessed then.
 */
async function badCertificates(house) {
    const good = await house.identity('pole-1');
    const other = await house.identity('pole-1', { directory: house.path('other-ca') });
    const expired = await house.identity('pole-7', { days: 0 });
    return [
        {
            what: 'that has expired',
            tls: expired,
            id: 'pole-7',
            said: /expired on \d{4}-\d\d-\d\d/,
            heard: /refused our certificate as expired|most likely: expired/,
        },
        {
            what: 'that is not there',
            tls: { ...good, certificate: house.path('none.crt') },
            said: /none\.crt does not exist/,
        },
        {
            what: 'without its key',
            tls: { ...good, key: house.path('none.key') },
            said: /none\.key does not exist/,
        },
        {
            what: 'with a key that is not its own',
            tls: { ...good, key: other.key },
            said: /does not belong to the certificate/,
        },
        {
            what: 'of another CA',
            tls: { ...other, ca: good.ca },
            said: /was signed by another CA/,
            heard: /was signed by a CA the server does not know|most likely: .*of another CA/,
        },
    ];
}

inHouse('a certificate that does not do is named, when asked and when started', async (house, step) => {
    await house.startBroker();
    const checks = async (program, said) => {
        const { code, output } = await run([...program.command, '--check-config']);
        assert.match(output, said);
        assert.equal(code, 1);
    };
    for (const { what, tls, id = 'pole-1', said, heard = /./ } of await badCertificates(house)) {
        await step(`an agent's ${what}`, async () => {
            const agent = await house.makeAgent(id, {}, { tls });
            await checks(agent, said);
            await agent.start(); // it may be the clock that is wrong, or the file may come yet
            await agent.says(said);
            await agent.says(heard);
            await agent.stop();
        });
        await step(`a collector's ${what}`, async () => {
            const collector = await house.makeCollector({}, { tls });
            await checks(collector, said);
            collector.launch();
            await collector.says(said);
            await collector.kill();
        });
    }
    await step("an agent's of another node", async () => {
        const agent = await house.makeAgent('pole-1', {}, { tls: await house.identity('pole-2') });
        const said = /certificate of `pole-2`, and node\.id is `pole-1`/;
        await checks(agent, said);
        await agent.start();
        await agent.says(said);
        await agent.stop();
    });
    await step('none at all', async () => {
        const agent = await house.makeAgent('pole-1', { mqtt: { certificate_file: undefined, key_file: undefined } });
        await agent.start();
        await until('the broker asks for it', () => /requires a certificate/.test(agent.log));
        await agent.stop();
    });
});

inHouse('a broker of another CA is not trusted', async (house, step) => {
    await house.startBroker();
    const tls = await house.identity('stranger', { directory: house.path('other-ca') });
    const agent = await house.makeAgent('stranger', {}, { tls });
    const collector = await house.makeCollector({}, { tls });
    for (const program of [agent, collector]) {
        await step(program.name, async () => {
            program.launch();
            const word = /cannot trust .*signed by another CA than the one in/;
            await until('it says so', () => word.test(program.log));
            await program.stop();
        });
    }
});

inHouse('a pole that wakes up in 1970 reports all the same, and what it reports has the time of today', async (house) => {
    await house.startBroker();
    const collector = await house.startCollector();
    const pole = await house.makeAgent('pole-1');
    const clock = new JumpingClock(house.path('clock'), { synchronised: false });
    clock.jump(bootTime() - Date.now()); // a board without a battery for its clock, which nobody has told the time yet
    pole.command = clock.wrap(pole.command);
    const started = Date.now() / 1000;
    await pole.start();
    await house.isUp(pole);
    await pole.says(/this machine's clock shows 1970-01-\d\d/);
    const reported = () => collector.value('magpie_node_last_report_timestamp_seconds', { node: 'pole-1' });
    await until('its first report', reported);
    assert.ok((await reported()) >= started - 1, `${await reported()} is after ${started}`);
    assert.equal(await collector.value('magpie_host_clock_synchronised', { node: 'pole-1' }), 0);
    assert.equal(await collector.sum('magpie_collector_refused_total'), 0);
});
