// The services as systemd runs them: units without a complaint, the programs under their filters, and what they tell it of themselves.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs } from './lib/house.mjs';
import { freePort } from './lib/ports.mjs';
import { Program, runWell, sanitized } from './lib/program.mjs';
import { UNITS, confine, listen, unitFile } from './lib/service_manager.mjs';
import { readUnit, verified, words } from './lib/unit_file.mjs';
import { passing, until } from './lib/until.mjs';

const MOST_EXPOSED = { agent: 1.9, collector: 1.4, ca: 1.6 };
/** All that each may do beyond what anybody may. */
const CAPABILITIES = { agent: '', collector: '', ca: 'CAP_KILL' };
/** What is in the files of tmpfiles.d for the secrets of each. */
const SECRETS = {
    agent: /^z \/etc\/magpie\/node\.key +0640 root magpie-agent /m,
    collector: /^z \/etc\/magpie\/collector\.key +0640 root magpie-collector /m,
    ca: /^Z \/srv\/magpie-ca +- +magpie-ca +magpie-ca /m,
};

inHouse('systemd finds nothing to complain of', async (house, step) => {
    for (const program of Object.keys(MOST_EXPOSED)) {
        const unit = readUnit(unitFile(program));

        await step(`magpie-${program}.service is one`, async () => {
            // Where the program is not installed its unit would be found wanting for that.
            const file = house.path(`magpie-${program}.service`);
            const text = readFileSync(unitFile(program), 'utf8');
            writeFileSync(file, text.replace(`/usr/bin/magpie-${program}`, programs[program]));
            const { code, output } = await verified(file);
            assert.deepEqual([code, output], [0, '']);
        });

        await step(`magpie-${program}.service is exposed by at most ${MOST_EXPOSED[program]}`, async () => {
            const command = ['systemd-analyze', 'security', '--offline=yes', '--no-pager', unitFile(program)];
            const output = await runWell(command);
            const [, exposure] = /Overall exposure level for \S+: ([0-9.]+) /.exec(output);
            assert.ok(Number(exposure) <= MOST_EXPOSED[program], output);
        });

        await step(`magpie-${program}.service has no privilege but its own, writes no core and is not given up`, () => {
            const values = Object.fromEntries(unit);
            const { Type, CapabilityBoundingSet, LimitCORE, Restart, StartLimitIntervalSec, WatchdogSec } = values;
            assert.deepEqual(
                [Type, CapabilityBoundingSet, LimitCORE, Restart, StartLimitIntervalSec],
                ['notify', CAPABILITIES[program], '0', 'always', '0'],
            );
            assert.ok(Number(WatchdogSec) >= 60, 'a slow card or a busy board is no reason for a restart');
        });

        await step(`the user of magpie-${program}.service is made, and its keys are its own`, () => {
            const [user] = words(unit, 'User');
            assert.match(readFileSync(join(UNITS, 'magpie.sysusers.conf'), 'utf8'), new RegExp(`^u ${user} `, 'm'));
            assert.match(readFileSync(join(UNITS, 'magpie.tmpfiles.conf'), 'utf8'), SECRETS[program]);
        });
    }

    await step('with sensors on a bus the agent is exposed by as much, and sees these devices alone', async () => {
        const dropIn = readFileSync(join(UNITS, 'magpie-agent.service.d/pole.conf'), 'utf8').replace('[Service]\n', '');
        const file = house.path('magpie-agent.service');
        const text = readFileSync(unitFile('agent'), 'utf8').replace('/usr/bin/magpie-agent', programs.agent);
        writeFileSync(file, text.replace('[Install]', `${dropIn}\n[Install]`));
        const { code, output } = await verified(file);
        assert.deepEqual([code, output], [0, '']);
        const said = await runWell(['systemd-analyze', 'security', '--offline=yes', '--no-pager', file]);
        const [, exposure] = /Overall exposure level for \S+: ([0-9.]+) /.exec(said);
        assert.ok(Number(exposure) <= MOST_EXPOSED.agent, said);
    });

    await step('what the outbox keeps in memory outlives the agent', () => {
        const unit = readUnit(unitFile('agent'));
        assert.deepEqual(words(unit, 'RuntimeDirectory'), ['magpie-agent']);
        assert.deepEqual(words(unit, 'RuntimeDirectoryPreserve'), ['yes']);
    });

    await step('its users can be made', async () => {
        const users = join(UNITS, 'magpie.sysusers.conf');
        const output = await runWell(['systemd-sysusers', '--dry-run', `--root=${house.directory}`, users]);
        assert.match(output, /magpie-agent/);
        assert.match(output, /magpie-collector/);
        assert.match(output, /magpie-ca\b/);
    });
});

