// No report is lost and none counts twice: what was missed comes later, marked as late, and is settled.

import assert from 'node:assert/strict';

import { inHouse } from './lib/house.mjs';
import { acknowledgement, reportHeader } from './lib/report.mjs';
import { passing, until } from './lib/until.mjs';

/** Headers of the reports of a node, in the order in which they were heard. */
const reports = (observer, node) => observer.payloads('NDATA', node).map(reportHeader);
const acknowledged = (observer, node) => observer.payloads('NCMD', node).map(acknowledgement).filter(Boolean);

inHouse('reports made while the broker was away arrive afterwards as historical, and are settled', async (house) => {
    const { collector, observer, pole } = await house.standUp();
    await until('settled reports', () => acknowledged(observer, pole.id).some(({ safe }) => safe >= 2));
    await house.broker.kill();
    const before = reports(observer, pole.id).at(-1).newest;
    const away = 4;
    await passing(away);
    // It waits outside until the observer is back, or that would miss what it says first.
    pole.signal('SIGSTOP');
    await house.broker.start();
    await observer.connected();
    await observer.subscribe('spBv1.0/#');
    pole.signal('SIGCONT');
    const live = () => reports(observer, pole.id).find(({ first, historical }) => !historical && first > before);
    const back = (await until('a live report after the outage', live, 40)).first;
    const missed = back - before - 1;
    assert.ok(missed >= away - 1, `${missed} reports were made in the outage`);

    await until('all are settled', () => acknowledged(observer, pole.id).some(({ safe }) => safe >= back), 30);
    const late = reports(observer, pole.id).filter(({ first, last }) => first > before && last < back);
    const numbers = [...new Set(late.map(({ first }) => first))].sort((a, b) => a - b);
    assert.deepEqual(
        numbers,
        Array.from({ length: missed }, (_, i) => before + 1 + i),
    );
    const unmarked = late.filter(({ historical, markedHistorical }) => !historical || !markedHistorical);
    assert.deepEqual(unmarked, [], 'each is marked, in the header and as Sparkplug does');
    const outbox = () => collector.value('magpie_node_outbox_reports', { node: pole.id });
    await until('the outbox is as empty as before', async () => (await outbox()) <= 3);
    const metrics = await collector.metrics();
    assert.ok(metrics.value('magpie_collector_historical_reports_total') >= missed);
    assert.equal(metrics.value('magpie_node_reports_lost_total', { node: pole.id }), 0);
    assert.equal(metrics.value('magpie_node_outbox_dropped_total', { node: pole.id }) ?? 0, 0);
});

inHouse('a collector killed in the middle loses no report and counts none twice', async (house) => {
    const { collector, observer, pole } = await house.standUp({ agent: { report: { interval_seconds: 0.2 } } });
    await until('settled reports', () => acknowledged(observer, pole.id).some(({ safe }) => safe >= 5));
    await collector.kill();
    const promised = acknowledged(observer, pole.id).at(-1).safe;
    const heardBefore = reports(observer, pole.id).at(-1).newest;
    await until('reports that it misses', () => reports(observer, pole.id).at(-1).newest >= heardBefore + 10);
    await collector.start();
    const complete = ({ received, highest }) => received === highest && received >= heardBefore + 10;
    await until('it has caught up', () => acknowledged(observer, pole.id).some(complete), 30);

    // The agent says goodbye, so that its numbers stand still.
    await pole.stop();
    await house.isDown(pole);
    const last = Math.max(...reports(observer, pole.id).map(({ newest }) => newest));
    const metrics = await collector.metrics();
    const messages = metrics.value('magpie_collector_messages_total', { verb: 'NDATA' });
    const duplicates = metrics.value('magpie_collector_duplicate_reports_total');
    // What the new process took as new, and what the old one had kept, is every number once.
    const kept = last - (messages - duplicates);
    const story = `${last} reports; ${messages} messages with ${duplicates} duplicates since; ${promised} promised before`;
    assert.ok(kept >= promised, `one counted twice: ${story}`);
    assert.ok(kept <= heardBefore + 1, `one is missing: ${story}`);
    assert.equal(metrics.value('magpie_node_reports_lost_total', { node: pole.id }), 0);
    assert.ok(metrics.value('magpie_collector_historical_reports_total') >= 10);
    assert.equal(metrics.sum('magpie_collector_rebirths_requested_total'), 0);
    assert.equal(observer.heard('NBIRTH', pole.id).length, 1);
});
