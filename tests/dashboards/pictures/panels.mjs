// One drawing a type of panel. Each gets a place of known size and draws as much as an operator would read there.

import { colour, coloured, mapped, PALETTE, written } from './format.mjs';
import { order, reduced, seriesOf, tableFor } from './frames.mjs';

const SVG = 'http://www.w3.org/2000/svg';

function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
}

function drawn(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
}

const text = (value, config) => mapped(value, config)?.text ?? (typeof value === 'number' ? written(value, config, window.magpie.at * 1000) : `${value ?? ''}`);

/** What a stat, a gauge or a bar stands for: of each series one number, or each row of a table. */
function reductions(panel, answers) {
    const { calcs = ['lastNotNull'], values = false, limit = 25 } = panel.options?.reduceOptions ?? {};
    if (values || (panel.transformations ?? []).length > 0) {
        const { fields, rows } = tableFor(panel, answers);
        const shown = fields.filter(({ type, name }) => type === 'number' && name !== 'Time');
        const named = fields.find(({ type }) => type === 'string');
        return rows.slice(0, values ? limit : 1).flatMap((row) =>
            shown.map((field) => ({ name: named ? `${row[named.name]}` : field.name, value: row[field.name], config: field.config, points: [] })),
        );
    }
    return seriesOf(panel, answers).map((series) => ({ ...series, value: reduced(series.points, calcs[0]) }));
}

function spark(points, stroke) {
    const [first, last] = [points[0][0], points.at(-1)[0]];
    const values = points.map(([, value]) => value).filter(Number.isFinite);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const at = ([time, value]) => `${((time - first) / (last - first || 1)) * 100},${38 - ((value - low) / (high - low || 1)) * 36}`;
    const line = points.filter(([, value]) => Number.isFinite(value)).map(at).join(' ');
    return drawn('svg', { class: 'spark', viewBox: '0 0 100 40', preserveAspectRatio: 'none' }, drawn('polygon', { points: `0,40 ${line} 100,40`, fill: stroke }));
}

function stat(panel, answers, { width, height }) {
    const shown = reductions(panel, answers);
    const upright = panel.options?.orientation === 'horizontal' || (panel.options?.orientation !== 'vertical' && height > width);
    const box = element('div', { className: `stats${upright ? ' upright' : ''}` });
    const room = (upright ? width : width / shown.length) - 16;
    const tall = upright ? height / shown.length : height;
    shown.forEach(({ name, value, config, points }, place) => {
        const shade = coloured(value, config, place);
        const written = text(value, config);
        const size = Math.max(12, Math.min(tall * 0.45, (room / Math.max(written.length, 3)) * 1.6, 54));
        const filled = panel.options?.colorMode?.startsWith('background');
        const mode = panel.options?.textMode ?? 'auto';
        const withName = mode === 'value_and_name' || mode === 'name' || (mode === 'auto' && shown.length > 1);
        const number = element('strong', { textContent: mode === 'name' ? '' : written });
        number.style.cssText = `font-size:${size}px;line-height:1.15;color:${filled || panel.options?.colorMode === 'none' ? '#fff' : shade}`;
        const cell = element('div', {}, ...(withName ? [element('small', { textContent: name })] : []), number);
        if (filled) {
            cell.style.background = shade;
        }
        if ((panel.options?.graphMode ?? 'area') === 'area' && points.length > 2) {
            cell.prepend(spark(points, filled ? '#fff' : shade));
        }
        box.append(cell);
    });
    return box;
}

function bounds(config, values) {
    const numbers = values.filter(Number.isFinite);
    return [config.min ?? Math.min(0, ...numbers), config.max ?? (Math.max(...numbers) || 1)];
}

