// What the collector answers: docs/openapi.yaml, /api/v1/console.

import type { Words } from '../text/language';

export const STATES = ['down', 'critical', 'problem', 'missing', 'unregistered', 'ok', 'decommissioned'] as const;
/** Of a pole; the list has the worst first. */
export type State = (typeof STATES)[number];
export type StateCounts = Partial<Record<State, number>>;

export interface Pole {
    readonly area: string;
    readonly node: string;
    readonly name: string | null;
    readonly lat: number | null;
    readonly lon: number | null;
    readonly state: State;
    readonly maintenance: boolean;
    readonly since: string | null;
    readonly model: string | null;
    readonly site: string | null;
}

export interface AreaSummary {
    readonly area: string;
    readonly name: string | null;
    readonly states: StateCounts;
}

export interface Summary {
    readonly time: string;
    readonly states: StateCounts;
    readonly maintenance: number;
    readonly areas: readonly AreaSummary[];
}

export type Box = readonly [west: number, south: number, east: number, north: number];

export interface Cluster {
    readonly lat: number;
    readonly lon: number;
    readonly count: number;
    readonly worst: State;
    readonly states: StateCounts;
    readonly box: Box;
}

export interface MapAnswer {
    readonly clusters: readonly Cluster[];
    readonly poles: readonly Pole[];
}

export interface PolesAnswer {
    readonly poles: readonly Pole[];
    readonly total: number;
    readonly next: string | null;
}

export type Labels = Readonly<Record<string, string>>;

export interface Value {
    readonly name: string;
    readonly unit: string;
    readonly help: string;
    readonly labels: Labels;
    readonly value: number | null;
}

export interface Compared {
    readonly name: string;
    readonly labels: Labels;
    readonly here: number | null;
    readonly neighbours: readonly { readonly node: string; readonly value: number | null }[];
}

export interface Window {
    readonly id: string | number;
    readonly area: string;
    readonly node: string | null;
    readonly from: string;
    readonly to: string;
    readonly reason: string;
    readonly by: string;
}

/** What the inventory says of a pole. */
export interface Listed {
    readonly listed?: boolean;
    readonly decommissioned?: { readonly at: string; readonly reason: string; readonly by: string } | null;
}

export interface PolePage extends Pole {
    readonly labels: Labels;
    readonly inventory: Listed | null;
    readonly windows: readonly Window[];
    readonly values: readonly Value[];
    readonly neighbours: readonly (Pole & { readonly metres: number })[];
    readonly compare: readonly Compared[];
}

export type Point = readonly [seconds: number, value: number | null];

export interface History {
    readonly series: readonly { readonly labels: Labels; readonly points: readonly Point[] }[];
}

export type EventKind = 'event' | 'alarm' | 'recovery';

export interface CityEvent {
    readonly number: number;
    readonly time: string;
    readonly kind: EventKind;
    readonly area: string;
    readonly node: string | null;
    readonly what: Words;
    readonly alert: string | null;
    readonly detail: string | null;
    readonly until: string | null;
}

export interface EventsAnswer {
    readonly events: readonly CityEvent[];
    readonly next: string | null;
}

export interface Differences {
    readonly missing: readonly Pole[];
    readonly unregistered: readonly Pole[];
    readonly moved: readonly (Pole & { readonly metres: number })[];
}

export interface InventoryTaken {
    readonly poles: number;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
}

export type LayerState = 'pass' | 'warn' | 'fail' | 'blocked' | 'skipped' | 'running';

export interface Fault {
    readonly id: string;
    readonly what: Words;
    readonly look: Words;
    readonly act: Words;
}

export interface CheckLayer {
    readonly layer: string;
    readonly state: LayerState;
    readonly seconds?: number;
    readonly summary?: Words;
    readonly fault?: Fault;
}

export interface CheckResult {
    readonly program: string;
    readonly begun: string;
    readonly seconds: number;
    readonly verdict: 'pass' | 'warn' | 'fail';
    readonly first: { readonly layer: string; readonly fault: string | null } | null;
    readonly layers: readonly CheckLayer[];
}

export interface UrgentCheck {
    readonly id: string;
    readonly asked: string;
    readonly state: 'asked' | 'running' | 'done' | 'refused' | 'silent';
    readonly reason?: string;
    readonly layers: readonly CheckLayer[];
    readonly result: CheckResult | null;
}

export interface AuditRow {
    readonly id: number;
    readonly at_ms: number;
    readonly who: string;
    readonly what: string;
    readonly detail: string;
}
