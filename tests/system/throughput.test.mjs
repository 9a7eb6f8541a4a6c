// What a line carries, measured against real servers of iperf3 over a line that lets a known rate through: beside iperf3's own client, in turns
// that the collector gives to two poles of one hub, within the bytes of a day; and servers that are away, busy, silent or die.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';

import { inHouse, programs } from './lib/house.mjs';
import { lineInto } from './lib/line_in.mjs';
import { Program, run } from './lib/program.mjs';
import { SILENT, Street } from './lib/street.mjs';
import { passing, until } from './lib/until.mjs';

const FAR = '10.88.0.2';
const PORTS = { 'pole-1': 5201, 'pole-2': 5202 };
const RATE = 8; // MB/s each way; a policer lets TCP have less than all of it
const TOLERANCE = 0.35;
const RUN = 2; // s
const RUN_BYTES = 40e6; // more than that line carries meanwhile: its bucket holds a second's worth beside

function ask(port, node) {
    const body = JSON.stringify({ area: 'mapo', node });
    return new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': body.length };
        const options = { host: '127.0.0.1', port, path: '/api/v1/throughput', method: 'POST', headers, agent: false };
        const request = http.request(options, (response) => {
            response.resume().on('end', () => resolve(response.statusCode));
        });
        request.on('error', reject);
        request.end(body);
    });
}

/** A server of iperf3 on the far side. */
async function serve(house, far, port) {
    const server = new Program(`iperf3 ${port}`, far.command('iperf3', '--server', '--port', `${port}`, '--bind', FAR), {
        ready: async () => (await far.does('ss', '-Hltn', `sport = :${port}`)).includes(`:${port}`),
    });
    await house.add(server).start();
    server.stop = () => server.kill(); // its own end is 1
    return server;
}

