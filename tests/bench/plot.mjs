// Two charts beside each other, by hand: cores and memory of the collector over the number of poles, both axes in steps
// of ten.

const WIDTH = 360;
const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 40;
const TOP = 28;
const RIGHT = 44;

const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));

function axis(values) {
    const low = Math.floor(Math.log10(Math.min(...values)));
    const high = Math.ceil(Math.log10(Math.max(...values)));
    return { low, high: high > low ? high : low + 1 };
}

function chart(left, title, points) {
    const x = axis(points.map(([poles]) => poles));
    const y = axis(points.map(([, value]) => value));
    const across = (value) =>
        left + LEFT + ((Math.log10(value) - x.low) / (x.high - x.low)) * (WIDTH - LEFT - RIGHT);
    const down = (value) => HEIGHT - BOTTOM - ((Math.log10(value) - y.low) / (y.high - y.low)) * (HEIGHT - BOTTOM - TOP);
    const label = (value) => (value >= 1000 ? `${value / 1000}k` : `${Number(value.toPrecision(2))}`);
    const lines = [
        `<text x="${left + LEFT}" y="16" font-weight="bold">${title}</text>`,
        ...powers(x.low, x.high).map(
            (value) =>
                `<path d="M${across(value)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/>` +
                `<text x="${across(value)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label(value)}</text>`,
        ),
        ...powers(y.low, y.high).map(
            (value) =>
                `<path d="M${left + LEFT} ${down(value)}H${left + WIDTH - RIGHT}" stroke="#ddd"/>` +
                `<text x="${left + LEFT - 6}" y="${down(value) + 4}" text-anchor="end">${label(value)}</text>`,
        ),
        `<path d="M${points.map(([poles, value]) => `${across(poles)} ${down(value)}`).join('L')}" fill="none" stroke="#14508c" stroke-width="2"/>`,
        ...points.map(
            ([poles, value]) =>
                `<circle cx="${across(poles)}" cy="${down(value)}" r="3.5" fill="#14508c"/>` +
                `<text x="${across(poles) + 7}" y="${down(value) + 12}">${label(value)}</text>`,
        ),
        `<text x="${left + (WIDTH + LEFT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">poles</text>`,
    ];
    return lines.join('\n');
}

/** An SVG of the rows that scale.mjs measured. */
export function plot(rows) {
    const sorted = [...rows].sort((a, b) => a.poles - b.poles);
    const of = (key) => sorted.map((row) => [row.poles, row[key]]);
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
${chart(0, 'Collector: cores', of('collector_cores'))}
${chart(WIDTH, 'Collector: resident memory, MB', of('collector_mb'))}
</svg>
`;
}
