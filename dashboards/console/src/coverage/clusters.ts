// Cells that magpie-planner calls a cluster (Gi*: so much is missing around them that it is no chance), joined to what a planner would call one
// place, and the line around each.

import { project } from './world';

/** Degrees, each corner once. Neighbours have the very same numbers at the corners that they share. */
export type Square = readonly (readonly [lon: number, lat: number])[];

export interface ClusterCell {
    readonly square: Square;
    readonly district: string;
    readonly gap: number;
    readonly gi: number;
}

export interface Cluster {
    readonly cells: number;
    readonly gap: number;
    /** The highest of its cells. */
    readonly gi: number;
    /** Where most of its gap is. */
    readonly district: string;
    /** West, south, east, north. */
    readonly box: readonly [number, number, number, number];
}

export interface Clusters {
    /** Largest gap first. */
    readonly all: readonly Cluster[];
    /** Sides of cells beyond which the cluster ends, in the pixels of the world at zoom 0: x and y of both ends in turn. */
    readonly outline: Float64Array;
}

interface Side {
    readonly of: number;
    readonly from: Square[number];
    readonly to: Square[number];
}

/** Sides that two cells have in common, as pairs of cells; and those of one alone. */
function sidesOf(cells: readonly ClusterCell[]): { joined: [number, number][]; alone: Side[] } {
    const open = new Map<string, Side>();
    const joined: [number, number][] = [];
    cells.forEach(({ square }, index) => {
        square.forEach((from, corner) => {
            const to = square[(corner + 1) % square.length] as Square[number];
            const key = [from.join(), to.join()].sort().join(' ');
            const other = open.get(key);
            if (other === undefined) {
                open.set(key, { of: index, from, to });
            } else {
                joined.push([other.of, index]);
                open.delete(key);
            }
        });
    });
    return { joined, alone: [...open.values()] };
}

/** The first cell of the cluster of each. */
function firstOf(many: number, joined: readonly (readonly [number, number])[]): Uint32Array {
    const first = Uint32Array.from({ length: many }, (_, index) => index);
    const root = (of: number): number => {
        let at = of;
        while (first[at] !== at) {
            first[at] = first[first[at] as number] as number;
            at = first[at] as number;
        }
        return at;
    };
    for (const [one, other] of joined) {
        const [a, b] = [root(one), root(other)];
        first[Math.max(a, b)] = Math.min(a, b);
    }
    return first.map((_, index) => root(index));
}

function summed(cells: readonly ClusterCell[]): Cluster {
    const box: [number, number, number, number] = [180, 90, -180, -90];
    const gaps = new Map<string, number>();
    let [gap, gi] = [0, Number.NEGATIVE_INFINITY];
    for (const cell of cells) {
        for (const [lon, lat] of cell.square) {
            box[0] = Math.min(box[0], lon);
            box[1] = Math.min(box[1], lat);
            box[2] = Math.max(box[2], lon);
            box[3] = Math.max(box[3], lat);
        }
        gap += cell.gap;
        gi = Math.max(gi, cell.gi);
        gaps.set(cell.district, (gaps.get(cell.district) ?? 0) + cell.gap);
    }
    const [[district] = ['']] = [...gaps].sort(([, one], [, other]) => other - one);
    return { cells: cells.length, gap, gi, district, box };
}

export function clustersOf(cells: readonly ClusterCell[]): Clusters {
    const { joined, alone } = sidesOf(cells);
    const together = new Map<number, ClusterCell[]>();
    firstOf(cells.length, joined).forEach((first, index) => {
        const some = together.get(first) ?? [];
        some.push(cells[index] as ClusterCell);
        together.set(first, some);
    });
    const outline = new Float64Array(alone.length * 4);
    alone.forEach(({ from, to }, index) => outline.set([...project(...from), ...project(...to)], index * 4));
    return { all: [...together.values()].map(summed).sort((one, other) => other.gap - one.gap), outline };
}
