// What Magpie adds to Sparkplug (docs/protocol.md), written a second time from that page.

import { chunk, fields, fixed64, integer } from './protobuf.mjs';

const FLAGS = { whole: 1, urgent: 2, clockKnown: 4, historical: 8 };

/** The Bytes metric `report`; first 0 in a birth. */
export function encodeReportHeader({
    epoch,
    first = 0,
    last = first,
    oldest,
    newest,
    shape,
    taken = 1000,
    waited = 0,
    orders,
    ...flags
}) {
    const bits = Object.entries(FLAGS).reduce((sum, [name, bit]) => sum + (flags[name] ? bit : 0), 0);
    return Buffer.concat([
        fixed64(1, epoch),
        first === 0 ? Buffer.alloc(0) : integer(2, first),
        last === first ? Buffer.alloc(0) : integer(3, last - first),
        integer(4, newest + 1 - oldest),
        integer(5, newest),
        fixed64(6, shape),
        integer(7, bits),
        integer(8, taken),
        integer(9, waited),
        orders === undefined ? Buffer.alloc(0) : chunk(11, encodeOrderState(orders)),
    ]);
}

const encodeOrderState = ({ followed = 0, tried = 0, refused = 0, why = 0 }) =>
    Buffer.concat([integer(1, followed), integer(2, tried), integer(3, refused), integer(4, why)]);

/** What is to be signed. */
export function encodeOrder({ number, areas = [], nodes = [], share = 65536, notAfter, version = '', configuration = '' }) {
    return Buffer.concat([
        integer(1, number),
        ...areas.map((area) => chunk(2, area)),
        ...nodes.map((node) => chunk(3, node)),
        integer(4, share),
        integer(5, notAfter),
        chunk(6, version),
        chunk(7, configuration),
    ]);
}

/** The signed bytes in a decoded NCMD; undefined when it is another command. */
export const signedOrder = (payload) => payload.metrics.find(({ name }) => name === 'Node Control/Order')?.value;

function numbers(bytes) {
    const found = {};
    for (const { field, value } of fields(bytes)) {
        found[field] = value;
    }
    return (field) => Number(found[field] ?? 0n);
}

/** Of a decoded payload; undefined when it carries none. */
export function reportHeader(payload) {
    const metric = payload.metrics.find(({ name, alias }) => name === 'report' || (name === undefined && alias === 0));
    if (!metric) {
        return undefined;
    }
    const number = numbers(metric.value);
    const first = number(2);
    const newest = number(5);
    const bits = number(7);
    const flags = Object.fromEntries(Object.entries(FLAGS).map(([name, bit]) => [name, (bits & bit) !== 0]));
    return {
        first,
        last: first + number(3),
        newest,
        oldest: newest + 1 - number(4),
        ...flags,
        markedHistorical: metric.historical ?? false,
    };
}

/** Of a decoded NCMD; undefined when it is another command. */
export function acknowledgement(payload) {
    const metric = payload.metrics.find(({ name }) => name === 'Node Control/Acknowledge');
    if (!metric) {
        return undefined;
    }
    const number = numbers(metric.value);
    return { received: number(2), safe: number(3), highest: number(4) };
}

/** 64-bit FNV-1a over the series of a birth; what an info metric says differs from node to node and is left out. */
export function shapeOf(series) {
    let hash = 0xcbf29ce484222325n;
    const feed = (bytes) => {
        for (const byte of bytes) {
            hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
        }
    };
    const text = (content) => feed([...Buffer.from(content), 0xff]);
    for (const { name, datatype, properties = [], info } of series) {
        text(name);
        feed([datatype & 0xff, (datatype >> 8) & 0xff, (datatype >> 16) & 0xff, datatype >> 24]);
        for (const [key, value] of info ? [] : properties) {
            text(key);
            text(value);
        }
    }
    return hash;
}
