import assert from 'node:assert/strict';

import { seriesKey } from './exposition.mjs';
import { MagpieNode } from './magpie_node.mjs';
import { until } from './until.mjs';

/** What one message may have here; less than the broker takes. */
export const MESSAGE_BYTES = 512 * 1024;

/** A healthy agent, a collector, and a node that sends what it should not; and what must be so after each message. */
export class Rogue {
    static async enter(house) {
        const rogue = new Rogue();
        const { collector, observer, pole } = await house.standUp({
            collector: { limits: { message_bytes: MESSAGE_BYTES } },
            agent: { report: { interval_seconds: 0.5 } },
            others: ['rogue'],
        });
        Object.assign(rogue, { collector, observer, pole, labels: { node: 'rogue' } });
        rogue.peer = await house.connect('rogue');
        rogue.node = new MagpieNode(rogue.peer, { id: 'rogue' });
        rogue.healthy = await rogue.seriesOfHealthy();
        return rogue;
    }

    say(verb, payload, device) {
        return this.peer.publish(this.node.topic(verb, device), payload);
    }

    /** A value of its own on the page. */
    value(name, labels = {}) {
        return this.collector.value(name, { ...this.labels, ...labels });
    }

    async seriesOfHealthy() {
        return (await this.collector.metrics()).select('', { node: this.pole.id }).map(seriesKey).sort();
    }

    /** Still the same connection of the collector; and the healthy agent has every series, and a report made since. */
    async harmsNobody() {
        const since = Date.now() / 1000;
        const labels = { node: this.pole.id };
        const last = () => this.collector.value('magpie_node_last_report_timestamp_seconds', labels);
        await until(`${this.pole.id} is current`, async () => (await last()) > since, 3);
        assert.deepEqual(await this.seriesOfHealthy(), this.healthy);
        const metrics = await this.collector.metrics();
        assert.equal(metrics.value('magpie_node_up', labels), 1);
        assert.equal(metrics.value('magpie_node_reports_lost_total', labels), 0);
        assert.equal(metrics.value('magpie_collector_mqtt_connects_total'), 1);
        assert.equal(this.observer.heard('NBIRTH', this.pole.id).length, 1);
    }

    /** Does it, and waits for the reason to be counted and for the message to be shown. */
    async isRefused(reason, act, { times = 1, topic = /^spBv1\.0\/mapo\/[ND](BIRTH|DATA|DEATH)\/rogue/ } = {}) {
        const counted = () => this.collector.sum('magpie_collector_refused_total', { reason });
        const shown = async () => (await this.collector.refused()).filter((each) => each.reason === reason).at(-1);
        const before = await counted();
        const last = (await shown())?.time_ms ?? 0;
        await until('another of this reason may be kept, one a second', () => Date.now() > last + 1000);
        await act();
        await until(`${reason} is counted`, async () => (await counted()) >= before + times);
        const newest = async () => ((await shown())?.time_ms > last ? shown() : undefined);
        const message = await until(`${reason} is shown`, newest, 3);
        assert.match(message.topic, topic);
        assert.match(message.first_bytes, /^([0-9a-f]{2}){0,64}$/);
        await this.harmsNobody();
    }

    async isTolerated(reason, act) {
        const counted = () => this.collector.sum('magpie_collector_tolerated_total', { reason });
        const before = await counted();
        await act();
        await until(`${reason} is counted`, async () => (await counted()) > before);
        await this.harmsNobody();
    }

    /** From here it is a node like any other again; after a flood once its quota has room for a birth. */
    async reborn() {
        const births = () => this.collector.sum('magpie_collector_messages_total', { verb: 'NBIRTH' });
        const refused = () => this.collector.sum('magpie_collector_refused_total', { reason: 'too_many_births' });
        const isLetIn = async () => {
            const before = [await births(), await refused()];
            await this.node.birth();
            await until('the birth', async () => (await births()) > before[0]);
            return (await refused()) === before[1];
        };
        await until('a birth is let in', isLetIn);
        await until('rogue is up', async () => (await this.value('magpie_node_up')) === 1);
    }

    /** Each of the reasons has had its line, a flood has not had one each, and nothing in them is more than text. */
    readLog(reasons) {
        const lines = this.collector.log.split('\n').filter((line) => line.includes('refused'));
        assert.ok(lines.length < 150, `${lines.length} lines`);
        assert.doesNotMatch(this.collector.log, /[\x00-\x09\x0b-\x1f\x7f\ufffd]/);
        const missing = reasons.filter((reason) => !lines.some((line) => line.includes(`reason=${reason} `)));
        assert.deepEqual(missing, []);
    }
}
