// A whole city that has missed its collector for a while brings what it kept, all at once: how late live reports are meanwhile, and
// what that takes. Called by `./bench backlog`.
//   backlog.mjs [--poles N] [--outage SECONDS] [--series N]

import { passing, until } from '../system/lib/until.mjs';
import { allAreUp, inAHouse, own, quantile, residentMegabytes, spent, startFleet } from './city.mjs';

const INTERVAL = 10; // seconds between two reports of a pole
const DELAY = 'magpie_collector_report_delay_seconds';
const line = { poles: 34363, outage: 60, series: 30 };
const words = process.argv.slice(2);
while (words.length > 0) {
    const [word, value] = [words.shift(), Number(words.shift())];
    const key = word.replace(/^--/, '');
    if (!(key in line) || !(value > 0)) {
        console.error(`backlog.mjs: ${word}: no such option, or no number behind it`);
        process.exit(2);
    }
    line[key] = value;
}
const { poles, outage, series } = line;

await inAHouse(async (house) => {
    await house.startPlainBroker({ patient: true });
    const collector = await house.startCollector({ limits: { nodes: 200000 } });
    const fleet = await startFleet(house, poles, ['--series', `${series}`]);
    await allAreUp(collector, poles);
    await passing(2 * INTERVAL);
    const quiet = [await own(collector)];
    await passing(3 * INTERVAL);
    quiet.push(await own(collector));
    await collector.kill();
    await passing(outage);
    await collector.start();

    const began = performance.now();
    const before = await own(collector);
    const late = (page) => page.value('magpie_collector_historical_reports_total');
    let page = before;
    let most = 0;
    const isThere = async () => {
        await passing(1);
        page = await own(collector);
        most = Math.max(most, residentMegabytes(collector));
        return late(page) >= poles * (outage / INTERVAL) * 0.99;
    };
    await until('what was kept has come', isThere, 120 + (poles * outage) / INTERVAL / 500);
    const seconds = (performance.now() - began) / 1000;
    const lost = (await collector.metrics('/metrics/rollup')).sum('magpie_rollup_reports_lost_total');
    const of = (share, from, to) => quantile(share, DELAY, from, to).toFixed(2);
    const rows = {
        'poles': poles,
        'seconds without a collector': outage,
        'late reports': late(page),
        'seconds until they had come': seconds.toFixed(0),
        'late reports a second': (late(page) / seconds).toFixed(0),
        'delay of live reports before, s, median and p99': `${of(0.5, ...quiet)}  ${of(0.99, ...quiet)}`,
        'delay of live reports meanwhile, s, median and p99': `${of(0.5, before, page)}  ${of(0.99, before, page)}`,
        'CPU seconds of the collector, its start included': spent(collector).toFixed(1),
        'its memory at most, MB': most.toFixed(0),
        'messages dropped': page.sum('magpie_collector_mqtt_dropped_total'),
        'refused': page.sum('magpie_collector_refused_total'),
        'reports lost': lost,
    };
    for (const [what, value] of Object.entries(rows)) {
        console.log(`${what.padEnd(51)} ${value}`);
    }
    await fleet.kill(); // thousands of goodbyes are not what is measured
    await house.end();
});
