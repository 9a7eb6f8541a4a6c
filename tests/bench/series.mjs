// How many series a pole has, source by source, with everything on; and which of them no panel, no rule and no page asks for. Called by
// `./bench series`: simulated poles for what takes radios, sensors and a capture, and a real agent for STAMP, which the simulator has not.
//   series.mjs [--page FILE]

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { source } from '../system/lib/house.mjs';
import { freePort } from '../system/lib/ports.mjs';
import { passing, until } from '../system/lib/until.mjs';
import { inAHouse, startFleet } from './city.mjs';

const MODELS = 8; // poles of the simulator: each board of it twice
const CITY = 34363;
const BUDGET = 240; // of the default profile, by the design
const BYTES = 21; // a series, in the collector: docs/scale.md
const SETTLED = 75; // s: a minute's windows are full, and each target was asked

const { values } = parseArgs({ options: { page: { type: 'string' } } });

/** The first that fits a name is its source. */
const SOURCES = [
    ['STAMP, a target (`[[stamp.target]]`)', /^magpie_path_(packet|loss_ratio|longest_loss|delay_variation|one_way)/],
    ['STAMP, answering (`[[stamp.session]]`)', /^magpie_path_reflect/],
    ['round trips of messages (`mqtt.round_trip_interval_seconds`)', /^magpie_path_mqtt/],
    ['targets (`[[path.target]]`), the sick part of the way, DHCP', /^magpie_path_/],
    ['clients and their connections (`[capture]`)', /^magpie_client_/],
    ['air (`[capture]`)', /^magpie_air_/],
    ['radios and networks (`[wifi]`)', /^magpie_wifi_/],
    ['interfaces and ports (`[link]`)', /^magpie_link_/],
    ['board (host)', /^magpie_host_/],
    ['sensors of the pole (`[[pole.sensor]]`)', /^magpie_pole_/],
    ['agent (node)', /^magpie_node_/],
    ['check (`[check]`)', /^magpie_check_/],
];
const BASE = /wifi|link|host|agent/; // what a pole has whose configuration names no more than itself

/** Everything that asks for a metric: dashboards, rules, and the pages. */
function askers() {
    const texts = [];
    const read = (folder) => {
        for (const name of readdirSync(folder)) {
            const path = join(folder, name);
            if (statSync(path).isDirectory()) {
                if (name !== 'node_modules' && name !== 'dist') {
                    read(path);
                }
            } else if (/\.(json|yaml|ts|cpp|hpp)$/.test(name)) {
                texts.push(readFileSync(path, 'utf8'));
            }
        }
    };
    ['dashboards/grafana', 'dashboards/rules', 'dashboards/console/src', 'collector'].forEach((folder) => read(join(source, folder)));
    return texts.join('\n');
}

/** Of each source, how many series each of these nodes has; and all names. */
function counted(page, nodes) {
    const names = [...new Set(page.samples.map(({ name }) => name))].filter((name) => name.startsWith('magpie_'));
    const counts = new Map(SOURCES.map(([what]) => [what, new Map(nodes.map((node) => [node, 0]))]));
    const known = new Set();
    for (const name of names) {
        const place = SOURCES.find(([, pattern]) => pattern.test(name));
        for (const { labels } of page.select(name)) {
            if (place && nodes.includes(labels.node)) {
                const of = counts.get(place[0]);
                of.set(labels.node, of.get(labels.node) + 1);
                known.add(name.replace(/_(bucket|sum|count)$/, ''));
            }
        }
    }
    return { counts, known };
}

const found = await inAHouse(async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const fleet = await startFleet(house, MODELS, ['--sensors', '1', '--capture', '1', '--targets', '1']);
    const port = await freePort();
    await house.startAgent('real', {
        stamp: {
            listen: `127.0.0.1:${port}`,
            window_seconds: 10,
            target: [{ name: 'self', class: 'hub', address: '127.0.0.1', port, session: 7 }],
            session: [{ address: '127.0.0.1', session: 7 }],
        },
    });
    await until('all are up', async () => (await collector.sum('magpie_node_up')) === MODELS + 1, 40);
    await passing(SETTLED);
    const page = await collector.metrics();
    await fleet.kill();
    const all = [...new Set(page.samples.map(({ labels }) => labels.node))];
    const city = counted(page, all.filter((node) => node?.startsWith('sim-')));
    const real = counted(page, ['real']);
    await house.end();
    return { city, real };
});

const rows = SOURCES.map(([what]) => {
    const of = (counts) => [...counts.get(what).values()];
    const stamp = what.startsWith('STAMP');
    const seen = stamp ? of(found.real.counts) : of(found.city.counts);
    return { what, least: Math.min(...seen), most: Math.max(...seen) };
}).filter(({ most }) => most > 0);
const text = (number) => number.toLocaleString('en-US');
const most = (some) => some.reduce((sum, row) => sum + row.most, 0);
const base = most(rows.filter(({ what }) => BASE.test(what)));
const all = most(rows);
const asked = askers();
const idle = [...found.city.known, ...found.real.known].filter((name) => !asked.includes(name)).sort();
const line = (what, least, number) => `| ${what} | ${least === number ? number : `${least} to ${number}`} | ${text(number * CITY)} | ${((number * CITY * BYTES) / 1e6).toFixed(0)} MB |`;
const table = [
    `| source | series a pole | of ${text(CITY)} poles, the most | in the collector |`,
    '| --- | ---: | ---: | ---: |',
    ...rows.map(({ what, least, most: number }) => line(what, least, number)),
    line(`**the default profile** (at most ${BUDGET})`, base, base),
    line('**everything**', all, all),
    '',
    idle.length === 0 ? 'Each of them is asked for by a panel, a rule or a page.' : `Asked for by no panel, rule or page: ${idle.map((name) => `\`${name}\``).join(', ')}.`,
].join('\n');
console.log(table);
if (values.page) {
    const [begin, end] = ['<!-- measured: ./bench series -->', '<!-- end of series -->'];
    const [head, rest] = readFileSync(values.page, 'utf8').split(begin);
    writeFileSync(values.page, `${head}${begin}\n${table}\n${end}${rest.split(end)[1]}`);
}
process.exit(base <= BUDGET ? 0 : 1);
