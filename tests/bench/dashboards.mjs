// What the dashboards cost: each panel's query at a Prometheus that scrapes a whole city, with the committed rules loaded. Called by
// `./bench dashboards`; takes a quarter of an hour and some 20 GB at 34,363 poles.
//   dashboards.mjs [--out FILE] [--page FILE] [--poles N] [--seconds N] [--scrape N] [--hour H]
// Prints two tables, of the panels and of the groups of rules, keeps them in FILE and writes them into the PAGE between its two markers.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { markdown } from '../dashboards/lib/answers.mjs';
import { City } from '../dashboards/lib/city.mjs';
import { dashboards, View } from '../dashboards/lib/dashboards.mjs';
import { House } from '../system/lib/house.mjs';
import { get } from '../system/lib/http.mjs';
import { passing, until } from '../system/lib/until.mjs';

const CONNECTIONS = 4000; // beyond these, poles share some: the file limit is not ours to raise
const TIMES = 5; // each query; the table has the median and the fastest, which rules and scrapes disturbed least
const RANGE = 6 * 3600; // what a dashboard shows when it is opened

function parse(words) {
    const line = { out: 'bench.json', page: null, poles: 34363, seconds: 300, scrape: 60, hour: 18 };
    while (words.length > 0) {
        const [word, value] = [words.shift(), words.shift()];
        const key = word.replace(/^--/, '');
        if (!(key in line) || value === undefined) {
            console.error(`dashboards.mjs: ${word}: no such option`);
            process.exit(2);
        }
        line[key] = ['out', 'page'].includes(key) ? value : Number(value);
    }
    return line;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function residentMegabytes({ pid }) {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return (Number(kilobytes) * 1024) / 1e6;
}

function processorSeconds({ pid }) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100; // utime, stime; USER_HZ
}

/** One row a panel: what its queries take together, and how many series or rows they give. */
async function panelRows(city, scrape) {
    const rows = [];
    for (const dashboard of dashboards('en')) {
        const view = await new View(dashboard, city.prometheus, { range: RANGE, scrape }).open();
        for (const panel of dashboard.asking) {
            const rounds = [];
            for (let round = 0; round < TIMES; round += 1) {
                const at = Date.now() / 1000;
                const answers = [];
                for (const target of panel.targets) {
                    answers.push(await view.ask(target, at));
                }
                rounds.push({ seconds: answers.reduce((sum, { seconds }) => sum + seconds, 0), answers });
            }
            const [{ answers }] = rounds;
            rows.push({
                dashboard: dashboard.title.replace(/^Magpie \/ /, ''),
                panel: panel.title,
                queries: panel.targets.length,
                seconds: median(rounds.map(({ seconds }) => seconds)),
                fastest: Math.min(...rounds.map(({ seconds }) => seconds)),
                results: answers.reduce((sum, { count }) => sum + count, 0),
                errors: answers.map(({ error }) => error).filter(Boolean),
            });
        }
    }
    return rows;
}

/** One row a group of rules, of what its evaluations took over so many seconds. */
async function ruleRows(city, seconds) {
    const took = new Map();
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
        await passing(15);
        for (const { name, interval, evaluationTime, lastEvaluation, rules } of await city.prometheus.groups()) {
            const row = took.get(name) ?? { group: name, rules: rules.length, interval, evaluations: new Map() };
            row.evaluations.set(lastEvaluation, evaluationTime);
            took.set(name, row);
        }
    }
    return [...took.values()].map(({ evaluations, ...row }) => ({ ...row, seconds: median([...evaluations.values()]) }));
}

