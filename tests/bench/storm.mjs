// Every pole of a city loses its connection at one moment and comes back within some seconds: how long until the collector has
// them all again, and what that takes. Called by `./bench storm`.
//   storm.mjs [--poles N] [--within SECONDS] [--series N]

import { passing, until } from '../system/lib/until.mjs';
import { allAreUp, inAHouse, own, residentMegabytes, spent, startFleet } from './city.mjs';

const line = { poles: 100000, within: 10, series: 120 };
const words = process.argv.slice(2);
while (words.length > 0) {
    const [word, value] = [words.shift(), Number(words.shift())];
    const key = word.replace(/^--/, '');
    if (!(key in line) || !(value > 0)) {
        console.error(`storm.mjs: ${word}: no such option, or no number behind it`);
        process.exit(2);
    }
    line[key] = value;
}
const { poles, within, series } = line;

await inAHouse(async (house) => {
    await house.startPlainBroker({ patient: true });
    const collector = await house.startCollector({ limits: { nodes: 200000 } });
    const at = 60 + Math.ceil(poles / 400);
    const fleet = await startFleet(house, poles, ['--series', `${series}`, '--reconnect-storm', `${at}+${within}`]);
    await allAreUp(collector, poles);
    const before = await own(collector);
    const memory = [residentMegabytes(collector)];
    const up = (page) => page.value('magpie_collector_nodes', { state: 'up' });

    // Once a second: the page goes through all nodes, and asked for without a pause it would be most of what is measured.
    const asked = async () => {
        await passing(1);
        return own(collector);
    };
    let spentBefore = 0;
    const begins = async () => {
        spentBefore = spent(collector);
        return up(await asked()) < poles;
    };
    await until('the storm has come', begins, at + 60);
    const began = performance.now();
    let fewest = poles;
    let after = before;
    const allBack = async () => {
        after = await asked();
        memory.push(residentMegabytes(collector));
        fewest = Math.min(fewest, up(after));
        return up(after) === poles && fewest < poles;
    };
    await until('all are back', allBack, 300);
    const seconds = (performance.now() - began) / 1000;
    const grown = (name) => after.sum(name) - before.sum(name);
    const lost = (await collector.metrics('/metrics/rollup')).sum('magpie_rollup_reports_lost_total');
    const rows = {
        'poles': poles,
        'fewest seen up': fewest,
        'seconds until the collector had all again': seconds.toFixed(1),
        'its CPU seconds': (spent(collector) - spentBefore).toFixed(1),
        'its memory before, MB': memory[0].toFixed(0),
        'its memory at most, MB': Math.max(...memory).toFixed(0),
        'messages dropped': grown('magpie_collector_mqtt_dropped_total'),
        'refused': grown('magpie_collector_refused_total'),
        'rebirths asked for': grown('magpie_collector_rebirths_requested_total'),
        'reports lost': lost,
    };
    for (const [what, value] of Object.entries(rows)) {
        console.log(`${what.padEnd(45)} ${value}`);
    }
    await fleet.kill(); // a hundred thousand goodbyes are not what is measured
    await house.end();
});
