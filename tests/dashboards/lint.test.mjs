// The 17 rules of Grafana's dashboard-linter, kept here as our own. Each is shown a good dashboard that has been spoilt,
// and must say so. Where a rule does not fit this house, it is told beside the rule how it differs.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { load } from './built.mjs';
import { committed, panelsOf, targetsOf } from './committed.mjs';

const { rateInterval, readPromql } = await load('promql');
const require = createRequire(new URL('../../dashboards/package.json', import.meta.url));
const units = new Set(Object.values(require('@grafana/grafana-foundation-sdk/units')));

const variables = (dashboard, type) => dashboard.templating.list.filter((variable) => variable.type === type);
const variable = (dashboard, name) => dashboard.templating.list.find((each) => each.name === name);
const parsed = (expr) => {
    try {
        return readPromql(expr);
    } catch {
        return { selectors: [], labels: [], made: [] };
    }
};
// What rules make: recorded series, and what Prometheus keeps of alerts.
const isOfRules = ({ metric }) => metric.includes(':') || metric === 'ALERTS';
const has = ({ matchers }, label) =>
    matchers.some((matcher) => matcher.label === label && matcher.operator === '=~' && matcher.value === label);

/** A query variable that offers several values of the chosen data source, and all of them. */
function choice(dashboard, name, all) {
    const found = variable(dashboard, name);
    if (!found) {
        return [`has no variable ${name}`];
    }
    return [
        [found.type === 'query', 'is no query'],
        [found.datasource?.uid === '${datasource}', 'does not ask the chosen data source'],
        [found.multi === true, 'takes one value only'],
        [found.allValue === all, `has ${found.allValue} for all`],
        [Boolean(found.label), 'has no label'],
    ].flatMap(([good, what]) => (good ? [] : [`variable ${name} ${what}`]));
}

/** Each panel, or each target, that a rule finds fault with. */
const eachPanel = (fault) => (dashboard) =>
    panelsOf(dashboard).flatMap((panel) => {
        const found = fault(panel, dashboard);
        return found ? [`"${panel.title}" ${found}`] : [];
    });
const eachSelector = (fault) => (dashboard) =>
    targetsOf(dashboard).flatMap(({ where, expr }) =>
        parsed(expr).selectors.flatMap((selector) => {
            const found = fault(selector, dashboard);
            return found ? [`${where}: ${selector.metric} ${found}: ${expr}`] : [];
        }),
    );

