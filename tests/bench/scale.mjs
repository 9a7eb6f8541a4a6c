// What a city costs: a fleet of simulated poles, a real broker, and the collector that ships, size by size. Called by
// `./bench scale`; takes a quarter of an hour and more, most of it to listen.
//   scale.mjs [--rows FILE] [--page FILE] [--seconds N] [--sizes POLES[xSERIES][@SECONDS][+BESIDE],...]
// BESIDE is a store that the collector writes everything to (Prometheus, VictoriaMetrics), or queue: a consumer of Paho C++ that
// takes the same messages and does nothing with them.
// Prints a table and keeps its rows in the FILE of --rows, where a size that is measured again replaces what was there; and writes all of
// them with a plot into the PAGE between its two markers.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Program } from '../system/lib/program.mjs';
import { passing } from '../system/lib/until.mjs';
import { allAreUp, inAHouse, own, quantile, residentMegabytes, spent, startFleet } from './city.mjs';
import { plot } from './plot.mjs';

const INTERVAL = 10; // seconds between two reports of a pole
const SETTLE = 30; // seconds after the last birth
const STORES = ['Prometheus', 'VictoriaMetrics'];
const DEFAULT_SIZES = [
    ...['1000', '3000', '10000', '34363@600', '100000@600', '3000x30', '3000x480'],
    ...['10000+queue', '10000+Prometheus', '10000+VictoriaMetrics'],
].join(',');

function parse(words) {
    const line = { rows: 'docs/scale.json', page: null, seconds: 60, sizes: DEFAULT_SIZES };
    while (words.length > 0) {
        const [word, value] = [words.shift(), words.shift()];
        const key = word.replace(/^--/, '');
        if (!(key in line) || value === undefined) {
            console.error(`scale.mjs: ${word}: no such option`);
            process.exit(2);
        }
        line[key] = key === 'seconds' ? Number(value) : value;
    }
    line.sizes = line.sizes.split(',').map((text) => {
        const form = /^(\d+)(?:x(\d+))?(?:@(\d+))?(?:\+(queue|Prometheus|VictoriaMetrics))?$/;
        const [, poles, series = '120', seconds = `${line.seconds}`, beside] = form.exec(text) ?? [];
        if (!poles) {
            console.error(`scale.mjs: ${text}: no size`);
            process.exit(2);
        }
        return { poles: Number(poles), series: Number(series), seconds: Number(seconds), beside };
    });
    return line;
}

/** The program beside, and what the collector has to be told of it. */
async function startBeside(house, beside) {
    if (STORES.includes(beside)) {
        const store = await house[`start${beside}Store`]();
        return { program: store, history: { url: `http://127.0.0.1:${store.port}/api/v1/write` } };
    }
    if (beside === 'queue') {
        const command = [process.env.MAGPIE_QUEUE_CONSUMER, house.server];
        const consumer = new Program('queue consumer', command, { ready: () => consumer.log.includes('ready') });
        await house.add(consumer).start();
        return { program: consumer };
    }
    return {};
}

async function measure(house, { poles, series, seconds, beside }) {
    await house.startPlainBroker({ patient: true });
    const { program, history } = await startBeside(house, beside);
    const changes = { limits: { nodes: 200000 }, acknowledge: { every_seconds: 30 }, ...(history && { history }) };
    const collector = await house.startCollector(changes);
    const shape = ['--series', `${series}`, '--interval', `${INTERVAL}`];
    const fleet = await startFleet(house, poles, shape);
    await allAreUp(collector, poles);
    await passing(SETTLE);

    const everyone = { collector, broker: house.broker, fleet, ...(program && { beside: program }) };
    const look = async () => ({
        page: await own(collector),
        at: performance.now() / 1000,
        cpu: Object.fromEntries(Object.entries(everyone).map(([name, program]) => [name, spent(program)])),
    });
    const before = await look();
    await passing(seconds);
    const after = await look();
    const passed = after.at - before.at;
    const cores = (name) => (after.cpu[name] - before.cpu[name]) / passed;
    const grown = (name) => after.page.sum(name) - before.page.sum(name);
    const lost = (await collector.metrics('/metrics/rollup')).sum('magpie_rollup_reports_lost_total');
    const row = {
        size: `${poles}x${series}${beside ? `+${beside}` : ''}`,
        poles,
        series_a_pole: Math.round(after.page.value('magpie_collector_series') / poles),
        seconds: Math.round(passed),
        samples_a_second: Math.round(grown('magpie_collector_samples_total') / passed),
        collector_cores: cores('collector'),
        collector_mb: residentMegabytes(collector),
        broker_cores: cores('broker'),
        fleet_cores: cores('fleet'),
        p50_seconds: quantile(0.5, 'magpie_collector_report_delay_seconds', before.page, after.page),
        p99_seconds: quantile(0.99, 'magpie_collector_report_delay_seconds', before.page, after.page),
        lost_reports: lost,
        refused: grown('magpie_collector_refused_total'),
        beside: beside ?? null,
        beside_cores: program ? cores('beside') : null,
        written_a_second: history ? Math.round(grown('magpie_collector_history_samples_total') / passed) : null,
        late_reports: grown('magpie_collector_historical_reports_total'),
    };
    await fleet.kill(); // a hundred thousand goodbyes are not what is measured
    await program?.kill();
    await house.end();
    return row;
}