async function measure(house, { poles, seconds, scrape, hour }) {
    const city = new City(house, {
        ...{ poles, scrape, hour, alerting: false },
        collector: { limits: { nodes: 200000 }, acknowledge: { every_seconds: 30 } },
        fleet: ['--connections', `${CONNECTIONS}`],
        prometheus: ['--query.max-samples=200000000', '--query.timeout=5m'],
        environment: { GOGC: '50' }, // millions of series in the memory that a small machine has
    });
    await city.start();
    const seen = async () => (await city.prometheus.instant('sum(magpie_node_up)')).result[0]?.value[1] === `${poles}`;
    await until('Prometheus has seen them all', seen, 5 * scrape);
    const programs = [city.prometheus, city.collector, city.fleet];
    const before = programs.map(processorSeconds);
    const began = performance.now();
    const rules = await ruleRows(city, seconds);
    const passed = (performance.now() - began) / 1000;
    const cores = programs.map((program, i) => (processorSeconds(program) - before[i]) / passed);
    const series = (await city.own()).value('magpie_collector_series');
    const slowest = Number((await city.prometheus.instant('max(max_over_time(scrape_duration_seconds[5m]))')).result[0].value[1]);
    const row = {
        ...{ name: 'dashboards', poles, series, scrape_seconds: scrape, slowest_scrape_seconds: slowest },
        panels: await panelRows(city, scrape),
        rules,
        prometheus_mb: residentMegabytes(city.prometheus),
        prometheus_cores: cores[0],
        city_cores: cores[1] + cores[2],
    };
    const page = (await get(city.prometheus.port, '/metrics')).body;
    const [, missed] = /^prometheus_rule_group_iterations_missed_total\{.*\} (\S+)$/m.exec(page) ?? [];
    row.missed_evaluations = Number(missed ?? 0);
    await city.fleet.kill(); // thousands of goodbyes are not what is measured
    await house.end();
    return row;
}

const milliseconds = (seconds) => `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;

function tables(row) {
    const { poles, series, scrape_seconds: scrape, slowest_scrape_seconds: slowest, panels, rules, prometheus_mb: megabytes } = row;
    const all = panels.map(({ seconds }) => seconds);
    const said = [
        `${poles.toLocaleString('en')} poles, ${series.toLocaleString('en')} series, scraped every ${scrape} s (the slowest of the shards in ${slowest.toFixed(1)} s),`,
        `ranges of ${RANGE / 3600} hours of which the city had run for some minutes. Of the two cores Prometheus, with its scrapes and rules, took ${row.prometheus_cores.toFixed(2)}`,
        `and the simulated city with its collector ${row.city_cores.toFixed(2)}; Prometheus had ${(megabytes / 1000).toFixed(1)} GB; ${row.missed_evaluations} evaluations of rules were missed.`,
        `Each query was asked ${TIMES} times. Slowest panel ${milliseconds(Math.max(...all))}, median ${milliseconds(median(all))}; by its fastest round ${milliseconds(Math.max(...panels.map(({ fastest }) => fastest)))}.`,
    ].join('\n');
    return [
        said,
        '',
        markdown(
            ['dashboard', 'panel', 'queries', 'median', 'fastest', 'results'],
            panels.map(({ dashboard, panel, queries, seconds, fastest, results, errors }) => [
                ...[dashboard, panel, queries, milliseconds(seconds), milliseconds(fastest), errors[0] ?? results],
            ]),
        ),
        '',
        markdown(
            ['group of rules', 'rules', 'every', 'an evaluation takes'],
            rules.map(({ group, rules: count, interval, seconds }) => [group, count, `${interval} s`, milliseconds(seconds)]),
        ),
    ].join('\n');
}

const line = parse(process.argv.slice(2));
const house = new House();
let row;
try {
    row = await measure(house, line);
} catch (problem) {
    house.tell();
    throw problem;
} finally {
    await house.close();
}
const text = tables(row);
console.log(text);
const known = existsSync(line.out) ? JSON.parse(readFileSync(line.out, 'utf8')) : [];
writeFileSync(line.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'dashboards'), row], null, 2)}\n`);
if (line.page) {
    const [begin, end] = ['<!-- measured: ./bench dashboards -->', '<!-- end of measured -->'];
    const page = readFileSync(line.page, 'utf8');
    const [head, rest] = page.split(begin);
    writeFileSync(line.page, `${head}${begin}\n${text}\n${end}${rest.split(end)[1]}`);
}
process.exit(row.panels.some(({ errors }) => errors.length > 0) ? 1 : 0);
