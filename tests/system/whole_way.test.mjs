// From the kernel's counters to Prometheus: what an agent reads, what the collector shows, and what Prometheus makes of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { seriesKey } from './lib/exposition.mjs';
import { inHouse } from './lib/house.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const LAST_REPORT = 'magpie_node_last_report_timestamp_seconds';

/** Bytes received by interface, as the kernel writes them for everybody. */
function procNetDev() {
    const lines = readFileSync('/proc/net/dev', 'utf8').trimEnd().split('\n').slice(2);
    const entries = lines.map((line) => /^\s*(\S+):\s*(\d+)/.exec(line));
    return Object.fromEntries(entries.map(([, name, bytes]) => [name, Number(bytes)]));
}

inHouse('magpie_link_receive_bytes_total equals /proc/net/dev within one interval', async (house) => {
    const { collector, pole } = await house.standUp({ agent: { link: { max_interfaces: 64 } } });
    const node = { area: 'mapo', node: pole.id };
    const reported = () => collector.value(LAST_REPORT, node);
    await until('a report that lies between two looks at the kernel, for every interface', async () => {
        const before = procNetDev();
        const last = await reported();
        await until('the next report', async () => (await reported()) > last);
        const shown = (await collector.metrics()).select('magpie_link_receive_bytes_total', node);
        const after = procNetDev();
        assert.deepEqual(shown.map(({ labels }) => labels.interface).sort(), Object.keys(after).sort());
        for (const { labels, value } of shown) {
            const [least, most] = [before[labels.interface], after[labels.interface]];
            assert.ok(least <= value && value <= most, `${labels.interface}: ${least} <= ${value} <= ${most}`);
        }
        return true;
    });
});

inHouse('promtool finds nothing to say about /metrics and its shards, and the shards are the whole', async (house) => {
    const { collector } = await house.standUp();
    await house.isUp(await house.startAgent('pole-2'));
    await until('its first report', () => collector.value(LAST_REPORT, { node: 'pole-2' }));
    for (const path of ['/metrics', '/metrics?shard=0/1', '/metrics?shard=0/2', '/metrics?shard=1/2']) {
        const { status, type, body } = await collector.get(path);
        assert.equal(status, 200);
        assert.match(type, /^text\/plain; version=0\.0\.4/);
        assert.deepEqual(await run(['promtool', 'check', 'metrics'], { input: body }), { code: 0, output: '' }, path);
    }
    const seriesOf = async (path) => {
        const all = (await collector.metrics(path)).select('').filter(({ labels }) => labels.node);
        return all.map(seriesKey);
    };
    const halves = [...(await seriesOf('/metrics?shard=0/2')), ...(await seriesOf('/metrics?shard=1/2'))];
    assert.deepEqual(halves.sort(), (await seriesOf('/metrics')).sort());
    for (const path of ['/metrics?shard=1/1', '/metrics?shard=x', '/metrics?shard=0/0']) {
        assert.equal((await collector.get(path)).status, 400, path);
    }
});

inHouse('Prometheus finds its targets at /sd, has them up and answers with our series', async (house) => {
    const { collector, pole } = await house.standUp();
    const groups = JSON.parse((await collector.get('/sd')).body);
    const targets = groups.flatMap((group) => group.targets);
    assert.deepEqual(targets, [`127.0.0.1:${collector.port}`]);

    const prometheus = await house.startPrometheus();
    await until('its one target is up', async () => {
        const { activeTargets } = await prometheus.ask('targets');
        return activeTargets.length === 1 && activeTargets[0].health === 'up';
    });
    const received = await until('our series', async () => {
        const { result } = await prometheus.ask('query', { query: 'magpie_link_receive_bytes_total{area="mapo"}' });
        return result.length > 0 && result.map(({ metric }) => metric);
    });
    assert.deepEqual(received.map((metric) => metric.interface).sort(), Object.keys(procNetDev()).sort());
    assert.ok(received.every((metric) => metric.node === pole.id));
    const { result } = await prometheus.ask('query', { query: 'count(magpie_node_up == 1)' });
    assert.equal(result[0].value[1], '1');
    // It would rather have OpenMetrics, where a counter's family has no _total.
    const [metadata] = Object.values(await prometheus.ask('metadata', { metric: 'magpie_link_receive_bytes' }));
    assert.deepEqual(metadata, [{ type: 'counter', help: 'Bytes received.', unit: 'bytes' }]);
});

inHouse('/healthz, /readyz and what is no page', async (house) => {
    await house.startBroker();
    const collector = await house.startCollector();
    assert.equal((await collector.get('/healthz')).status, 200);
    assert.equal((await collector.get('/readyz')).status, 200);
    assert.equal((await collector.get('/')).status, 200);
    assert.equal((await collector.get('/nothing')).status, 404);
    await house.broker.kill();
    const { body } = await until('not ready', async () => {
        const page = await collector.get('/readyz');
        return page.status === 503 && page;
    });
    assert.match(body, /broker/);
    assert.equal((await collector.get('/healthz')).status, 200, 'alive all the same');
    assert.equal(await collector.value('magpie_collector_mqtt_connected'), 0);
});
