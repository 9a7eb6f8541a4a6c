// Two collectors at one broker: one writes, acknowledges, alerts and is scraped; whatever happens to it, the other goes on within ten
// seconds, with nothing lost and nothing told twice.

import assert from 'node:assert/strict';

import { awake, stoodStill } from './lib/clock.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { MagpieNode, SERIES } from './lib/magpie_node.mjs';
import { Program } from './lib/program.mjs';
import { acknowledgement } from './lib/report.mjs';
import { Type } from './lib/sparkplug.mjs';
import { passing, until } from './lib/until.mjs';
import { Webhook } from './lib/webhook.mjs';

const POLES = 200;
const INTERVAL = 2; // s
const BUDGET = 10_000; // ms, from the end of the active one to the other's first work
const UPTIME = 'magpie_host_uptime_seconds';

const shown = async (collector) => JSON.parse((await collector.get('/sd')).body);
const isActive = async (collector) => (await shown(collector)).length > 0;

/** Which of them is active, once exactly one is. */
async function roles(a, b) {
    return until('one of them is active', async () => {
        const [first, second] = await Promise.all([isActive(a), isActive(b)]);
        return first !== second && (first ? { active: a, standby: b } : { active: b, standby: a });
    });
}

/** How long it takes until this one is active, in ms since `begun`. */
async function takeover(collector, begun) {
    await until('the other takes over', () => isActive(collector), 20);
    const took = awake() - begun;
    assert.ok(took < BUDGET, `${took} ms`);
    return took;
}

const upNodes = async (collector) => (await collector.metrics()).select('magpie_node_up').filter(({ value }) => value === 1).length;

async function allAreUp(collector, count) {
    await until(`${collector.name} shows ${count} nodes`, async () => (await upNodes(collector)) === count, 60);
}

const lost = (collector) => collector.sum('magpie_node_reports_lost_total');

inHouse('the active collector is killed, and later stopped for a while, and no report is missing or doubled', async (house, step, t) => {
    await house.startBroker(['collector-a', 'collector-b', 'fleet', 'pole-1'], { fleet: true });
    const store = await house.startPrometheusStore();
    const { a, b } = await house.startPair({
        history: { url: `http://127.0.0.1:${store.port}/api/v1/write`, batch_seconds: 1, settle_seconds: 2 },
    });
    const observer = await house.observe();
    const all = POLES + 1;
    const tls = await house.identity('fleet');
    const identity = ['--ca', tls.ca, '--certificate', tls.certificate, '--key', tls.key];
    const size = ['--poles', `${POLES}`, '--interval', `${INTERVAL}`, '--series', '40'];
    const fleet = house.add(new Program('fleet', [programs.fleet, '--server', house.fleetServer, ...identity, ...size]));
    await fleet.start();
    await house.startAgent('pole-1', { report: { interval_seconds: INTERVAL } });
    let { active, standby } = await roles(a, b);
    const acknowledged = () => observer.payloads('NCMD').map(acknowledgement).filter(Boolean).length;

    await step('the standby has all there is, and does nothing', async () => {
        await allAreUp(active, all);
        await allAreUp(standby, all);
        await until('reports are safe', async () => (await active.sum('magpie_collector_acknowledgements_total')) > 3 * all, 60);
        const page = await standby.metrics();
        assert.equal(page.value('magpie_collector_active'), 0);
        assert.equal(page.value('magpie_collector_acknowledgements_total'), 0);
        assert.equal(page.sum('magpie_collector_history_requests_total'), 0);
        assert.equal((await active.metrics()).value('magpie_collector_active'), 1);
        const [ready, sums] = await Promise.all(['/readyz', '/metrics/rollup'].map((path) => standby.get(path)));
        assert.deepEqual([ready.status, ready.body, sums.body], [200, 'standby\n', '']);
        assert.equal((await active.get('/readyz')).body, 'ready\n');
    });

    await step('SIGKILL: the other takes over', async () => {
        const before = acknowledged();
        const begun = awake();
        await active.kill();
        const took = await takeover(standby, begun);
        await until('it acknowledges', () => acknowledged() > before, 10);
        t.diagnostic(`killed: the other is active after ${took} ms, and acknowledges after ${awake() - begun} ms`);
        [active, standby] = [standby, active];
        await allAreUp(active, all);
        assert.equal(await active.value('magpie_collector_takeovers_total'), 1);
    });

    await step('who was killed comes back as the standby', async () => {
        await standby.start();
        await allAreUp(standby, all);
        assert.deepEqual(await shown(standby), []);
        assert.ok(await isActive(active));
    });

    await step('SIGSTOP: the other takes over, and who goes on again steps down', async () => {
        const begun = awake();
        active.signal('SIGSTOP');
        const took = await takeover(standby, begun);
        t.diagnostic(`stopped: the other is active after ${took} ms`);
        await passing(5);
        active.signal('SIGCONT');
        const woken = awake();
        await until('it steps down', async () => !(await isActive(active)), 5);
        t.diagnostic(`woken: it has stepped down after ${awake() - woken} ms`);
        [active, standby] = [standby, active];
        await passing(8);
        assert.deepEqual(await shown(standby), []);
        assert.ok(await isActive(active));
    });

    await step('a clean end hands over as well', async () => {
        const begun = awake();
        await active.stop();
        t.diagnostic(`ended: the other is active after ${await takeover(standby, begun)} ms`);
        [active, standby] = [standby, active];
        await allAreUp(active, all);
    });

    await step('the store has every report once', async () => {
        let samples = 0;
        const complete = async () => {
            const series = await store.samples(UPTIME, {});
            assert.equal(series.length, all);
            samples = 0;
            for (const { metric, samples: list } of series) {
                // Where this machine's clock is not known to be right, whoever hears the real agent dates its reports, each a little otherwise.
                const datesItself = metric.node !== 'pole-1';
                const steps = list.slice(1).map(([time, uptime], i) => [time - list[i][0], uptime - list[i][1]]);
                const most = Math.max(...steps.map(([time]) => time));
                assert.ok(most < INTERVAL * 1500 + stoodStill(), `${metric.node}: ${most} ms without a report`);
                // An event is reported between; but what is told twice would have the same uptime at another time.
                assert.ok(!datesItself || steps.every(([, uptime]) => uptime > 0), `${metric.node}: a report stands twice`);
                samples += list.length;
            }
            return true;
        };
        await until('what was asked for again is there', complete, 60);
        assert.equal(await lost(active), 0);
        t.diagnostic(`${samples} reports of ${all} poles, none missing, none doubled`);
    });
    await fleet.stop();
});

