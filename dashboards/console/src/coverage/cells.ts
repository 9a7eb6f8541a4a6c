// What magpie-planner wrote, as columns: `grade` gives the cells of the city as squares; `coverage` the same without grades. What their fields
// mean is in docs/planner.md.

import { type ClusterCell, type Clusters, clustersOf } from './clusters';
import { project, unproject, WORLD } from './world';

export const GRADES = ['A', 'B', 'C', 'D', 'E'] as const;
export const MEASURES = ['grade', 'gap', 'demand', 'served'] as const;
export type Measure = (typeof MEASURES)[number];

/** No grade, or no value, of a cell. */
export const NO_GRADE = 255;

export interface Cells {
    readonly many: number;
    /** Edges in the pixels of the world at zoom 0: west, north, east, south of each cell in turn. */
    readonly edges: Float64Array;
    readonly grades: Uint8Array;
    /** People. */
    readonly gap: Float32Array;
    readonly demand: Float32Array;
    /** Share of the demand. */
    readonly served: Float32Array;
    /** Gi*, in standard deviations. */
    readonly gi: Float32Array;
    readonly inCluster: Uint8Array;
    readonly district: Uint16Array;
    readonly districts: readonly string[];
    readonly ids: readonly string[];
    /** Which of the measures the file has. */
    readonly has: Readonly<Record<Measure, boolean>>;
    /** None: the file says nothing of them. */
    readonly clusters: Clusters | undefined;
}

interface Feature {
    readonly geometry?: { readonly type?: string; readonly coordinates?: unknown } | null;
    readonly properties?: Readonly<Record<string, unknown>> | null;
}

const isPair = (given: unknown): given is [number, number] => Array.isArray(given) && typeof given[0] === 'number' && typeof given[1] === 'number' && Number.isFinite(given[0]) && Number.isFinite(given[1]);

/** The corners, without the first again. */
function squareOf({ geometry }: Feature): [number, number][] | undefined {
    const ring: unknown = geometry?.type === 'Polygon' && Array.isArray(geometry.coordinates) ? geometry.coordinates[0] : undefined;
    return Array.isArray(ring) && ring.length === 5 && ring.every(isPair) ? (ring.slice(0, 4) as [number, number][]) : undefined;
}

const numberIn = (given: unknown): number => (typeof given === 'number' ? given : Number.NaN);

export function cellsFrom(collection: unknown): Cells {
    const features = ((collection as { features?: unknown })?.features ?? []) as readonly Feature[];
    const placed = (Array.isArray(features) ? features : []).flatMap((feature) => {
        const square = squareOf(feature);
        return square === undefined ? [] : [{ square, of: feature.properties ?? {} }];
    });
    const many = placed.length;
    const columns = () => new Float32Array(many);
    const cells = { edges: new Float64Array(many * 4), grades: new Uint8Array(many).fill(NO_GRADE), gap: columns(), demand: columns(), served: columns(), gi: columns(), inCluster: new Uint8Array(many), district: new Uint16Array(many) };
    const districts: string[] = [''];
    const indexOf = new Map([['', 0]]);
    const ids: string[] = [];
    const has = { grade: false, gap: false, demand: false, served: false };
    const clustered: ClusterCell[] = [];
    let tellsClusters = false;
    placed.forEach(({ square, of }, index) => {
        cells.edges.set(edgesOf(square), index * 4);
        const [demand, served, gap, gi] = [numberIn(of['demand']), numberIn(of['served']), numberIn(of['gap']), numberIn(of['gi_star'])];
        cells.demand[index] = demand;
        cells.served[index] = served;
        cells.gap[index] = gap;
        cells.gi[index] = gi;
        const grade = GRADES.indexOf(of['grade'] as (typeof GRADES)[number]);
        cells.grades[index] = grade < 0 ? NO_GRADE : grade;
        has.grade ||= grade >= 0;
        has.demand ||= !Number.isNaN(demand);
        has.served ||= !Number.isNaN(served);
        has.gap ||= !Number.isNaN(gap);
        ids.push(typeof of['id'] === 'string' ? of['id'] : String(index + 1));
        const name = typeof of['district'] === 'string' ? of['district'] : '';
        if (!indexOf.has(name)) {
            indexOf.set(name, districts.push(name) - 1);
        }
        cells.district[index] = indexOf.get(name) ?? 0;
        tellsClusters ||= typeof of['cluster'] === 'number';
        if (of['cluster'] === 1) {
            cells.inCluster[index] = 1;
            clustered.push({ square, district: name, gap: gap || 0, gi: gi || 0 });
        }
    });
    return { many, ...cells, districts, ids, has, clusters: tellsClusters ? clustersOf(clustered) : undefined };
}