inHouse('what a line carries', async (house, step, t) => {
    const street = new Street(house);
    await street.start();
    const { pole, client, far } = street;
    await client.does('ip', 'address', 'add', '10.77.0.2/24', 'dev', 'eth0');
    await client.does('ip', 'route', 'add', 'default', 'via', '10.77.0.1');
    const limit = `limit rate over ${RATE} mbytes/second burst 256 kbytes drop`;
    await far.does('nft', `add table ip slow; add chain ip slow in { type filter hook input priority 1; }; add rule ip slow in ${limit}`);
    await far.does('nft', `add chain ip slow out { type filter hook output priority 1; }; add rule ip slow out ${limit}`);
    const servers = {};
    for (const [name, port] of Object.entries(PORTS)) {
        servers[name] = await serve(house, far, port);
    }
    /** The ports of the servers that have a connection now. */
    const connected = async () => {
        const lines = (await far.does('ss', '-Htn', 'state', 'established')).split('\n');
        return new Set(lines.map((line) => Number(/10\.88\.0\.2:(\d+)\s/.exec(line)?.[1])).filter((port) => Object.values(PORTS).includes(port)));
    };
    const probe = async (target) => {
        const { code, output } = await run(pole.command(programs.agent, 'probe', 'throughput', target, '--json'));
        return { code, ...JSON.parse(output) };
    };
    const iperf3 = async (...words) => {
        const said = JSON.parse(await pole.does('iperf3', '--client', FAR, '--port', `${PORTS['pole-1']}`, '--json', ...words));
        return said.end.sum_received.bits_per_second / 8;
    };
    const near = (ours, theirs, what) => {
        t.diagnostic(`${what}: ours ${(ours / 1e6).toFixed(2)} MB/s, iperf3's own ${(theirs / 1e6).toFixed(2)} MB/s`);
        assert.ok(Math.abs(ours - theirs) <= TOLERANCE * theirs, `${what}: ${ours} beside ${theirs}`);
    };
    const theirs = {};

    await step('as iperf3 itself says, on the command line', async () => {
        theirs.up = await iperf3('--time', '5');
        theirs.down = await iperf3('--time', '5', '--reverse');
        const { code, runs, idle_round_trip_seconds: idle } = await probe(`${FAR}:${PORTS['pole-1']}`);
        assert.equal(code, 0);
        assert.deepEqual(
            runs.map(({ direction, streams, outcome }) => [direction, streams, outcome]),
            [['down', 1, 'measured'], ['up', 1, 'measured'], ['down', 4, 'measured'], ['up', 4, 'measured']],
        );
        near(runs[0].bytes_per_second, theirs.down, 'down');
        near(runs[1].bytes_per_second, theirs.up, 'up');
        assert.ok(idle.median > 0 && idle.median < 0.1, JSON.stringify(idle));
        assert.ok(runs.every(({ loaded_round_trip_seconds: loaded }) => loaded.median > 0));
    });

    await step('who is away, silent or busy is told by name, and no figure with it', async () => {
        const outcome = async (target) => {
            const { code, runs } = await probe(target);
            assert.equal(code, 1);
            assert.equal(runs.length, 1, 'and is not asked again');
            assert.equal(runs[0].bytes_per_second, null);
            return runs[0].outcome;
        };
        assert.equal(await outcome(`${FAR}:5299`), 'refused');
        assert.equal(await outcome(`${FAR}:${SILENT}`), 'unreachable');
        const other = house.add(new Program('another client', pole.command('iperf3', '--client', FAR, '--port', '5202', '--time', '60')));
        await other.start();
        await until('it is served', async () => (await connected()).has(5202));
        assert.equal(await outcome(`${FAR}:5202`), 'busy');
        await other.kill();
    });

    await step('a server that dies within a run', async () => {
        await until('it is free again', async () => (await connected()).size === 0, 30);
        const probing = probe(`${FAR}:5202`);
        await until('it runs', async () => (await connected()).has(5202), 30);
        await servers['pole-2'].kill();
        const { code, runs } = await probing;
        assert.equal(code, 1);
        assert.equal(runs[0].outcome, 'reset');
        servers['pole-2'] = await serve(house, far, 5202);
    });

    await house.startPlainBroker();
    const collector = await house.startCollector({ throughput: { longest_seconds: 30, way_seconds: 5 } });
    const poles = [];
    for (const [name, space] of [['pole-1', pole], ['pole-2', client]]) {
        await lineInto(house, space, house.broker.port, house.broker.port);
        const target = { name: 'far', class: 'hub', host: FAR, port: PORTS[name], streams: ['2'] };
        const agent = await house.makeAgent(name, {
            node: { hub: 'hub-1' },
            throughput: { seconds: RUN, run_bytes: RUN_BYTES, daily_bytes: 2.5 * RUN_BYTES, nightly: false, run_directory: house.path('run', name), target: [target] },
        });
        agent.command = space.command(...agent.command);
        await agent.start();
        await house.isUp(agent);
        poles.push(agent);
    }
    const value = (name, labels) => collector.value(name, labels);
    const figure = (node, direction) => ['magpie_path_throughput_bytes_per_second', { node, target: 'far', direction, streams: '2' }];
    const measured = (node, direction) => value(...figure(node, direction));
    const runs = (node, outcome) => value('magpie_path_throughput_runs_total', { node, target: 'far', outcome });

    await step('two poles of one hub have their turns one after the other', async () => {
        for (const { id } of poles) {
            assert.equal(await ask(collector.port, id), 202);
        }
        assert.equal(await ask(collector.port, 'nobody'), 404);
        assert.equal(await value('magpie_collector_throughput_nodes', { state: 'waiting' }), 2);
        const seen = new Set();
        const together = [];
        await until(
            'both have measured both ways',
            async () => {
                const now = await connected();
                together.push(...(now.size > 1 ? [[...now]] : []));
                now.forEach((port) => seen.add(port));
                const page = await collector.metrics(); // once: who asks more often than fifty times a second is closed
                return poles.every(({ id }) => ['up', 'down'].every((direction) => page.value(...figure(id, direction)) > 0));
            },
            120,
        );
        assert.deepEqual(together, [], 'never at once');
        assert.equal(seen.size, 2, 'and the line was seen in use by each');
        for (const [direction, ...words] of [['up'], ['down', '--reverse']]) {
            await passing(2); // the bucket is full before each of ours, too
            const said = await iperf3('--time', `${RUN}`, '--parallel', '2', ...words);
            near(await measured('pole-1', direction), said, `${direction}, in the agent`);
        }
        assert.ok((await value('magpie_path_idle_round_trip_seconds', { node: 'pole-1' })) > 0);
        assert.ok((await value('magpie_path_loaded_round_trip_seconds', { node: 'pole-1', direction: 'up' })) > 0);
        await until('both turns are given back', async () => (await value('magpie_collector_throughput_turns_total', { outcome: 'returned' })) === 2);
        assert.equal(await value('magpie_collector_throughput_turns_total', { outcome: 'expired' }), 0);
        assert.match(poles[0].log, /throughput is measured target=far direction=up/);
    });

    await step('when the bytes of the day are spent nothing is sent', async () => {
        const before = { spent: await value('magpie_path_throughput_spent_bytes', { node: 'pole-1' }), runs: await runs('pole-1', 'measured') };
        assert.equal(before.runs, 2);
        assert.ok(before.spent > 0 && before.spent < 2 * RUN_BYTES * 1.05, `${before.spent}`);
        for (let turns = 0; !(await runs('pole-1', 'budget')); ++turns) {
            assert.ok(turns < 4, 'a day has no end');
            const given = await value('magpie_collector_throughput_turns_total', { outcome: 'returned' });
            assert.equal(await ask(collector.port, 'pole-1'), 202);
            await until('its turn is over', async () => (await value('magpie_collector_throughput_turns_total', { outcome: 'returned' })) > given, 60);
        }
        const spent = await value('magpie_path_throughput_spent_bytes', { node: 'pole-1' });
        assert.ok(spent <= 2.5 * RUN_BYTES * 1.05, `${spent}`);
        await poles[0].stop();
        await poles[0].start();
        await until('it goes on with what was spent', async () => (await value('magpie_path_throughput_spent_bytes', { node: 'pole-1' })) === spent, 30);
        assert.match(readFileSync(house.path('run', 'pole-1', 'throughput_budget'), 'utf8'), /^[0-9a-f-]{36}\n/);
    });
});
