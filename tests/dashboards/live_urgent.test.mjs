// What must not wait for a scrape does not: from an event at a pole to who is told, through the collector and the committed routes; and when
// Prometheus comes to the same conclusion, nobody is told again. In the time of the world: nothing goes faster here.

import assert from 'node:assert/strict';

import { inHouse } from '../system/lib/house.mjs';
import { passing, until } from '../system/lib/until.mjs';
import { City } from './lib/city.mjs';

const BUDGET = 6000; // ms
const GROUP_INTERVAL = 15; // seconds, of the route

/** What is told of, where it happens, and where the collector shows it: of a city in which nothing else goes wrong. */
const EVENTS = [
    { alert: 'MagpieRadarDetected', what: 'the radar', fault: 'radar@25s+600s:guro', shown: ['magpie_wifi_events_total', { type: 'radar_detected' }] },
    { alert: 'MagpieEvilTwin', what: 'a twin', fault: 'evil-twin@40s+600s:jungnang', shown: ['magpie_air_threat', { threat: 'unknown_bssid' }] },
];

inHouse('From an event at a pole to who is told takes less than six seconds', async (house, step, t) => {
    const collector = ({ alertmanager }) => ({ alerts: { urls: [`http://127.0.0.1:${alertmanager.port}`] } });
    const faults = EVENTS.map(({ fault }) => fault);
    const city = await new City(house, { poles: 200, interval: 1, faults, fleet: ['--capture', '1'], collector }).start();
    const hearing = async ({ shown }) => {
        const page = await city.collector.metrics();
        const found = page.select(...shown).filter(({ value }) => value > 0);
        return found.map(({ labels }) => labels.node).sort();
    };
    const told = ({ alert }) => city.listener.firing(alert).map(({ labels }) => labels.node).sort();

    for (const event of EVENTS) {
        await step(`each pole that hears ${event.what}`, async () => {
            const kind = event.fault.split('@')[0];
            await until(event.what, () => city.weather.some((line) => line.kind === kind), 60);
            const begun = Date.now();
            await until('all who hear it are told of', async () => {
                const nodes = await hearing(event);
                return nodes.length > 0 && told(event).join() === nodes.join();
            });
            const delays = city.listener.firing(event.alert).map(({ at }) => at - begun);
            t.diagnostic(`${delays.length} poles hear ${event.what}; from there to who is told: ${delays.sort((a, b) => a - b).join(', ')} ms`);
            assert.ok(Math.max(...delays) < BUDGET, `${Math.max(...delays)} ms`);
        });
    }

    await step('Prometheus tells of the same, and nobody is told again', async () => {
        for (const event of EVENTS) {
            const firing = async () => (await city.prometheus.instant(`ALERTS{alertname="${event.alert}", alertstate="firing"}`)).result.length;
            await until(`Prometheus knows all of ${event.what}`, async () => (await firing()) === (await hearing(event)).length, 90);
        }
        await passing(GROUP_INTERVAL + 5);
        for (const event of EVENTS) {
            assert.deepEqual(told(event), await hearing(event));
        }
    });
});
