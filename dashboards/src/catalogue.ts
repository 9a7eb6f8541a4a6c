// The catalogue of wire/catalogue as `script/docs` writes it for what is not C++.

import { readFileSync } from 'node:fs';

export interface Metric {
    readonly name: string;
    readonly type: 'gauge' | 'counter' | 'info' | 'histogram';
    readonly unit: string;
    readonly labels: readonly string[];
    readonly help: string;
    readonly for: string;
    readonly buckets: readonly number[];
}

export interface Catalogue {
    readonly metrics: readonly Metric[];
}

export const catalogue = JSON.parse(
    readFileSync(new URL('../catalogue.json', import.meta.url), 'utf8'),
) as Catalogue;

const byName = new Map(catalogue.metrics.map((metric) => [metric.name, metric]));
const partOfHistogram = /_(bucket|sum|count)$/;

/** The metric a series belongs to; `x_bucket`, `x_sum` and `x_count` belong to the histogram `x`. */
export function metricOf(series: string): Metric | undefined {
    const whole = byName.get(series);
    if (whole) {
        return whole.type === 'histogram' ? undefined : whole;
    }
    const histogram = byName.get(series.replace(partOfHistogram, ''));
    return histogram?.type === 'histogram' ? histogram : undefined;
}

/** The labels a scraped series may have. */
export function labelsOf(series: string): readonly string[] {
    const metric = metricOf(series);
    if (!metric) {
        return [];
    }
    const place = metric.name.startsWith('magpie_collector_')
        ? []
        : metric.name.startsWith('magpie_rollup_')
          ? ['area']
          : ['area', 'node'];
    return ['job', 'instance', ...place, ...metric.labels, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
