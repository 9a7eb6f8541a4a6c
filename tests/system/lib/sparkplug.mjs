import { chunk, double, fields, float, integer } from './protobuf.mjs';

/** Datatypes of Sparkplug B 3.0, 6.4.16, of which the tests make use. */
export const Type = {
    int32: 3,
    int64: 4,
    uint32: 7,
    uint64: 8,
    float: 9,
    double: 10,
    boolean: 11,
    string: 12,
    bytes: 17,
};

const encodeValue = {
    int: (field, value) => integer(field, value),
    long: (field, value) => integer(field + 1, value),
    float: (field, value) => float(field + 2, value),
    double: (field, value) => double(field + 3, value),
    boolean: (field, value) => integer(field + 4, value ? 1 : 0),
    string: (field, value) => chunk(field + 5, value),
    bytes: (field, value) => chunk(field + 6, value),
};

function encodeProperties(properties) {
    return Buffer.concat([
        ...properties.map(([key]) => chunk(1, key)),
        ...properties.map(([, value]) =>
            chunk(2, Buffer.concat([integer(1, Type.string), encodeValue.string(3, value)])),
        ),
    ]);
}

/** One metric; `value` is [field, content] as in ['long', 7]; `raw` is appended as it is. Names may be bytes that are no text. */
export function encodeMetric({ name, alias, timestamp, datatype, historical, isNull, properties, value, raw }) {
    const parts = [];
    if (name !== undefined) parts.push(chunk(1, name));
    if (alias !== undefined) parts.push(integer(2, alias));
    if (timestamp !== undefined) parts.push(integer(3, timestamp));
    if (datatype !== undefined) parts.push(integer(4, datatype));
    if (historical) parts.push(integer(5, 1));
    if (isNull) parts.push(integer(7, 1));
    if (properties !== undefined) parts.push(chunk(9, encodeProperties(properties)));
    if (value !== undefined) parts.push(encodeValue[value[0]](10, value[1]));
    if (raw !== undefined) parts.push(raw);
    return Buffer.concat(parts);
}

export function encodePayload({ timestamp, seq, metrics = [], uuid, body, raw }) {
    const parts = [];
    if (timestamp !== undefined) parts.push(integer(1, timestamp));
    for (const metric of metrics) parts.push(chunk(2, Buffer.isBuffer(metric) ? metric : encodeMetric(metric)));
    if (seq !== undefined) parts.push(integer(3, seq));
    if (uuid !== undefined) parts.push(chunk(4, uuid));
    if (body !== undefined) parts.push(chunk(5, body));
    if (raw !== undefined) parts.push(raw);
    return Buffer.concat(parts);
}

function decodeMetric(bytes) {
    const metric = {};
    for (const { field, value } of fields(bytes)) {
        switch (field) {
            case 1:
                metric.name = value.toString();
                break;
            case 2:
                metric.alias = Number(value);
                break;
            case 3:
                metric.timestamp = Number(value);
                break;
            case 4:
                metric.datatype = Number(value);
                break;
            case 5:
                metric.historical = value !== 0n;
                break;
            case 7:
                metric.isNull = value !== 0n;
                break;
            case 14:
                metric.value = value !== 0n;
                break;
            case 15:
                metric.value = value.toString();
                break;
            default:
                metric.value = value;
        }
    }
    return metric;
}

/** Timestamp, seq and metrics of a payload; of values, only booleans, strings and bytes are made sense of. */
export function decodePayload(bytes) {
    const payload = { metrics: [] };
    for (const { field, value } of fields(bytes)) {
        switch (field) {
            case 1:
                payload.timestamp = Number(value);
                break;
            case 2:
                payload.metrics.push(decodeMetric(value));
                break;
            case 3:
                payload.seq = Number(value);
                break;
            default:
        }
    }
    return payload;
}

export function parseTopic(topic) {
    const [, area, verb, node, device] = topic.split('/');
    return area === 'STATE' ? { verb: 'STATE', node: verb } : { area, verb, node, device };
}
