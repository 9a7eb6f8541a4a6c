// What a dashboard says where something is missing: no query fails, and a panel without data says why.

import assert from 'node:assert/strict';

import { inHouse } from '../system/lib/house.mjs';
import { until } from '../system/lib/until.mjs';
import { AlteredCollector, without } from './lib/altered_collector.mjs';
import { askAll } from './lib/answers.mjs';
import { SPEED } from './lib/bad_day.mjs';
import { City } from './lib/city.mjs';
import { dashboards } from './lib/dashboards.mjs';
import { Prometheus, ruleFiles } from './lib/prometheus.mjs';

const SCRAPE = 15; // seconds of the city, as all that the rules and dashboards say
const SCRAPES = 8; // until a look at a dashboard is worth it: a rate needs some
const RANGE = 900;
const pace = { speed: SPEED, interval: SCRAPE, scrape: SCRAPE, alerting: false };

/** Asks all panels; tells of errors, and of panels that are empty and do not say why. */
async function silentOrWrong(prometheus, chosen) {
    const wrong = [];
    let [empty, all] = [0, 0];
    for (const dashboard of dashboards('en')) {
        const { panels } = await askAll(dashboard, prometheus, { range: RANGE, scrape: SCRAPE, speed: SPEED, chosen });
        for (const { panel, targets } of panels) {
            const where = `${dashboard.uid}: ${panel.title}`;
            const errors = targets.filter(({ error }) => error);
            errors.forEach(({ error, target }) => wrong.push(`${where}: ${error}: ${target.expr}`));
            const none = errors.length === 0 && targets.every(({ count }) => count === 0);
            if (none && !panel.noValue) {
                wrong.push(`${where}: is empty and does not say why`);
            }
            empty += none;
            all += 1;
        }
    }
    return { wrong, empty, all };
}

async function errorsOfRules(prometheus) {
    const groups = await prometheus.groups();
    return groups.flatMap(({ rules }) => rules.filter(({ lastError }) => lastError).map(({ name, lastError }) => `${name}: ${lastError}`));
}

/** A Prometheus before an altered collector. */
async function watch(house, collector, { alter, rules = ruleFiles(), rollup = true }) {
    const altered = new AlteredCollector(collector, alter);
    await altered.start();
    house.atEnd.push(() => altered.stop());
    const prometheus = house.add(new Prometheus(house, altered, { rules, scrape: SCRAPE, speed: SPEED, rollup }));
    await prometheus.start();
    const enough = SCRAPES * ((alter?.targets ?? 1) + rollup);
    return { prometheus, knowsEnough: () => altered.pages >= enough };
}

/** What an older collector did not have: hubs, what hostapd tells, sums of that. */
const LATER = /^magpie_(wifi_(radio_hung|deauthentications_total|refused_joins_total|networks|own_neighbour.*)|rollup_(radios_hung|refused_joins_total|site_.*)|collector_alert.*)$/;
const older = (text) => {
    const kept = without(LATER)(text);
    return typeof kept === 'string' ? kept.replace(/,hub="[^"]*"/, '') : kept;
};

/** A node tells another version from the fourth page on. */
const newVersion = (text, { pages }) => (pages > 3 && text.startsWith('magpie_node_info{') ? text.replace(/version="[^"]*"/, 'version="9.9.9"') : text);
/** A pole that was moved: its old area still knows that it is down, and what it was. */
const moved = (text) => {
    const [, before] = /^(magpie_node_(?:up|info)\{.*) \d$/.exec(text) ?? [];
    const formerly = before?.replace(/area="[^"]*"/, 'area="formerly"');
    return formerly ? [text, `${formerly} ${text.includes('_info') ? 1 : 0}`] : text;
};

inHouse('With pieces missing, every query is answered and every empty panel says why', async (house, step) => {
    const city = await new City(house, { ...pace, poles: 25, faults: ['hub-cut@200s+6000s:mapo'] }).start();
    const { collector } = city;
    const cases = {
        'Prometheus without the rules': { rules: [] },
        'an older collector': { alter: { line: older } },
        'no scrape of the sums': { rollup: false },
        'a collector without sums': { alter: { rollup: false } },
        'poles that do not say where they are': { alter: { line: (text) => text.replace(/latitude="[^"]*",longitude="[^"]*"/, 'latitude="",longitude=""') } },
        'poles without a hub, a site and a type': { alter: { line: (text) => text.replace(/(site|hub|site_type)="[^"]*",?/g, '') } },
        'a collector that knows no pole yet': { alter: { line: without(/^magpie_(?!collector)/) } },
        'an area that is empty': { chosen: { area: 'nowhere' } },
        'a pole that is not there': { chosen: { area: 'mapo', node: 'nobody' } },
        'a new version between two scrapes': { alter: { line: newVersion } },
        'a collector that is scraped by two names': { alter: { targets: 2 } },
        'poles that were moved to another area': { alter: { line: moved } },
    };
    await step('a Prometheus that has just begun', async () => {
        const { prometheus } = await watch(house, collector, {});
        assert.deepEqual((await silentOrWrong(prometheus)).wrong, []);
        await prometheus.stop();
    });
    const watched = await Promise.all(Object.values(cases).map((setting) => watch(house, collector, setting)));
    for (const [i, [name, { chosen }]] of Object.entries(cases).entries()) {
        await step(name, async (t) => {
            const { prometheus, knowsEnough } = watched[i];
            await until('some scrapes', knowsEnough, 60);
            const { wrong, empty, all } = await silentOrWrong(prometheus, chosen);
            assert.deepEqual(wrong, []);
            assert.deepEqual(await errorsOfRules(prometheus), []);
            t.diagnostic(`${empty} of ${all} panels say why they are empty`);
        });
    }
});

for (const [name, shape] of Object.entries({
    'One pole is a city, too': { poles: 1 },
    'Poles without Wi-Fi are watched, too': { poles: 10, series: 30 },
})) {
    inHouse(name, async (house) => {
        const city = await new City(house, { ...pace, ...shape }).start();
        await city.sees('up == 1', 2);
        await city.sees(`count_over_time(up{job="magpie"}[1m]) > ${SCRAPES}`, 1);
        const { wrong } = await silentOrWrong(city.prometheus);
        assert.deepEqual(wrong, []);
        assert.deepEqual(await errorsOfRules(city.prometheus), []);
    });
}
