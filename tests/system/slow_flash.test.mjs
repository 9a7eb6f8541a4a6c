// A card that takes seconds for each write: the agent measures and commits all the while, and goes when it is told to.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { awake, stoodStill } from './lib/clock.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { until } from './lib/until.mjs';

const INTERVAL = 250;
const SLOW = 3000; // each fdatasync and fsync

/** When each report that the agent says it committed was taken: ms since it booted. */
const committed = (agent) =>
    [...agent.log.matchAll(/ committed epoch=[0-9a-f]+ number=\d+ taken=(\d+) /gm)].map(([, taken]) => Number(taken));

const bytesIn = (directory) =>
    existsSync(directory) ? readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0) : 0;

inHouse('a slow card holds up no report', async (house, step) => {
    await house.startPlainBroker();
    await house.broker.kill();
    const agent = await house.makeAgent('pole-1', {
        top: { state_directory: house.path('state', 'pole-1'), log_level: 'debug' },
        report: { interval_seconds: INTERVAL / 1000 },
        outbox: { run_directory: house.path('run', 'pole-1'), flash_after_seconds: 1 },
    });
    const quick = agent.command;
    const asan = `ASAN_OPTIONS=${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`;
    agent.command = ['env', asan, `LD_PRELOAD=${programs.slowDisk}`, `SLOW_DISK_MS=${SLOW}`, ...quick];
    await agent.start();
    const flash = house.path('state', 'pole-1', 'outbox');

    await step('while it writes, each comes in its time', async () => {
        await until('something is written', () => bytesIn(flash) > 0);
        const begun = committed(agent).length;
        // Three syncs for the first write: the file, its directory and the one above.
        await until('reports of four syncs', () => committed(agent).length >= begun + (4 * SLOW) / INTERVAL, 30);
        const times = committed(agent);
        const widest = Math.max(...times.slice(1).map((taken, i) => taken - times[i]));
        assert.ok(widest < SLOW / 2 + stoodStill(), `two reports are ${widest} ms apart`);
    });

    await step('and it goes within the two seconds of a goodbye', async () => {
        const told = awake();
        await agent.stop();
        assert.ok(awake() - told < 2000 + SLOW / 2);
    });

    await step('what flash has not is on tmpfs for the next run', async () => {
        const held = committed(agent).length;
        agent.command = quick;
        await house.broker.start();
        const collector = await house.startCollector();
        await agent.start();
        await house.isUp(agent);
        const late = () => collector.sum('magpie_collector_historical_reports_total');
        await until('the collector has all of it', async () => (await late()) >= held, 30);
        assert.equal(await collector.sum('magpie_node_reports_lost_total'), 0);
        assert.equal(await collector.sum('magpie_node_outbox_damaged_total'), 0);
    });
});
