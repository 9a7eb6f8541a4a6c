// What a query's numbers are, worked out from the units of the catalogue; and which of Grafana's units say so.

import { calls, given, parse } from './promql.mjs';

const COUNT = '';
const BY_THE_SECOND = { seconds: 'ratio', bytes: 'bytes_per_second', [COUNT]: 'per_second' };
const TIMES = {
    'bytes_per_second 8': 'bits_per_second',
    'bytes 8': 'bits',
    'ratio 100': 'percent',
    'seconds 1000': 'milliseconds',
    'grams_per_cubic_meter 1000000': 'grams_per_cubic_meter',
    'per_second 60': 'per_minute',
    'per_second 3600': 'per_hour',
    'per_second 86400': 'per_day',
};
const COUNTING = ['count_over_time', 'changes', 'resets', 'present_over_time', 'absent', 'absent_over_time', 'vector', 'scalar', 'sgn'];
const COMPARISONS = ['Eql', 'EqlC', 'EqlSingle', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte', 'EqlRegex'];
const AGGREGATES_THAT_COUNT = ['count', 'count_values', 'group'];

/** By unit, those of Grafana's that fit. */
const GRAFANA = {
    [COUNT]: [undefined, '', 'none', 'short', 'sishort', 'locale', 'bool', 'bool_yes_no', 'bool_on_off'],
    ratio: ['percentunit', 'none', 'short', 'x'],
    percent: ['percent'],
    seconds: ['s', 'dtdurations', 'dthms', 'clocks'],
    milliseconds: ['ms', 'dateTimeAsIso', 'dateTimeFromNow', 'dateTimeAsSystem', 'dateTimeAsLocal'],
    bytes: ['bytes', 'decbytes'],
    bits: ['bits', 'decbits'],
    bytes_per_second: ['Bps', 'binBps'],
    bits_per_second: ['bps', 'binbps'],
    per_second: ['cps', 'ops', 'reqps', 'rps', 'wps', 'iops', 'eps', 'mps', 'pps', 'short', 'none'],
    per_minute: ['cpm', 'opm', 'epm', 'rpm', 'short', 'none'],
    per_hour: ['short', 'none'],
    per_day: ['short', 'none'],
    hertz: ['hertz'],
    dbm: ['dBm'],
    celsius: ['celsius'],
    volts: ['volt'],
    amperes: ['amp'],
    watts: ['watt'],
    decibels: ['dB'],
    lux: ['lux'],
    degrees: ['degree'],
    meters_per_second: ['velocityms'],
    meters_per_second_squared: ['accMS2'],
    grams_per_cubic_meter: ['conμgm3'],
};

/** The number that stands there, whatever its sign. */
function number({ name, text, parts }) {
    return name === 'NumberDurationLiteral' ? text : name === 'UnaryExpr' ? number(parts.at(-1)) : undefined;
}

const OPERATORS = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Mod', 'UnaryOp'];
function constant({ name, parts }) {
    return ['NumberDurationLiteral', ...OPERATORS].includes(name) || (['ParenExpr', 'BinaryExpr', 'UnaryExpr'].includes(name) && parts.every(constant));
}

/** What one has, where so much is had by all in a second and so many there are in a second. */
function ofOne(unit) {
    const [known] = Object.entries(BY_THE_SECOND).find(([, rate]) => rate === unit) ?? [];
    return known ?? unit?.replace(/\/s$/, '');
}

export class Units {
    /** `rules` are groups of rules: what they record has the unit of what it is recorded from. */
    constructor(catalogue, rules = []) {
        this.metrics = new Map(catalogue.metrics.map((metric) => [metric.name, metric]));
        const recorded = rules.flatMap(({ groups }) => groups).flatMap((group) => group.rules);
        this.recorded = new Map(recorded.filter(({ record }) => record).map(({ record, expr }) => [record, expr]));
    }

    /** Of a query; undefined where it is not for this table to say. */
    of(text) {
        return this.ofNode(parse(text));
    }

    /** Of what a panel puts on its scale: for a heatmap, the bounds of the buckets. */
    shown(text, type) {
        return type === 'heatmap' ? this.ofBuckets(parse(text)) : this.of(text);
    }

    /** Whether a panel of this type that shows this query may be labelled so. */
    fits(text, type, grafana) {
        const unit = this.shown(text, type);
        if (unit === undefined || grafana?.startsWith('suffix:') || grafana?.startsWith('prefix:')) {
            return true;
        }
        return (GRAFANA[unit] ?? []).includes(grafana);
    }

    /** A rule may build upon its own past. */
    ofRecorded(name) {
        const expr = this.recorded.get(name);
        this.recorded.set(name, undefined);
        const unit = expr && this.of(expr);
        this.recorded.set(name, expr);
        return unit;
    }

    ofMetric(name) {
        if (this.recorded.has(name)) {
            return this.ofRecorded(name);
        }
        const [, histogram, part] = /^(.*)_(bucket|count|sum)$/.exec(name) ?? [];
        if (this.metrics.get(histogram)?.type === 'histogram') {
            return part === 'sum' ? this.metrics.get(histogram).unit : COUNT;
        }
        if (['up', 'ALERTS', 'scrape_samples_scraped'].includes(name)) {
            return COUNT;
        }
        return this.metrics.get(name)?.unit;
    }

    /** What the buckets in a query are of. */
    ofBuckets(node) {
        for (const part of [node, ...node.parts]) {
            const name = part.name === 'Identifier' ? part.text : undefined;
            const metric = this.metrics.get(name?.replace(/_bucket$/, ''));
            if (metric?.type === 'histogram') {
                return metric.unit;
            }
            if (name && this.recorded.has(name)) {
                return this.ofBuckets(parse(this.recorded.get(name)));
            }
            const inner = part === node ? undefined : this.ofBuckets(part);
            if (inner !== undefined) {
                return inner;
            }
        }
        return undefined;
    }

    ofNode(node) {
        const { name, parts } = node;
        const inner = () => this.ofNode(parts[0]);
        switch (name) {
            case 'VectorSelector': {
                const identifier = parts.find((part) => part.name === 'Identifier');
                return identifier && this.ofMetric(identifier.text);
            }
            case 'AggregateExpr': {
                const of = given(node).at(-1);
                // The mean of what is 0 or 1 is a share.
                const isShare = parts[0].text === 'avg' && of.text.includes(':bool');
                return AGGREGATES_THAT_COUNT.includes(parts[0].text) ? COUNT : isShare ? 'ratio' : this.ofNode(of);
            }
            case 'FunctionCall':
                return this.ofCall(node);
            case 'BinaryExpr':
                return this.ofPair(node);
            case 'UnaryExpr':
                return this.ofNode(parts.at(-1));
            case 'NumberDurationLiteral':
                return COUNT;
            default:
                return parts.length > 0 ? inner() : undefined;
        }
    }

    ofCall(node) {
        const of = calls(node);
        const inputs = given(node);
        if (['rate', 'irate', 'deriv'].includes(of)) {
            const unit = this.ofNode(inputs[0]);
            return unit in BY_THE_SECOND ? BY_THE_SECOND[unit] : unit && `${unit}/s`;
        }
        if (of === 'histogram_quantile') {
            return this.ofBuckets(inputs[1]);
        }
        if (of === 'quantile_over_time') {
            return this.ofNode(inputs[1]);
        }
        if (['time', 'timestamp'].includes(of)) {
            return 'seconds';
        }
        return COUNTING.includes(of) ? COUNT : inputs.length > 0 ? this.ofNode(inputs[0]) : undefined;
    }

    ofPair({ parts }) {
        const [left, operator, right] = [parts[0], parts[1].name, parts.at(-1)];
        const [a, b] = [this.ofNode(left), this.ofNode(right)];
        if (COMPARISONS.includes(operator)) {
            return parts.some(({ name }) => name === 'BoolModifier') ? COUNT : constant(left) ? b : a;
        }
        if (operator === 'Mul') {
            const factor = number(left) ?? number(right);
            const unit = number(left) === undefined ? a : b;
            if (factor !== undefined) {
                return TIMES[`${unit} ${factor}`] ?? unit;
            }
            return b === COUNT ? a : [COUNT, 'ratio'].includes(a) ? b : a;
        }
        if (operator === 'Div') {
            if (constant(right)) {
                return a;
            }
            if (constant(left) && b === 'ratio') {
                return 'ratio';
            }
            if (a === b) {
                return a === undefined ? undefined : 'ratio';
            }
            return b === COUNT ? a : b === 'per_second' ? ofOne(a) : undefined;
        }
        return constant(left) ? b : a;
    }
}