inHouse('an agent tells its manager how it is', async (house, step) => {
    const port = await freePort(); // where nobody listens
    house.server = `tcp://127.0.0.1:${port}`;
    const manager = await listen(house);
    const agent = await house.makeAgent('pole-1');
    agent.environment = manager.environment;
    await agent.start();

    await step('it is ready with its first report, and fed, though its broker is away', async () => {
        await manager.hears('READY=1');
        await manager.hears('WATCHDOG=1', 5);
        await manager.tells(/^STATUS=no connection to the broker; reports are kept: /);
        assert.equal(manager.words()[0], 'READY=1');
    });

    await step('stopped, it is not fed; and fed again when it goes on', async () => {
        agent.signal('SIGSTOP');
        await until('it stands', () => /^\d+ \(.*\) T /.test(readFileSync(`/proc/${agent.pid}/stat`, 'utf8')));
        await manager.hasHeardAll();
        const fed = manager.heard('WATCHDOG=1');
        await passing(1); // ten words' time
        await manager.hasHeardAll();
        assert.equal(manager.heard('WATCHDOG=1'), fed);
        agent.signal('SIGCONT');
        await manager.hears('WATCHDOG=1', fed + 2);
    });

    await step('it says that it goes', async () => {
        await agent.stop();
        await manager.hears('STOPPING=1');
        assert.equal(manager.heard('READY=1'), 1);
    });
});

inHouse('a collector tells its manager how it is', async (house, step) => {
    const manager = await listen(house);
    // Its port is known before there is a broker.
    await house.startPlainBroker();
    await house.broker.stop();
    const collector = await house.makeCollector();
    collector.environment = manager.environment;
    collector.launch();

    await step('it is ready when it listens and has tried, and fed, though its broker is away', async () => {
        await manager.hears('READY=1');
        assert.equal((await collector.get('/healthz')).status, 200);
        assert.equal((await collector.get('/readyz')).status, 503);
        await manager.tells(/^STATUS=no connection to the broker: /);
        await manager.hears('WATCHDOG=1', 5);
    });

    await step('it says when it is connected', async () => {
        await house.broker.start();
        await manager.tells(/^STATUS=connected to the broker$/);
        await manager.hears('WATCHDOG=1', manager.heard('WATCHDOG=1') + 2);
    });

    await step('it says that it goes', async () => {
        await collector.stop();
        await manager.hears('STOPPING=1');
        assert.equal(manager.heard('READY=1'), 1);
    });
});

/** Sanitizers make calls of their own, and look for leaks in a way that no tracer lets through. */
const UNTRACEABLE = 'built with sanitizers, which make calls of their own';

inHouse('agent and collector call nothing that their units do not allow', async (house, step, t) => {
    if (sanitized(programs.agent)) {
        t.skip(UNTRACEABLE);
        return;
    }
    await house.startBroker(['pole-1']);
    const store = await house.startPrometheusStore();
    const history = { url: `http://localhost:${store.port}/api/v1/write`, batch_seconds: 0.5 };
    const collector = await house.makeCollector({ history, alerts: { urls: ['http://localhost:1'] } });
    const agent = await house.makeAgent('pole-1', { wifi: { scan: 'always' }, outbox: { flash_after_seconds: 1 } });
    const confined = {
        agent: await confine(house, 'agent', agent),
        collector: await confine(house, 'collector', collector),
    };

    await step('under the filter all goes as it should', async () => {
        await collector.start();
        await agent.start();
        await house.isUp(agent);
        const kept = async () => (await store.samples('magpie_node_up', { node: agent.id })).length > 0;
        await until('history is written', kept);
        await house.broker.kill();
        await until('the agent has lost the broker', () => /no connection to the broker/.test(agent.log));
        await house.isDown(agent);
        const flash = house.path('state', agent.id, 'outbox');
        await until('reports are on flash', () => existsSync(flash) && readdirSync(flash).length > 0);
        await house.broker.start();
        await house.isUp(agent, 60);
        assert.equal(await collector.sum('magpie_collector_database_errors_total'), 0);
    });

    await step('in a second life on what the first one has left, too', async () => {
        await agent.stop();
        await house.isDown(agent);
        await collector.stop();
        await collector.start();
        await agent.start();
        await house.isUp(agent);
        await agent.stop();
        await collector.stop();
    });

    await step('nothing was refused to the agent', async () => {
        assert.deepEqual(await confined.agent.refused(), []);
    });

    await step('nothing was refused to the collector', async () => {
        // As root, which a service is not, SQLite gives its files to the owner of the database.
        const asRoot = process.getuid() === 0 ? ['fchown'] : [];
        assert.deepEqual(
            (await confined.collector.refused()).filter((call) => !asRoot.includes(call)),
            [],
        );
    });
});

