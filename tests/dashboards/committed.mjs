// The dashboards as they are committed, and what they ask for.

import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../dashboards/grafana/', import.meta.url);

export const languages = ['en', 'ko'];

/** { path, language, dashboard } of each. */
export const committed = languages.flatMap((language) =>
    readdirSync(new URL(`${language}/`, folder))
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => {
            const path = `${language}/${name}`;
            return { path, language, dashboard: JSON.parse(readFileSync(new URL(path, folder), 'utf8')) };
        }),
);

/** All panels, those in closed rows too; no rows. */
export const panelsOf = (dashboard) =>
    dashboard.panels.flatMap((panel) => (panel.type === 'row' ? panel.panels : [panel]));

/** { where, expr, legend } of each query of a panel or an annotation. */
export const targetsOf = (dashboard) => [
    ...panelsOf(dashboard).flatMap(({ title, targets }) =>
        targets.map(({ refId, expr, legendFormat }) => ({ where: `"${title}" ${refId}`, expr, legend: legendFormat })),
    ),
    ...dashboard.annotations.list.map(({ name, expr, textFormat }) => ({
        where: `annotation "${name}"`,
        expr,
        legend: textFormat,
    })),
];

/** { where, expr } of what the variables' lists are made from. */
export const variablesOf = (dashboard) =>
    dashboard.templating.list
        .filter(({ type }) => type === 'query')
        .map(({ name, query }) => ({
            where: `variable ${name}`,
            expr: query.replace(/^label_values\((.+), *\w+\)$/, '$1'),
            label: /(\w+)\)$/.exec(query)[1],
        }));
