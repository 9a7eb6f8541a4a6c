import { randomBytes } from 'node:crypto';

import { encodeReportHeader, shapeOf } from './report.mjs';
import { encodePayload, Type } from './sparkplug.mjs';

const ETH9 = ['interface', 'eth9'];
const BYTES = ['unit', 'bytes'];

/** Enough for a node: its interval, a counter and two gauges. */
export const SERIES = [
    { name: 'node/report_interval_seconds', datatype: Type.double, value: ['double', 600] },
    { name: 'link/eth9/receive_bytes_total', datatype: Type.uint64, properties: [ETH9, BYTES], value: ['long', 1000] },
    { name: 'link/eth9/mtu_bytes', datatype: Type.uint64, properties: [ETH9, BYTES], value: ['long', 1500] },
    {
        name: 'host/cpu/temperature_celsius',
        datatype: Type.double,
        properties: [['sensor', 'cpu']],
        value: ['double', 40],
    },
];

/** A node that speaks as Magpie's agent does, written a second time; and that says something else wherever it is told to. */
export class MagpieNode {
    constructor(peer, { id, area = 'mapo' }) {
        this.peer = peer;
        this.id = id;
        this.area = area;
        this.epoch = randomBytes(8).readBigUInt64LE() | 1n;
        this.newest = 0;
        this.bdSeq = 0;
        this.seq = 0;
        this.series = SERIES;
    }

    topic(verb, device) {
        return ['spBv1.0', this.area, verb, this.id, ...(device === undefined ? [] : [device])].join('/');
    }

    header(changes) {
        return encodeReportHeader({
            epoch: this.epoch,
            oldest: this.newest + 1,
            newest: this.newest,
            shape: shapeOf(this.series),
            clockKnown: true,
            ...changes,
        });
    }

    /** `metrics` changes the list of metrics, `payload` and `header` replace parts of them. */
    encodeBirth({ series = SERIES, header, payload, metrics = (list) => list } = {}) {
        this.series = series;
        this.seq = 0;
        const timestamp = Date.now();
        return encodePayload({
            timestamp,
            seq: 0,
            metrics: metrics([
                { name: 'bdSeq', timestamp, datatype: Type.int64, value: ['long', this.bdSeq] },
                { name: 'Node Control/Rebirth', timestamp, datatype: Type.boolean, value: ['boolean', false] },
                { name: 'report', alias: 0, timestamp, datatype: Type.bytes, value: ['bytes', this.header(header)] },
                ...series.map((each, i) => ({ alias: i + 1, timestamp, ...each })),
            ]),
            ...payload,
        });
    }

    encodeData({ values = {}, header, payload, metrics = (list) => list, timestamp = Date.now() } = {}) {
        this.newest += 1;
        this.seq = (this.seq + 1) % 256;
        const report = this.header({ first: this.newest, oldest: this.newest, ...header });
        const samples = Object.entries(values).map(([alias, value]) => ({ alias: Number(alias), timestamp, value }));
        return encodePayload({
            timestamp: Date.now(),
            seq: this.seq,
            metrics: metrics([{ alias: 0, timestamp, value: ['bytes', report] }, ...samples]),
            ...payload,
        });
    }

    encodeDeath(bdSeq) {
        const timestamp = Date.now();
        const metric = { name: 'bdSeq', timestamp, datatype: Type.int64, value: ['long', bdSeq] };
        return encodePayload({ timestamp, metrics: [metric] });
    }

    birth(changes) {
        return this.peer.publish(this.topic('NBIRTH'), this.encodeBirth(changes));
    }

    data(changes) {
        return this.peer.publish(this.topic('NDATA'), this.encodeData(changes));
    }

    death(bdSeq = this.bdSeq) {
        return this.peer.publish(this.topic('NDEATH'), this.encodeDeath(bdSeq));
    }
}
