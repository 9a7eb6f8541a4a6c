// What Prometheus answered, as Grafana lays it out: series with names, and tables after a panel's transformations.

/** The settings of one field: the panel's defaults with the overrides that name it. */
export function configOf(panel, { name, refId, type }) {
    const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
    const config = { ...defaults };
    for (const { matcher, properties } of overrides) {
        const { id, options } = matcher;
        const fits =
            (id === 'byName' && options === name) ||
            (id === 'byFrameRefID' && options === refId) ||
            (id === 'byRegexp' && new RegExp(options.replace(/^\/(.*)\/$/, '$1')).test(name)) ||
            (id === 'byNames' && options.names.includes(name)) ||
            (id === 'byType' && options === type);
        for (const { id: key, value } of fits ? properties : []) {
            const [head, tail] = key.split('.');
            config[head] = tail ? { ...config[head], [tail]: value } : value;
        }
    }
    return config;
}

const shared = (metrics, key) => metrics.every((metric) => metric[key] === metrics[0][key]);

/** Grafana's own naming of series that are given no legend: what tells them apart. */
function automatic(metric, metrics) {
    const { __name__: own, ...labels } = metric;
    const telling = Object.keys(labels).filter((key) => metrics.length === 1 || !shared(metrics, key));
    const pairs = telling.map((key) => `${key}="${labels[key]}"`).join(', ');
    return telling.length === 1 ? labels[telling[0]] : pairs ? `{${pairs}}` : (own ?? 'Value');
}

function nameOf(metric, { legendFormat, result }) {
    if (legendFormat && legendFormat !== '__auto') {
        return legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? '');
    }
    return automatic(metric, result.map((series) => series.metric));
}

const numbers = ([time, value]) => [time, Number(value)];

/** Of all targets: { name, labels, refId, config, points: [[seconds, value]] }. */
export function seriesOf(panel, answers) {
    return answers.flatMap((answer) =>
        answer.result.map(({ metric, values, value }) => {
            const name = nameOf(metric, answer);
            const config = configOf(panel, { name, refId: answer.refId, type: 'number' });
            const points = (values ?? [value]).map(numbers);
            return { name: config.displayName ?? name, labels: metric, refId: answer.refId, config, points };
        }),
    );
}

/** { fields: [{ name, refId }], rows: [{ [name]: value }] } of one answer. */
function tableOf({ refId, result, instant }, alone) {
    const valueName = alone ? 'Value' : `Value #${refId}`;
    const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
    const rows = result.map(({ metric, value, values }) => {
        const [time, last] = numbers(instant || !values ? value : values.at(-1));
        return { Time: time * 1000, ...metric, [valueName]: last };
    });
    const names = ['Time', ...labels, valueName];
    return { fields: names.map((name) => ({ name, refId: name === valueName ? refId : undefined })), rows };
}

function joined(tables, same) {
    const fields = [];
    for (const field of tables.flatMap((table) => table.fields)) {
        if (!fields.some(({ name }) => name === field.name)) {
            fields.push(field);
        }
    }
    const rows = [];
    for (const row of tables.flatMap((table) => table.rows)) {
        const other = rows.find((known) => same(known, row));
        if (other) {
            Object.assign(other, { ...row, ...other });
        } else {
            rows.push({ ...row });
        }
    }
    return { fields, rows };
}

export function order(a, b) {
    return typeof a === 'number' && typeof b === 'number' ? a - b : `${a ?? ''}`.localeCompare(`${b ?? ''}`);
}

const REDUCERS = {
    lastNotNull: (values) => values.filter((value) => value !== null && !Number.isNaN(value)).at(-1),
    last: (values) => values.at(-1),
    firstNotNull: (values) => values.find((value) => value !== null),
    max: (values) => Math.max(...values),
    min: (values) => Math.min(...values),
    mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    sum: (values) => values.reduce((sum, value) => sum + value, 0),
    count: (values) => values.length,
    range: (values) => Math.max(...values) - Math.min(...values),
    diff: (values) => values.at(-1) - values[0],
};
export const reduced = (points, calc = 'lastNotNull') =>
    points.length === 0 ? undefined : REDUCERS[calc](points.map(([, value]) => value));