function gauge(panel, answers, { width, height }) {
    const shown = reductions(panel, answers);
    const box = element('div', { className: 'stats' });
    shown.forEach(({ name, value, config }, place) => {
        const [low, high] = bounds(config, [value]);
        const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
        const radius = Math.min(width / shown.length / 2, height * 0.75) - 16;
        const arc = (part) => {
            const end = Math.PI * (1 - part);
            return `M ${-radius} 0 A ${radius} ${radius} 0 0 1 ${radius * Math.cos(end)} ${-radius * Math.sin(end)}`;
        };
        const shade = coloured(value, config, place);
        const thick = Math.max(8, radius / 4);
        const picture = drawn(
            'svg',
            { width: radius * 2 + thick, height: radius + thick, viewBox: `${-radius - thick / 2} ${-radius - thick / 2} ${radius * 2 + thick} ${radius + thick}` },
            drawn('path', { d: arc(1), fill: 'none', stroke: '#2c2f36', 'stroke-width': thick }),
            drawn('path', { d: arc(share), fill: 'none', stroke: shade, 'stroke-width': thick }),
        );
        const number = element('strong', { textContent: text(value, config) });
        number.style.cssText = `margin-top:-${Math.min(40, radius / 2)}px;font-size:${Math.max(13, Math.min(30, radius / 2.5))}px;color:${shade}`;
        box.append(element('div', {}, picture, number, element('small', { textContent: shown.length > 1 ? name : '' })));
    });
    return box;
}

function bargauge(panel, answers, { height }) {
    const shown = reductions(panel, answers);
    const fit = Math.max(1, Math.floor(height / 19));
    const values = shown.map(({ value }) => value);
    const box = element('div', { className: 'bars' });
    shown.slice(0, fit).forEach(({ name, value, config }, place) => {
        const [low, high] = bounds(config, values);
        const shade = coloured(value, config, place);
        const bar = element('b');
        bar.style.cssText = `width:${Math.max(0, Math.min(1, (value - low) / (high - low || 1))) * 100}%;background:${shade}`;
        const number = element('span', { textContent: text(value, config) });
        number.style.color = shade;
        box.append(element('div', {}, element('span', { textContent: name }), element('i', {}, bar), number));
    });
    return rest(box, shown.length - fit);
}

/** With a word on what had no room. */
function rest(box, count) {
    const whole = element('div', {}, box);
    whole.style.height = '100%';
    if (count > 0) {
        whole.append(element('span', { className: 'more', textContent: `+${count}` }));
    }
    return whole;
}

function table(panel, answers, { height }) {
    const { fields, rows } = tableFor(panel, answers);
    const [{ displayName, desc = false } = {}] = panel.options?.sortBy ?? [];
    const key = fields.find(({ name, config }) => (config.displayName ?? name) === displayName)?.name;
    const sorted = key ? [...rows].sort((a, b) => order(a[key], b[key]) * (desc ? -1 : 1)) : rows;
    const fit = Math.max(1, Math.floor((height - 28) / 26));
    const kind = ({ type }) => (type === 'number' ? 'number' : '');
    const head = element('tr', {}, ...fields.map((field) => element('th', { className: kind(field), textContent: field.config.displayName ?? field.name })));
    const body = sorted.slice(0, fit).map((row) => {
        const cells = fields.map((field) => {
            const value = row[field.name];
            const cell = element('td', { className: kind(field), textContent: value === undefined ? '' : text(value, field.config) });
            const look = field.config.custom?.cellOptions?.type ?? field.config.custom?.displayMode ?? field.config['custom.cellOptions']?.type;
            if (value !== undefined && look?.startsWith('color-background')) {
                cell.style.cssText = `background:${coloured(value, field.config)};color:#111217`;
            } else if (value !== undefined && look === 'color-text') {
                cell.style.color = coloured(value, field.config);
            }
            return cell;
        });
        return element('tr', {}, ...cells);
    });
    return rest(element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)), rows.length - fit);
}

/** All times of all series, and each series' value at each, as uPlot wants it. */
function aligned(series) {
    const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
    const place = new Map(times.map((time, i) => [time, i]));
    const columns = series.map(({ points }) => {
        const column = new Array(times.length).fill(null);
        points.forEach(([time, value]) => (column[place.get(time)] = Number.isFinite(value) ? value : null));
        return column;
    });
    return [times, columns];
}

function stackedUp(columns, series) {
    const sum = new Map();
    return columns.map((column, i) => {
        const { mode = 'none', group = 'A' } = series[i].config.custom?.stacking ?? {};
        if (mode === 'none') {
            return column;
        }
        const before = sum.get(group) ?? new Array(column.length).fill(0);
        const now = column.map((value, at) => before[at] + (value ?? 0));
        sum.set(group, now);
        return now;
    });
}

