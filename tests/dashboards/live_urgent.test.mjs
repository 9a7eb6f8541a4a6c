// What must not wait for a scrape does not: from an event at a pole to who is told, through the collector and the committed routes; and when
// Prometheus comes to the same conclusion, nobody is told again. In the time of the world: nothing goes faster here.

import assert from 'node:assert/strict';

import { inHouse } from '../system/lib/house.mjs';
import { passing, until } from '../system/lib/until.mjs';
import { City } from './lib/city.mjs';

const BUDGET = 6000; // ms
const GROUP_INTERVAL = 15; // seconds, of the route
const RADAR = 'MagpieRadarDetected';

inHouse('From an event at a pole to who is told takes less than six seconds', async (house, step, t) => {
    const collector = ({ alertmanager }) => ({ alerts: { urls: [`http://127.0.0.1:${alertmanager.port}`] } });
    const city = await new City(house, { poles: 200, interval: 1, faults: ['radar@25s+600s:guro'], collector }).start();
    const hearing = async () => {
        const page = await city.collector.metrics();
        const found = page.select('magpie_wifi_events_total', { type: 'radar_detected' }).filter(({ value }) => value > 0);
        return found.map(({ labels }) => labels.node).sort();
    };
    const told = () => city.listener.firing(RADAR).map(({ labels }) => labels.node).sort();

    await step('each pole that hears the radar', async () => {
        await until('the radar', () => city.weather.length > 0, 60);
        const begun = Date.now();
        await until('all who hear it are told of', async () => {
            const nodes = await hearing();
            return nodes.length > 0 && told().join() === nodes.join();
        });
        const delays = city.listener.firing(RADAR).map(({ at }) => at - begun);
        t.diagnostic(`${delays.length} poles hear the radar; from there to who is told: ${delays.sort((a, b) => a - b).join(', ')} ms`);
        assert.ok(Math.max(...delays) < BUDGET, `${Math.max(...delays)} ms`);
    });

    await step('Prometheus tells of the same, and nobody is told again', async () => {
        const firing = async () => (await city.prometheus.instant(`ALERTS{alertname="${RADAR}", alertstate="firing"}`)).result.length;
        await until('Prometheus knows them all', async () => (await firing()) === (await hearing()).length, 90);
        await passing(GROUP_INTERVAL + 5);
        assert.deepEqual(told(), await hearing());
    });
});
