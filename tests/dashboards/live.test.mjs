// A bad day in a simulated city before the committed rules, routes and dashboards: what should fire fires, where it should and in time;
// nothing else does; what something larger explains is told to nobody; and every panel has an answer. The day is done in minutes: every
// duration of the rules and routes is divided by the same number by which the city goes faster (lib/faster.mjs).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, source } from '../system/lib/house.mjs';
import { until } from '../system/lib/until.mjs';
import { alertTable, fired, judged } from './lib/alert_day.mjs';
import { askAll, faultsOf, markdown } from './lib/answers.mjs';
import { badDay, empty, ENDS, expected, INTERVAL, LOOK, OVER, SETTLED, SPEED } from './lib/bad_day.mjs';
import { City } from './lib/city.mjs';
import { dashboards } from './lib/dashboards.mjs';
import { placeOf } from './lib/places.mjs';
import { ruleFiles } from './lib/prometheus.mjs';
import { Units } from './lib/units.mjs';

const catalogue = JSON.parse(readFileSync(join(source, 'dashboards/catalogue.json'), 'utf8'));

/** Where to look, one after the other, until a panel has something to show. */
const PLACES = [[], ...badDay.faults.map((fault) => /^(.*)@.*:(\w+)/.exec(fault).slice(1))];

/** Each panel's answers at one moment: rows of a table, and what is wrong. */
async function lookAtPanels(city, at) {
    const units = new Units(catalogue, ruleFiles());
    const found = new Map();
    const wrong = [];
    for (const dashboard of dashboards('en')) {
        for (const [fault, district] of PLACES) {
            const wanted = dashboard.asking.filter((panel) => !(found.get(panel)?.count > 0));
            const chosen = await placeOf(dashboard, city, fault, district);
            if (wanted.length === 0 || (fault && Object.keys(chosen).length === 0)) {
                continue;
            }
            const { panels } = await askAll(dashboard, city.prometheus, { range: ENDS, scrape: LOOK, speed: SPEED, chosen }, at, wanted);
            for (const each of panels) {
                const count = each.targets.reduce((sum, { count }) => sum + count, 0);
                const seconds = each.targets.reduce((sum, { seconds }) => sum + seconds, 0);
                found.set(each.panel, { count, seconds, place: fault && `${fault} in ${district}` });
                wrong.push(...faultsOf(each, units));
            }
        }
    }
    const rows = [...found].map(([panel, { count, seconds, place }]) => {
        const name = `${panel.dashboard.uid}: ${panel.title}`;
        if (count === 0 && !(name in empty)) {
            wrong.push(`${name}: no data`);
        } else if (count > 0 && name in empty) {
            wrong.push(`${name}: has data, and was not to have any`);
        }
        const note = count === 0 ? (empty[name] ?? '') : (place ?? '');
        return [panel.dashboard.uid, panel.title, panel.targets.length, count, `${(seconds * 1000).toFixed(0)} ms`, note];
    });
    return { rows, wrong: [...new Set(wrong)] };
}

inHouse('On a bad day each alert fires where it should, nothing else does, and every panel has an answer', async (house, step, t) => {
    const tell = (table) => table.split('\n').forEach((line) => t.diagnostic(line));
    const city = await new City(house, badDay).start();
    const at = city.worldTime(ENDS);
    // Somebody without manners, so that there is something refused to see.
    const stranger = await house.connect('stranger');
    for (const before of [3, 2, 1]) {
        await until('the last minutes', () => city.time > ENDS - before * LOOK, ENDS / SPEED + 60);
        await stranger.publish('spBv1.0/mapo/NDATA/stranger', 'this is no payload of Sparkplug');
    }
    await until('the bad day is over', () => city.time > OVER, OVER / SPEED + 60);
    const heard = [...city.listener.heard]; // the city goes on while its panels are looked at

    await step('this machine keeps up with the city', async () => {
        const { result } = await city.prometheus.instant(`min(count_over_time(up[${Math.round(ENDS / SPEED)}s]))`, at);
        const share = (Number(result[0].value[1]) * INTERVAL) / ENDS;
        assert.ok(share > 0.9, `Prometheus came to ${(share * 100).toFixed(0)} % of its scrapes`);
    });

    await step('every panel has data somewhere, and says its unit', async () => {
        const { rows, wrong } = await lookAtPanels(city, at);
        tell(markdown(['dashboard', 'panel', 'queries', 'results', 'time', 'where, or why empty'], rows));
        assert.deepEqual(wrong, []);
    });

    await step('each alert fires in time and where it should, nothing else does, and the inhibited are quiet', async () => {
        const alerts = await fired(city.prometheus, city.worldTime(SETTLED), at, INTERVAL / SPEED / 2);
        const rows = judged(expected, {
            ...{ alerts, heard, weather: city.weather, began: city.began, speed: SPEED },
        });
        tell(alertTable(rows));
        assert.deepEqual(rows.filter(({ wrong }) => wrong.length > 0).map(({ alert, fault, wrong, on }) => `${alert} (${fault}): ${wrong.join('; ')}: ${on}`), []);
    });

    await step('no rule fails', async () => {
        const groups = await city.prometheus.groups();
        const failed = groups.flatMap(({ rules }) => rules.filter(({ lastError }) => lastError));
        assert.deepEqual(failed.map(({ name, lastError }) => `${name}: ${lastError}`), []);
    });
});