/** Most have a legend of all; of a hundred series a reader sees the first. */
const MOST = 40;

function timeseries(panel, answers, { width, height }) {
    const all = seriesOf(panel, answers).filter(({ points }) => points.length > 0);
    const series = all.slice(0, MOST);
    const [times, columns] = aligned(series);
    const stacked = stackedUp(columns, series);
    const shades = series.map(({ points, config }, place) =>
        !config.color || ['palette-classic', 'thresholds', undefined].includes(config.color.mode) ? PALETTE[place % PALETTE.length] : coloured(points.at(-1)[1], config, place),
    );
    const legend = element('div', { className: 'legend' });
    series.forEach(({ name }, i) => {
        const mark = element('i');
        mark.style.background = shades[i];
        legend.append(element('span', {}, mark, name));
    });
    const hidden = panel.options?.legend?.showLegend === false || panel.options?.legend?.displayMode === 'hidden';
    const box = element('div', {});
    const config = series[0]?.config ?? {};
    const steps = config.thresholds?.steps ?? [];
    const withLines = (config.custom?.thresholdsStyle?.mode ?? 'off') !== 'off';
    const flat = stacked.flat().filter((value) => value !== null);
    const [low, high] = [Math.min(...flat), Math.max(...flat)];
    // A chart that is nearly flat is drawn as flat.
    const range = () => {
        const margin = (high - low || Math.abs(high) || 1) * 0.06;
        const bottom = config.min ?? (low >= 0 && low < high / 2 ? 0 : low - margin);
        return [bottom, config.max ?? Math.max(high + margin, bottom + 1e-9)];
    };
    const opacity = (i) => (series[i].config.custom?.fillOpacity ?? 0) / 100;
    const transparent = (shade, share) => (shade.startsWith('#') ? `${shade}${Math.round(share * 255).toString(16).padStart(2, '0')}` : shade);
    const bars = (i) => series[i].config.custom?.drawStyle === 'bars';
    const stepped = (i) => series[i].config.custom?.lineInterpolation?.startsWith('step');
    const paths = (i) => (bars(i) ? window.uPlot.paths.bars({ size: [0.8, 20] }) : stepped(i) ? window.uPlot.paths.stepped({ align: 1 }) : undefined);
    const order = stacked.map((_, i) => i).reverse(); // what is stacked on top is drawn first
    const options = {
        width,
        height: height - (hidden ? 0 : Math.min(36, 16 * Math.ceil((series.reduce((sum, { name }) => sum + name.length * 6.6 + 28, 0) || 1) / width))) - 2,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { range: () => [window.magpie.from, window.magpie.at] }, y: { range } },
        axes: [
            { stroke: '#8e8e9c', grid: { stroke: '#23262c' }, ticks: { show: false }, font: '11px sans-serif', size: 26, values: (_, ticks) => ticks.map(clock) },
            { stroke: '#8e8e9c', grid: { stroke: '#23262c' }, ticks: { show: false }, font: '11px sans-serif', size: 74, values: (_, ticks) => ticks.map((tick) => text(tick, { ...config, mappings: config.mappings })) },
        ],
        series: [
            {},
            ...order.map((i) => ({
                stroke: shades[i],
                width: config.custom?.lineWidth ?? 1,
                fill: opacity(i) > 0 || bars(i) ? transparent(shades[i], Math.max(opacity(i), bars(i) ? 0.7 : 0)) : undefined,
                points: { show: stacked[i].filter((value) => value !== null).length < 3, size: 4 },
                spanGaps: config.custom?.spanNulls !== false && config.custom?.spanNulls !== undefined,
                paths: paths(i),
            })),
        ],
        hooks: { draw: [(plot) => withLines && steps.forEach((step) => line(plot, step, config))] },
    };
    queueMicrotask(() => {
        new window.uPlot(options, [times, ...order.map((i) => stacked[i])], box);
        if (!hidden) {
            box.append(legend);
        }
    });
    return rest(box, all.length - series.length);
}