const PHY0 = ['radio', 'phy0'];
const RADIO = [...SERIES, { name: 'wifi/phy0/radio_hung', datatype: Type.boolean, properties: [PHY0], value: ['boolean', false] }];
const hung = (is) => ({ [RADIO.length]: ['boolean', is] });

inHouse('an alert pages once, whoever of the two tells of it, and its end once', async (house) => {
    await house.startPlainBroker();
    const webhook = await new Webhook().start(house);
    const alertmanager = await house.startAlertmanager(webhook.url);
    const { a, b } = await house.startPair({
        alerts: { urls: [`http://127.0.0.1:${alertmanager.port}`], clear_seconds: 30 },
    });
    const { active, standby } = await roles(a, b);
    const pole = new MagpieNode(await house.connect('pole-7', { clientId: 'pole-7' }), { id: 'pole-7' });
    await pole.birth({ series: RADIO });
    for (const one of [active, standby]) {
        await until('both know it', async () => (await upNodes(one)) === 1);
    }
    const alert = { alertname: 'MagpieRadioHung', area: 'mapo', node: 'pole-7', radio: 'phy0', severity: 'critical', team: 'network' };
    const posts = (collector) => collector.value('magpie_collector_alert_posts_total', { outcome: 'accepted' });

    await pole.data({ values: hung(true), header: { urgent: true } });
    await until('it is told', () => webhook.of(alert).length > 0);
    assert.equal(await posts(standby), 0);
    await active.kill();
    const tells = async () => {
        await pole.data({ values: hung(true) });
        return (await posts(standby)) > 0;
    };
    await until('the other tells of it', tells, 20);
    await passing(4); // group_interval is one
    assert.equal(webhook.of(alert).length, 1);

    await pole.data({ values: hung(false) });
    await until('it is over', () => webhook.of(alert).some(({ status }) => status === 'resolved'), 45);
    await passing(3);
    assert.deepEqual(webhook.of(alert).map(({ status }) => status), ['firing', 'resolved']);
});
