// The dashboards of a city at one moment, as pictures.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { askAll } from '../lib/answers.mjs';
import { LOOK } from '../lib/bad_day.mjs';
import { dashboards } from '../lib/dashboards.mjs';
import { placeOf } from '../lib/places.mjs';
import { picture } from './chromium.mjs';

const SAID = {
    en: (speed) => `Drawn by Magpie's own page from real query results of a simulated city whose time goes ${speed} times as fast; not by Grafana.`,
    ko: (speed) => `${speed}배 빠르게 흐르는 모의 도시에 실제로 질의한 결과를 Magpie 자체 페이지로 그린 그림입니다. Grafana 화면이 아닙니다.`,
};
/** Where an operator would look: at whom this fault strikes. */
const ABOUT = {
    'magpie-district': 'refusals',
    'magpie-pole': 'radio-hang',
    'magpie-air': 'interference',
    'magpie-clients': 'refusals',
    'magpie-security': 'deauth-flood',
};

/** The picture's clock is the city's: its day begins at the hour that the fleet was told. */
function toCityTime({ began, options: { hour, speed } }) {
    const start = Date.UTC(2025, 7, 1, hour - 9) / 1000;
    return (seconds) => start + (seconds - began / 1000) * speed;
}

const moved = (result, time) =>
    result.map(({ metric, value, values }) => ({
        metric,
        ...(value && { value: [time(value[0]), value[1]] }),
        ...(values && { values: values.map(([at, number]) => [time(at), number]) }),
    }));

/** Asks a dashboard's queries and draws what comes, once for each of `files`: { file, open }, with rows open or closed. */
async function draw(city, dashboard, language, at, files) {
    const { speed } = city.options;
    const time = toCityTime(city);
    const range = (at - city.began / 1000) * speed;
    const chosen = await placeOf(dashboard, city, ABOUT[dashboard.uid.replace(/-ko$/, '')]);
    const { view, panels } = await askAll(dashboard, city.prometheus, { range, scrape: LOOK, speed, chosen }, at);
    const asked = ({ target, result, error }) => ({
        ...{ refId: target.refId, legendFormat: target.legendFormat, format: target.format, instant: target.instant },
        ...{ result: moved(result, time), error },
    });
    const answers = Object.fromEntries(panels.map(({ panel, targets }) => [panel.id, targets.map(asked)]));
    const shown = dashboard.variables
        .filter(({ type, hide }) => type !== 'datasource' && hide !== 2)
        .map(({ name, label, includeAll }) => `${label ?? name}: ${chosen[name] ?? (includeAll ? 'All' : view.values[name])}`);
    for (const { file, open } of files) {
        await picture(
            {
                ...{ dashboard: dashboard.json, answers, language, values: view.values, chosen: shown.join('   '), open },
                ...{ said: SAID[language](speed), from: time(city.began / 1000), at: time(at) },
            },
            file,
            { directory: city.house.directory },
        );
        console.log(`${file}: ${Math.round(statSync(file).size / 1000)} kB`);
    }
}

/** Into a directory, of each dashboard one as it opens, and in English one with all of its rows open. `only` are names without `magpie-`. */
export async function drawAll(city, at, { to, languages = ['en', 'ko'], only = [] }) {
    mkdirSync(to, { recursive: true });
    for (const language of languages) {
        const wanted = dashboards(language).filter(({ uid }) => only.length === 0 || only.some((name) => uid.startsWith(`magpie-${name}`)));
        for (const dashboard of wanted) {
            const files = [{ file: join(to, `${dashboard.uid}.png`), open: false }];
            if (language === 'en') {
                files.push({ file: join(to, `${dashboard.uid}-rows.png`), open: true });
            }
            await draw(city, dashboard, language, at, files);
        }
    }
}