function line(plot, { value, color }, config) {
    if (value === null || value === undefined) {
        return;
    }
    const { ctx, bbox } = plot;
    const y = plot.valToPos(value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) {
        return;
    }
    ctx.save();
    ctx.strokeStyle = coloured(value, { ...config, color: { mode: 'fixed', fixedColor: color } });
    ctx.setLineDash([6, 4]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
}

/** Of the day in Seoul, as the operators read it. */
const clock = (seconds) => new Date((seconds + 9 * 3600) * 1000).toISOString().slice(11, 16);

/** Where a layer's markers lie, how large and in what colour. */
function markers(panel, answers, layer) {
    const wanted = layer.filterData?.options;
    const own = answers.filter(({ refId }) => !wanted || refId === wanted);
    const { fields, rows } = tableFor(panel, own, panel.targets.length === 1);
    const { latitude = 'latitude', longitude = 'longitude' } = layer.location ?? {};
    const { color = {}, size = {}, opacity = 0.8 } = layer.config?.style ?? {};
    const fieldOf = (name) => fields.find((field) => field.name === name);
    const sizes = rows.map((row) => row[size.field]).filter(Number.isFinite);
    const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
    const radius = (value) => (size.field && most > least ? size.min + ((value - least) / (most - least)) * (size.max - size.min) : (size.fixed ?? 5));
    return rows
        .map((row) => ({
            x: Number(row[longitude]),
            y: Number(row[latitude]),
            worth: row[color.field] ?? 0,
            fill: color.field ? coloured(row[color.field], fieldOf(color.field)?.config) : colour(color.fixed ?? 'blue'),
            opacity,
            r: radius(row[size.field]),
            label: layer.config?.style?.text?.field ? `${row[layer.config.style.text.field] ?? ''}` : '',
        }))
        .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && (x !== 0 || y !== 0))
        .sort((a, b) => a.worth - b.worth); // what is worst lies on top
}

function geomap(panel, answers, { width, height }) {
    const places = (panel.options?.layers ?? [{}]).flatMap((layer) => markers(panel, answers, layer));
    const [west, east] = [Math.min(...places.map(({ x }) => x)), Math.max(...places.map(({ x }) => x))];
    const [south, north] = [Math.min(...places.map(({ y }) => y)), Math.max(...places.map(({ y }) => y))];
    const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = Math.min((width - 60) / ((east - west) * narrow || 0.01), (height - 60) / (north - south || 0.01));
    const across = ({ x }) => width / 2 + (x - (west + east) / 2) * narrow * scale;
    const down = ({ y }) => height / 2 - (y - (south + north) / 2) * scale;
    const circles = places.map((place) => drawn('circle', { cx: across(place), cy: down(place), r: place.r, fill: place.fill, 'fill-opacity': place.opacity }));
    const labels = places
        .filter(({ label }) => label)
        .map((place) => drawn('text', { x: across(place), y: down(place) - place.r - 4, 'text-anchor': 'middle' }, document.createTextNode(place.label)));
    const kilometre = scale / 111.32;
    const length = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((some) => some * kilometre < width / 4) ?? 0.05;
    return drawn(
        'svg',
        { width, height, style: 'background:#12161c' },
        ...circles,
        ...labels,
        drawn('line', { x1: 12, x2: 12 + length * kilometre, y1: height - 12, y2: height - 12, stroke: '#8e8e9c', 'stroke-width': 2 }),
        drawn('text', { x: 12, y: height - 18 }, document.createTextNode(`${length} km`)),
    );
}

