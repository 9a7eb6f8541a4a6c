// Wireshark's dissectors read what goes over the wire: MQTT and Sparkplug, without a malformed frame.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';

import { inHouse } from './lib/house.mjs';
import { Program, runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const DISCONNECT = 14;

inHouse(
    'tshark finds nothing malformed in a session of agent and collector, and a goodbye at the end of each',
    async (house, _step, t) => {
        await house.startPlainBroker();
        const { port } = house.broker;
        const file = house.path('session.pcap');
        const capture = house.add(
            new Program('dumpcap', ['dumpcap', '-q', '-P', '-i', 'lo', '-f', `tcp port ${port}`, '-w', file], {
                ready: () => existsSync(file),
            }),
        );
        try {
            await capture.start();
        } catch (problem) {
            if (/permission/i.test(capture.log)) {
                t.skip('no permission to capture on lo');
                return;
            }
            throw problem;
        }
        const collector = await house.startCollector();
        const pole = await house.startAgent('pole-1');
        await until(
            'some acknowledgements',
            async () => (await collector.value('magpie_collector_acknowledgements_total')) >= 2,
        );
        await pole.stop();
        await collector.stop();

        const tshark = (...options) => runWell(['tshark', '-r', file, '-d', `tcp.port==${port},mqtt`, ...options]);
        const read = async () =>
            (
                await tshark(
                    '-Y',
                    'mqtt',
                    '-T',
                    'fields',
                    '-E',
                    'separator=;',
                    '-e',
                    'mqtt.clientid',
                    '-e',
                    'tcp.stream',
                    '-e',
                    'mqtt.msgtype',
                    '-e',
                    'mqtt.topic',
                    '-e',
                    'sparkplugb.messagetype',
                    '-e',
                    'tcp.dstport',
                )
            )
                .split('\n')
                .filter((line) => /^[^;]*;\d+;/.test(line))
                .map((line) => {
                    const [client, stream, types, topics, verbs, to] = line.split(';');
                    return {
                        client,
                        stream,
                        types: types.split(',').map(Number),
                        topics,
                        verbs,
                        toBroker: Number(to) === port,
                    };
                });
        // The capture reaches its file in its own time.
        const frames = await until('both DISCONNECTs in the capture', async () => {
            const all = await read();
            return all.filter(({ types }) => types.includes(DISCONNECT)).length === 2 && all;
        });
        await capture.stop();

        const faults = async (filter, ...options) =>
            (await tshark('-Y', filter, ...options)).split('\n').filter((line) => /^ *\d/.test(line));
        const malformed = '(_ws.malformed or _ws.unreassembled or _ws.expert.severity == error)';
        // Its Sparkplug is older than 3.0 and misses a level in the topic of STATE.
        assert.deepEqual(await faults(`${malformed} and not sparkplugb.missing_edgenodeid`), []);
        assert.deepEqual(await faults(malformed, '--disable-protocol', 'sparkplugb'), []);

        const sentBy = (client) => {
            const { stream } = frames.find((frame) => frame.client.split(',').includes(client));
            return frames.filter((frame) => frame.stream === stream && frame.toBroker);
        };
        for (const [client, topics, last] of [
            ['pole-1', ['spBv1.0/mapo/NBIRTH/pole-1', 'spBv1.0/mapo/NDATA/pole-1'], 'spBv1.0/mapo/NDEATH/pole-1'],
            ['collector', ['spBv1.0/STATE/collector', 'spBv1.0/mapo/NCMD/pole-1'], 'spBv1.0/STATE/collector'],
        ]) {
            const types = sentBy(client).flatMap((frame) => frame.types);
            assert.equal(types[0], CONNECT);
            assert.equal(types[1], SUBSCRIBE);
            assert.equal(types.at(-1), DISCONNECT);
            assert.equal(types.filter((type) => type === PUBLISH).length > 3, true);
            const named = sentBy(client)
                .filter((frame) => frame.types.includes(PUBLISH))
                .map((frame) => frame.topics.split(','))
                .flat();
            for (const topic of topics) {
                assert.ok(named.includes(topic), `${client} sends ${topic}`);
            }
            assert.equal(named.at(-1), last);
        }
        const verbs = new Set(frames.flatMap((frame) => frame.verbs.split(',')));
        for (const verb of ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD']) {
            assert.ok(verbs.has(verb), `the Sparkplug dissector knows ${verb}`);
        }
    },
);
