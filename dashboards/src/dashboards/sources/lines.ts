// Queries and panels of the poles chosen: lines by pole, as few words as they need.

import { graph, type Panel, type Query } from '../../panels.js';
import { by, ofPole, quantile, rate, share, sum } from '../../query.js';
import { text, type Words } from '../../text.js';

export const pole = ['area', 'node'];
export const third = { width: 8, height: 8 };
export const half = { width: 12, height: 8 };

interface More {
    readonly min?: number;
    readonly max?: number;
    readonly decimals?: number;
    readonly width?: number;
}

export const lines = (
    title: Words,
    description: Words,
    noValue: Words,
    unit: string,
    queries: readonly Query[],
    more: More = {},
): Panel => graph({ title, description, noValue, unit, queries, ...third, ...more });

/** A gauge of each pole, by some of its labels. */
export const each = (metric: string, labels: readonly string[], legend?: Words | string): Query => ({
    expr: by('max', ['node', ...labels], ofPole(metric)),
    legend: legend ?? ['{{node}}', ...labels.map((label) => `{{${label}}}`)].join(' '),
});
/** A counter's growth a second. */
export const grows = (metric: string, labels: readonly string[], factor = 1): Query => ({
    expr: `${factor === 1 ? '' : `${factor} * `}${sum(['node', ...labels], rate(ofPole(metric)))}`,
    legend: ['{{node}}', ...labels.map((label) => `{{${label}}}`)].join(' '),
});
export const quantileOf = (metric: string, said: Words, share = 0.5, factor = 1): Query => ({
    expr: `${factor === 1 ? '' : `${factor} * `}${quantile(share, ['node', 'band'], ofPole(`${metric}_bucket`))}`,
    legend: { en: `{{node}} {{band}} ${said.en}`, ko: `{{node}} {{band}} ${said.ko}` },
});

export const meanOf = (metric: string): Query => ({
    expr: share(['node', 'band'], ofPole(`${metric}_sum`), ofPole(`${metric}_count`)),
    legend: '{{node}} {{band}}',
});

export const median = text('median', '중앙값');
export const perMinute = 60;
export const bits = 8;

export const airtime = (part: string, said: Words): Query => ({
    expr: share(
        ['node', 'band'],
        ofPole(`magpie_wifi_channel_${part}_seconds_total`),
        ofPole('magpie_wifi_channel_active_seconds_total'),
    ),
    legend: { en: `{{node}} {{band}} ${said.en}`, ko: `{{node}} {{band}} ${said.ko}` },
});
