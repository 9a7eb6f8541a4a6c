// npm's aedes as the broker of both daemons: what a broker that is not ours is sent, packet by packet.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';

import Aedes from 'aedes';

import { inHouse } from './lib/house.mjs';
import { decodePayload, Type } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

/** Opens an aedes and keeps each packet as it arrives: { connection, ...packet }. */
async function openBroker(house) {
    const broker = new Aedes();
    const packets = [];
    const sockets = [];
    const server = net.createServer((socket) => {
        const connection = sockets.push(socket) - 1;
        broker.handle(socket)._parser.on('packet', (packet) => packets.push({ connection, ...packet }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    house.server = `tcp://127.0.0.1:${server.address().port}`;
    const close = (resolve) => {
        sockets.forEach((socket) => socket.destroy());
        broker.close(() => server.close(resolve));
    };
    house.atEnd.push(() => new Promise(close));
    const connects = (id) => packets.filter(({ cmd, clientId }) => cmd === 'connect' && clientId === id);
    return {
        packets,
        connects,
        /** All packets of the n-th connection of a client. */
        of: (id, n = 0) => packets.filter(({ connection }) => connection === connects(id)[n]?.connection),
        cut: (id, n = 0) => sockets[connects(id)[n].connection].destroy(),
    };
}

const published = (packets, verb) =>
    packets.filter(({ cmd, topic }) => cmd === 'publish' && topic.includes(`/${verb}`));
const delivery = ({ topic, qos, retain }) => [topic, qos, retain];
const bdSeq = ({ payload }) => decodePayload(payload).metrics.find(({ name }) => name === 'bdSeq').value;

inHouse('an agent speaks Sparkplug to a foreign broker', async (house) => {
    const broker = await openBroker(house);
    const pole = await house.startAgent('pole-1', { mqtt: { keep_alive_seconds: 7 } });
    await until('three reports', () => published(broker.of('pole-1'), 'NDATA').length >= 3);

    const [connect, subscribe, birth, ...rest] = broker.of('pole-1');
    assert.deepEqual([connect.protocolId, connect.protocolVersion], ['MQTT', 4]);
    assert.deepEqual([connect.clean, connect.keepalive], [true, 7]);
    assert.deepEqual(delivery(connect.will), ['spBv1.0/mapo/NDEATH/pole-1', 1, false]);
    const will = decodePayload(connect.will.payload);
    assert.equal(will.seq, undefined);
    assert.equal(will.metrics.length, 1);
    assert.deepEqual([will.metrics[0].name, will.metrics[0].datatype], ['bdSeq', Type.int64]);

    assert.equal(subscribe.cmd, 'subscribe');
    const filters = subscribe.subscriptions.map(({ topic, qos }) => [topic, qos]);
    assert.deepEqual(filters, [['spBv1.0/mapo/NCMD/pole-1', 1]]);

    assert.deepEqual(delivery(birth), ['spBv1.0/mapo/NBIRTH/pole-1', 0, false]);
    assert.equal(decodePayload(birth.payload).seq, 0);
    assert.equal(bdSeq(birth), bdSeq(connect.will));
    for (const [i, report] of published(rest, 'NDATA').entries()) {
        assert.deepEqual(delivery(report), ['spBv1.0/mapo/NDATA/pole-1', 0, false]);
        assert.equal(decodePayload(report.payload).seq, i + 1);
    }

    // A connection that breaks: the next one has a will of its own.
    broker.cut('pole-1');
    const again = () => broker.of('pole-1', 1);
    const [rebirth] = await until(
        'another birth',
        () => published(again(), 'NBIRTH').length && published(again(), 'NBIRTH'),
    );
    assert.equal(bdSeq(again()[0].will), bdSeq(connect.will) + 1n);
    assert.equal(bdSeq(rebirth), bdSeq(connect.will) + 1n);

    await pole.stop();
    await until('DISCONNECT', () => again().at(-1).cmd === 'disconnect');
    const death = again().at(-2);
    assert.deepEqual(delivery(death), ['spBv1.0/mapo/NDEATH/pole-1', 1, false]);
    assert.equal(bdSeq(death), bdSeq(connect.will) + 1n);
});

inHouse('a collector speaks Sparkplug to a foreign broker', async (house) => {
    const broker = await openBroker(house);
    const collector = await house.startCollector({ mqtt: { host_id: 'host-1', keep_alive_seconds: 9 } });
    await house.startAgent('pole-1');
    await until('a command', () => published(broker.of('host-1'), 'NCMD').length > 0);
    await collector.stop();
    await until('DISCONNECT', () => broker.of('host-1').at(-1).cmd === 'disconnect');
    const [connect, ...packets] = broker.of('host-1');

    assert.equal(connect.protocolVersion, 4);
    assert.deepEqual([connect.clean, connect.keepalive], [true, 9]);
    assert.deepEqual(delivery(connect.will), ['spBv1.0/STATE/host-1', 1, true]);
    const will = JSON.parse(connect.will.payload);
    assert.equal(will.online, false);

    const begins = packets.findIndex(({ cmd }) => cmd === 'publish');
    const filters = packets.slice(0, begins).flatMap(({ subscriptions = [] }) => subscriptions);
    const topics = filters.map(({ topic }) => topic);
    assert.ok(topics.includes('spBv1.0/STATE/host-1'), 'it hears its own STATE before it says that it is online');
    assert.ok(topics.includes('spBv1.0/+/NBIRTH/+'), 'and the edges');
    assert.ok(filters.every(({ qos }) => qos === 1));

    const words = packets.filter(({ cmd }) => cmd === 'publish');
    assert.deepEqual(delivery(words[0]), ['spBv1.0/STATE/host-1', 1, true]);
    assert.deepEqual(JSON.parse(words[0].payload), { online: true, timestamp: will.timestamp });
    assert.deepEqual(delivery(words.at(-1)), ['spBv1.0/STATE/host-1', 1, true]);
    assert.equal(JSON.parse(words.at(-1).payload).online, false);

    for (const command of published(packets, 'NCMD')) {
        assert.deepEqual(delivery(command), ['spBv1.0/mapo/NCMD/pole-1', 0, false]);
        const { seq, timestamp } = decodePayload(command.payload);
        assert.equal(seq, undefined);
        assert.ok(Math.abs(timestamp - Date.now()) < 60000);
    }
});