const TRANSFORMATIONS = {
    merge: (tables) => {
        // Rows are the same where no field that both have differs.
        const same = (a, b) => Object.keys(b).every((key) => !(key in a) || key === 'Time' || a[key] === b[key]);
        return [joined(tables, same)];
    },
    joinByField: (tables, { byField }) => [joined(tables, (a, b) => a[byField] === b[byField])],
    labelsToFields: (tables) => tables,
    convertFieldType: (tables, { conversions = [] }) =>
        tables.map(({ fields, rows }) => {
            const numeric = conversions.filter(({ destinationType }) => destinationType === 'number').map(({ targetField }) => targetField);
            const converted = (row) => numeric.filter((name) => name in row).map((name) => [name, Number(row[name])]);
            return { fields, rows: rows.map((row) => ({ ...row, ...Object.fromEntries(converted(row)) })) };
        }),
    organize: (tables, { excludeByName = {}, renameByName = {}, indexByName = {} }) =>
        tables.map(({ fields, rows }) => {
            const place = ({ name }, i) => indexByName[name] ?? 1000 + i;
            const kept = fields
                .map((field, i) => ({ field, at: place(field, i) }))
                .sort((a, b) => a.at - b.at)
                .map(({ field }) => field)
                .filter(({ name }) => !excludeByName[name]);
            const called = (name) => renameByName[name] || name;
            return {
                fields: kept.map((field) => ({ ...field, name: called(field.name) })),
                rows: rows.map((row) => Object.fromEntries(kept.map(({ name }) => [called(name), row[name]]))),
            };
        }),
    filterFieldsByName: (tables, { include = {}, exclude = {} }) =>
        tables.map(({ fields, rows }) => {
            const fits = ({ names = [], pattern }, name) => names.includes(name) || (pattern && new RegExp(pattern.replace(/^\/(.*)\/$/, '$1')).test(name));
            const wanted = ({ name }) => (include.names || include.pattern ? fits(include, name) : true) && !fits(exclude, name);
            return { fields: fields.filter(wanted), rows };
        }),
    sortBy: (tables, { sort = [] }) =>
        tables.map(({ fields, rows }) => {
            const [{ field, desc = false } = {}] = sort;
            return { fields, rows: field ? [...rows].sort((a, b) => order(a[field], b[field]) * (desc ? -1 : 1)) : rows };
        }),
    limit: (tables, { limitField = 10 }) => tables.map(({ fields, rows }) => ({ fields, rows: rows.slice(0, Number(limitField)) })),
    renameByRegex: (tables, { regex, renamePattern }) =>
        tables.map(({ fields, rows }) => {
            const called = (name) => name.replace(new RegExp(regex), renamePattern);
            return {
                fields: fields.map((field) => ({ ...field, name: called(field.name) })),
                rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [called(name), value]))),
            };
        }),
};

/** The table a panel shows; or of some of its answers, where it has others as well. */
export function tableFor(panel, answers, alone = answers.length === 1) {
    let tables = answers.map((answer) => tableOf(answer, alone));
    for (const { id, options = {}, disabled } of panel.transformations ?? []) {
        if (disabled) {
            continue;
        }
        if (!TRANSFORMATIONS[id]) {
            throw new Error(`${panel.title}: this page does not know the transformation ${id}`);
        }
        tables = TRANSFORMATIONS[id](tables, options);
    }
    const table = tables.length > 1 ? TRANSFORMATIONS.merge(tables)[0] : (tables[0] ?? { fields: [], rows: [] });
    const fields = table.fields
        .map((field) => {
            const first = table.rows.map((row) => row[field.name]).find((value) => value !== undefined);
            const type = typeof first === 'number' ? 'number' : 'string';
            return { ...field, type, config: configOf(panel, { ...field, type }) };
        })
        .filter(({ config }) => !config.custom?.hidden && config['custom.hidden'] !== true);
    return { fields, rows: table.rows };
}
