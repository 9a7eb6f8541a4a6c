// Urgent events go past Prometheus straight to a real Alertmanager, are told once, and are over when they are over.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { awake } from './lib/clock.mjs';
import { inHouse, source } from './lib/house.mjs';
import { MagpieNode, SERIES } from './lib/magpie_node.mjs';
import { Type } from './lib/sparkplug.mjs';
import { passing, until } from './lib/until.mjs';
import { Webhook } from './lib/webhook.mjs';

const BUDGET = 6000; // ms, from the pole to whoever is notified
const CLEAR = 30;
const PHY0 = ['radio', 'phy0'];
const RADIO = [
    ...SERIES,
    {
        name: 'wifi/phy0/radar_detected/events_total',
        datatype: Type.uint64,
        properties: [PHY0, ['type', 'radar_detected']],
        value: ['long', 0],
    },
    { name: 'wifi/phy0/radio_hung', datatype: Type.boolean, properties: [PHY0], value: ['boolean', false] },
];
const RADARS = RADIO.length - 1;
const HUNG = RADIO.length;
const radars = (count) => ({ [RADARS]: ['long', count] });
const hung = (is) => ({ [HUNG]: ['boolean', is] });
const urgent = { urgent: true };

async function node(house, id, area = 'mapo') {
    const one = new MagpieNode(await house.connect(id, { clientId: id }), { id, area });
    await one.birth({ series: RADIO });
    return one;
}

/** A house whose collector tells an Alertmanager, which tells a webhook. */
async function withAlertmanager(house, alerts = {}) {
    await house.startPlainBroker();
    const webhook = await new Webhook().start(house);
    const alertmanager = await house.startAlertmanager(webhook.url);
    const collector = await house.startCollector({
        alerts: {
            urls: [`http://127.0.0.1:${alertmanager.port}`],
            labels: ['city=seoul'],
            runbook_url: 'https://books.example/',
            clear_seconds: CLEAR,
            ...alerts,
        },
    });
    return { webhook, alertmanager, collector };
}

const labelsOf = (alertname, id, severity) => ({
    alertname,
    area: 'mapo',
    node: id,
    radio: 'phy0',
    severity,
    team: 'network',
    city: 'seoul',
});

