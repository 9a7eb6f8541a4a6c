// Clients that are slow in every way there is, more of them than there are places, and a scrape beside them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs } from './lib/house.mjs';
import { Program } from './lib/program.mjs';
import { Crowd, SLOWNESS, scrape, slownessOfTls } from './lib/slow_clients.mjs';
import { passing, until } from './lib/until.mjs';

const POLES = 1000;
const SLOW = 100; // and 64 places
const SCRAPES = 11;
/** That the scrape is not held up for as long as one of them waits. How long it takes is measured by `./bench slow`, which keeps the budget. */
const MOST_MS = 2000;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function standUp(house, http, reader) {
    await house.startPlainBroker({ patient: true });
    const collector = await house.startCollector({ http: { port: 0, ...http } }, { reader });
    const fleet = house.add(
        new Program('fleet', [programs.fleet, '--server', house.server, '--poles', `${POLES}`, '--interval', '10']),
    );
    await fleet.start();
    const up = async () => (await collector.metrics()).select('magpie_node_up').length === POLES;
    await until(`${POLES} nodes are up`, up, 60);
    return collector;
}

async function scrapesAlone(collector, t, options) {
    const took = [];
    for (let i = 0; i < SCRAPES; ++i) {
        took.push((await scrape(collector.port, options)).ms);
    }
    t.diagnostic(`alone: median ${median(took).toFixed(0)} ms, most ${Math.max(...took).toFixed(0)} ms`);
}

async function scrapesBeside(name, collector, behave, t, options) {
    const crowd = new Crowd(collector.port, behave, SLOW);
    try {
        await until('they are there', () => crowd.connected >= SLOW);
        const took = [];
        for (let i = 0; i < SCRAPES; ++i) {
            const { status, size, ms } = await scrape(collector.port, options);
            assert.equal(status, 'HTTP/1.1 200');
            assert.ok(size > 1_000_000, `${size} bytes`);
            took.push(ms);
            await passing(0.2);
        }
        t.diagnostic(`beside ${SLOW} ${name}: median ${median(took).toFixed(0)} ms, most ${Math.max(...took).toFixed(0)} ms`);
        assert.ok(median(took) < MOST_MS, `${median(took)} ms`);
    } finally {
        crowd.end();
    }
}

inHouse(`a scrape of ${POLES} poles is answered beside ${SLOW} slow clients`, async (house, step) => {
    const collector = await standUp(house);
    await step('alone', (t) => scrapesAlone(collector, t));
    for (const [name, behave] of Object.entries(SLOWNESS)) {
        await step(`clients ${name}`, (t) => scrapesBeside(`clients ${name}`, collector, behave, t));
    }
});

inHouse(`the same behind TLS, and beside ${SLOW} handshakes that never end`, async (house, step) => {
    const { ca } = await house.identity('any');
    const reader = { ca: readFileSync(ca) };
    const files = {
        certificate_file: join(house.certificates, 'server.crt'),
        key_file: join(house.certificates, 'server.key'),
    };
    const collector = await standUp(house, files, reader);
    await step('alone', (t) => scrapesAlone(collector, t, reader));
    for (const [name, behave] of Object.entries(await slownessOfTls(reader.ca))) {
        await step(`clients ${name}`, (t) => scrapesBeside(`clients ${name}`, collector, behave, t, reader));
    }
});
