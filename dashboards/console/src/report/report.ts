// A report of a pole's own page as the collector keeps it: docs/pole-page.md, "The report". What is inside is what a pole has signed, which may be anything:
// it is read here once, and what is not as it should be is left out.

import type { CheckLayer, CheckResult, Fault, History, LayerState } from '../api/types';
import type { Words } from '../text/language';

export type ReportKind = 'check' | 'acceptance' | 'note';
export type Verdict = CheckResult['verdict'];

/** What a list says of one; null where its file is damaged. */
export interface ReportBrief {
    readonly made: string | null;
    readonly by: string | null;
    readonly kind: ReportKind;
    readonly verdict: Verdict | null;
    readonly first: { readonly layer: string; readonly what: Words } | null;
    readonly notes: number;
}

export interface ReportRow {
    readonly id: string;
    readonly area: string;
    readonly node: string;
    /** Of the collector, in ms since 1970. */
    readonly received: number;
    readonly bytes: number;
    readonly brief?: ReportBrief | null;
}

export interface Signature {
    readonly held: boolean;
    readonly fault: 'format' | 'signature' | 'chain' | 'identity' | null;
    readonly signer: string;
    readonly serial: string;
}

export interface ReportAnswer {
    readonly report: unknown;
    readonly signature: Signature;
}

export interface Note {
    readonly time: string | null;
    readonly by: string;
    readonly text: string;
}

export interface Strip {
    readonly metric: string;
    readonly unit: string;
    readonly history: History;
    readonly from: number;
    readonly to: number;
}

export interface Report {
    readonly kind: ReportKind;
    readonly program: string;
    readonly made: string | null;
    readonly by: string;
    readonly check: CheckResult | null;
    readonly notes: readonly Note[];
    readonly strips: readonly Strip[];
}

const LAYER_STATES: readonly string[] = ['pass', 'warn', 'fail', 'blocked', 'skipped'];
const VERDICTS: readonly string[] = ['pass', 'warn', 'fail'];
const MOST_LAYERS = 64;
const MOST_NOTES = 20;
const MOST_SERIES = 20;
const MOST_POINTS = 288;

type Something = Readonly<Record<string, unknown>>;
const object = (from: unknown): Something => (typeof from === 'object' && from !== null && !Array.isArray(from) ? (from as Something) : {});
const list = (from: unknown, most: number): readonly unknown[] => (Array.isArray(from) ? from.slice(0, most) : []);
const text = (from: unknown): string => (typeof from === 'string' ? from : '');
const number = (from: unknown): number | undefined => (typeof from === 'number' && Number.isFinite(from) ? from : undefined);

function words(from: unknown): Words | undefined {
    const { en, ko } = object(from);
    return typeof en === 'string' && typeof ko === 'string' ? { en, ko } : undefined;
}

function faultIn(from: unknown): Fault | undefined {
    const { id, what, look, act } = object(from);
    const said = [what, look, act].map(words);
    return typeof id === 'string' && said.every((one) => one !== undefined) ? { id, what: said[0] as Words, look: said[1] as Words, act: said[2] as Words } : undefined;
}

function layerIn(from: unknown): CheckLayer[] {
    const { layer, state, seconds, summary, fault } = object(from);
    if (typeof layer !== 'string' || typeof state !== 'string' || !LAYER_STATES.includes(state)) {
        return [];
    }
    const parts = { seconds: number(seconds), summary: words(summary), fault: faultIn(fault) };
    return [{ layer, state: state as LayerState, ...(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Partial<CheckLayer>) }];
}

function checkIn(from: unknown): CheckResult | null {
    const { program, begun, seconds, verdict, first, layers } = object(from);
    if (typeof verdict !== 'string' || !VERDICTS.includes(verdict)) {
        return null;
    }
    const { layer, fault } = object(first);
    return {
        program: text(program),
        begun: text(begun),
        seconds: number(seconds) ?? 0,
        verdict: verdict as Verdict,
        first: typeof layer === 'string' ? { layer, fault: typeof fault === 'string' ? fault : null } : null,
        layers: list(layers, MOST_LAYERS).flatMap(layerIn),
    };
}

function noteIn(from: unknown): Note[] {
    const { time, by, text: said } = object(from);
    return typeof said === 'string' ? [{ time: typeof time === 'string' ? time : null, by: text(by), text: said }] : [];
}

/** Each metric once, with all that it has; where the pole did not know the time it ends with `made`. */
function stripsIn(from: unknown, made: number): Strip[] {
    const { step_seconds: step, until, series } = object(from);
    const width = number(step) ?? 0;
    const to = Math.floor((number(until) ?? made) / 1000);
    if (width <= 0 || !Number.isFinite(to)) {
        return [];
    }
    const strips = new Map<string, { unit: string; series: History['series'][number][] }>();
    let longest = 0;
    for (const one of list(series, MOST_SERIES)) {
        const { metric, unit, labels, values } = object(one);
        const points = list(values, MOST_POINTS);
        if (typeof metric !== 'string' || points.length === 0) {
            continue;
        }
        longest = Math.max(longest, points.length);
        const strip = strips.get(metric) ?? { unit: text(unit), series: [] };
        strip.series.push({
            labels: Object.fromEntries(Object.entries(object(labels)).filter((label): label is [string, string] => typeof label[1] === 'string')),
            points: points.map((value, index) => [to - (points.length - 1 - index) * width, number(value) ?? null] as const),
        });
        strips.set(metric, strip);
    }
    return [...strips].map(([metric, strip]) => ({ metric, unit: strip.unit, history: { series: strip.series }, from: to - Math.max(1, longest - 1) * width, to }));
}

/** `received`: when the collector had it. */
export function readReport(from: unknown, received: number): Report {
    const { program, made, by, check, notes, strips } = object(from);
    const found = checkIn(check);
    const at = typeof made === 'string' ? Date.parse(made) : Number.NaN;
    return {
        kind: found === null ? 'note' : object(check)['accept'] === true ? 'acceptance' : 'check',
        program: text(program),
        made: Number.isNaN(at) ? null : (made as string),
        by: text(by),
        check: found,
        notes: list(notes, MOST_NOTES).flatMap(noteIn),
        strips: stripsIn(strips, Number.isNaN(at) ? received : at),
    };
}