const rules = {
    'template-datasource-rule': {
        check: (dashboard) =>
            variables(dashboard, 'datasource').some(({ name, query }) => name === 'datasource' && query === 'prometheus')
                ? []
                : ['no variable lets the reader choose the data source'],
        spoil: (dashboard) => (variable(dashboard, 'datasource').name = 'ds'),
    },
    // The rule's .+ would hide what a collector writes to the history itself, which has no job: .* for all.
    'template-job-rule': {
        check: (dashboard) => choice(dashboard, 'job', '.*'),
        spoil: (dashboard) => (variable(dashboard, 'job').multi = false),
    },
    // An instance is a page of the collector here, and says nothing of a pole. Areas are chosen instead, unless the
    // dashboard is of one area; and poles wherever a query is of chosen ones.
    'template-instance-rule': {
        check: (dashboard) => {
            const usesNode = targetsOf(dashboard).some(({ expr }) => expr.includes('$node'));
            const area = variable(dashboard, 'area');
            return [
                ...(area && !area.includeAll ? [] : choice(dashboard, 'area', '.+')),
                ...(usesNode ? choice(dashboard, 'node', undefined) : []),
            ];
        },
        spoil: (dashboard) => (variable(dashboard, 'area').name = 'place'),
    },
    'template-label-promql-rule': {
        check: (dashboard) =>
            variables(dashboard, 'query').flatMap(({ name, query }) => {
                const call = /^(label_names|label_values|metrics|query_result)\((.+)\)$/.exec(query);
                if (!call) {
                    return [`variable ${name} calls no function of Grafana: ${query}`];
                }
                try {
                    readPromql(call[2].replace(/, *\w+$/, ''));
                    return [];
                } catch (error) {
                    return [`variable ${name}: ${error.message}`];
                }
            }),
        spoil: (dashboard) => (variable(dashboard, 'job').query = 'label_values(up{, job)'),
    },
    'template-on-time-change-reload-rule': {
        check: (dashboard) =>
            variables(dashboard, 'query').flatMap(({ name, refresh }) =>
                refresh === 2 ? [] : [`variable ${name} does not follow the time range`],
            ),
        spoil: (dashboard) => (variable(dashboard, 'job').refresh = 1),
    },
    'panel-datasource-rule': {
        check: eachPanel(({ datasource, targets }) =>
            [{ datasource }, ...targets].every((each) => each.datasource?.uid === '${datasource}')
                ? undefined
                : 'does not ask the chosen data source',
        ),
        spoil: (dashboard) => (panelsOf(dashboard)[0].datasource.uid = 'prometheus-1'),
    },
    'panel-title-description-rule': {
        check: eachPanel(({ title, description }) => (title && description ? undefined : 'has no title or description')),
        spoil: (dashboard) => (panelsOf(dashboard)[0].description = ''),
    },
    'panel-units-rule': {
        check: eachPanel(({ fieldConfig }) => {
            const overridden = fieldConfig.overrides.flatMap(({ properties }) => properties).filter(({ id }) => id === 'unit');
            const wrong = [fieldConfig.defaults.unit, ...overridden.map(({ value }) => value)].find(
                (unit) => !units.has(unit),
            );
            return wrong === undefined && fieldConfig.defaults.unit ? undefined : `has no unit Grafana knows: ${wrong}`;
        }),
        spoil: (dashboard) => (panelsOf(dashboard)[0].fieldConfig.defaults.unit = 'parsec'),
    },
    'panel-no-targets-rule': {
        check: eachPanel(({ targets }) => (targets?.length > 0 ? undefined : 'asks for nothing')),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets = []),
    },
    // There is no Loki in this house: what is not PromQL of Prometheus is a fault.
    'target-logql-rule': {
        check: eachPanel(({ targets }) =>
            targets.some(({ datasource }) => datasource?.type === 'loki') ? 'asks Loki' : undefined,
        ),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].datasource.type = 'loki'),
    },
    'target-logql-auto-rule': {
        check: eachPanel(({ targets }) =>
            targets.some(({ expr }) => expr.includes('$__auto')) ? 'has a range of LogQL' : undefined,
        ),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].expr = 'rate({app="x"}[$__auto])'),
    },
    'target-promql-rule': {
        check: (dashboard) =>
            targetsOf(dashboard).flatMap(({ where, expr }) => {
                try {
                    return readPromql(expr).selectors.length > 0 ? [] : [`${where} asks for nothing: ${expr}`];
                } catch (error) {
                    return [`${where}: ${error.message}`];
                }
            }),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].expr = 'sum(rate(x[5m])'),
    },
    'target-rate-interval-rule': {
        check: eachSelector(({ inside, range }) =>
            ['rate', 'irate'].includes(inside[0]) && range !== rateInterval ? 'is not over $__rate_interval' : undefined,
        ),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].expr = 'rate(x_total{job=~"$job"}[$__interval])'),
    },
    // A recorded series belongs to no scrape and has no job; it is chosen by its area.
    'target-job-rule': {
        check: eachSelector((selector) =>
            isOfRules(selector) || has(selector, 'job') ? undefined : 'is not of the chosen job',
        ),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].expr = 'sum(up)'),
    },
    // In the place of the instance: each series of a pole, or of an area, is of the chosen area.
    'target-instance-rule': {
        check: eachSelector((selector) =>
            /^(magpie_collector_|city:)/.test(selector.metric) || has(selector, 'area')
                ? undefined
                : 'is not of the chosen area',
        ),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].expr = 'sum(magpie_node_up{job=~"$job"})'),
    },
    // A counter that was not there before has grown by all it says: `x unless x offset` is the one other way to read it.
    'target-counter-agg-rule': {
        check: (dashboard) =>
            targetsOf(dashboard).flatMap(({ where, expr }) => {
                const { selectors } = parsed(expr);
                const isNew = ({ metric, range }) =>
                    !range && selectors.some((other) => other.metric === metric && other.offset && !other.range);
                const wrong = selectors.filter(
                    (selector) =>
                        selector.metric.endsWith('_total') &&
                        !['rate', 'irate', 'increase'].includes(selector.inside[0]) &&
                        !isNew(selector),
                );
                return wrong.map(({ metric }) => `${where}: ${metric} is a counter and not a rate: ${expr}`);
            }),
        spoil: (dashboard) => (panelsOf(dashboard)[0].targets[0].expr = 'sum(x_total{job=~"$job"})'),
    },
    'uneditable-dashboard-rule': {
        check: ({ editable }) => (editable === false ? [] : ['can be edited in Grafana, where a change would be lost']),
        spoil: (dashboard) => (dashboard.editable = true),
    },
};

test('a site is chosen by its name, not by a pattern, wherever Grafana does not escape it', () => {
    for (const { path, dashboard } of committed) {
        if (variable(dashboard, 'site')?.includeAll === false) {
            assert.ok(!JSON.stringify(dashboard).includes('site=~\\"$site'), path);
        }
    }
});

test('there are the 17 rules of the linter', () => assert.equal(Object.keys(rules).length, 17));

for (const [name, { check, spoil }] of Object.entries(rules)) {
    test(`${name} holds for every dashboard`, () => {
        for (const { path, dashboard } of committed) {
            assert.deepEqual(check(dashboard), [], path);
        }
    });

    test(`${name} finds the fault in a bad dashboard`, () => {
        for (const { dashboard } of committed) {
            const bad = structuredClone(dashboard);
            spoil(bad);
            assert.notDeepEqual(check(bad), []);
        }
    });
}
