// Metrics and samples that are no good harm neither the others of their message nor another node's.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { SERIES } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { Rogue } from './lib/rogue.mjs';
import { encodePayload, Type } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

const TEN_YEARS = 10 * 365 * 86400 * 1000;
const BYTES = 2; // aliases of SERIES
const MTU = 3;
const TEMPERATURE = 4;

inHouse('samples that are no good are counted, shown, and harm nobody else', async (house, step) => {
    const rogue = await Rogue.enter(house);
    const { collector, node } = rogue;

    await step('an alias nobody has named', async () => {
        await rogue.reborn();
        await rogue.isRefused('unknown_alias', () => node.data({ values: { 999: ['long', 1] } }));
    });
    await step('an alias twice', async () => {
        const last = (list) => [...list.slice(0, -1), { ...list.at(-1), alias: 1 }];
        await rogue.isRefused('alias_order', () => node.birth({ metrics: last }));
        // Of an edge that is not ours.
        const timestamp = Date.now();
        const metrics = ['a', 'b'].map((name) => ({ name, alias: 5, timestamp, datatype: Type.double }));
        const foreign = encodePayload({ timestamp, seq: 0, metrics });
        await rogue.isRefused('alias_duplicate', () => rogue.say('NBIRTH', foreign));
    });

    await step('bytes that are no text, in names and labels, are shown escaped', async () => {
        const hostile = Buffer.from('\x00\x1b[31m"}\n\\ \xff\xfe\xc0\x80', 'latin1');
        const path = Buffer.concat([Buffer.from('link/'), hostile, Buffer.from('/mtu_bytes')]);
        const datatype = Type.uint64;
        const value = ['long', 1];
        const site = ['site', hostile];
        const model = ['model', '까치 "온"'];
        const series = [
            ...SERIES,
            { name: path, datatype, properties: [['interface', hostile]], value },
            { name: 'node/info', info: true, datatype, properties: [site, model], value },
        ];
        await rogue.isTolerated('text_escaped', () => node.birth({ series }));
        const metrics = await collector.metrics(); // whose parser is strict
        const interfaces = metrics.select('magpie_link_mtu_bytes', rogue.labels).map(({ labels }) => labels.interface);
        const shown = '\\x00\\x1b[31m"}\\x0a\\ \\xff\\xfe\\xc0\\x80';
        assert.deepEqual(interfaces.sort(), [shown, 'eth9']);
        const [info] = metrics.select('magpie_node_info', rogue.labels);
        assert.deepEqual([info.labels.site, info.labels.model], [shown, '까치 "온"']);
        const page = await collector.get('/metrics');
        assert.deepEqual(await run(['promtool', 'check', 'metrics'], { input: page.body }), { code: 0, output: '' });
    });
    await step('names that are no metric, and labels that are not for a node to write', async () => {
        const names = ['no path', 'link/e/bad-name', 'collector/x/nodes'];
        const series = names.map((name) => ({ ...SERIES[1], name }));
        await rogue.isRefused('metric_name', () => node.birth({ series }), { times: names.length });
        const labels = ['node', 'area', 'le', '__name__', 'bad-label', ''];
        const labelled = labels.map((label) => ({ ...SERIES[1], properties: [[label, 'pole-1']] }));
        await rogue.isRefused('label_name', () => node.birth({ series: labelled }), { times: labels.length });
        assert.equal(await rogue.value('magpie_link_receive_bytes_total'), undefined);
    });
    // As an edge that is not ours: it numbers no reports.
    const bornForeign = async () => {
        const timestamp = Date.now();
        const metrics = [{ name: 'bdSeq', timestamp, datatype: Type.int64, value: ['long', 0] }];
        await rogue.say('NBIRTH', encodePayload({ timestamp, seq: 0, metrics }));
        await until('it is up', async () => (await rogue.value('magpie_node_up')) === 1);
    };
    await step('a device whose name is no identifier', async () => {
        await bornForeign();
        const device = 'a"b\\c{} d';
        await rogue.say('DBIRTH', encodePayload({ timestamp: Date.now(), seq: 1 }), device);
        await until('it is up', async () => (await rogue.value('magpie_node_device_up', { device })) === 1);
        await rogue.harmsNobody();
    });
    await step('more devices than a node may have', async () => {
        await bornForeign();
        const bearMany = async () => {
            for (let seq = 1; seq <= 80; ++seq) {
                await rogue.say('DBIRTH', encodePayload({ timestamp: Date.now(), seq }), `device-${seq}`);
            }
        };
        await rogue.isRefused('too_many_devices', bearMany);
        assert.equal((await collector.metrics()).select('magpie_node_device_up', rogue.labels).length, 64);
    });
    await step('devices of a node of ours, of which its reports say all', async () => {
        await rogue.reborn();
        for (let seq = 1; seq <= 80; ++seq) {
            await rogue.say('DBIRTH', encodePayload({ timestamp: Date.now(), seq }), `device-${seq}`);
        }
        await rogue.harmsNobody();
        // Those that it had as a foreign edge are remembered, as down.
        const devices = (await collector.metrics()).select('magpie_node_device_up', rogue.labels);
        assert.deepEqual(devices.filter(({ value }) => value !== 0), []);
    });

    await step('a value of a wrong type: the one before is no longer true', async () => {
        await rogue.reborn();
        await rogue.isRefused('field_type', () => node.data({ values: { [BYTES]: ['string', 'text'] } }));
        assert.equal(await rogue.value('magpie_link_receive_bytes_total'), undefined);
    });
    await step('what is not a number', async () => {
        for (const value of [NaN, Infinity, -Infinity]) {
            await rogue.reborn();
            await rogue.isRefused('not_a_number', () => node.data({ values: { [TEMPERATURE]: ['double', value] } }));
            assert.equal(await rogue.value('magpie_host_temperature_celsius'), undefined);
        }
    });
    await step('what cannot be', async () => {
        await rogue.reborn();
        await rogue.isRefused('out_of_bounds', () => node.data({ values: { [TEMPERATURE]: ['double', 5000] } }));
        assert.equal(await rogue.value('magpie_host_temperature_celsius'), undefined);
    });
    await step('a counter that runs backwards is passed on, for Prometheus reads a reset', async () => {
        await rogue.reborn();
        const resets = () => collector.value('magpie_collector_resets_total');
        const before = await resets();
        await node.data({ values: { [BYTES]: ['long', 5] } });
        await until('the reset', async () => (await resets()) === before + 1);
        assert.equal(await rogue.value('magpie_link_receive_bytes_total'), 5);
        await rogue.harmsNobody();
    });
    await step('times that are years off are refused, never clamped', async () => {
        await rogue.reborn();
        const value = ['long', 9000];
        for (const timestamp of [Date.now() + TEN_YEARS, Date.now() - TEN_YEARS]) {
            await rogue.isRefused('time_off', () => node.data({ values: { [MTU]: value }, timestamp }));
            const withOne = (list) => [...list, { alias: MTU, timestamp, value }];
            await rogue.isRefused('time_off', () => node.data({ metrics: withOne }));
        }
        assert.equal(await rogue.value('magpie_link_mtu_bytes'), 1500);
        await node.data({ values: { [MTU]: ['long', 1400] } });
        await until('one in time is taken', async () => (await rogue.value('magpie_link_mtu_bytes')) === 1400);
    });

    await step('the log has each reason', () =>
        rogue.readLog(['unknown_alias', 'alias_duplicate', 'not_a_number', 'out_of_bounds', 'time_off', 'label_name']),
    );
});
