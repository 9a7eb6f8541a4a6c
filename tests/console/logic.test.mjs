// What the console decides without a page: addresses, figures, rates, freshness.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { load } from './lib/source.mjs';

const route = await load('app/route.ts');
const format = await load('text/format.ts');
const language = await load('text/language.ts');
const series = await load('pole/series.ts');
const { beside } = await load('pole/compare.ts');
const { Freshness } = await load('api/freshness.ts');
const { withQuery, problemIn } = await load('api/client.ts');
const { settingsFrom, DEFAULTS } = await load('app/settings.ts');
const { cityBox } = await load('map/city_box.ts');
const { arcsOf } = await load('map/ring.ts');
const { metricWords, plainName } = await load('text/metric_words.ts');
const { KOREAN } = await load('text/metric_korean.ts');

test('an address comes back as it was written', () => {
    const hash = route.formatRoute(['pole', 'mapo', 'pole 1'], { hours: '24', metric: '' });
    assert.equal(hash, '#/pole/mapo/pole%201?hours=24');
    assert.deepEqual(route.parseRoute(hash), { path: ['pole', 'mapo', 'pole 1'], query: { hours: '24' } });
});

test('an address that nobody wrote leads to the map', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#//%E0%A4%A', '#/<img>']) {
        assert.equal(route.viewOf(route.parseRoute(hash)), 'map', hash);
    }
});

test('a position is taken only when it is one', () => {
    assert.deepEqual(route.parsePosition('37.5,127.1,14'), { lat: 37.5, lon: 127.1, zoom: 14 });
    for (const text of [undefined, '', '37.5', '37.5,127.1', '37.5,127.1,14,2', '97,0,3', '0,190,3', '0,0,40', ',,', 'a,b,c']) {
        assert.equal(route.parsePosition(text), undefined, text);
    }
});

test('states of an address are those that exist, the worst first', () => {
    assert.deepEqual(route.parseStates('ok,down,evil,down'), ['down', 'ok']);
});

test('the language is the one remembered, else the first that we speak', () => {
    assert.equal(language.firstLanguage('en', ['ko-KR']), 'en');
    assert.equal(language.firstLanguage(null, ['de-DE', 'ko-KR', 'en']), 'ko');
    assert.equal(language.firstLanguage('xx', ['de']), 'en');
});

test('a value has the unit that people use', () => {
    const told = (value, unit) => format.measure(value, unit);
    assert.equal(told(0.00094, 'seconds'), '940 µs');
    assert.equal(told(7260, 'seconds'), '2.02 h');
    assert.equal(told(125e6, 'bytes_per_second'), '1 Gbit/s');
    assert.equal(told(840_400_071, 'bytes'), '840 MB');
    assert.equal(told(0.004, 'ratio'), '0.4 %');
    assert.equal(told(23e-6, 'grams_per_cubic_meter'), '23 µg/m³');
    assert.equal(told(-94.26, 'dbm'), '-94.3 dBm');
    assert.equal(told(null, 'volts'), '–');
    assert.equal(told(Number.NaN, 'volts'), '–');
    assert.equal(format.lasting(90_061_000), '1 d 1 h');
    assert.equal(format.lasting(-5), '0 s');
});

test('a metric without a name of its own loses its unit and nothing else', () => {
    assert.equal(plainName('magpie_wifi_scans_skipped_total'), 'scans skipped');
    assert.equal(plainName('magpie_path_clock_offset_seconds'), 'clock offset');
    assert.equal(plainName('magpie_wifi_frequency_hertz'), 'frequency');
});

test('each metric that a pole tells has a name in both languages', () => {
    const { metrics } = JSON.parse(readFileSync(new URL('../../dashboards/catalogue.json', import.meta.url), 'utf8'));
    const ofPoles = metrics.map(({ name }) => name).filter((name) => !/^magpie_(collector|rollup)_/.test(name));
    assert.ok(ofPoles.length > 200);
    for (const name of ofPoles) {
        assert.match(metricWords(name).ko, /[가-힣]/, name);
        assert.doesNotMatch(metricWords(name).en, /[가-힣]/, name);
    }
    assert.deepEqual(Object.keys(KOREAN).filter((name) => !ofPoles.includes(`magpie_${name}`)), []);
    const seconds = metricWords('magpie_client_connect_seconds_bucket');
    assert.deepEqual(seconds, { en: 'connect, up to a bound', ko: '접속 완료 시간, 한계 이하' });
    assert.equal(metricWords('magpie_made_elsewhere_total').ko, 'elsewhere');
});

