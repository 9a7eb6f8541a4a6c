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

/** Captures what goes through a port of lo; null where that is not allowed. */
async function startCapture(house, port) {
    const file = house.path('session.pcap');
    const command = ['dumpcap', '-q', '-P', '-i', 'lo', '-f', `tcp port ${port}`, '-w', file];
    const capture = house.add(new Program('dumpcap', command, { ready: () => existsSync(file) }));
    capture.file = file;
    try {
        await capture.start();
        return capture;
    } catch (problem) {
        if (/permission/i.test(capture.log)) {
            return null;
        }
        throw problem;
    }
}

inHouse('tshark finds nothing malformed in a session, and a goodbye at its end', async (house, _step, t) => {
    await house.startPlainBroker();
    const { port } = house.broker;
    const capture = await startCapture(house, port);
    if (!capture) {
        t.skip('no permission to capture on lo');
        return;
    }
    const collector = await house.startCollector();
    const pole = await house.startAgent('pole-1');
    const words = () => collector.value('magpie_collector_acknowledgements_total');
    await until('some acknowledgements', async () => (await words()) >= 2);
    await pole.stop();
    await collector.stop();

    const tshark = async (...options) => {
        const mqtt = ['-d', `tcp.port==${port},mqtt`];
        return (await runWell(['tshark', '-r', capture.file, ...mqtt, ...options])).split('\n');
    };
    const fields =
        '-e mqtt.clientid -e tcp.stream -e tcp.dstport -e mqtt.msgtype -e mqtt.topic -e sparkplugb.messagetype';
    const readFrames = async () => {
        const lines = await tshark(...`-Y mqtt -T fields -E separator=; ${fields}`.split(' '));
        const read = (line) => {
            // Several packets of MQTT in one of TCP are written with commas.
            const [client, [stream], [to], types, topics, verbs] = line.split(';').map((field) => field.split(','));
            return { client, stream, toBroker: Number(to) === port, types: types.map(Number), topics, verbs };
        };
        return lines.filter((line) => line.includes(';')).map(read);
    };
    // The capture reaches its file in its own time.
    const frames = await until('both DISCONNECTs in the capture', async () => {
        const all = await readFrames();
        return all.filter(({ types }) => types.includes(DISCONNECT)).length === 2 && all;
    });
    await capture.stop();

    const faults = async (...options) => (await tshark(...options)).filter((line) => /^ *\d/.test(line));
    const malformed = '(_ws.malformed or _ws.unreassembled or _ws.expert.severity == error)';
    // Its Sparkplug is older than 3.0 and misses a level in the topic of STATE.
    assert.deepEqual(await faults('-Y', `${malformed} and not sparkplugb.missing_edgenodeid`), []);
    assert.deepEqual(await faults('-Y', malformed, '--disable-protocol', 'sparkplugb'), []);

    for (const [client, ...topics] of [
        ['pole-1', 'spBv1.0/mapo/NBIRTH/pole-1', 'spBv1.0/mapo/NDATA/pole-1', 'spBv1.0/mapo/NDEATH/pole-1'],
        ['collector', 'spBv1.0/mapo/NCMD/pole-1', 'spBv1.0/STATE/collector'],
    ]) {
        const { stream } = frames.find((frame) => frame.client.includes(client));
        const sent = frames.filter((frame) => frame.stream === stream && frame.toBroker);
        const types = sent.flatMap((frame) => frame.types);
        assert.deepEqual([types[0], types[1], types.at(-1)], [CONNECT, SUBSCRIBE, DISCONNECT]);
        const published = sent.filter((frame) => frame.types.includes(PUBLISH)).flatMap((frame) => frame.topics);
        assert.deepEqual(
            topics.filter((topic) => !published.includes(topic)),
            [],
        );
        assert.equal(published.at(-1), topics.at(-1), 'the last word');
    }
    const verbs = new Set(frames.flatMap((frame) => frame.verbs));
    assert.deepEqual(
        ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD'].filter((verb) => !verbs.has(verb)),
        [],
    );
});
