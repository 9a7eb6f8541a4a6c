// Broker, collector and store are all away for as many reports as a pole makes in an hour; afterwards the graph has no hole.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

const AN_HOUR = 360; // reports of a pole, one each ten seconds; here a hundred times as many
const INTERVAL = 0.1;

/** When each report that a pole says it committed was taken: ms since it booted. */
const committed = (agent) => [...agent.log.matchAll(/ committed epoch=[0-9a-f]+ number=\d+ taken=(\d+) /gm)].map(([, taken]) => Number(taken));

/** The longest time between two that follow each other. */
const widest = (times) => Math.max(...times.slice(1).map((time, i) => time - times[i]));

// What either has answered for and may still lose when it is killed.
for (const [kind, settle_seconds] of [
    ['Prometheus', 1],
    ['VictoriaMetrics', 15],
]) {
    inHouse(`an hour without broker, collector and store leaves no hole in ${kind}`, async (house) => {
        await house.startPlainBroker();
        const store = await house[`start${kind}Store`]();
        const collector = await house.startCollector({
            history: { url: `http://127.0.0.1:${store.port}/api/v1/write`, batch_seconds: 0.5, settle_seconds, timeout_seconds: 5 },
            acknowledge: { every_seconds: 0.5 },
        });
        const agent = await house.startAgent('pole-1', {
            top: { state_directory: house.path('state', 'pole-1'), log_level: 'debug' },
            report: { interval_seconds: INTERVAL },
            outbox: { flash_after_seconds: 5 },
        });
        const stored = async () => (await store.samples('magpie_host_uptime_seconds', { node: 'pole-1' })).flatMap(({ samples }) => samples);
        await until('the first reports are stored', async () => (await stored()).length > 10);

        const before = committed(agent).length;
        for (const program of [house.broker, collector, store]) {
            await program.kill();
        }
        await until('an hour has passed', () => committed(agent).length >= before + AN_HOUR, 90);
        for (const program of [house.broker, collector, store]) {
            await program.start();
        }
        const wanted = committed(agent);
        const missing = async () => {
            const have = new Set((await stored()).map(([, value]) => Math.round(value * 1000)));
            return wanted.filter((taken) => !have.has(taken));
        };
        await until('all of it is there', async () => (await missing()).length === 0, 90).catch(async () => {
            assert.deepEqual(await missing(), []);
        });

        const samples = (await stored())
            .map(([time, value]) => [time, value * 1000])
            .filter(([, taken]) => taken <= wanted.at(-1) + 1) // what came since may still be on its way
            .sort(([a], [b]) => a - b);
        const apart = widest(samples.map(([time]) => time));
        assert.ok(apart <= widest(wanted) + 5, `two samples are ${apart} ms apart, two reports of the pole ${widest(wanted)} ms`);
        const booted = samples.map(([time, value]) => time - value);
        assert.ok(Math.max(...booted) - Math.min(...booted) < 50, 'each at its true time');
        assert.equal(new Set(samples.map(([, value]) => Math.round(value))).size, samples.length, 'each once');
        assert.equal(await collector.value('magpie_node_reports_lost_total', { node: 'pole-1' }), 0);
    });
}
