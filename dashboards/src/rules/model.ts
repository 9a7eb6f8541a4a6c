// What a rule is here: what Prometheus is told, and what the runbook tells of it, in one row.

import type { Words } from '../text.js';

export interface RecordingRule {
    readonly record: string;
    readonly expr: string;
    readonly labels?: Readonly<Record<string, string>>;
}

export interface RecordingGroup {
    readonly name: string;
    readonly interval: string;
    readonly rules: readonly RecordingRule[];
}

export type Severity = 'critical' | 'warning' | 'info';
export type Team = 'network' | 'security';

/** What fails, and so which labels an alert has besides its own. */
export type Scope = 'pole' | 'hub' | 'site' | 'area' | 'collector';

export type DashboardUid =
    | 'magpie-city'
    | 'magpie-district'
    | 'magpie-pole'
    | 'magpie-air'
    | 'magpie-clients'
    | 'magpie-security'
    | 'magpie-collector';

export interface Query {
    readonly ask: string;
    /** PromQL with AREA, NODE, HUB, SITE where the alert's labels go. */
    readonly expr: string;
}

export interface Runbook {
    readonly meaning: string;
    readonly confirm: readonly Query[];
    /** What a technician runs at the pole, or an operator beside the collector. */
    readonly commands: readonly string[];
    /** Ids of wire/catalogue/faults.hpp; the page shows them in the order of that table. */
    readonly faults: readonly string[];
    readonly act: readonly string[];
    readonly affected: Query;
    readonly dashboards: readonly DashboardUid[];
}

/** The recording groups of what is looked for at each pole. */
export type Suspects = 'radio' | 'capture' | 'line' | 'path' | 'board' | 'agent';

export interface Alert {
    readonly name: string;
    readonly scope: Scope;
    readonly severity: Severity;
    readonly team: Team;
    /** What Prometheus is told. With `suspect`: what is recorded for this alert by area and node, to which the place is added. */
    readonly expr: string;
    readonly suspect?: Suspects;
    /** The labels of the alert besides its own, all of them: receivers and inhibitions rely on them. */
    readonly labels: readonly string[];
    /** How long it must hold before it is told. */
    readonly for?: string;
    /** How long it stays after it no longer holds, so that what comes and goes pages once. */
    readonly keep?: string;
    readonly summary: Words;
    readonly description: Words;
    readonly runbook: Runbook;
}

/** What is put on each alert of a pole that does not have to be told at once: where it stands. */
export const placeLabels = ['site', 'site_type', 'hub'] as const;

export const poleLabels = ['area', 'node', ...placeLabels] as const;

/** What is found out at each pole, by the alert that tells of it; and the same with the place where the pole stands. */
export const suspected = 'node:magpie_suspect:value';
export const found = 'node:magpie_fault:value';