function heatmap(panel, answers, { width, height }) {
    const series = seriesOf(panel, answers);
    const bound = ({ labels, name }) => Number((labels.le ?? name).replace('+Inf', 'Infinity'));
    const rowsUp = [...series].sort((a, b) => bound(a) - bound(b));
    const calculated = answers.some(({ format }) => format === 'heatmap') || rowsUp.some(({ labels }) => 'le' in labels);
    const [times, columns] = aligned(rowsUp);
    // Buckets of Prometheus count all below their bound.
    const cells = columns.map((column, i) => column.map((value, t) => (calculated && i > 0 ? (value ?? 0) - (columns[i - 1][t] ?? 0) : value)));
    const most = Math.max(...cells.flat().filter(Number.isFinite), 0) || 1;
    const unit = panel.options?.yAxis?.unit ?? panel.fieldConfig?.defaults?.unit;
    const left = 78;
    const [wide, tall] = [(width - left) / times.length, (height - 22) / cells.length];
    const boxes = cells.flatMap((row, i) =>
        row.map((value, t) =>
            value > 0 ? drawn('rect', { x: left + t * wide, y: height - 22 - (i + 1) * tall, width: wide + 0.5, height: Math.max(1, tall - 1), fill: `hsl(${35 - 30 * (value / most)} 85% ${14 + 46 * Math.sqrt(value / most)}%)` }) : '',
        ),
    );
    const every = Math.ceil(14 / tall);
    const labels = rowsUp
        .map((row, i) => [bound(row), i])
        .filter(([, i]) => i % every === 0)
        .map(([value, i]) => drawn('text', { x: left - 6, y: height - 22 - i * tall - tall / 2 + 4, 'text-anchor': 'end' }, document.createTextNode(written(value, { unit }))));
    const hours = [0, 0.25, 0.5, 0.75, 1].map((share) =>
        drawn('text', { x: left + share * (width - left), y: height - 6, 'text-anchor': share === 1 ? 'end' : 'start' }, document.createTextNode(clock(times[Math.round(share * (times.length - 1))]))),
    );
    return drawn('svg', { width, height }, ...boxes, ...labels, ...hours);
}

function statetimeline(panel, answers, { width, height }) {
    const series = seriesOf(panel, answers);
    const left = Math.min(200, 20 + Math.max(...series.map(({ name }) => name.length)) * 7);
    const fit = Math.max(1, Math.floor((height - 20) / 16));
    const tall = Math.min(34, (height - 20) / Math.min(series.length, fit));
    const { from, at } = window.magpie;
    const x = (time) => left + ((time - from) / (at - from)) * (width - left);
    const lines = series.slice(0, fit).flatMap(({ name, points, config }, i) => {
        const step = points.length > 1 ? points[1][0] - points[0][0] : 60;
        const boxes = points.map(([time, value]) =>
            drawn('rect', { x: x(time), y: i * tall, width: Math.max(1, x(time + step) - x(time) + 0.5), height: tall - 3, fill: coloured(value, config) }),
        );
        return [drawn('text', { x: left - 6, y: i * tall + tall / 2 + 3, 'text-anchor': 'end' }, document.createTextNode(name)), ...boxes];
    });
    const hours = [0, 0.5, 1].map((share) =>
        drawn('text', { x: left + share * (width - left), y: height - 4, 'text-anchor': share === 1 ? 'end' : 'start' }, document.createTextNode(clock(from + share * (at - from)))),
    );
    return rest(drawn('svg', { width, height }, ...lines, ...hours), series.length - fit);
}

function piechart(panel, answers, size) {
    return bargauge(panel, answers, size);
}

export const DRAWINGS = {
    stat,
    gauge,
    bargauge,
    table,
    timeseries,
    geomap,
    heatmap,
    piechart,
    barchart: bargauge,
    'state-timeline': statetimeline,
    'status-history': statetimeline,
};

/** What a text panel says: headings, lists, links and bold are enough. */
export function words(panel) {
    const escaped = (panel.options?.content ?? '').replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark]);
    const inline = (line) =>
        line
            .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
            .replace(/`(.+?)`/g, '<code>$1</code>')
            .replace(/\[(.+?)\]\(.+?\)/g, '<a>$1</a>');
    const lines = escaped.split('\n').map((line) => {
        const [, marks, heading] = /^(#+) (.*)$/.exec(line) ?? [];
        const [, item] = /^[-*] (.*)$/.exec(line) ?? [];
        return heading ? `<h${Math.min(3, marks.length)}>${inline(heading)}</h${Math.min(3, marks.length)}>` : item ? `<ul><li>${inline(item)}</li></ul>` : `<p>${inline(line)}</p>`;
    });
    return element('div', { className: 'text', innerHTML: lines.join('') });
}