test('of a counter the rate is drawn, and nothing where it was set back or silent', () => {
    const points = [[0, 100], [10, 150], [20, 20], [30, null], [40, 60], [50, 80]]; // prettier-ignore
    assert.deepEqual(series.rates(points), [[0, null], [10, 5], [20, null], [30, null], [40, null], [50, 2]]); // prettier-ignore
    assert.equal(series.drawnUnit('magpie_link_receive_bytes_total', 'bytes'), 'bytes_per_second');
    assert.equal(series.drawnUnit('magpie_wifi_channel_busy_seconds_total', 'seconds'), 'ratio');
    assert.equal(series.drawnUnit('magpie_pole_supply_volts', 'volts'), 'volts');
});

test('series with points at different times share one axis', () => {
    assert.deepEqual(series.aligned([[[1, 5], [3, 6]], [[2, 7]]]), [[1, 2, 3], [5, null, 6], [null, 7, null]]); // prettier-ignore
});

test('a pole that is silent is asked for what is usual; one that speaks for what it has', () => {
    const value = (name, labels = {}) => ({ name, unit: '', help: '', labels, value: 1 });
    assert.ok(series.usualMetrics([]).includes('magpie_wifi_clients'));
    assert.deepEqual(series.usualMetrics([value('magpie_pole_supply_volts'), value('magpie_x_y_bucket', { le: '1' })]), ['magpie_pole_supply_volts']);
});

test('a pole is outside only beyond every neighbour', () => {
    const of = (here, ...values) => beside({ name: '', labels: {}, here, neighbours: values.map((value) => ({ node: '', value })) });
    assert.deepEqual(of(5, 1, 2, 3, null), { least: 1, median: 2, most: 3, many: 3, outside: true });
    assert.equal(of(3.1, 1, 2, 3).outside, false);
    assert.equal(of(null, 1, 2).outside, false);
    assert.equal(of(1), undefined);
});

test('data grows stale, and a collector that does not answer is gone until it does', () => {
    const fresh = new Freshness();
    assert.equal(fresh.at(0).state, 'waiting');
    fresh.answered(1000);
    assert.equal(fresh.at(30_000).state, 'fresh');
    assert.deepEqual(fresh.at(42_000), { state: 'stale', at: 1000, age: 41_000 });
    fresh.failed(43_000);
    assert.deepEqual(fresh.at(43_000), { state: 'gone', at: 1000 });
    fresh.answered(50_000);
    assert.equal(fresh.at(50_001).state, 'fresh');
});

test('a question names only what was asked', () => {
    assert.equal(withQuery('/a', { q: 'x y', area: '', after: null, limit: 5 }), '/a?q=x%20y&limit=5');
    assert.equal(withQuery('/a', {}), '/a');
});

test('what went wrong is read from JSON, from a line, or is the number', () => {
    assert.equal(problemIn('{"error":"row 4"}', 400).message, 'row 4');
    assert.equal(problemIn('too many\n', 429).message, 'too many');
    assert.equal(problemIn('', 502).message, 'HTTP 502');
    assert.equal(problemIn('null', 500).message, 'null');
});

test('settings that are none are the default', () => {
    assert.deepEqual(settingsFrom(null), DEFAULTS);
    assert.deepEqual(settingsFrom({ tiles: 7, center: [1, 'x'], zoom: '3' }), DEFAULTS);
    assert.deepEqual(settingsFrom({ center: [1, 2] }).center, [1, 2]);
    assert.equal(settingsFrom({ tiles: '/tiles/{z}/{x}/{y}.png' }).tiles, '/tiles/{z}/{x}/{y}.png');
});

test('the city is where most poles are, not where a wrong coordinate is', () => {
    const cluster = (lat, lon, count) => ({ lat, lon, count, box: [lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1] });
    const answer = { clusters: [cluster(37.5, 127, 900), cluster(37.9, 126.6, 40), cluster(0, 0, 3)], poles: [{ lat: null, lon: null }, { lat: 37.2, lon: 127.4 }] };
    assert.deepEqual(cityBox(answer).map((degrees) => Number(degrees.toFixed(3))), [126.5, 37.2, 127.4, 38]); // prettier-ignore
    assert.equal(cityBox({ clusters: [], poles: [{ lat: null, lon: null }] }), undefined);
});

test('of a ring the worst is always to be seen, and never looks like all', () => {
    const [down, ok] = arcsOf({ count: 1000, worst: 'down', states: { down: 1, ok: 999 } });
    assert.equal(down.state, 'down');
    assert.ok(down.to > 0.2 && down.to < 1);
    assert.equal(ok.to, 2 * Math.PI);
    assert.deepEqual(arcsOf({ count: 3, worst: 'ok', states: { ok: 3 } }), [{ state: 'ok', from: 0, to: 2 * Math.PI }]);
});