/** As Prometheus sends it when its rule fires. */
async function postAsPrometheus(alertmanager, labels) {
    const [startsAt, endsAt] = [0, 240_000].map((after) => new Date(Date.now() + after).toISOString());
    const answer = await fetch(`http://127.0.0.1:${alertmanager.port}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify([{ labels, annotations: { summary: 'in the words of the rule' }, startsAt, endsAt }]),
    });
    assert.equal(answer.status, 200);
}

inHouse('an urgent event is told within six seconds, and Prometheus tells of no second one', async (house, step) => {
    const { webhook, alertmanager, collector } = await withAlertmanager(house);
    const pole = await node(house, 'pole-7');
    const radar = labelsOf('MagpieRadarDetected', pole.id, 'warning');
    const hang = labelsOf('MagpieRadioHung', pole.id, 'critical');

    await step('what is not urgent tells nobody', async () => {
        await pole.data({ values: { 2: ['long', 5] }, header: urgent });
        await pole.data({ values: radars(3), header: { historical: true, ...urgent } });
        await collector.shows(5, 'magpie_link_receive_bytes_total', { node: pole.id });
        assert.equal(await collector.value('magpie_collector_alerts_open', { alert: radar.alertname }), 0);
    });
    await step('a radar', async () => {
        const begun = awake();
        await pole.data({ values: radars(1), header: urgent });
        await until('it is told', () => webhook.of(radar).length > 0);
        const [told] = webhook.of(radar);
        console.log(`    from the pole to the webhook: ${told.at - begun} ms`);
        assert.ok(told.at - begun < BUDGET, `${told.at - begun} ms`);
        assert.deepEqual(told.labels, radar);
        assert.equal(told.status, 'firing');
        assert.match(told.annotations.summary, /^pole-7: radar .* phy0$/);
        assert.equal(told.annotations.runbook_url, 'https://books.example/MagpieRadarDetected');
    });
    await step('one of many', async () => {
        const poles = await Promise.all([...Array(20)].map((_, i) => node(house, `pole-${100 + i}`)));
        const begun = new Map();
        for (const each of poles) {
            begun.set(each.id, awake());
            await each.data({ values: hung(true), header: urgent });
        }
        const told = () => poles.map(({ id }) => webhook.of({ ...hang, node: id })[0]).filter(Boolean);
        await until('all are told', () => told().length === poles.length);
        const delays = told().map(({ at, labels }) => at - begun.get(labels.node));
        console.log(`    20 poles, the slowest: ${Math.max(...delays)} ms`);
        assert.ok(Math.max(...delays) < BUDGET);
        const metrics = await collector.metrics();
        assert.equal(metrics.value('magpie_collector_alerts_open', { alert: hang.alertname }), 20);
        assert.equal(metrics.value('magpie_collector_alert_delay_seconds_count'), 21);
        assert.equal(metrics.value('magpie_collector_alert_delay_seconds_bucket', { le: '6' }), 21);
        assert.equal(metrics.sum('magpie_collector_alerts_dropped_total'), 0);
    });
    await step('when the rule fires, too, nobody is told again', async () => {
        await postAsPrometheus(alertmanager, radar);
        await passing(4); // group_interval is one
        assert.equal(webhook.of(radar).length, 1);
        const known = (await alertmanager.alerts()).filter(({ labels }) => labels.alertname === radar.alertname);
        assert.equal(known.length, 1, 'one alert');
    });
    await step('and again is one as well', async () => {
        await pole.data({ values: radars(2), header: urgent });
        await passing(3);
        assert.equal(webhook.of(radar).length, 1);
    });
});

inHouse('an Alertmanager that was away is told what is true when it is back', async (house) => {
    const { webhook, alertmanager, collector } = await withAlertmanager(house);
    const pole = await node(house, 'pole-7');
    const hang = labelsOf('MagpieRadioHung', pole.id, 'critical');
    await alertmanager.stop();
    await pole.data({ values: hung(true), header: urgent });
    const tries = { outcome: 'unreachable' };
    const tried = async () => (await collector.value('magpie_collector_alert_posts_total', tries)) >= 3;
    await until('the collector has tried', tried);
    await collector.says(/an Alertmanager takes no alerts/);
    await alertmanager.start();
    const begun = awake();
    await until('it is told', () => webhook.of(hang).length > 0);
    console.log(`    after its return: ${webhook.of(hang)[0].at - begun} ms`);
    assert.ok(webhook.of(hang)[0].at - begun < 11_000);

    const end = awake();
    await pole.data({ values: hung(false) });
    await until('it is over', () => webhook.of(hang).some(({ status }) => status === 'resolved'), CLEAR + 10);
    console.log(`    told as over: ${webhook.of(hang).at(-1).at - end} ms`);
    assert.deepEqual(webhook.of(hang).map(({ status }) => status), ['firing', 'resolved']);
    await collector.shows(0, 'magpie_collector_alerts_open', { alert: hang.alertname });
});

inHouse('while people work at a pole nobody is told of it; what is wrong still when they go is told then', async (house, step) => {
    const { webhook, alertmanager, collector } = await withAlertmanager(house);
    const windows = `http://127.0.0.1:${collector.port}/api/v1/console/maintenance`;
    const works = async (area, id, reason) => {
        const [from, to] = [0, 600_000].map((after) => new Date(Date.now() + after).toISOString());
        const body = JSON.stringify({ area, node: id, from, to, reason });
        const answer = await fetch(windows, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
        assert.equal(answer.status, 201);
        return (await answer.json()).id;
    };
    const goes = async (id) => assert.equal((await fetch(`${windows}/${id}`, { method: 'DELETE' })).status, 200);
    const hangOf = (id) => labelsOf('MagpieRadioHung', id, 'critical');
    const open = (count) => collector.shows(count, 'magpie_collector_alerts_open', { alert: 'MagpieRadioHung' });
    /** Those of whom Alertmanager has ever heard. */
    const known = async () => (await alertmanager.alerts()).map(({ labels }) => labels.node).sort();
    const [pole, neighbour, third, far] = await Promise.all(['pole-7', 'pole-8', 'pole-9'].map((id) => node(house, id)).concat(node(house, 'pole-10', 'jung')));

    await step('of the pole that is worked at nobody hears, of its neighbour everybody', async () => {
        await works('guro', null, 'another district');
        const window = await works('mapo', pole.id, 'new radio');
        await collector.shows(1, 'magpie_node_maintenance', { node: pole.id });
        await pole.data({ values: hung(true), header: urgent });
        await open(1);
        // What is told of the neighbour, later, has overtaken nothing: both would go with one request, or the pole's before.
        await neighbour.data({ values: hung(true), header: urgent });
        await until('the neighbour is told of', () => webhook.of(hangOf(neighbour.id)).length > 0);
        assert.deepEqual(await known(), [neighbour.id]);
        await open(2);

        await goes(window);
        const begun = awake();
        await until('the pole is told of', () => webhook.of(hangOf(pole.id)).length > 0);
        console.log(`    after they have gone: ${awake() - begun} ms`);
        assert.deepEqual(webhook.notifications.map(({ status }) => status), ['firing', 'firing']);
    });
    await step('a window of a district is one of each of its poles', async () => {
        const window = await works('mapo', null, 'new switch in the hub');
        await third.data({ values: hung(true), header: urgent });
        await open(3);
        await far.data({ values: hung(true), header: urgent });
        await until('of another district is told', () => webhook.of({ ...hangOf(far.id), area: 'jung' }).length > 0);
        assert.deepEqual(await known(), [far.id, pole.id, neighbour.id]);
        await goes(window);
        await until('it is told of', () => webhook.of(hangOf(third.id)).length > 0);
    });
    assert.equal(await collector.sum('magpie_collector_alerts_dropped_total'), 0);
});

/** The rule that stands for the row of the table, as docs/operations.md describes it. */
function ruleOf({ alert, metric, match, sign, value, labels, severity, team, lasts_seconds }) {
    const series = `${metric}{${Object.entries(match).map(([name, is]) => `${name}="${is}"`)}}`;
    const sum = `max by (${['area', 'node', ...labels].join(', ')})`;
    const expr =
        sign === 'value' ? `${sum} (${series} == ${value})` : `${sum} (increase(${series}[${lasts_seconds}s])) > 0`;
    return { alert, expr, labels: { severity, team }, annotations: { summary: 'in the words of the rule' } };
}

inHouse('a real Prometheus with the rule of the same row pages nobody twice', async (house) => {
    const { webhook, alertmanager } = await withAlertmanager(house);
    const table = JSON.parse(readFileSync(join(source, 'dashboards/catalogue.json'))).urgent;
    const prometheus = await house.startPrometheus({
        rules: [{ name: 'urgent', rules: table.map(ruleOf) }],
        alertmanager,
        labels: { city: 'seoul' },
    });
    const pole = await node(house, 'pole-7');
    const hang = labelsOf('MagpieRadioHung', pole.id, 'critical');
    const scraped = async () => (await prometheus.ask('query', { query: 'magpie_wifi_radio_hung' })).result.length > 0;
    await until('Prometheus sees the pole', scraped);

    await pole.data({ values: { ...hung(true), ...radars(1) }, header: urgent });
    await until('both are told', () => new Set(webhook.notifications.map(({ labels }) => labels.alertname)).size === 2);
    const firing = async () => (await prometheus.ask('alerts', {})).alerts.filter(({ state }) => state === 'firing');
    await until('both rules fire', async () => (await firing()).length === 2);
    for (const { labels } of await firing()) {
        const { city, ...wanted } = labelsOf(labels.alertname, pole.id, labels.severity);
        assert.equal(city, 'seoul', 'which Prometheus adds when it sends');
        assert.deepEqual(labels, wanted);
    }
    await passing(4);
    assert.equal((await alertmanager.alerts()).length, 2, 'nobody else’s alert');
    assert.deepEqual(webhook.notifications.map(({ status }) => status), ['firing', 'firing']);

    await pole.data({ values: hung(false) });
    await until('it is over', () => webhook.of(hang).some(({ status }) => status === 'resolved'));
    await passing(CLEAR + 5); // in which the collector says so as well
    assert.deepEqual(webhook.of(hang).map(({ status }) => status), ['firing', 'resolved']);
});

inHouse('where a dead pole stands is known, also to a collector that was started anew', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const pole = new MagpieNode(await house.connect('pole-7', { clientId: 'pole-7' }), { id: 'pole-7' });
    const info = (site) => ({
        name: 'node/info',
        info: true,
        datatype: Type.boolean,
        properties: [['site', site], ['hub', 'mapo-1']],
        value: ['boolean', true],
    });
    const sites = async () => {
        const page = await house.collector.metrics();
        return page.select('magpie_node_info', { node: pole.id }).map(({ labels }) => [labels.site, labels.hub]);
    };
    await pole.birth({ series: [...SERIES, info('Hongik 3')] });
    await house.isUp(pole);
    assert.deepEqual(await sites(), [['Hongik 3', 'mapo-1']]);
    await pole.death();
    await house.isDown(pole);
    assert.deepEqual(await sites(), [['Hongik 3', 'mapo-1']]);
    assert.equal(await collector.value('magpie_link_mtu_bytes', { node: pole.id }), undefined);
    await collector.stop();
    await collector.start();
    await house.isDown(pole);
    assert.deepEqual(await sites(), [['Hongik 3', 'mapo-1']]);
    const dead = 'magpie_node_up == 0';
    const prometheus = await house.startPrometheus();
    const where = `(${dead}) * on (area, node) group_left (site, hub) magpie_node_info`;
    const found = await until('a query tells where', async () => (await prometheus.ask('query', { query: where })).result[0]);
    assert.equal(found.metric.site, 'Hongik 3');
    pole.bdSeq += 1;
    await pole.birth({ series: [...SERIES, info('Hongik 4')] });
    await house.isUp(pole);
    assert.deepEqual(await sites(), [['Hongik 4', 'mapo-1']]);
});
