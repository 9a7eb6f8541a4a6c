// An edge that is not ours, written with npm's sparkplug-payload: what it sends stands on the page under good names, and under those that the
// configuration gives.

import assert from 'node:assert/strict';

import payloadLibrary from 'sparkplug-payload';

import { inHouse } from './lib/house.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const spb = payloadLibrary.get('spBv1.0');

/** Speaks as it is told, message by message. */
class Edge {
    constructor(peer, id) {
        this.peer = peer;
        this.id = id;
    }

    say(verb, metrics, device) {
        this.seq = verb === 'NBIRTH' ? 0 : (this.seq + 1) % 256;
        const timestamp = Date.now();
        const topic = ['spBv1.0', 'mapo', verb, this.id, ...(device ? [device] : [])].join('/');
        const dated = metrics.map((metric) => ({ timestamp, ...metric }));
        return this.peer.publish(topic, Buffer.from(spb.encodePayload({ timestamp, seq: this.seq, metrics: dated })));
    }
}

const unit = (value) => ({ engUnit: { type: 'String', value } });
const rpm = { name: 'RPMs', type: 'Int32', value: 123 };
const BIRTH = [
    { name: 'bdSeq', type: 'UInt64', value: 0 },
    { name: 'Node Control/Rebirth', type: 'Boolean', value: false },
    { name: 'Inputs/supplyVoltage', alias: 10, type: 'Float', value: 12.1, properties: unit('V') },
    { name: 'Inputs/A', alias: 11, type: 'Boolean', value: true },
    { name: 'Properties/hw_version', alias: 12, type: 'String', value: 'rev "B"' },
    { name: 'Last Boot', alias: 13, type: 'DateTime', value: 1767225600000 },
    { name: 'button count', alias: 14, type: 'Int32', value: 3 },
    { name: 'buttonCount', alias: 15, type: 'Int32', value: 4 },
    { name: '온도', alias: 16, type: 'Double', value: -3.5, properties: unit('°C') },
    { name: 'Table', type: 'DataSet', value: { numOfColumns: 1, columns: ['a'], types: ['Int32'], rows: [[1]] } },
    { name: '_types_/Motor', type: 'Template', value: { version: '1', isDefinition: true, metrics: [rpm] } },
];
const METER = [
    { name: 'Meters/7/Energy/L1', alias: 20, type: 'Double', value: 2, properties: unit('kWh') },
    { name: 'Diagnostics/heap', alias: 21, type: 'Int32', value: 1 },
    { name: 'Serial', alias: 22, type: 'String', value: 'A-17' },
];

/** The edge's lines as { 'name{labels}': value }, without those of the collector. */
async function shown(collector) {
    const lines = (await collector.metrics()).select('', { node: 'plc' });
    const own = lines.filter(({ name }) => !name.startsWith('magpie_'));
    return Object.fromEntries(
        own.map(({ name, labels: { area, node, ...labels }, value }) => [
            `${name}{${Object.entries(labels).map(([key, text]) => `${key}=${text}`)}}`,
            value,
        ]),
    );
}

async function comesToShow(collector, wanted) {
    let last;
    const same = async () => {
        last = await shown(collector);
        try {
            assert.deepEqual(last, wanted);
            return true;
        } catch {
            return false;
        }
    };
    await until('the page', same).catch(() => assert.deepEqual(last, wanted));
}

const OF_NODE = {
    'sparkplug_inputs_supply_voltage_volts{}': 12.1,
    'sparkplug_inputs_a{}': 1,
    'sparkplug_properties_hw_version_info{value=rev "B"}': 1,
    'sparkplug_last_boot_timestamp_seconds{}': 1767225600,
    'sparkplug_button_count{metric=button count}': 3,
    'sparkplug_button_count{metric=buttonCount}': 4,
    'sparkplug_metric_celsius{metric=온도}': -3.5,
};

