// Outages as lanes: a line a pole, a bar an outage. Who was struck at once stands one below the other.

import type { CityEvent } from '../api/types';

export interface Outage {
    readonly from: number;
    readonly to: number;
    readonly ongoing: boolean;
    readonly event: CityEvent;
}

export interface Lane {
    readonly area: string;
    readonly node: string;
    readonly outages: readonly Outage[];
}

/** Of the alarms among the events, those of one pole in one lane; who fell first stands first, for what began it is looked for. */
export function lanesOf(events: readonly CityEvent[], now: number): Lane[] {
    const lanes = new Map<string, { area: string; node: string; outages: Outage[] }>();
    for (const event of events) {
        const from = Date.parse(event.time);
        if (event.kind !== 'alarm' || event.node === null || Number.isNaN(from)) {
            continue;
        }
        const key = `${event.area}/${event.node}`;
        const lane = lanes.get(key) ?? { area: event.area, node: event.node, outages: [] };
        const until = event.until === null ? now : Date.parse(event.until);
        lane.outages.push({ from, to: Math.max(from, Number.isNaN(until) ? now : until), ongoing: event.until === null, event });
        lanes.set(key, lane);
    }
    const began = ({ outages }: Lane): number => Math.min(...outages.map(({ from }) => from));
    return [...lanes.values()].sort((a, b) => began(a) - began(b) || a.node.localeCompare(b.node));
}

/** Where there are more than can be drawn: those with an outage that is still on, then those that fell last. Their order stays. */
export function mostUrgent(lanes: readonly Lane[], most: number): Lane[] {
    const rank = ({ outages }: Lane): number => (outages.some(({ ongoing }) => ongoing) ? Number.POSITIVE_INFINITY : Math.max(...outages.map(({ from }) => from)));
    const kept = new Set([...lanes].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a))).slice(0, most));
    return lanes.filter((lane) => kept.has(lane));
}

/** The span of all lanes, with a little room, in milliseconds. */
export function spanOf(lanes: readonly Lane[], now: number): { from: number; to: number } {
    const all = lanes.flatMap(({ outages }) => outages);
    const from = all.reduce((least, outage) => Math.min(least, outage.from), now);
    const room = Math.max(60_000, (now - from) * 0.02);
    return { from: from - room, to: now };
}

const STEPS = [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800, 2_592_000].map((seconds) => seconds * 1000);

/** Whole moments of the reader's own day, at most so many of them. */
export function ticksOf(from: number, to: number, most: number, offset = new Date(to).getTimezoneOffset() * 60_000): number[] {
    const step = STEPS.find((one) => (to - from) / one <= most) ?? (STEPS.at(-1) as number);
    const ticks: number[] = [];
    for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
        ticks.push(at);
    }
    return ticks;
}
