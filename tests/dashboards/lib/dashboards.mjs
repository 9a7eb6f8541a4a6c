// Grafana's dashboards as files (the classic schema), read as Grafana reads them: panels, their queries, the variables in these.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { source } from '../../system/lib/house.mjs';
import { fasterQuery, milliseconds } from './faster.mjs';

const VARIABLE = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)\]\]/g;
const WITHOUT_QUERIES = ['row', 'text', 'dashlist', 'alertlist', 'news'];

const escaped = (value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\\\$&');

/** One query of a panel. */
export class Target {
    constructor(panel, { refId, expr, instant = false, range = !instant, format = 'time_series', legendFormat = '', interval = '' }) {
        Object.assign(this, { panel, refId, expr, instant: instant && !range, format, legendFormat, interval });
    }

    /** Grafana's unit of what this query gives: the panel's, or what an override says of it. */
    get unit() {
        const { defaults = {}, overrides = [] } = this.panel.json.fieldConfig ?? {};
        const unitIn = ({ properties }) => properties.find(({ id }) => id === 'unit')?.value;
        const renamed = (this.panel.json.transformations ?? []).flatMap(({ id, options }) =>
            id === 'organize' ? Object.entries(options.renameByName ?? {}) : [],
        );
        // Of several queries each has a value with its letter.
        const value = renamed.some(([from]) => from === `Value #${this.refId}`) ? `Value #${this.refId}` : 'Value';
        const names = new Set([this.legendFormat, `Value #${this.refId}`, value]);
        renamed.filter(([from]) => names.has(from)).forEach(([, to]) => names.add(to));
        const own = overrides.filter(({ matcher }) =>
            matcher.id === 'byFrameRefID' ? matcher.options === this.refId : matcher.id === 'byName' && names.has(matcher.options),
        );
        const ofAxis = this.panel.type === 'heatmap' ? this.panel.json.options?.yAxis?.unit : undefined;
        return own.map(unitIn).find((unit) => unit !== undefined) ?? ofAxis ?? defaults.unit;
    }
}

export class Panel {
    constructor(dashboard, json) {
        Object.assign(this, { dashboard, json, id: json.id, title: json.title ?? '', type: json.type });
        const targets = WITHOUT_QUERIES.includes(json.type) ? [] : (json.targets ?? []);
        this.targets = targets.filter(({ hide }) => !hide).map((target) => new Target(this, target));
        this.noValue = json.fieldConfig?.defaults?.noValue;
    }
}

export class Dashboard {
    constructor(file) {
        this.file = file;
        this.json = JSON.parse(readFileSync(file, 'utf8'));
        this.uid = this.json.uid;
        this.title = this.json.title;
        this.variables = this.json.templating?.list ?? [];
        this.panels = (this.json.panels ?? [])
            .flatMap((panel) => [panel, ...(panel.panels ?? [])])
            .map((panel) => new Panel(this, panel));
    }

    /** Panels that ask something. */
    get asking() {
        return this.panels.filter(({ targets }) => targets.length > 0);
    }
}

export const folder = (language) => join(source, 'dashboards/grafana', language);

/** All of a language. */
export function dashboards(language = 'en', directory = folder(language)) {
    const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
    return files.sort().map((name) => new Dashboard(join(directory, name)));
}

/** A dashboard before a Prometheus: what was chosen in its variables, the range of time, and how fast the city goes. */
export class View {
    /**
     * `chosen` are values by variable ('$__all' for All); a variable that is not there has what Grafana would choose. `range` and `scrape` are
     * seconds of the city.
     */
    constructor(dashboard, prometheus, { chosen = {}, range = 3600, scrape = 15, speed = 1, points = 300 } = {}) {
        Object.assign(this, { dashboard, prometheus, chosen, range, scrape, speed, points });
        this.values = {};
    }

    /** Finds the variables' values, in their order: one may stand in the query of the next. */
    async open() {
        for (const variable of this.dashboard.variables) {
            this.values[variable.name] = await this.choose(variable);
        }
        return this;
    }

    async choose(variable) {
        const { name, type, query, includeAll, multi, allValue, current } = variable;
        const wanted = this.chosen[name];
        if (wanted !== undefined && wanted !== '$__all') {
            return multi || includeAll ? escaped(wanted) : wanted;
        }
        if (type === 'datasource') {
            return 'prometheus';
        }
        if (type === 'query') {
            // All of them by name, where nothing else stands for all.
            const options = includeAll && allValue ? [] : await this.options(variable);
            return includeAll ? (allValue ?? `(${options.map(escaped).join('|')})`) : (options[0] ?? '');
        }
        const first = typeof query === 'string' ? query.split(',')[0].split(' : ').at(-1).trim() : '';
        return [current?.value ?? first].flat().join('|');
    }

    /** What a variable offers. */
    async options({ query, definition, regex }) {
        const text = this.fill(typeof query === 'string' ? query : (query?.query ?? definition));
        const [, selector, label] = /^label_values\((?:(.*),)?\s*(\w+)\s*\)$/s.exec(text) ?? [];
        const [, inner] = /^query_result\((.*)\)$/s.exec(text) ?? [];
        let found;
        if (label) {
            found = await this.prometheus.labelValues(label, selector);
        } else if (inner) {
            const { result } = await this.prometheus.instant(fasterQuery(inner, this.speed));
            found = result.map(({ metric, value }) => `${JSON.stringify(metric)} ${value[1]}`);
        } else {
            throw new Error(`${this.dashboard.uid}: a variable asks ${text}`);
        }
        const pattern = regex && new RegExp(regex.replace(/^\/|\/$/g, ''));
        return pattern ? found.map((value) => pattern.exec(value)?.[1] ?? pattern.exec(value)?.[0]).filter(Boolean) : found;
    }

    /** Seconds of the city between two points of a chart. */
    get step() {
        return Math.max(Math.ceil(this.range / this.points), 1);
    }

    fill(text, interval = '') {
        const scrape = interval ? milliseconds(this.fill(interval)) / 1000 : this.scrape;
        const step = Math.max(this.step, interval ? scrape : 0);
        const builtIn = {
            __interval: `${step}s`,
            __interval_ms: `${step * 1000}`,
            __rate_interval: `${Math.max(step + scrape, 4 * scrape)}s`,
            __range: `${this.range}s`,
            __range_s: `${this.range}`,
            __range_ms: `${this.range * 1000}`,
        };
        return text.replace(VARIABLE, (whole, plain, braced, format, square) => {
            const name = plain ?? braced ?? square;
            return builtIn[name] ?? this.values[name] ?? whole;
        });
    }

    /** The query as Prometheus gets it. */
    query(target) {
        const text = this.fill(target.expr, target.interval);
        return this.speed === 1 ? text : fasterQuery(text, this.speed);
    }

    /**
     * Asks one query: { error } or { result, count, seconds }. `at` is the end of the range, in seconds since 1970.
     */
    async ask(target, at = Date.now() / 1000) {
        const begun = performance.now();
        try {
            const query = this.query(target);
            const span = this.range / this.speed;
            const { result } = target.instant
                ? await this.prometheus.instant(query, at)
                : await this.prometheus.range(query, at - span, at, this.step / this.speed);
            return { query, result, count: result.length, seconds: (performance.now() - begun) / 1000 };
        } catch (problem) {
            return { error: problem.message, result: [], count: 0, seconds: (performance.now() - begun) / 1000 };
        }
    }
}
