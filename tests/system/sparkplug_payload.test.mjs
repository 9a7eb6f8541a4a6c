// npm's sparkplug-payload reads what our agent says: names, aliases, types and values.

import assert from 'node:assert/strict';

import payloadLibrary from 'sparkplug-payload';
import protobuf from 'sparkplug-payload/lib/sparkplugPayloadProto.js';

import { seriesKey } from './lib/exposition.mjs';
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
const COLLECTORS = /^magpie_node_(up|last_report_timestamp_seconds|reports_lost_total)$/;

const plain = (value) => value?.toNumber?.() ?? value;

/** link/eth0/receive_bytes_total is magpie_link_receive_bytes_total; what lies between is in the labels. */
function prometheusName(path) {
    const levels = path.split('/');
    return `magpie_${levels[0]}_${levels.at(-1)}`;
}

/** An empty label is none at all. */
function labelsOf({ properties = {} }) {
    const labels = Object.entries(properties).filter(([key, { value }]) => key !== 'unit' && value !== '');
    return Object.fromEntries(labels.map(([key, { value }]) => [key, value]));
}

const seriesOf = ({ metrics }) => metrics.filter(({ name }) => !CONTROL.test(name));

/** The series of a birth, after what these reports said, as a page should show them. */
function afterReports(birth, reports) {
    const latest = birth.map(({ value }) => plain(value));
    for (const payload of reports) {
        for (const metric of Payload.decode(payload).metrics) {
            const index = plain(metric.alias) - 1; // -1: the report's own header
            if (index >= 0) {
                latest[index] = metric.isNull ? null : plain(metric[FIELDS[birth[index].type]]);
            }
        }
    }
    const series = birth.map((metric, i) => ({
        key: seriesKey({ name: prometheusName(metric.name), labels: labelsOf(metric) }),
        value: latest[i],
    }));
    return new Map(series.filter(({ value }) => value !== null).map(({ key, value }) => [key, Number(value)]));
}

inHouse('sparkplug-payload decodes our NBIRTH and NDATA, and finds in them what /metrics says', async (house) => {
    const { collector, observer, pole } = await house.standUp();
    /** The newest birth, and the data after it. */
    const session = () => {
        const said = observer.messages.filter(({ verb, node }) => node === pole.id && ['NBIRTH', 'NDATA'].includes(verb));
        const [birth, ...data] = said.slice(said.findLastIndex(({ verb }) => verb === 'NBIRTH'));
        return { birth: birth?.payload, data: data.map(({ payload }) => payload) };
    };
    const first = await until('data', () => session().data.length >= 2 && session());

    const birth = spb.decodePayload(first.birth);
    assert.equal(plain(birth.seq), 0);
    assert.ok(Math.abs(plain(birth.timestamp) - Date.now()) < 60000);
    const names = birth.metrics.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, 'no name twice');
    assert.ok(birth.metrics.every(({ timestamp }) => timestamp !== undefined));
    const named = (wanted) => birth.metrics.find(({ name }) => name === wanted);
    const bdSeq = named('bdSeq');
    assert.deepEqual([bdSeq.type, bdSeq.alias], ['Int64', undefined]);
    assert.ok(Number.isInteger(plain(bdSeq.value)));
    const rebirth = named('Node Control/Rebirth');
    assert.deepEqual([rebirth.type, rebirth.value, rebirth.alias], ['Boolean', false, undefined]);
    const series = seriesOf(birth);
    assert.ok(series.length > 30);
    assert.ok(series.every(({ alias }, i) => plain(alias) === i + 1));
    const misread = series.filter(({ type }) => !(type in FIELDS));
    assert.deepEqual(misread, [], 'only types that every decoder reads alike');

    const data = spb.decodePayload(first.data[0]);
    assert.equal(plain(data.seq), 1);
    for (const { name, alias, timestamp } of data.metrics) {
        assert.ok(!name && plain(alias) <= series.length && timestamp !== undefined);
    }

    await until('a page that says what the last report said', async () => {
        const page = (await collector.metrics()).select('', { node: pole.id });
        const shown = page
            .filter(({ name }) => !COLLECTORS.test(name))
            .map(({ name, labels, value }) => {
                const { area, node, ...rest } = labels;
                return [seriesKey({ name, labels: rest }), Math.fround(value)];
            });
        const { birth: newest, data: since } = session();
        const said = afterReports(seriesOf(spb.decodePayload(newest)), since);
        assert.deepEqual(shown.sort(), [...said].map(([key, value]) => [key, Math.fround(value)]).sort());
        return true;
    });
});
