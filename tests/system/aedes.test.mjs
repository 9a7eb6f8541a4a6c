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
    house.atEnd.push(
        () =>
            new Promise((resolve) => {
                sockets.forEach((socket) => socket.destroy());
                broker.close(() => server.close(resolve));
            }),
    );
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

inHouse(
    'the agent speaks Sparkplug to a foreign broker: CONNECT, will, SUBSCRIBE, births, data and death',
    async (house) => {
        const broker = await openBroker(house);
        const pole = await house.startAgent('pole-1', { mqtt: { keep_alive_seconds: 7 } });
        await until('three reports', () => published(broker.of('pole-1'), 'NDATA').length >= 3);

        const [connect, subscribe, birth, ...rest] = broker.of('pole-1');
        assert.equal(connect.protocolId, 'MQTT');
        assert.equal(connect.protocolVersion, 4);
        assert.equal(connect.clean, true);
        assert.equal(connect.keepalive, 7);
        assert.equal(connect.will.topic, 'spBv1.0/mapo/NDEATH/pole-1');
        assert.equal(connect.will.qos, 1);
        assert.equal(connect.will.retain, false);
        const will = decodePayload(connect.will.payload);
        assert.equal(will.seq, undefined);
        assert.deepEqual(
            will.metrics.map(({ name, datatype }) => ({ name, datatype })),
            [{ name: 'bdSeq', datatype: Type.int64 }],
        );

        assert.equal(subscribe.cmd, 'subscribe');
        assert.deepEqual(
            subscribe.subscriptions.map(({ topic, qos }) => ({ topic, qos })),
            [{ topic: 'spBv1.0/mapo/NCMD/pole-1', qos: 1 }],
        );

        assert.equal(birth.topic, 'spBv1.0/mapo/NBIRTH/pole-1');
        assert.equal(birth.qos, 0);
        assert.equal(birth.retain, false);
        const born = decodePayload(birth.payload);
        assert.equal(born.seq, 0);
        assert.equal(born.metrics.find(({ name }) => name === 'bdSeq').value, will.metrics[0].value);

        const seqs = published(rest, 'NDATA').map((packet) => {
            assert.equal(packet.topic, 'spBv1.0/mapo/NDATA/pole-1');
            assert.equal(packet.qos, 0);
            assert.equal(packet.retain, false);
            return decodePayload(packet.payload).seq;
        });
        assert.deepEqual(
            seqs,
            seqs.map((_, i) => i + 1),
        );

        // A connection that breaks: the next one has a will of its own.
        broker.cut('pole-1');
        await until('the birth of a second connection', () => published(broker.of('pole-1', 1), 'NBIRTH').length === 1);
        const [second] = broker.of('pole-1', 1);
        const bdSeq = (payload) => decodePayload(payload).metrics.find(({ name }) => name === 'bdSeq').value;
        assert.equal(bdSeq(second.will.payload), will.metrics[0].value + 1n);
        assert.equal(bdSeq(published(broker.of('pole-1', 1), 'NBIRTH')[0].payload), will.metrics[0].value + 1n);

        await pole.stop();
        const [death, disconnect] = (
            await until('DISCONNECT', () => {
                const packets = broker.of('pole-1', 1);
                return packets.at(-1).cmd === 'disconnect' && packets;
            })
        ).slice(-2);
        assert.equal(death.topic, 'spBv1.0/mapo/NDEATH/pole-1');
        assert.equal(death.qos, 1);
        assert.equal(death.retain, false);
        assert.equal(bdSeq(death.payload), will.metrics[0].value + 1n);
        assert.equal(disconnect.cmd, 'disconnect');
    },
);

inHouse(
    'the collector speaks Sparkplug to a foreign broker: STATE, its will, SUBSCRIBE and commands',
    async (house) => {
        const broker = await openBroker(house);
        const collector = await house.startCollector({ mqtt: { host_id: 'host-1', keep_alive_seconds: 9 } });
        await house.startAgent('pole-1');
        await until('a command', () => published(broker.of('host-1'), 'NCMD').length >= 1);
        await collector.stop();
        const packets = await until(
            'DISCONNECT',
            () => broker.of('host-1').at(-1).cmd === 'disconnect' && broker.of('host-1'),
        );

        const [connect] = packets;
        assert.equal(connect.protocolVersion, 4);
        assert.equal(connect.clean, true);
        assert.equal(connect.keepalive, 9);
        assert.equal(connect.will.topic, 'spBv1.0/STATE/host-1');
        assert.equal(connect.will.qos, 1);
        assert.equal(connect.will.retain, true);
        const will = JSON.parse(connect.will.payload);
        assert.equal(will.online, false);

        const firstPublish = packets.findIndex(({ cmd }) => cmd === 'publish');
        const filters = packets.slice(0, firstPublish).flatMap(({ subscriptions = [] }) => subscriptions);
        assert.ok(
            filters.some(({ topic }) => topic === 'spBv1.0/STATE/host-1'),
            'it hears its own STATE before it says that it is online',
        );
        assert.ok(
            filters.some(({ topic }) => topic === 'spBv1.0/+/NBIRTH/+'),
            'and the edges',
        );
        assert.deepEqual([...new Set(filters.map(({ qos }) => qos))], [1]);

        const states = published(packets, 'STATE');
        assert.equal(packets[firstPublish], states[0]);
        assert.deepEqual(
            states.map(({ qos, retain }) => ({ qos, retain })),
            states.map(() => ({ qos: 1, retain: true })),
        );
        assert.deepEqual(JSON.parse(states[0].payload), { online: true, timestamp: will.timestamp });
        assert.equal(JSON.parse(states.at(-1).payload).online, false);
        assert.equal(packets.at(-2), states.at(-1), 'nothing follows its goodbye but DISCONNECT');

        for (const command of published(packets, 'NCMD')) {
            assert.equal(command.topic, 'spBv1.0/mapo/NCMD/pole-1');
            assert.equal(command.qos, 0);
            assert.equal(command.retain, false);
            const payload = decodePayload(command.payload);
            assert.equal(payload.seq, undefined);
            assert.ok(Math.abs(payload.timestamp - Date.now()) < 60000);
        }
    },
);
