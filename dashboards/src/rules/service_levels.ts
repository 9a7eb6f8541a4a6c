// What the city promises, and how fast what may go wrong is used up: multi-window burn rates, each window from a
// shorter one that is recorded already. A ratio of an hour is the mean of its moments, each with the same weight.
//
// Good minutes of clients and time to connect get rows when cities have figures to promise from, path loss when there is a source.

import type { Words } from '../text.js';
import { text } from '../text.js';
import type { RecordingGroup, RecordingRule } from './model.js';

export interface ServiceLevel {
    readonly id: string;
    /** In the name of its alerts. */
    readonly name: string;
    readonly objective: number;
    readonly promise: Words;
    /** The share that went wrong in the last five minutes, by area. */
    readonly errors: string;
}

export const serviceLevels: readonly ServiceLevel[] = [
    {
        id: 'usable',
        name: 'Usable',
        // The national survey of 2023 found 1.78 % of the places unusable on site; the city wants to be better.
        objective: 0.99,
        promise: text('poles are usable on site', '폴을 현장에서 쓸 수 있음'),
        errors: `1 - avg_over_time(area:magpie_usable:ratio[5m])`,
    },
    {
        id: 'completeness',
        name: 'Completeness',
        objective: 0.999,
        promise: text('reports of the poles are kept', '폴의 보고가 유실되지 않음'),
        errors: `clamp_max(
  sum by (area) (rate(magpie_rollup_reports_lost_total[5m]))
  / on (area)
  area:magpie_expected_reports:rate,
  1
)`,
    },
    {
        id: 'event_latency',
        name: 'EventLatency',
        // Six seconds from pole to alert. The bucket below it leaves one for Alertmanager.
        objective: 0.99,
        promise: text('reports arrive within five seconds', '보고가 5초 안에 도착함'),
        errors: `max by (area) (
  0 * max by (area, instance) (magpie_rollup_nodes)
  + on (instance) group_left ()
  (
    1
    - sum by (instance) (rate(magpie_collector_report_delay_seconds_bucket{le=~"5|5.0"}[5m]))
    / on (instance)
    (sum by (instance) (rate(magpie_collector_report_delay_seconds_count[5m])) > 0)
  )
)`,
    },
];

export type Window = '5m' | '30m' | '1h' | '6h' | '3d';

const longer: Readonly<Record<Exclude<Window, '5m'>, Window>> = { '30m': '5m', '1h': '5m', '6h': '5m', '3d': '1h' };

export const errorRatio = (window: Window): string => `area:magpie_slo_errors:ratio_rate${window}`;

const mean = (window: Exclude<Window, '5m'>): RecordingRule => ({
    record: errorRatio(window),
    expr: `avg_over_time(${errorRatio(longer[window])}[${window}])`,
});

export const serviceLevelGroups: readonly RecordingGroup[] = [
    {
        name: 'magpie-service-levels',
        interval: '30s',
        rules: [
            ...serviceLevels.map(
                ({ id, errors }): RecordingRule => ({ record: errorRatio('5m'), expr: errors, labels: { slo: id } }),
            ),
            mean('30m'),
            mean('1h'),
            mean('6h'),
        ],
    },
    // 25 districts, three days: a mean of 8,640 values each is too much for every half minute. And what changes seldom.
    {
        name: 'magpie-service-levels-slow',
        interval: '4m',
        rules: [
            {
                record: 'area:magpie_expected_reports:rate',
                expr: `sum by (area) (1 / magpie_node_report_interval_seconds)`,
            },
            mean('3d'),
        ],
    },
];

export interface Burn {
    readonly factor: number;
    readonly long: Window;
    readonly short: Window;
}

/** 2 % of thirty days' budget within an hour, 5 % within six. */
export const fast: readonly Burn[] = [
    { factor: 14.4, long: '1h', short: '5m' },
    { factor: 6, long: '6h', short: '30m' },
];
/** 10 % within three days. */
export const slow: readonly Burn[] = [{ factor: 1, long: '3d', short: '6h' }];

/** Below this many poles the budget of an area is less than one pole, which has its own alert. */
const polesOfABudget = 20;

export function burns(level: ServiceLevel, rates: readonly Burn[]): string {
    const budget = 1 - level.objective;
    const limit = (factor: number): string => String(Number((factor * budget).toPrecision(6)));
    const cases = rates.map(
        ({ factor, long, short }) => `(
    ${errorRatio(long)}{slo="${level.id}"} > ${limit(factor)}
    and on (area)
    ${errorRatio(short)}{slo="${level.id}"} > ${limit(factor)}
  )`,
    );
    return `max by (area, slo) (
  ${cases.join('\n  or on (area)\n  ')}
)
and on (area)
area:magpie_heard_nodes:count >= ${polesOfABudget}`;
}
