// Numbers as Grafana writes them: unit, decimals, mappings, thresholds, colours.

const COLOURS = {
    green: '#73bf69',
    'semi-dark-green': '#56a64b',
    'dark-green': '#37872d',
    'light-green': '#96d98d',
    yellow: '#fade2a',
    'semi-dark-yellow': '#f2cc0c',
    'dark-yellow': '#e0b400',
    orange: '#ff9830',
    'semi-dark-orange': '#ff780a',
    'dark-orange': '#fa6400',
    'light-orange': '#ffb357',
    red: '#f2495c',
    'semi-dark-red': '#e02f44',
    'dark-red': '#c4162a',
    'light-red': '#ff7383',
    blue: '#5794f2',
    'semi-dark-blue': '#3274d9',
    'dark-blue': '#1f60c4',
    'light-blue': '#8ab8ff',
    purple: '#b877d9',
    'semi-dark-purple': '#a352cc',
    'dark-purple': '#8f3bb8',
    gray: '#808080',
    grey: '#808080',
    text: '#ccccdc',
    transparent: 'transparent',
};
export const PALETTE = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2', '#b877d9', '#705da0', '#37872d', '#fade2a', '#447ebc', '#c15c17'];
export const colour = (name) => COLOURS[name] ?? name;

const DECIMAL = ['', ' k', ' M', ' G', ' T'];
const SHORT = ['', ' K', ' Mil', ' Bil', ' Tri'];

function scaled(value, base, steps, decimals) {
    let step = 0;
    let rest = value;
    while (Math.abs(rest) >= base && step < steps.length - 1) {
        rest /= base;
        step += 1;
    }
    return `${plain(rest, decimals)}${steps[step]}`;
}

