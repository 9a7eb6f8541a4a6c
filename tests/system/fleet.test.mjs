// The fleet simulator against a real broker and collector: what it says it does is what the collector shows.

import assert from 'node:assert/strict';

import { seriesKey } from './lib/exposition.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const POLES = 200;
/** Besides, a board that has booted says why. What is told of clients comes and goes with them. */
const BOOTED = 'magpie_host_boot_info';
const COMES_AND_GOES = /^magpie_(wifi_client|node_last_report)/;

async function startFleet(house, ...options) {
    const interval = options.includes('--interval') ? [] : ['--interval', '1'];
    const command = [programs.fleet, '--poles', `${POLES}`, ...interval, ...options];
    const fleet = house.add(new Program('fleet', command));
    await fleet.start();
    return fleet;
}

const upNodes = async (collector) =>
    (await collector.metrics()).select('magpie_node_up').filter(({ value }) => value === 1);

async function allAreUp(collector, seconds = 40) {
    await until(`${POLES} nodes are up`, async () => (await upNodes(collector)).length === POLES, seconds);
}

async function nothingIsWrong(collector) {
    const page = await collector.metrics();
    assert.deepEqual(page.reasons('magpie_collector_refused_total'), []);
    assert.deepEqual(page.reasons('magpie_collector_tolerated_total'), []);
    assert.equal(page.sum('magpie_node_reports_lost_total'), 0);
}

inHouse(`${POLES} simulated poles are ${POLES} nodes, marked as what they are, and go in peace`, async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const fleet = await startFleet(house, '--server', house.server);
    await allAreUp(collector);
    const informed = async () => (await collector.metrics()).select('magpie_node_info').length === POLES;
    await until('all say what they are', informed);
    const page = await collector.metrics();
    for (const { labels } of page.select('magpie_node_info')) {
        assert.match(labels.node, /^sim-\d{5,6}$/);
        assert.match(labels.model, /^simulated /);
        assert.match(labels.site, /simulated/);
        assert.match(labels.version, /-sim\./);
    }
    assert.equal(new Set(page.select('magpie_node_up').map(({ labels }) => labels.area)).size, 25);
    const series = page.value('magpie_collector_series') / POLES;
    assert.ok(series >= 110 && series <= 130, `${series} series a pole`);
    const samples = await collector.sum('magpie_collector_samples_total');
    await until('ten reports of each', async () => {
        const now = await collector.sum('magpie_collector_samples_total');
        return now - samples > POLES * 10 * 30;
    });
    await nothingIsWrong(collector);
    await fleet.stop();
    await until('all have said goodbye', async () => (await upNodes(collector)).length === 0);
    await fleet.says(/in all: reports \d+/);
    await nothingIsWrong(collector);
});

inHouse('A rollout that reaches every pole changes what they say of themselves, and nothing else', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    await startFleet(house, '--server', house.server, '--fault', 'rollout@20s+4s');
    await allAreUp(collector, 18);
    const seriesOf = async () => (await collector.metrics()).select('').map(seriesKey).filter((key) => /sim-/.test(key) && !COMES_AND_GOES.test(key));
    const versions = async () =>
        (await collector.metrics()).select('magpie_node_info').map(({ labels }) => labels.version.split('-').at(-1));
    await until('all say what they are', async () => (await versions()).length === POLES);
    const before = new Set(await seriesOf());
    await until('all are another version', async () => {
        const said = await versions();
        return said.length === POLES && said.every((version) => version === 'sim.2');
    }, 60);
    await allAreUp(collector);
    // Whole again, a report after the birth.
    await until('each pole has its series back', async () => (await seriesOf()).length >= before.size);
    const added = (await seriesOf()).filter((key) => !before.has(key));
    const names = new Set(added.map((key) => key.split('{')[0]));
    assert.equal(added.filter((key) => key.startsWith('magpie_node_info{')).length, POLES);
    assert.deepEqual([...names].filter((name) => name !== BOOTED), ['magpie_node_info']);
    await nothingIsWrong(collector);
});

inHouse('With one identity, TLS and few connections, a hub that is cut silences its poles, and nothing is lost', async (house) => {
    await house.startBroker(['fleet'], { fleet: true });
    const collector = await house.startCollector();
    const { ca, certificate, key } = await house.identity('fleet');
    const fleet = await startFleet(
        house,
        ...['--server', house.fleetServer, '--ca', ca, '--certificate', certificate, '--key', key],
        ...['--connections', '60', '--fault', 'hub-cut@15s+6s:mapo'],
    );
    await allAreUp(collector, 14);
    const [, cut] = await until('the cut', () => /hub-cut begins: mapo-1: (.*)\n/.exec(fleet.log));
    const nodes = cut.split(' ');
    const down = async () => {
        const page = await collector.metrics();
        return page.select('magpie_node_up', {}).filter(({ value }) => value === 0);
    };
    await until('its poles are down', async () => (await down()).length === nodes.length);
    assert.deepEqual((await down()).map(({ labels }) => labels.node).sort(), nodes.sort());
    await allAreUp(collector);
    await until('what they kept has come', async () => (await collector.sum('magpie_collector_historical_reports_total')) > 0);
    await nothingIsWrong(collector);
    await fleet.stop();
    await until('all have said goodbye', async () => (await upNodes(collector)).length === 0);
    await nothingIsWrong(collector);
});

