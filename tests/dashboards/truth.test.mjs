// One truth: what dashboards, rules and runbooks speak of is in the catalogue, and what is in the catalogue is shown.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { load, stale } from './built.mjs';
import { committed, targetsOf, variablesOf } from './committed.mjs';

const { catalogue, labelsOf, metricOf } = await load('catalogue');
const { internal } = await load('internal');
const { readPromql, withoutVariables } = await load('promql');
const { unusableReasons } = await load('rules/recording');
const { reasons } = await load('text');

const house = new URL('../../dashboards/', import.meta.url);
const yaml = createRequire(new URL('package.json', house))('yaml');

function filesOf(folder, extension) {
    return readdirSync(new URL(`${folder}/`, house))
        .filter((name) => name.endsWith(extension))
        .map((name) => [`${folder}/${name}`, readFileSync(new URL(`${folder}/${name}`, house), 'utf8')]);
}

/** { path, record | alert, expr, labels } of every rule. */
const rules = filesOf('rules', '.yaml').flatMap(([path, text]) =>
    (yaml.parse(text).groups ?? []).flatMap((group) => group.rules.map((rule) => ({ path, ...rule }))),
);
const runbooks = filesOf('runbooks', '.md');
const recording = rules.filter(({ record }) => record);

const shown = committed.flatMap(({ path, dashboard }) => [
    ...targetsOf(dashboard).map((target) => ({ ...target, where: `${path} ${target.where}` })),
    ...variablesOf(dashboard).map((variable) => ({ ...variable, where: `${path} ${variable.where}` })),
]);
const asked = [
    ...shown,
    ...rules.map(({ path, record, alert, expr }) => ({ where: `${path} ${record ?? alert}`, expr })),
    ...runbooks.flatMap(([path, text]) =>
        [...text.matchAll(/```promql\n([^]+?)```/g)].map(([, expr]) => ({ where: path, expr, readsCounters: true })),
    ),
];

/** Names of a selector; one with a regular expression for its name has several. */
function namesOf({ metric, matchers }) {
    const byName = matchers.find(({ label }) => label === '__name__');
    return metric ? [metric] : byName ? byName.value.split('|') : [];
}

// What Prometheus makes itself.
const prometheusOwn = {
    up: ['job', 'instance'],
    ALERTS: ['alertname', 'alertstate', 'severity', 'team', 'area', 'node', 'site', 'site_type', 'hub'],
};

// Labels of a recorded series are among those that its expression speaks of; those of a series without any aggregation
// are those of what it is made from.
const recordedLabels = new Map();
const labelsOfSeries = (name) => {
    if (prometheusOwn[name]) {
        return prometheusOwn[name];
    }
    if (!name.includes(':')) {
        return labelsOf(name);
    }
    if (!recordedLabels.has(name)) {
        recordedLabels.set(name, []);
        const labels = recording
            .filter(({ record }) => record === name)
            .flatMap(({ expr, labels: added }) => {
                const read = readPromql(expr);
                const own = read.selectors.flatMap((selector) => namesOf(selector).flatMap(labelsOfSeries));
                return [...read.labels, ...read.made, ...own, ...Object.keys(added ?? {})];
            });
        recordedLabels.set(name, labels);
    }
    return recordedLabels.get(name);
};

/**
 * What is wrong with an expression. `legend` is Grafana's template, `label` what a variable lists. A counter may be compared with its own past,
 * and a person who goes through a runbook may read one as it is.
 */
function faultsOf({ where, expr, legend = '', label, readsCounters = false }) {
    const read = readPromql(expr);
    const said = (what) => `${where}: ${what}: ${expr}`;
    const known = new Set(read.made);
    const faults = [];
    for (const selector of read.selectors) {
        const { inside, matchers, range } = selector;
        const names = namesOf(selector);
        for (const name of names) {
            const labels = labelsOfSeries(name);
            labels.forEach((each) => known.add(each));
            if (name.includes(':') && !recording.some(({ record }) => record === name)) {
                faults.push(said(`no rule records ${name}`));
            } else if (!name.includes(':') && !prometheusOwn[name] && !metricOf(name)) {
                faults.push(said(`${name} is not in the catalogue`));
            }
            for (const matcher of matchers) {
                if (matcher.label !== '__name__' && !labels.includes(matcher.label)) {
                    faults.push(said(`${name} has no label ${matcher.label}`));
                }
            }
            const metric = metricOf(name);
            const isCounter = metric?.type === 'counter' || metric?.type === 'histogram';
            const isRate = range && ['rate', 'irate', 'increase', 'resets'].includes(inside[0]);
            const hasPast = read.selectors.some((other) => other.metric === name && other.offset && !other.range);
            if (isCounter && !isRate && !hasPast && !readsCounters) {
                faults.push(said(`${name} counts, and is not under rate or increase`));
            }
            if (name.endsWith('_bucket') && metric) {
                const isBound = matchers.some((matcher) => matcher.label === 'le');
                if (!isBound && !read.labels.includes('le')) {
                    faults.push(said(`the buckets of ${metric.name} are summed without their bounds`));
                }
            }
        }
    }
    for (const { labels, over } of read.groupings) {
        const there = new Set([...read.made, ...over.flatMap((selector) => namesOf(selector).flatMap(labelsOfSeries))]);
        faults.push(...labels.filter((name) => !there.has(name)).map((name) => said(`it sums by ${name}, which is not there`)));
    }
    const used = [...read.labels, ...[...legend.matchAll(/{{(\w+)}}/g)].map(([, name]) => name), ...(label ? [label] : [])];
    for (const name of used) {
        if (!known.has(name)) {
            faults.push(said(`nothing in it has a label ${name}`));
        }
    }
    return faults;
}