inHouse('a run of throughput calls nothing that the unit of the agent does not allow', async (house, step, t) => {
    if (sanitized(programs.agent)) {
        t.skip(UNTRACEABLE);
        return;
    }
    const port = await freePort();
    const words = ['--server', '--forceflush', '--bind', '127.0.0.1', '--port', `${port}`];
    const server = new Program('iperf3', ['iperf3', ...words], { ready: () => /Server listening/.test(server.log) });
    house.atEnd.push(() => server.kill());
    await server.start();
    const probe = house.add(new Program('probe', [programs.agent, 'probe', 'throughput', `127.0.0.1:${port}`]));
    const confined = await confine(house, 'agent', probe);

    await step('under the filter it measures', async () => {
        await probe.start();
        await until('it has ended', () => !probe.alive, 60);
        probe.expected = false;
        await probe.says(/up, 4 streams: [0-9.]+ Mbit\/s/);
    });

    await step('nothing was refused to it, nor to the program of the run', async () => {
        assert.deepEqual(await confined.refused(), []);
    });
});

/**
 * Runs it as the units do, as far as that goes without systemd: all is read-only but one directory, and where we are root it is not. False
 * where nobody may do so.
 */
function enclose(program, directory) {
    const root = process.getuid() === 0;
    const unshare = ['unshare', '--mount', ...(root ? [] : ['--map-root-user'])];
    const readOnly = ['sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec "$@"', directory];
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'];
    const drop = ['setpriv', '--no-new-privs', '--pdeathsig=KILL', ...(root ? nobody : [])];
    const inside = (command) => [...unshare, ...readOnly, ...drop, ...command];
    mkdirSync(directory, { recursive: true });
    if (root) {
        chownSync(directory, 65534, 65534);
    }
    program.command = inside(program.command);
    const [command, ...rest] = inside(['true']);
    return spawnSync(command, rest).status === 0;
}

inHouse('on a read-only root and without a privilege all goes as it should', async (house, step, t) => {
    chmodSync(house.directory, 0o755);
    await house.startPlainBroker();
    const collector = await house.makeCollector({ database: { path: house.path('database', 'collector.sqlite') } });
    const agent = await house.makeAgent('pole-1');
    if (!enclose(collector, house.path('database')) || !enclose(agent, house.path('state', 'pole-1'))) {
        t.skip('no name space for mounts is to be had');
        return;
    }
    await collector.start();
    await agent.start();
    await house.isUp(agent);

    await step('what they have to keep is kept', async () => {
        await collector.shows(0, 'magpie_collector_database_pending');
        assert.equal(await collector.sum('magpie_collector_database_errors_total'), 0);
        assert.ok(existsSync(house.path('database', 'collector.sqlite')));
        assert.notDeepEqual(readdirSync(house.path('state', 'pole-1')), []);
        assert.doesNotMatch(agent.log, /cannot write/);
    });

    await step('each source but the radio answers', async () => {
        const sources = (await collector.metrics()).select('magpie_node_source_up', { node: agent.id });
        const silent = sources.filter(({ labels, value }) => value === 0 && !['wifi', 'hostapd'].includes(labels.source));
        assert.ok(sources.length > 0);
        assert.deepEqual(silent, []);
    });

    await step('and no file system of the board is called read-only for it', async () => {
        const outside = await house.startAgent('pole-2');
        await house.isUp(outside);
        const mounts = async ({ id }) => {
            const found = (await collector.metrics()).select('magpie_host_storage_readonly', { node: id });
            return found.map(({ labels, value }) => [labels.mount, value]);
        };
        assert.deepEqual(new Map(await mounts(agent)).get('/'), new Map(await mounts(outside)).get('/'));
    });
});

inHouse('nobody finds a key in a core: memory is private before a file is opened', async (house, step) => {
    house.server = 'ssl://localhost:1';
    await house.makeAgent('pole-1');
    await house.makeCollector();
    const ca = house.path('ca');
    await runWell([programs.ca, 'init', ca, '--city', 'Mapo']);
    const configuration = (name) => [house.path(`${name}.toml`), '--config', house.path(`${name}.toml`), '--check-config'];
    for (const [program, file, ...words] of [
        ['agent', ...configuration('pole-1')],
        ['collector', ...configuration('collector')],
        ['ca', join(ca, 'root.crt'), 'list', ca],
        ['ca', join(ca, 'root.key'), 'prolong', ca],
    ]) {
        await step(`of the ${program}${program === 'ca' ? `, ${words[0]}` : ''}`, async () => {
            const environment = { ASAN_OPTIONS: 'detect_leaks=0' }; // which no tracer lets through
            const traced = ['strace', '-e', 'trace=prctl,openat', programs[program], ...words];
            const output = await runWell(traced, { environment });
            const lines = output.split('\n');
            const privately = lines.findIndex((line) => /^prctl\(PR_SET_DUMPABLE, SUID_DUMP_DISABLE\) += 0/.test(line));
            const read = lines.findIndex((line) => line.startsWith('openat(') && line.includes(file));
            assert.ok(privately >= 0 && privately < read, output);
        });
    }
});