/** What the page says of a node, the first of its series that has these labels. */
const says = (page, node, name, labels = {}) => page.select(name, { node, ...labels })[0]?.value;
const total = (page, node, name, labels = {}) =>
    page.select(name, { node, ...labels }).reduce((sum, { value }) => sum + value, 0);
const any = (page, node, name, is, labels = {}) =>
    page.select(name, { node, ...labels }).some(({ value }) => is(value));

/** By kind of fault: what the collector then shows of a node that it strikes; `before` is the page before all faults. */
const SIGNS = {
    'radio-hang': (page, node) => any(page, node, 'magpie_wifi_radio_hung', (hung) => hung === 1),
    'network-stop': (page, node) =>
        total(page, node, 'magpie_wifi_events_total', { type: 'ap_stopped' }) === 1 &&
        any(page, node, 'magpie_wifi_networks', (networks) => networks === 0),
    'deauth-flood': (page, node) => total(page, node, 'magpie_wifi_deauthentications_total') > 1000,
    'wrong-passphrase': (page, node) =>
        total(page, node, 'magpie_wifi_refused_joins_total', { reason: 'wrong_passphrase' }) > 10,
    refusals: (page, node) =>
        total(page, node, 'magpie_wifi_refused_joins_total', { reason: 'full' }) +
            total(page, node, 'magpie_wifi_refused_joins_total', { reason: 'eap_failed' }) > 10,
    interference: (page, node, before) => {
        const grown = (part) => {
            const name = `magpie_wifi_channel_${part}_seconds_total`;
            return says(page, node, name, { band: '2.4GHz' }) - says(before, node, name, { band: '2.4GHz' });
        };
        return grown('non_wifi') > 60;
    },
    'bad-cable': (page, node) =>
        says(page, node, 'magpie_link_full_duplex') === 0 &&
        says(page, node, 'magpie_link_speed_bytes_per_second') === 12500000 &&
        total(page, node, 'magpie_link_driver_errors_total') > 0,
    'clock-lost': (page, node) =>
        says(page, node, 'magpie_host_clock_synchronised') === 0 &&
        says(page, node, 'magpie_host_clock_offset_seconds') === undefined,
    'card-dying': (page, node) =>
        says(page, node, 'magpie_host_storage_readonly') === 1 ||
        says(page, node, 'magpie_host_storage_available_bytes') === 0 ||
        says(page, node, 'magpie_host_flash_life_used_ratio') > 1,
    'memory-leak': (page, node) =>
        says(page, node, 'magpie_host_memory_available_bytes') <
        0.05 * says(page, node, 'magpie_host_memory_size_bytes'),
    brownout: (page, node) => says(page, node, 'magpie_host_boot_info', { reason: 'undervoltage' }) === 1,
};
const DISTRICTS = [
    ...['jongno', 'jung', 'yongsan', 'seongdong', 'gwangjin', 'dongdaemun'],
    ...['jungnang', 'seongbuk', 'gangbuk', 'dobong', 'nowon'],
];

inHouse('Each fault of a pole is seen at the poles it strikes, and at no other', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const faults = Object.keys(SIGNS).map((kind, place) => {
        const seconds = kind === 'brownout' ? 30 : 3000;
        return ['--fault', `${kind}@300s+${seconds}s:${DISTRICTS[place]}#3`];
    });
    const fleet = await startFleet(
        house,
        ...['--server', house.server, '--speed', '10', '--interval', '10', '--hour', '18'],
        ...faults.flat(),
    );
    await allAreUp(collector, 25);
    const before = await collector.metrics();
    for (const [kind, shows] of Object.entries(SIGNS)) {
        const [, struck] = await until(kind, () => new RegExp(`${kind} begins: [^:]*: (.*)\n`).exec(fleet.log), 40);
        const nodes = struck.split(' ');
        assert.equal(nodes.length, 3);
        const showsAll = async () => {
            const page = await collector.metrics();
            return nodes.every((node) => shows(page, node, before)) && page;
        };
        const page = await until(`${kind} at ${struck}`, showsAll, 60);
        const { labels: of } = page.select('magpie_node_up', { node: nodes[0] })[0];
        const others = page.select('magpie_node_up', { area: of.area }).map(({ labels }) => labels.node);
        for (const node of others.filter((other) => !nodes.includes(other))) {
            assert.ok(!shows(page, node, before), `${kind} at ${node}`);
        }
    }
    await nothingIsWrong(collector);
});

inHouse('After a storm all are born again, those with connections of their own and those that share some', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const storm = ['--connections', '60', '--reconnect-storm', '15+5'];
    const fleet = await startFleet(house, '--server', house.server, ...storm);
    await allAreUp(collector, 14);
    await until('the storm', () => /all connections end/.test(fleet.log));
    await until('all are down but those that are back', async () => (await upNodes(collector)).length < POLES / 2);
    await allAreUp(collector);
    const births = await collector.value('magpie_collector_messages_total', { verb: 'NBIRTH' });
    assert.ok(births >= 2 * POLES, `${births} births`);
    await nothingIsWrong(collector);
    await fleet.stop();
    const [, swept, back, seconds] = /reconnect storm: poles swept (\d+) {2}born again (\d+) {2}the last after ([\d.]+) s/.exec(fleet.log);
    assert.deepEqual([swept, back], [`${POLES}`, `${POLES}`]);
    assert.ok(seconds > 4 && seconds < 12, `${seconds} s`);
});
