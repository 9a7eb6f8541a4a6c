// From the kernel's counters to Prometheus: what an agent reads, what the collector shows, and what Prometheus makes of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { inHouse } from './lib/house.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

/** Bytes received by interface, as the kernel writes them for everybody. */
function procNetDev() {
    const lines = readFileSync('/proc/net/dev', 'utf8').trimEnd().split('\n').slice(2);
    return Object.fromEntries(
        lines.map((line) => {
            const [, name, numbers] = /^\s*(\S+):\s*(.*)$/.exec(line);
            return [name, Number(numbers.split(/\s+/)[0])];
        }),
    );
}

inHouse(
    'magpie_link_receive_bytes_total equals /proc/net/dev within one interval, for every interface',
    async (house) => {
        const { collector, pole } = await house.standUp({ agent: { link: { max_interfaces: 64 } } });
        const node = { area: 'mapo', node: pole.id };
        const reported = () => collector.value('magpie_node_last_report_timestamp_seconds', node);
        const before = procNetDev();
        // The report after the next one was read later than `before` for certain.
        for (let i = 0; i < 2; ++i) {
            const last = await reported();
            await until('a report', async () => (await reported()) > last);
        }
        const shown = (await collector.metrics()).select('magpie_link_receive_bytes_total', node);
        const after = procNetDev();
        assert.deepEqual(shown.map(({ labels }) => labels.interface).sort(), Object.keys(after).sort());
        for (const {
            labels: { interface: name },
            value,
        } of shown) {
            assert.ok(
                before[name] <= value && value <= after[name],
                `${name}: ${before[name]} <= ${value} <= ${after[name]}`,
            );
        }
    },
);

inHouse('promtool finds nothing to say about /metrics and its shards, and the shards are the whole', async (house) => {
    const { collector } = await house.standUp();
    await house.isUp(await house.startAgent('pole-2'));
    for (const path of ['/metrics', '/metrics?shard=0/1', '/metrics?shard=0/2', '/metrics?shard=1/2']) {
        const { status, type, body } = await collector.get(path);
        assert.equal(status, 200);
        assert.match(type, /^text\/plain; version=0\.0\.4/);
        assert.deepEqual(await run(['promtool', 'check', 'metrics'], { input: body }), { code: 0, output: '' }, path);
    }
    const keys = async (path) =>
        (await collector.metrics(path))
            .select('')
            .filter(({ labels }) => labels.node)
            .map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`);
    const [whole, ...halves] = [
        await keys('/metrics'),
        await keys('/metrics?shard=0/2'),
        await keys('/metrics?shard=1/2'),
    ];
    assert.deepEqual(halves.flat().sort(), whole.sort());
    for (const path of ['/metrics?shard=1/1', '/metrics?shard=x', '/metrics?shard=0/0']) {
        assert.equal((await collector.get(path)).status, 400, path);
    }
});

inHouse('Prometheus finds its targets at /sd, has them up and answers with our series', async (house) => {
    const { collector, pole } = await house.standUp();
    const groups = JSON.parse((await collector.get('/sd')).body);
    assert.deepEqual(
        groups.flatMap(({ targets }) => targets),
        [`127.0.0.1:${collector.port}`],
    );
    const prometheus = await house.startPrometheus();
    await until('every target is up', async () => {
        const { activeTargets } = await prometheus.query('/api/v1/targets');
        return activeTargets.length === 1 && activeTargets.every(({ health }) => health === 'up');
    });
    const series = await until('our series', async () => {
        const { result } = await prometheus.query('/api/v1/query?query=magpie_link_receive_bytes_total');
        return result.length > 0 && result;
    });
    for (const { metric } of series) {
        assert.equal(metric.area, 'mapo');
        assert.equal(metric.node, pole.id);
    }
    assert.deepEqual(series.map(({ metric }) => metric.interface).sort(), Object.keys(procNetDev()).sort());
    const { result } = await prometheus.query(
        `/api/v1/query?query=${encodeURIComponent('magpie_node_up{area="mapo"}')}`,
    );
    assert.deepEqual(
        result.map(({ value }) => value[1]),
        ['1'],
    );
    // What we call a counter, Prometheus has by our type and help.
    const metadata = await prometheus.query('/api/v1/metadata?metric=magpie_link_receive_bytes_total');
    assert.deepEqual(
        metadata.magpie_link_receive_bytes_total.map(({ type, help }) => [type, help]),
        [['counter', 'Bytes received.']],
    );
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
