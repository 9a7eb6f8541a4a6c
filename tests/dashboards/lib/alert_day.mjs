// What was to happen on a day, what fired, and who was told: one table.

import { markdown } from './answers.mjs';

/** Of each alert that fired: { alert, labels, from, to } in seconds since 1970, from Prometheus' own memory. */
export async function fired(prometheus, start, end, step) {
    const { result } = await prometheus.range('ALERTS{alertstate="firing"}', start, end, step);
    return result.map(({ metric, values }) => {
        const { __name__: _, alertname: alert, alertstate: __, ...labels } = metric;
        return { alert, labels, from: values[0][0], to: values.at(-1)[0] };
    });
}

const sorted = (names) => [...names].sort();
const isSubset = (some, all) => some.every((name) => all.includes(name));

/** What an expectation says of which labels an alert has: the label that names what it is on, and the names. */
function struck({ by = 'node', on }, weather) {
    const names = by === 'node' ? (on ?? weather?.nodes) : (on ?? [weather?.where]);
    return { by, names: names ?? [] };
}

/**
 * One row an expectation: { alert, fault, district, by, on, some, within, quiet } with what came of it and what is wrong, and one
 * for each name of an alert that nobody expected. `fault` and `district` say which line of the weather it is about; `by` is the label that names
 * what it is on (node), `on` the names where the weather does not tell them; with `some` it may be on some of them only. `within` is
 * seconds of the city from the fault to the alert; `quiet` says that it fires and nobody is told, `later` that it waits for a digest,
 * `maybe` that it need not fire.
 */
export function judged(expectations, { alerts, heard, weather, began, speed }) {
    const cityTime = (seconds) => (seconds - began / 1000) * speed;
    const explained = new Set();
    const rows = expectations.map((expected) => {
        const { alert, fault, district, some = false, within, quiet = false, later = false, maybe = false } = expected;
        const line = weather.find(({ kind, what, where }) => kind === fault && what === 'begins' && where?.startsWith(district));
        const { by, names } = struck(expected, line);
        const own = alerts.filter((each) => each.alert === alert && names.includes(each.labels[by]));
        own.forEach((each) => explained.add(each));
        const on = sorted(new Set(own.map(({ labels }) => labels[by])));
        const after = own.length > 0 ? Math.max(...own.map(({ from }) => cityTime(from))) - (line?.at ?? 0) : undefined;
        const told = heard.filter(({ status, labels }) => status === 'firing' && labels.alertname === alert && names.includes(labels[by]));
        const toldAfter = told.length > 0 ? cityTime(Math.min(...told.map(({ at }) => at)) / 1000) - (line?.at ?? 0) : undefined;
        const wrong = [];
        if (names.length === 0) {
            wrong.push('the weather does not tell of it');
        } else if (on.length === 0 && !maybe) {
            wrong.push('did not fire');
        } else if (on.length > 0 && !some && on.join() !== sorted(names).join()) {
            wrong.push(`fired on ${on.length} of ${names.length}: ${on}`);
        } else if (!isSubset(on, names)) {
            wrong.push('fired elsewhere');
        }
        if (after > within) {
            wrong.push(`fired after ${after.toFixed(0)} s`);
        }
        if (quiet && told.length > 0) {
            wrong.push(`was told: ${told.map(({ labels, at }) => `${cityTime(at / 1000).toFixed(0)} s ${JSON.stringify(labels)}`).slice(0, 3)}`);
        } else if (!quiet && !later && on.length > 0 && told.length === 0) {
            wrong.push('nobody was told');
        }
        return { alert, fault: `${fault}${district ? ` in ${district}` : ''}`, by, names, on, after, within, toldAfter, quiet, wrong };
    });
    const others = alerts.filter((each) => !explained.has(each));
    const unexpected = [...new Set(others.map(({ alert }) => alert))].map((alert) => {
        const own = others.filter((each) => each.alert === alert);
        const on = own.slice(0, 3).map(({ labels }) => JSON.stringify(labels));
        return {
            ...{ alert, fault: 'none', by: '', names: [], on, after: cityTime(Math.min(...own.map(({ from }) => from))), quiet: false },
            wrong: [`nobody expected it, ${own.length} times`],
        };
    });
    return [...rows, ...unexpected];
}

const seconds = (value) => (value === undefined ? '' : `${Math.round(value)} s`);

export function alertTable(rows) {
    const header = ['alert', 'fault', 'on', 'fired after', 'at most', 'told after', ''];
    return markdown(
        header,
        rows.map(({ alert, fault, by, names, on, after, within, toldAfter, quiet, wrong }) => [
            ...[alert, fault, names.length > 0 ? `${on.length} of ${names.length} ${by}` : `${on}`, seconds(after), seconds(within)],
            ...[quiet ? (toldAfter === undefined ? 'quiet' : seconds(toldAfter)) : seconds(toldAfter), wrong.join('; ') || 'as it should'],
        ]),
    );
}
