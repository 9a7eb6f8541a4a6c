// The tables of wire/catalogue that rules and runbooks are made from, besides that of the metrics.

import { catalogue } from '../catalogue.js';
import type { Words } from '../text.js';
import type { Severity, Team } from './model.js';

/** An event that the collector tells Alertmanager itself, at once. */
export interface Urgent {
    readonly alert: string;
    readonly metric: string;
    readonly match: Readonly<Record<string, string>>;
    readonly sign: 'value' | 'rise';
    readonly value: number;
    readonly labels: readonly string[];
    readonly severity: Severity;
    readonly team: Team;
    readonly lasts_seconds: number;
    /** The annotations that the collector posts, with {area}, {node} and the kept labels; the rule's are the same. */
    readonly summary?: string;
    readonly description?: string;
}

export interface Fault {
    readonly id: string;
    readonly what: Words;
    readonly look: Words;
    readonly act: Words;
}

const tables = catalogue as unknown as { readonly urgent: readonly Urgent[]; readonly faults: readonly Fault[] };

export const urgent = tables.urgent;

/** In the order in which a technician must look. */
export const faults = tables.faults;