function besideText({ beside, beside_cores: cores, written_a_second: written }) {
    const wrote = written === null ? '' : `, ${written.toLocaleString('en')} samples/s written`;
    return beside ? `${beside}: ${cores.toFixed(3)} cores${wrote}` : '';
}

const columns = [
    ['poles', ({ poles }) => poles.toLocaleString('en')],
    ['series a pole', ({ series_a_pole: series }) => `${series}`],
    ['seconds', ({ seconds }) => `${seconds}`],
    ['samples/s', ({ samples_a_second: rate }) => rate.toLocaleString('en')],
    ['collector, cores', ({ collector_cores: cores }) => cores.toFixed(3)],
    ['MB', ({ collector_mb: megabytes }) => megabytes.toFixed(0)],
    ['broker, cores', ({ broker_cores: cores }) => cores.toFixed(2)],
    ['fleet, cores', ({ fleet_cores: cores }) => cores.toFixed(2)],
    ['p50', ({ p50_seconds: seconds }) => `${(seconds * 1000).toFixed(0)} ms`],
    ['p99', ({ p99_seconds: seconds }) => `${(seconds * 1000).toFixed(0)} ms`],
    ['lost', ({ lost_reports: reports }) => `${reports}`],
    ['refused', ({ refused }) => `${refused}`],
    ['beside', besideText],
];

const tableRow = (cells) => `| ${cells.join(' | ')} |`;

function writePage(file, rows) {
    const lines = [
        tableRow(columns.map(([name]) => name)),
        tableRow(columns.map(() => '---:')),
        ...rows.map((row) => tableRow(columns.map(([, text]) => text(row)))),
        '',
        '![Cores and memory by number of poles](scale.svg)',
    ];
    const [begin, end] = ['<!-- measured: ./bench scale -->', '<!-- end of measured -->'];
    const page = readFileSync(file, 'utf8');
    const [head, rest] = page.split(begin);
    writeFileSync(file, `${head}${begin}\n${lines.join('\n')}\n${end}${rest.split(end)[1]}`);
    const bySize = rows.filter(({ series_a_pole: series, beside }) => Math.abs(series - 120) < 20 && !beside);
    writeFileSync(join(dirname(file), 'scale.svg'), plot(bySize));
}

const line = parse(process.argv.slice(2));
const rows = [];
console.log(columns.map(([name]) => name.padStart(16)).join(''));
for (const size of line.sizes) {
    const row = await inAHouse((house) => measure(house, size));
    rows.push(row);
    console.log(columns.map(([, text]) => text(row).padStart(16)).join(''));
}
const known = existsSync(line.rows) ? JSON.parse(readFileSync(line.rows, 'utf8')) : [];
const kept = known.filter(({ size }) => !rows.some((row) => row.size === size));
const place = (row) => [row.beside ?? '', row.series_a_pole < 100 || row.series_a_pole > 150, row.poles, row.series_a_pole];
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const all = [...kept, ...rows].sort((a, b) =>
    place(a).reduce((order, key, i) => order || compare(key, place(b)[i]), 0),
);
writeFileSync(line.rows, `${JSON.stringify(all, null, 1)}\n`);
if (line.page) {
    writePage(line.page, all);
}