inHouse('an edge that is not ours is shown under good names, and goes when it dies', async (house, step) => {
    const { collector } = await house.standUp({ others: ['plc'] });
    const edge = new Edge(await house.connect('plc'), 'plc');

    await step('a birth', async () => {
        await edge.say('NBIRTH', BIRTH);
        await comesToShow(collector, OF_NODE);
    });
    await step('data by alias and by name', async () => {
        await edge.say('NDATA', [
            { alias: 10, type: 'Float', value: 11.5 },
            { name: 'Inputs/A', type: 'Boolean', value: false },
            { alias: 12, type: 'String', value: 'rev C' },
            { alias: 16, type: 'Double', value: null, isNull: true },
        ]);
        const { 'sparkplug_properties_hw_version_info{value=rev "B"}': _, 'sparkplug_metric_celsius{metric=온도}': __, ...rest } =
            OF_NODE;
        await comesToShow(collector, {
            ...rest,
            'sparkplug_inputs_supply_voltage_volts{}': 11.5,
            'sparkplug_inputs_a{}': 0,
            'sparkplug_properties_hw_version_info{value=rev C}': 1,
        });
        await edge.say('NBIRTH', BIRTH);
        await comesToShow(collector, OF_NODE);
    });
    await step('a device beside it', async () => {
        await edge.say('DBIRTH', METER, 'meter');
        await comesToShow(collector, {
            ...OF_NODE,
            'sparkplug_meters_7_energy_l1_kilowatt_hours{device=meter}': 2,
            'sparkplug_diagnostics_heap{device=meter}': 1,
            'sparkplug_serial_info{device=meter,value=A-17}': 1,
        });
        await edge.say('DDATA', [{ alias: 20, type: 'Double', value: 2.5 }], 'meter');
        await collector.shows(2.5, 'sparkplug_meters_7_energy_l1_kilowatt_hours', { node: 'plc', device: 'meter' });
        await edge.say('DDEATH', [], 'meter');
        await comesToShow(collector, OF_NODE);
        assert.equal(await collector.value('magpie_node_device_up', { node: 'plc', device: 'meter' }), 0);
    });
    await step('the page is one that Prometheus reads', async () => {
        const page = (await collector.get('/metrics')).body;
        assert.match(page, /^# HELP sparkplug_inputs_a Sparkplug metric Inputs\/A\.$/m);
        assert.match(page, /^# TYPE sparkplug_inputs_a gauge$/m);
        const { code, output } = await run(['promtool', 'check', 'metrics'], { input: page });
        assert.ok(code === 0 || code === 3, output); // 3: opinions about names
    });
    await step('nothing was wrong', async () => {
        const metrics = await collector.metrics();
        assert.deepEqual(metrics.reasons('magpie_collector_refused_total'), []);
        assert.equal(metrics.sum('magpie_collector_tolerated_total', { reason: 'datatype_ignored' }), 4, 'twice two');
    });
    await step('its death', async () => {
        await edge.say('NDEATH', [{ name: 'bdSeq', type: 'UInt64', value: 0 }]);
        await house.isDown({ id: 'plc' });
        assert.deepEqual(await shown(collector), {});
    });
});

inHouse('the map of the configuration gives names, labels, units and scales, or drops', async (house) => {
    const map = [
        {
            match: 'Meters/+/Energy/+',
            node: 'pl*',
            name: 'city_meter_energy_joules_total',
            scale: 3600000,
            labels: ['meter=$1', 'phase=$2'],
        },
        { match: 'Diagnostics/*', drop: true },
        { match: 'Inputs/*', device: '', labels: ['input=$1'], unit: '' },
    ];
    const { collector } = await house.standUp({ others: ['plc'], collector: { foreign: { map } } });
    const edge = new Edge(await house.connect('plc'), 'plc');
    await edge.say('NBIRTH', BIRTH.slice(0, 4));
    await edge.say('DBIRTH', METER, 'meter');
    await comesToShow(collector, {
        'sparkplug_inputs_supply_voltage{input=supplyVoltage}': 12.1,
        'sparkplug_inputs_a{input=A}': 1,
        'city_meter_energy_joules_total{device=meter,meter=7,phase=L1}': 7200000,
        'sparkplug_serial_info{device=meter,value=A-17}': 1,
    });
    const page = (await collector.get('/metrics')).body;
    assert.match(page, /^# TYPE city_meter_energy_joules_total counter$/m);
});

inHouse('an edge that sends ever new texts is held to its quota, and harms nobody', async (house) => {
    const { collector, pole } = await house.standUp({ others: ['plc'], collector: { limits: { texts_per_node: 5 } } });
    const edge = new Edge(await house.connect('plc'), 'plc');
    await edge.say('NBIRTH', [{ name: 'Message', type: 'String', value: 'text 0' }, BIRTH[3]]);
    for (let i = 1; i < 9; ++i) {
        await edge.say('NDATA', [{ name: 'Message', type: 'String', value: `text ${i}` }]);
    }
    await collector.shows(4, 'magpie_collector_refused_total', { reason: 'too_many_texts' });
    assert.deepEqual(await shown(collector), { 'sparkplug_inputs_a{}': 1 });
    assert.equal(await collector.value('magpie_node_up', { node: pole.id }), 1);
});
