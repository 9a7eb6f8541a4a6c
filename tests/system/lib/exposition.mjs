// Prometheus' text format 0.0.4, read strictly: what Prometheus would refuse throws here too, and so does a series that comes twice.

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|(?=\}))/y;

function readLabels(text) {
    const labels = {};
    LABEL.lastIndex = 1;
    while (LABEL.lastIndex < text.length - 1) {
        const found = LABEL.exec(text);
        if (!found || found[1] in labels) {
            throw new Error(`no labels: ${text}`);
        }
        labels[found[1]] = found[2].replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
    }
    return labels;
}

function readValue(text) {
    const special = { NaN, '+Inf': Infinity, '-Inf': -Infinity };
    const value = text in special ? special[text] : Number(text);
    if (!(text in special) && (text === '' || Number.isNaN(value))) {
        throw new Error(`no value: ${text}`);
    }
    return value;
}

const fits = (labels, wanted) => Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** One page of /metrics. */
export class Exposition {
    constructor(text) {
        this.samples = [];
        this.types = {};
        const seen = new Set();
        if (!text.endsWith('\n')) {
            throw new Error('the last line has no end');
        }
        for (const line of text.split('\n').slice(0, -1)) {
            if (line.startsWith('#')) {
                const [, word, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
                if (word === 'TYPE') {
                    if (name in this.types) {
                        throw new Error(`a second TYPE of ${name}`);
                    }
                    this.types[name] = rest;
                }
                continue;
            }
            const [, name, labels, value] = SAMPLE.exec(line) ?? [];
            if (!name) {
                throw new Error(`no line of the format: ${JSON.stringify(line)}`);
            }
            const sample = { name, labels: labels ? readLabels(labels) : {}, value: readValue(value) };
            const key = seriesKey(sample);
            if (seen.has(key)) {
                throw new Error(`twice: ${key}`);
            }
            seen.add(key);
            this.samples.push(sample);
        }
    }

    /** Samples of a name, or of all names, whose labels include those wanted. */
    select(name, wanted = {}) {
        return this.samples.filter((sample) => (!name || sample.name === name) && fits(sample.labels, wanted));
    }

    /** The value of the one series that fits; undefined when there is none. */
    value(name, wanted = {}) {
        const found = this.select(name, wanted);
        if (found.length > 1) {
            throw new Error(`${found.length} series of ${name} fit ${JSON.stringify(wanted)}`);
        }
        return found[0]?.value;
    }

    /** Those of a counter by reason that have been counted. */
    reasons(name) {
        const counted = this.select(name).filter(({ value }) => value > 0);
        return counted.map(({ labels }) => labels.reason).sort();
    }

    /** Of a counter with labels; 0 when it has no series yet. */
    sum(name, wanted = {}) {
        return this.select(name, wanted).reduce((sum, sample) => sum + sample.value, 0);
    }
}

/** Name and labels in one text. */
export function seriesKey({ name, labels }) {
    const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    return `${name}{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`;
}
