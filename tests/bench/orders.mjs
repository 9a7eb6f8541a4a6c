// An order for a whole city: how long until each pole has judged it, and what that takes. Called by `./bench orders`.
//   orders.mjs [--poles N]

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { handIn, makeSigner, sign } from '../system/lib/orders.mjs';
import { passing, until } from '../system/lib/until.mjs';
import { allAreUp, inAHouse, own, residentMegabytes, spent, startFleet } from './city.mjs';

const words = process.argv.slice(2);
const poles = words[0] === '--poles' ? Number(words[1]) : 34363;
if (!(poles > 0) || (words.length > 0 && words.length !== 2)) {
    console.error('orders.mjs [--poles N]');
    process.exit(2);
}

await inAHouse(async (house) => {
    await house.startPlainBroker({ patient: true });
    const ca = join(house.certificates, 'ca.crt');
    const signer = await makeSigner(house, 'kim');
    const collector = await house.startCollector({ limits: { nodes: 200000 }, orders: { ca_file: ca } });
    mkdirSync(house.path('orders'));
    const fleet = await startFleet(house, poles, ['--series', '30', '--ca', ca, '--orders', house.path('orders')]);
    await allAreUp(collector, poles);
    const before = await own(collector);
    const memory = residentMegabytes(collector);
    const cpu = spent(collector);
    const order = await sign(house, signer, { number: 1, configuration: 'report.whole_seconds = 120\n' });
    const { code, output } = await handIn(order, [collector.port]);
    if (code !== 0) {
        throw new Error(output);
    }
    const began = performance.now();
    const states = (state) => (page) => page.value('magpie_collector_order_nodes', { state });
    let page;
    let most = memory;
    const judged = async () => {
        await passing(1);
        page = await own(collector);
        most = Math.max(most, residentMegabytes(collector));
        return states('followed')(page) + states('refused')(page) === poles;
    };
    await until('each pole has judged it', judged, 60 + poles / 20);
    const grown = (name) => page.sum(name) - before.sum(name);
    const lost = (await collector.metrics('/metrics/rollup')).sum('magpie_rollup_reports_lost_total');
    const rows = {
        'poles': poles,
        'seconds until each had judged it': ((performance.now() - began) / 1000).toFixed(0),
        'followed': states('followed')(page),
        'refused': states('refused')(page),
        'sent, also again': grown('magpie_collector_orders_sent_total'),
        'CPU seconds of the collector, with all reports': (spent(collector) - cpu).toFixed(1),
        'its memory before, MB': memory.toFixed(0),
        'its memory at most, MB': most.toFixed(0),
        'reports lost': lost,
    };
    for (const [what, value] of Object.entries(rows)) {
        console.log(`${what.padEnd(47)} ${value}`);
    }
    await fleet.kill(); // thousands of goodbyes are not what is measured
    await house.end();
});