test('what is committed is what the sources make', () => assert.equal(stale(), ''));

test('every metric and label in every query, rule and runbook is in the catalogue', () => {
    assert.ok(rules.length > 0 && runbooks.length > 0);
    assert.deepEqual(asked.flatMap(faultsOf), []);
});

test('every name of a metric that a runbook or an annotation of an alert tells is in the catalogue', () => {
    const texts = [
        ...runbooks,
        ...rules.map(({ path, alert, annotations }) => [`${path} ${alert}`, JSON.stringify(annotations ?? {})]),
    ];
    const wrong = texts.flatMap(([where, text]) =>
        [...text.matchAll(/\b(?:\w+:)?magpie_\w+(?::\w+)?/g)]
            .map(([name]) => name)
            .filter((name) => !metricOf(name) && metricOf(`${name}_bucket`) === undefined)
            .filter((name) => !recording.some(({ record }) => record === name))
            .map((name) => `${where}: ${name}`),
    );
    assert.deepEqual(wrong, []);
});

test('every metric of the catalogue is shown on a dashboard, or is marked internal with a reason', () => {
    const seen = new Set(
        shown.flatMap(({ expr }) => readPromql(expr).selectors.flatMap(namesOf)).flatMap((name) => metricOf(name)?.name ?? []),
    );
    const unseen = catalogue.metrics.map(({ name }) => name).filter((name) => !seen.has(name));
    assert.deepEqual(unseen.filter((name) => !internal[name]), []);
    assert.deepEqual(Object.keys(internal).filter((name) => seen.has(name)), [], 'marked internal, and shown');
    assert.deepEqual(Object.keys(internal).filter((name) => !metricOf(name)), [], 'marked internal, and unknown');
});

test('every recorded series is shown, or another rule needs it', () => {
    const needed = new Set(asked.flatMap(({ expr }) => readPromql(expr).selectors.flatMap(namesOf)));
    assert.deepEqual(recording.map(({ record }) => record).filter((name) => !needed.has(name)), []);
});

test('every reason for which a pole is unusable has a name in both languages', () => {
    assert.deepEqual(unusableReasons.filter((reason) => !reasons[reason]), []);
});

test('both languages ask for the same', () => {
    const of = (language) =>
        committed
            .filter((each) => each.language === language)
            .map(({ dashboard }) => targetsOf(dashboard).map(({ expr }) => expr));
    assert.deepEqual(of('ko'), of('en'));
});

test('Prometheus takes every query for PromQL', { skip: spawnSync('promtool', ['--version']).error && 'no promtool' }, () => {
    const queries = [...new Set(shown.map(({ expr }) => withoutVariables(expr)))];
    const file = { groups: [{ name: 'queries', rules: queries.map((expr) => ({ record: 'query', expr })) }] };
    const folder = mkdtempSync(join(tmpdir(), 'magpie-queries-'));
    writeFileSync(join(folder, 'queries.yaml'), yaml.stringify(file));
    const { status, stderr, stdout } = spawnSync('promtool', ['check', 'rules', '--lint=none', join(folder, 'queries.yaml')], {
        encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    assert.equal(status, 0, stdout + stderr);
});

const bad = [
    ['a name that is in no catalogue', 'sum(magpie_wifi_cleints)', 'is not in the catalogue'],
    ['a label that the metric has not', 'magpie_wifi_clients{radio="phy0"}', 'has no label radio'],
    ['a grouping by a label that is not there', 'sum by (city) (magpie_node_up)', 'sums by city'],
    ['a grouping by a label of another metric', 'sum by (band) (magpie_node_up) + sum by (band) (magpie_wifi_clients)', 'sums by band'],
    ['a counter that is not a rate', 'sum(magpie_node_connects_total)', 'counts'],
    ['the mean of a counter', 'avg_over_time(magpie_node_connects_total[5m])', 'counts'],
    ['buckets without their bounds', 'sum(rate(magpie_wifi_client_mcs_bucket[5m]))', 'without their bounds'],
    ['a histogram by its own name', 'magpie_wifi_client_mcs', 'is not in the catalogue'],
    ['a recorded name without a rule', 'node:magpie_usable:boolean', 'no rule records'],
];
for (const [what, expr, said] of bad) {
    test(`${what} is found`, () => {
        const faults = faultsOf({ where: 'here', expr });
        assert.ok(faults.some((fault) => fault.includes(said)), faults.join('\n'));
    });
}
test('a legend with a label that is not there is found', () => {
    assert.equal(faultsOf({ where: 'here', expr: 'sum by (area) (magpie_node_up)', legend: '{{nod}}' }).length, 1);
});
test('what is no PromQL is found', () => assert.throws(() => faultsOf({ where: 'here', expr: 'sum(up' })));
