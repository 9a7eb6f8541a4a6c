// A city under watch: broker, collector, fleet, Prometheus with the committed rules, Alertmanager with the committed routes, and one who
// is told.

import { programs } from '../../system/lib/house.mjs';
import { Program } from '../../system/lib/program.mjs';
import { until } from '../../system/lib/until.mjs';
import { Alertmanager, Listener, Prometheus, ruleFiles } from './prometheus.mjs';

/** The collector's own metrics lead in shard 0; of the nodes, a shard of so many holds almost none. */
const OWN = '/metrics?shard=0/4096';

export class City {
    /**
     * `interval` and `scrape` are seconds of the city, which goes `speed` times as fast as the world. Of `rules` there can be none, and with
     * `alerting` false nobody is told.
     */
    constructor(house, options = {}) {
        const defaults = { poles: 200, speed: 1, interval: 10, scrape: 15, hour: 18, series: 120, alerting: true, rollup: true };
        this.house = house;
        this.options = { ...defaults, faults: [], fleet: [], collector: {}, prometheus: [], environment: {}, ...options };
    }

    async start() {
        const { house, options } = this;
        const { poles, speed, scrape, rules = ruleFiles(), rollup } = options;
        if (!house.broker) {
            await house.startPlainBroker({ patient: true });
        }
        if (options.alerting) {
            this.listener = new Listener();
            await this.listener.start();
            house.atEnd.push(() => this.listener.stop());
            this.alertmanager = house.add(new Alertmanager(house, this.listener, { speed }));
            await this.alertmanager.start();
        }
        const limits = { nodes: Math.max(1000, poles * 2) };
        const changes = typeof options.collector === 'function' ? options.collector(this) : options.collector;
        this.collector = await house.startCollector({ limits, ...changes });
        const prometheus = { alertmanager: this.alertmanager, rules, scrape, speed, rollup, options: options.prometheus };
        this.prometheus = house.add(new Prometheus(house, this.collector, prometheus));
        this.prometheus.environment = options.environment;
        await this.prometheus.start();
        // Until it has found the collector, it takes it for one that is down.
        await this.sees('up{job="magpie"} == 1', 1);
        if (poles > 0) {
            await this.startFleet();
        }
        return this;
    }

    async startFleet() {
        const { poles, speed, interval, hour, series, faults, fleet } = this.options;
        const shape = { poles, speed, interval, hour, series };
        const command = [
            ...[programs.fleet, '--server', this.house.server],
            ...Object.entries(shape).flatMap(([key, value]) => [`--${key}`, `${value}`]),
            ...faults.flatMap((fault) => ['--fault', fault]),
            ...fleet,
        ];
        this.fleet = this.house.add(new Program('fleet', command));
        await this.fleet.start();
        this.began = Date.now();
        await until(`${poles} poles are up`, async () => (await this.up()) === poles, 60 + poles / 100);
    }

    /** Seconds of the city since the fleet began. */
    get time() {
        return ((Date.now() - this.began) / 1000) * this.options.speed;
    }

    /** The second since 1970 at which it was so late in the city. */
    worldTime(seconds) {
        return this.began / 1000 + seconds / this.options.speed;
    }

    async own() {
        return this.collector.metrics(OWN);
    }

    async up() {
        return (await this.own()).value('magpie_collector_nodes', { state: 'up' });
    }

    /** Until Prometheus finds so many of a query's series. */
    async sees(query, count, seconds = 30) {
        const found = async () => (await this.prometheus.instant(query)).result.length;
        await until(`${count} of ${query}`, async () => (await found()) === count, seconds);
    }

    /**
     * The fleet's own word on its weather: { at, kind, what, where, nodes } in seconds of the city; `nodes` undefined where it gives but a
     * number.
     */
    get weather() {
        const lines = this.fleet.log.matchAll(/^weather ([\d.]+) s +([\w-]+)(?:,.*?| (begins|ends)): (?:(\S+): )?(.*)$/gm);
        return [...lines].map(([, at, kind, what = 'begins', where, rest]) => ({
            ...{ at: Number(at), kind, what, where },
            nodes: /sim-/.test(rest) ? rest.split(' ') : undefined,
        }));
    }
}
