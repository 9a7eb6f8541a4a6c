import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import mqtt from 'mqtt';

import { awake } from './clock.mjs';
import { decodePayload, parseTopic } from './sparkplug.mjs';
import { until } from './until.mjs';

/** A client of npm's mqtt with a certificate of its own; keeps every message it is sent. */
export class MqttPeer {
    constructor(url, tls, options = {}) {
        this.messages = [];
        this.client = mqtt.connect(url, {
            ...(tls && { ca: readFileSync(tls.ca), cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }),
            clientId: 'peer',
            reconnectPeriod: 100,
            connectTimeout: 10000,
            ...options,
        });
        this.client.on('error', () => {}); // a broker that is away is part of the tests
        this.client.on('message', (topic, payload, { qos, retain }) => {
            this.messages.push({ topic, ...parseTopic(topic), payload, qos, retain, at: awake() });
        });
    }

    async connected() {
        await until('the peer is connected', () => this.client.connected);
        return this;
    }

    subscribe(filter, qos = 1) {
        return promisify(this.client.subscribe).call(this.client, filter, { qos });
    }

    /** At QoS 1, so that the broker has it when this returns. */
    publish(topic, payload, options = {}) {
        return promisify(this.client.publish).call(this.client, topic, payload, { qos: 1, ...options });
    }

    /** Messages of a verb, and of a node when one is given. */
    heard(verb, node) {
        return this.messages.filter((message) => message.verb === verb && (!node || message.node === node));
    }

    /** The same, decoded. */
    payloads(verb, node) {
        return this.heard(verb, node).map(({ payload }) => decodePayload(payload));
    }

    end() {
        return promisify(this.client.end).call(this.client, true, {});
    }
}
