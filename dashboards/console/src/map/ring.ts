import { type Cluster, STATES, type State } from '../api/types';

export interface Arc {
    readonly state: State;
    readonly from: number; // radians, clockwise from the top
    readonly to: number;
}

/** One bad pole among a thousand must be seen, and must not look like a thousand. */
const LEAST = 0.3;

/** The ring of a cluster: its states by their shares, the worst first, the worst never too small to be seen. */
export function arcsOf({ count, worst, states }: Pick<Cluster, 'count' | 'worst' | 'states'>): Arc[] {
    const arcs: Arc[] = [];
    let at = 0;
    for (const state of STATES.filter((one) => one === worst || (one !== 'ok' && (states[one] ?? 0) > 0))) {
        const share = ((states[state] ?? 0) / Math.max(1, count)) * 2 * Math.PI;
        const to = Math.min(2 * Math.PI, at + (state === worst ? Math.max(LEAST, share) : share));
        arcs.push({ state, from: at, to });
        at = to;
    }
    return (states.ok ?? 0) > 0 && worst !== 'ok' && at < 2 * Math.PI ? [...arcs, { state: 'ok', from: at, to: 2 * Math.PI }] : arcs;
}

export const clusterRadius = (size: number): number => Math.round(11 + 4.5 * Math.log10(Math.max(1, size)));
