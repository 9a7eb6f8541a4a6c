// What of a metric's history is drawn: of a counter its rate, of anything else itself.

import type { History, Labels, Point, Value } from '../api/types';

export interface Span {
    readonly id: '1' | '24' | '168';
    readonly seconds: number;
    readonly step: number;
}

export const SPANS: readonly Span[] = [
    { id: '1', seconds: 3600, step: 15 },
    { id: '24', seconds: 86_400, step: 300 },
    { id: '168', seconds: 604_800, step: 1800 },
];

/** With their units, for a pole that is down tells none; what it told before is what is wanted then. */
const USUAL: Readonly<Record<string, string>> = {
    magpie_wifi_clients: '',
    magpie_wifi_channel_busy_seconds_total: 'seconds',
    magpie_path_round_trip_seconds: 'seconds',
    magpie_path_loss_ratio: 'ratio',
    magpie_link_receive_bytes_total: 'bytes',
    magpie_link_transmit_bytes_total: 'bytes',
    magpie_host_temperature_celsius: 'celsius',
    magpie_pole_supply_volts: 'volts',
};
const STRIPS = 4;
/** More than these no strip can tell apart. */
export const MOST_LINES = 6;

export const isCounter = (name: string): boolean => name.endsWith('_total');
const isHistogram = ({ name, labels }: Value): boolean => 'le' in labels || name.endsWith('_bucket');

/** Those that can be drawn, by name. */
export const drawable = (values: readonly Value[]): string[] => [...new Set(values.filter((one) => !isHistogram(one) && one.value !== null && !one.name.endsWith('_info')).map(({ name }) => name))].sort();

/** Of a pole that measures nothing now, all that are usual. */
export function usualMetrics(values: readonly Value[]): string[] {
    const there = new Set(drawable(values));
    const usual = Object.keys(USUAL);
    return there.size === 0 ? usual : usual.filter((name) => there.has(name)).slice(0, STRIPS);
}

export const unitOf = (name: string, values: readonly Value[]): string => values.find((value) => value.name === name)?.unit ?? USUAL[name] ?? '';

/** Seconds of a second are a share, bytes of a second are a speed. */
export function drawnUnit(name: string, unit: string): string {
    if (!isCounter(name)) {
        return unit;
    }
    return unit === 'seconds' ? 'ratio' : unit === 'bytes' ? 'bytes_per_second' : '';
}

/** Per second. A counter that fell was set back, and tells nothing of the time between. */
export function rates(points: readonly Point[]): Point[] {
    return points.map(([at, value], index) => {
        const before = points[index - 1];
        if (before === undefined || before[1] === null || value === null || value < before[1] || at <= before[0]) {
            return [at, null];
        }
        return [at, (value - before[1]) / (at - before[0])];
    });
}

/** As columns over one axis of time, which is what uPlot takes. */
export function aligned(lines: readonly (readonly Point[])[]): [number[], ...(number | null)[][]] {
    const times = [...new Set(lines.flatMap((points) => points.map(([at]) => at)))].sort((a, b) => a - b);
    return [
        times,
        ...lines.map((points) => {
            const at = new Map(points);
            return times.map((time) => at.get(time) ?? null);
        }),
    ];
}

export function linesOf(name: string, { series }: History): { labels: Labels; points: readonly Point[] }[] {
    return series.slice(0, MOST_LINES).map(({ labels, points }) => ({ labels, points: isCounter(name) ? rates(points) : points }));
}

export function extent(points: readonly Point[]): { least: number; most: number; last: number } | undefined {
    const values = points.map(([, value]) => value).filter((value): value is number => value !== null);
    const last = values.at(-1);
    return last === undefined ? undefined : { least: Math.min(...values), most: Math.max(...values), last };
}

const SAME_EVERYWHERE = new Set(['area', 'node', 'job', 'instance', '__name__']);

/** As in `wlan0, 5 GHz`. */
export const labelText = (labels: Labels): string =>
    Object.entries(labels)
        .filter(([key, value]) => !SAME_EVERYWHERE.has(key) && value !== '')
        .map(([key, value]) => (key === 'band' ? `${value} GHz` : value))
        .join(', ');

/** `magpie_wifi_clients` is of the domain `wifi`. */
export const domainOf = (name: string): string => name.split('_')[1] ?? '';
