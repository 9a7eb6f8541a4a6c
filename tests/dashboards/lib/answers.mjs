// All panels of a dashboard, asked at one moment.

import { View } from './dashboards.mjs';

/** Of some panels or all: { view, panels: [{ panel, targets: [{ target, query, result, count, error, seconds }] }] } */
export async function askAll(dashboard, prometheus, options = {}, at = Date.now() / 1000, some = dashboard.asking) {
    const view = await new View(dashboard, prometheus, options).open();
    const panels = [];
    for (const panel of some) {
        const targets = [];
        for (const target of panel.targets) {
            targets.push({ target, ...(await view.ask(target, at)) });
        }
        panels.push({ panel, targets });
    }
    return { view, panels };
}

/** What goes wrong with a panel: texts, none where all is well. */
export function faultsOf({ panel, targets }, units) {
    const where = `${panel.dashboard.uid}: ${panel.title}`;
    const errors = targets.filter(({ error }) => error).map(({ error, query }) => `${where}: ${error}: ${query}`);
    const wrong = targets
        .filter(({ target }) => !units.fits(plain(target.expr), panel.type, target.unit))
        .map(({ target }) => `${where}: shows ${units.shown(plain(target.expr), panel.type) || 'a count'} as ${target.unit}`);
    return [...errors, ...wrong];
}

/** An expression without Grafana's variables, for those who look at no values. */
export const plain = (expr) =>
    expr
        .replace(/\$\{?__range_s\}?/g, '60')
        .replace(/\$\{?__(rate_interval|interval|range)\}?/g, '1m')
        .replace(/\$\{?\w+(:\w+)?\}?/g, 'x');

const tableRow = (cells) => `| ${cells.join(' | ')} |`;

/** Lines of a table for people. */
export function markdown(header, rows) {
    return [tableRow(header), tableRow(header.map(() => '---')), ...rows.map(tableRow)].join('\n');
}