function edgesOf(square: readonly [number, number][]): number[] {
    const lons = square.map(([lon]) => lon);
    const lats = square.map(([, lat]) => lat);
    return [...project(Math.min(...lons), Math.max(...lats)), ...project(Math.max(...lons), Math.min(...lats))];
}

export function valuesOf(cells: Cells, measure: Measure): ArrayLike<number> {
    return { grade: cells.grades, gap: cells.gap, demand: cells.demand, served: cells.served }[measure];
}

const SHARES = [0.5, 0.75, 0.9, 0.97];

/** Where one class ends and the next begins. Of people there are few in most cells and many in a few, so the upper classes are small. */
export function breaksOf(cells: Cells, measure: Measure): number[] {
    if (measure === 'grade') {
        return [0.5, 1.5, 2.5, 3.5];
    }
    if (measure === 'served') {
        return [0.2, 0.4, 0.6, 0.8];
    }
    const values = Float32Array.from(valuesOf(cells, measure)).filter((value) => value > 0).sort();
    return SHARES.map((share) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0);
}

/** 0 to 4, as the breaks have it; -1 where there is nothing to draw. What is served well is not what somebody looks for: its classes run backwards. */
export function classOf(value: number, measure: Measure, breaks: readonly number[]): number {
    if (Number.isNaN(value) || (measure === 'grade' && value === NO_GRADE) || ((measure === 'gap' || measure === 'demand') && value <= 0)) {
        return -1;
    }
    const found = breaks.filter((edge) => value >= edge).length;
    return measure === 'served' ? 4 - found : found;
}

export interface DistrictSum {
    readonly name: string;
    cells: number;
    demand: number;
    gap: number;
}

/** The same as the map, for those who read. Largest gap first. */
export function byDistrict({ many, district, districts, demand, gap }: Cells): DistrictSum[] {
    const sums: DistrictSum[] = districts.map((name) => ({ name, cells: 0, demand: 0, gap: 0 }));
    for (let index = 0; index < many; index += 1) {
        const sum = sums[district[index] as number] as DistrictSum;
        sum.cells += 1;
        sum.demand += demand[index] || 0;
        sum.gap += gap[index] || 0;
    }
    return sums.filter((sum) => sum.cells > 0).sort((a, b) => b.gap - a.gap);
}

/** The cell at a place of the world at zoom 0; -1 outside of all. */
export function cellAt({ many, edges }: Cells, x: number, y: number): number {
    for (let index = 0; index < many; index += 1) {
        const at = index * 4;
        if (x >= (edges[at] as number) && x < (edges[at + 2] as number) && y >= (edges[at + 1] as number) && y < (edges[at + 3] as number)) {
            return index;
        }
    }
    return -1;
}

/** Around all cells: west, south, east, north. */
export function boxOf({ many, edges }: Cells): [number, number, number, number] {
    let [left, top, right, bottom] = [WORLD, WORLD, 0, 0];
    for (let at = 0; at < many * 4; at += 4) {
        left = Math.min(left, edges[at] as number);
        top = Math.min(top, edges[at + 1] as number);
        right = Math.max(right, edges[at + 2] as number);
        bottom = Math.max(bottom, edges[at + 3] as number);
    }
    const [west, north] = unproject(left, top);
    const [east, south] = unproject(right, bottom);
    return [west, south, east, north];
}
