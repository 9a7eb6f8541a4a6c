// No room under the database: the collector goes on showing what it hears, promises nothing that it cannot keep, and catches up.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';

import { inHouse } from './lib/house.mjs';
import { runWell } from './lib/program.mjs';
import { acknowledgement } from './lib/report.mjs';
import { until } from './lib/until.mjs';

/** Runs a command with a tmpfs of 1 MiB on a directory that only it sees, and that is gone with it. */
function smallDisk(house) {
    const directory = house.path('disk');
    mkdirSync(directory);
    const unshare = ['unshare', '--mount', ...(process.getuid() === 0 ? [] : ['--map-root-user'])];
    const mount = ['sh', '-c', 'mount -t tmpfs -o size=1m none "$0" && exec "$@"', directory];
    const wrap = (command) => [...unshare, ...mount, ...command];
    const [program, ...rest] = wrap(['true']);
    if (spawnSync(program, rest).status !== 0) {
        return null;
    }
    const filler = () => `/proc/${house.collector.pid}/root${directory}/filler`;
    return {
        directory,
        wrap,
        fill() {
            const file = openSync(filler(), 'w');
            try {
                for (let bytes = 65536; bytes >= 1; ) {
                    try {
                        writeSync(file, Buffer.alloc(bytes));
                    } catch {
                        bytes /= 2;
                    }
                }
            } finally {
                closeSync(file);
            }
        },
        free: () => unlinkSync(filler()),
    };
}

/** The same without a mount: a limit under which every write to a file fails. */
function refusingDisk(house) {
    const limit = (bytes) => runWell(['prlimit', '--pid', `${house.collector.pid}`, `--fsize=${bytes}:`]);
    return {
        directory: house.directory,
        wrap: (command) => ['sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh', ...command],
        fill: () => limit(0),
        free: () => limit('unlimited'),
    };
}

async function withoutRoom(house, disk) {
    const collector = await house.makeCollector({ database: { path: `${disk.directory}/collector.sqlite` } });
    collector.command = disk.wrap(collector.command);
    await collector.start();
    const observer = await house.observe();
    const pole = await house.startAgent('pole-1', { report: { interval_seconds: 0.25 } });
    const words = () => observer.payloads('NCMD', pole.id).map(acknowledgement).filter(Boolean);
    const promised = () => Math.max(0, ...words().map(({ safe }) => safe));
    const errors = () => collector.sum('magpie_collector_database_errors_total');
    const outbox = () => collector.value('magpie_node_outbox_reports', { node: pole.id });
    const reported = () => collector.value('magpie_node_last_report_timestamp_seconds', { node: pole.id });
    const pending = () => collector.value('magpie_collector_database_pending');
    await until('settled reports', () => promised() >= 4);
    assert.equal(await errors(), 0);

    await disk.fill();
    await until('the first error', async () => (await errors()) > 0, 30);
    const [kept, held, first, since] = [promised(), await outbox(), await errors(), await reported()];
    await until('more errors', async () => (await errors()) > first + 1);
    assert.equal(promised(), kept, 'no promise is made');
    await until('the agent keeps its reports', async () => (await outbox()) > held + 4);
    assert.ok((await reported()) > since + 1, 'they are shown all the while');
    assert.ok((await pending()) > 0);
    assert.equal((await collector.get('/healthz')).status, 200);
    await house.isUp(await house.startAgent('pole-2'));
    await collector.says(/the database takes no commits/);

    await disk.free();
    await until('all is settled', async () => (await pending()) === 0 && promised() > kept + 8, 30);
    await until('the outbox is as empty as before', async () => (await outbox()) <= 8);
    await collector.says(/the database takes commits again/);
    const [last, settled] = [await errors(), promised()];
    await until('more promises', () => promised() > settled + 4);
    assert.equal(await errors(), last, 'no more errors');
    assert.equal(await collector.sum('magpie_node_reports_lost_total'), 0);
    assert.equal(observer.heard('NBIRTH', pole.id).length, 1);
}

inHouse('a full disk under the database: no promise is made, and all is settled later', async (house, _step, t) => {
    await house.startBroker(['pole-1', 'pole-2']);
    const disk = smallDisk(house);
    if (disk) {
        await withoutRoom(house, disk);
    } else {
        t.skip('no permission to mount');
    }
});

inHouse('a disk that takes no write: no promise is made, and all is settled later', async (house) => {
    await house.startBroker(['pole-1', 'pole-2']);
    await withoutRoom(house, refusingDisk(house));
});
