// npm's sparkplug-payload reads what our agent says: names, aliases, types and values.

import assert from 'node:assert/strict';

import payloadLibrary from 'sparkplug-payload';
import protobuf from 'sparkplug-payload/lib/sparkplugPayloadProto.js';

import { inHouse } from './lib/house.mjs';
import { until } from './lib/until.mjs';

const spb = payloadLibrary.get('spBv1.0');
const { Payload } = protobuf.org.eclipse.tahu.protobuf;

/** Which field a datatype travels in, by the same library's rule. */
const FIELDS = {
    Int32: 'intValue',
    Int64: 'longValue',
    UInt64: 'longValue',
    Float: 'floatValue',
    Double: 'doubleValue',
    Boolean: 'booleanValue',
};
const CONTROL = /^(bdSeq|report|Node Control\/.*)$/;
/** The collector's own words about a node. */
const COLLECTORS = [
    'magpie_node_up',
    'magpie_node_device_up',
    'magpie_node_last_report_timestamp_seconds',
    'magpie_node_reports_lost_total',
];

const plain = (value) =>
    typeof value === 'object' && value !== null && 'toNumber' in value ? value.toNumber() : value;

/** link/eth0/receive_bytes_total is magpie_link_receive_bytes_total; what lies between is in the labels. */
function prometheusName(path) {
    const levels = path.split('/');
    return `magpie_${levels[0]}_${levels.at(-1)}`;
}

/** An empty label is none at all. */
function labelsOf(metric) {
    const entries = Object.entries(metric.properties ?? {}).filter(
        ([key]) => key !== 'unit' && key !== 'help' && metric.properties[key].value !== '',
    );
    return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

inHouse('sparkplug-payload decodes our NBIRTH and NDATA, and finds in them what /metrics says', async (house) => {
    const { collector, observer, pole } = await house.standUp();
    await until('data', () => observer.heard('NDATA').length >= 2);

    const birth = spb.decodePayload(observer.heard('NBIRTH', pole.id)[0].payload);
    assert.equal(plain(birth.seq), 0);
    assert.ok(Math.abs(plain(birth.timestamp) - Date.now()) < 60000);
    const named = birth.metrics.map(({ name }) => name);
    assert.equal(new Set(named).size, named.length, 'no name twice');
    assert.deepEqual(
        birth.metrics.filter(({ timestamp }) => timestamp === undefined),
        [],
    );
    const bdSeq = birth.metrics.find(({ name }) => name === 'bdSeq');
    assert.deepEqual([bdSeq.type, plain(bdSeq.value), bdSeq.alias], ['Int64', 0, undefined]);
    const rebirth = birth.metrics.find(({ name }) => name === 'Node Control/Rebirth');
    assert.deepEqual([rebirth.type, rebirth.value, rebirth.alias], ['Boolean', false, undefined]);
    const series = birth.metrics.filter(({ name }) => !CONTROL.test(name));
    assert.ok(series.length > 30);
    assert.deepEqual(
        series.map(({ alias }) => plain(alias)),
        series.map((_, i) => i + 1),
    );
    assert.deepEqual(
        [...new Set(series.map(({ type }) => type))].filter((type) => !(type in FIELDS)),
        [],
        'types that every decoder reads alike',
    );

    const data = spb.decodePayload(observer.heard('NDATA', pole.id)[0].payload);
    assert.equal(plain(data.seq), 1);
    for (const metric of data.metrics) {
        assert.equal(metric.name || undefined, undefined, 'data goes by alias');
        assert.ok(plain(metric.alias) <= series.length);
        assert.notEqual(metric.timestamp, undefined);
    }

    // Values: those of the birth, then of each report; the same as on the page that shows the last of them.
    const latest = () => {
        const values = new Map(
            series.map((metric) => [plain(metric.alias), metric.value === null ? null : plain(metric.value)]),
        );
        const births = observer.heard('NBIRTH', pole.id).length;
        assert.equal(births, 1);
        for (const { payload } of observer.heard('NDATA', pole.id)) {
            for (const metric of Payload.decode(payload).metrics) {
                const alias = plain(metric.alias);
                if (alias > 0) {
                    values.set(alias, metric.isNull ? null : plain(metric[FIELDS[series[alias - 1].type]]));
                }
            }
        }
        return series
            .map((metric, i) => ({
                name: prometheusName(metric.name),
                labels: labelsOf(metric),
                value: values.get(i + 1),
            }))
            .filter(({ value }) => value !== null);
    };
    await until('a page that says what the last report said', async () => {
        const shown = (await collector.metrics())
            .select('', { node: pole.id })
            .filter(({ name }) => !COLLECTORS.includes(name));
        const wanted = latest();
        assert.equal(shown.length, wanted.length);
        for (const { name, labels, value } of wanted) {
            const [found, ...others] = shown.filter(
                (each) =>
                    each.name === name && Object.entries(labels).every(([key, text]) => each.labels[key] === text),
            );
            assert.ok(found && others.length === 0, `${name} ${JSON.stringify(labels)} is shown once`);
            assert.deepEqual(Object.keys(found.labels).sort(), ['area', 'node', ...Object.keys(labels)].sort());
            assert.equal(Math.fround(found.value), Math.fround(Number(value)), name);
        }
        return true;
    });
});
