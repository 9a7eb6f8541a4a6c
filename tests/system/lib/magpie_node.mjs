import { randomBytes } from 'node:crypto';

import { encodeReportHeader, shapeOf } from './report.mjs';
import { encodePayload, Type } from './sparkplug.mjs';

/** Enough for a node: its interval, a counter and a gauge. */
export const SERIES = [
    {
        name: 'node/report_interval_seconds',
        datatype: Type.double,
        properties: [['unit', 'seconds']],
        value: ['double', 600],
    },
    {
        name: 'link/eth9/receive_bytes_total',
        datatype: Type.uint64,
        properties: [
            ['interface', 'eth9'],
            ['unit', 'bytes'],
        ],
        value: ['long', 1000],
    },
    {
        name: 'link/eth9/mtu_bytes',
        datatype: Type.uint64,
        properties: [
            ['interface', 'eth9'],
            ['unit', 'bytes'],
        ],
        value: ['long', 1500],
    },
    {
        name: 'host/cpu/temperature_celsius',
        datatype: Type.double,
        properties: [
            ['sensor', 'cpu'],
            ['unit', 'celsius'],
        ],
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
        return encodePayload({
            timestamp: Date.now(),
            seq: this.seq,
            metrics: metrics([
                {
                    alias: 0,
                    timestamp,
                    value: ['bytes', this.header({ first: this.newest, oldest: this.newest, ...header })],
                },
                ...Object.entries(values).map(([alias, value]) => ({ alias: Number(alias), timestamp, value })),
            ]),
            ...payload,
        });
    }

    birth(changes) {
        return this.peer.publish(this.topic('NBIRTH'), this.encodeBirth(changes));
    }

    data(changes) {
        return this.peer.publish(this.topic('NDATA'), this.encodeData(changes));
    }

    death(bdSeq = this.bdSeq) {
        return this.peer.publish(
            this.topic('NDEATH'),
            encodePayload({
                timestamp: Date.now(),
                metrics: [{ name: 'bdSeq', timestamp: Date.now(), datatype: Type.int64, value: ['long', bdSeq] }],
            }),
        );
    }
}