/** With as many places as a reader can use, unless told. */
function plain(value, decimals) {
    const size = Math.abs(value);
    const places = decimals ?? (size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 4);
    const text = value.toFixed(places);
    return decimals === undefined && text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function duration(seconds, decimals) {
    const size = Math.abs(seconds);
    const sizes = [
        ['d', 86400],
        ['hour', 3600],
        ['min', 60],
        ['s', 1],
        ['ms', 1e-3],
        ['µs', 1e-6],
    ];
    const [name, unit] = sizes.find(([, unit]) => size >= unit) ?? ['s', 1];
    return `${plain(seconds / unit, decimals ?? (size === 0 ? 0 : undefined))} ${name}`;
}

const prefixed = (unit, base = 1000) => (value, decimals) => scaled(value, base, DECIMAL.map((step) => `${step || ' '}${unit}`), decimals);
const binary = (unit) => (value, decimals) => scaled(value, 1024, ['', 'Ki', 'Mi', 'Gi', 'Ti'].map((step) => ` ${step}${unit}`), decimals);
const UNITS = {
    none: (value, decimals) => plain(value, decimals),
    short: (value, decimals) => scaled(value, 1000, SHORT, decimals),
    sishort: (value, decimals) => scaled(value, 1000, DECIMAL, decimals),
    locale: (value, decimals) => Number(plain(value, decimals)).toLocaleString('en'),
    percentunit: (value, decimals) => `${plain(value * 100, decimals ?? (Math.abs(value) >= 0.1 ? 1 : 2))}%`,
    percent: (value, decimals) => `${plain(value, decimals)}%`,
    s: duration,
    ms: (value, decimals) => duration(value / 1000, decimals),
    dtdurations: duration,
    bytes: binary('B'),
    decbytes: prefixed('B'),
    Bps: prefixed('B/s'),
    binBps: binary('B/s'),
    bps: prefixed('b/s'),
    binbps: binary('b/s'),
    bits: prefixed('b'),
    hertz: prefixed('Hz'),
    dBm: (value, decimals) => `${plain(value, decimals)} dBm`,
    dB: (value, decimals) => `${plain(value, decimals)} dB`,
    celsius: (value, decimals) => `${plain(value, decimals)} °C`,
    volt: (value, decimals) => `${plain(value, decimals)} V`,
    watt: prefixed('W'),
    bool: (value) => (value ? 'True' : 'False'),
    bool_yes_no: (value) => (value ? 'Yes' : 'No'),
    bool_on_off: (value) => (value ? 'On' : 'Off'),
    dateTimeAsIso: (value) => new Date(value).toISOString().slice(0, 19).replace('T', ' '),
    dateTimeFromNow: (value, _, now) => `${duration((now - value) / 1000, 0)} ago`,
};
for (const [unit, name] of Object.entries({ cps: 'c/s', ops: 'ops/s', reqps: 'req/s', rps: 'rd/s', eps: 'evt/s', mps: 'msg/s', pps: 'p/s', cpm: 'c/m', opm: 'ops/m', epm: 'evt/m' })) {
    UNITS[unit] = (value, decimals) => `${scaled(value, 1000, SHORT, decimals)} ${name}`;
}

export function written(value, { unit = 'none', decimals } = {}, now = Date.now()) {
    if (value === null || value === undefined) {
        return '';
    }
    if (Number.isNaN(value)) {
        return 'NaN';
    }
    if (!Number.isFinite(value)) {
        return value > 0 ? '∞' : '-∞';
    }
    const [, suffix] = /^suffix:(.*)$/.exec(unit) ?? [];
    const [, prefix] = /^prefix:(.*)$/.exec(unit) ?? [];
    if (suffix !== undefined || prefix !== undefined) {
        return `${prefix ?? ''}${plain(value, decimals)}${suffix === undefined ? '' : ` ${suffix.trim()}`}`;
    }
    return UNITS[unit] ? UNITS[unit](value, decimals, now) : `${plain(value, decimals)} ${unit}`;
}

/** What the mappings of a field make of a value: { text, color } or nothing. */
export function mapped(value, { mappings = [] } = {}) {
    for (const { type, options } of mappings) {
        if (type === 'value' && options[`${value}`]) {
            return options[`${value}`];
        }
        if (type === 'range' && typeof value === 'number' && (options.from ?? -Infinity) <= value && value <= (options.to ?? Infinity)) {
            return options.result;
        }
        if (type === 'special') {
            const { match } = options;
            const fits = { null: value === null, nan: Number.isNaN(value), 'null+nan': value === null || Number.isNaN(value), empty: value === '' };
            if (fits[match]) {
                return options.result;
            }
        }
        if (type === 'regex' && typeof value === 'string') {
            const [, pattern] = /^\/(.*)\/$/.exec(options.pattern) ?? [null, options.pattern];
            if (new RegExp(pattern).test(value)) {
                return { ...options.result, text: value.replace(new RegExp(pattern), options.result.text ?? '$&') };
            }
        }
    }
    return undefined;
}

/** The colour of a value by its thresholds or its scheme; `place` is that of its series among the others. */
export function coloured(value, config = {}, place = 0) {
    const { color = {}, thresholds } = config;
    const byMapping = mapped(value, config)?.color;
    if (byMapping) {
        return colour(byMapping);
    }
    if (color.mode === 'fixed') {
        return colour(color.fixedColor ?? 'green');
    }
    if (color.mode === 'palette-classic' || color.mode === 'palette-classic-by-name') {
        return PALETTE[place % PALETTE.length];
    }
    const steps = thresholds?.steps ?? [{ value: null, color: 'green' }];
    let at = value;
    if (thresholds?.mode === 'percentage') {
        at = ((value - (config.min ?? 0)) / ((config.max ?? 100) - (config.min ?? 0))) * 100;
    }
    if (color.mode?.startsWith('continuous')) {
        const { min = 0, max = 1 } = config;
        const share = Math.max(0, Math.min(1, (value - min) / (max - min)));
        const turned = color.mode.startsWith('continuous-GrYlRd') || color.mode.startsWith('continuous-BlYlRd') ? 1 - share : share;
        return `hsl(${turned * 120} 60% 50%)`;
    }
    const reached = steps.filter((step) => step.value === null || step.value === undefined || at >= step.value);
    return colour(reached.at(-1)?.color ?? 'green');
}
