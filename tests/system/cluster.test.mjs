// A broker of three nodes, of which one is killed under load; and a city that two collectors share by its areas.

import assert from 'node:assert/strict';

import { Balancer } from './lib/balancer.mjs';
import { awake } from './lib/clock.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { startRabbit } from './lib/rabbit.mjs';
import { acknowledgement } from './lib/report.mjs';
import { decodePayload, parseTopic } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

const POLES = 150;
const AGENTS = ['pole-1', 'pole-2', 'pole-3', 'pole-4', 'pole-5', 'pole-6'];

/** The districts of the simulated city, by the side of the river. */
const NORTH = [
    ...['jongno', 'jung', 'yongsan', 'seongdong', 'gwangjin', 'dongdaemun', 'jungnang', 'seongbuk'],
    ...['gangbuk', 'dobong', 'nowon', 'eunpyeong', 'seodaemun', 'mapo'],
];
const SOUTH = [
    ...['yangcheon', 'gangseo', 'guro', 'geumcheon', 'yeongdeungpo', 'dongjak', 'gwanak', 'seocho'],
    ...['gangnam', 'songpa', 'gangdong'],
];

async function startCollector(house, name, areas) {
    const collector = await house.makeCollector({
        mqtt: { areas, host_id: name },
        database: { path: house.path(`${name}.sqlite`) },
    });
    collector.name = name;
    await collector.start();
    return collector;
}

/** With all nodes in its list, and each agent begins with another. */
function startAgent(house, nodes, id, i) {
    const servers = nodes.map((_, turn) => nodes[(i + turn) % nodes.length].server);
    return house.startAgent(id, { node: { area: i % 2 === 0 ? 'mapo' : 'gangnam' }, mqtt: { servers } });
}

async function startFleet(house) {
    const command = [programs.fleet, '--poles', `${POLES}`, '--interval', '1', '--server', house.server];
    const fleet = house.add(new Program('fleet', command));
    await fleet.start();
    return fleet;
}

/** What collectors last told each node of its reports, by node. */
async function listenToAcknowledgements(house) {
    const told = new Map();
    const observer = await house.connect('observer', { clientId: 'observer' });
    observer.client.on('message', (topic, payload) => {
        const word = acknowledgement(decodePayload(payload));
        if (word) {
            told.set(parseTopic(topic).node, word);
        }
    });
    await observer.subscribe('spBv1.0/+/NCMD/+');
    return told;
}

/** Whether this node of the broker has taken the client; of its log from `since` on. */
const took = (node, client, since = 0) => node.log.includes(`client id: ${client})`, since);

const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

inHouse('one node of a broker of three is killed under load, and no report is missing', async (house, step, t) => {
    const nodes = await startRabbit(house);
    const ports = nodes.map(({ port }) => port);
    const balancer = await new Balancer(house, ports).start();
    house.server = balancer.server;
    const south = await startCollector(house, 'south', SOUTH);
    const north = await startCollector(house, 'north', NORTH);
    const collectors = [south, north];
    const told = await listenToAcknowledgements(house);
    await startFleet(house);
    await Promise.all(AGENTS.map((id, i) => startAgent(house, nodes, id, i)));

    const all = POLES + AGENTS.length;
    const samples = async (name) => {
        const pages = await Promise.all(collectors.map((collector) => collector.metrics()));
        return pages.flatMap((page) => page.select(name));
    };
    const total = async (name) => sum((await samples(name)).map(({ value }) => value));
    const allAreUp = async () => (await total('magpie_node_up')) === all;

    await step('each collector shows the nodes of its areas and no others', async () => {
        await until('all nodes are up', allAreUp, 30);
        const pages = await Promise.all(collectors.map((collector) => collector.metrics()));
        const shown = pages.map((page) => page.select('magpie_node_up'));
        for (const [i, areas] of [SOUTH, NORTH].entries()) {
            const seen = [...new Set(shown[i].map(({ labels }) => labels.area))];
            assert.deepEqual(seen.sort(), [...areas].sort());
        }
        assert.equal(new Set(shown.flat().map(({ labels }) => labels.node)).size, all);
    });

    const doomed = nodes.find((node) => took(node, 'north'));
    const others = nodes.filter((node) => node !== doomed);
    const open = () => others.map(({ port }) => balancer.connections(port));
    const toldBefore = new Map();
    let killedAt;
    const since = () => `${(awake() - killedAt) / 1000} s after the end of the node`;

    await step('the poles of the killed node spread over the two others within 30 s', async () => {
        assert.ok(!took(doomed, 'south') && !took(doomed, 'observer'), 'these are at other nodes');
        const orphans = AGENTS.filter((id) => took(doomed, id));
        assert.equal(orphans.length, AGENTS.length / nodes.length);
        const settled = () => told.size === all && [...told.values()].every(({ received }) => received >= 3);
        await until('all have been told of their reports', settled);
        const [before, moving] = [open(), balancer.connections(doomed.port)];
        assert.ok(moving > POLES / 4, `${moving} connections are at the node`);
        const logs = others.map(({ log }) => log.length);
        for (const [node, word] of told) {
            toldBefore.set(node, word);
        }

        await doomed.kill();
        killedAt = awake();
        const spread = () =>
            sum(open()) === sum(before) + moving &&
            orphans.every((id) => others.some((node, i) => took(node, id, logs[i])));
        await until('each has another node', spread, 30);
        const gained = open().map((number, i) => number - before[i]);
        t.diagnostic(`${moving} connections went to the others (${gained.join(', ')}): ${since()}`);
        assert.ok(Math.min(...gained) > moving / 4, `they gained ${gained}`);
    });

    await step('every number of every node is accounted for, and all go on', async () => {
        const complete = ([node, { highest }]) => {
            const now = told.get(node);
            return now.received === now.highest && now.received >= highest + 5;
        };
        await until('no number is missing', () => toldBefore.size === all && [...toldBefore].every(complete), 30);
        await until('all nodes are up', allAreUp);
        const late = await total('magpie_collector_historical_reports_total');
        t.diagnostic(`complete with ${late} late reports: ${since()}`);
        assert.ok(late > 0, 'some had to be sent again');

        const lost = await samples('magpie_node_reports_lost_total');
        assert.equal(lost.length, all);
        assert.deepEqual(lost.filter(({ value }) => value !== 0), []);
        assert.equal(await total('magpie_node_outbox_dropped_total'), 0);
        const current = async () => {
            const times = await samples('magpie_node_last_report_timestamp_seconds');
            return times.length === all && times.every(({ value }) => value * 1000 > killedAt + 5000);
        };
        await until('the data of all go on', current);
        const connects = collectors.map((each) => each.value('magpie_collector_mqtt_connects_total'));
        assert.deepEqual(await Promise.all(connects), [1, 2], 'the one stayed, the other found another node');
    });
});
