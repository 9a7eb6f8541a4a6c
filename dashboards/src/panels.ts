// The kinds of panels the dashboards are made of. Each kind looks the same everywhere, so that a reader learns it once.

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

import { type Destination, linkTo, seriesFields } from './links.js';
import type { Language, Names, Words } from './text.js';

export const datasource: common.DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** A panel that does not know its language, its place and its number yet. */
export interface Panel {
    readonly width: number;
    readonly height: number;
    build(language: Language): dashboard.Panel;
}

export interface Size {
    readonly width: number;
    readonly height: number;
}

export type Steps = readonly (readonly [from: number | null, color: string])[];

/** What every panel says of itself. */
export interface Frame {
    readonly title: Words;
    readonly description: Words;
    /** Why it may be empty. */
    readonly noValue: Words;
    /** A unit id of Grafana. */
    readonly unit: string;
    readonly width: number;
    readonly height: number;
    readonly decimals?: number;
    readonly min?: number;
    readonly max?: number;
    readonly steps?: Steps;
    /** What the values mean, by value. */
    readonly values?: Names;
}

export interface Query {
    readonly expr: string;
    readonly legend?: string | Words;
}

/** The methods that the builders of all kinds have; the SDK has no name for them. */
export interface Dressable extends Builder<dashboard.Panel> {
    title(title: string): this;
    description(description: string): this;
    datasource(datasource: common.DataSourceRef): this;
    span(width: number): this;
    height(height: number): this;
    unit(unit: string): this;
    noValue(noValue: string): this;
    decimals(decimals: number): this;
    min(min: number): this;
    max(max: number): this;
    thresholds(thresholds: Builder<dashboard.ThresholdsConfig>): this;
    mappings(mappings: dashboard.ValueMapping[]): this;
    colorScheme(color: Builder<dashboard.FieldColor>): this;
    withTarget(target: Builder<Dataquery>): this;
    withOverride(override: {
        matcher: dashboard.MatcherConfig;
        properties: dashboard.DynamicConfigValue[];
    }): this;
}

export type Target = 'range' | 'instant' | 'table' | 'buckets';

const letters = 'ABCDEFGHIJKLMNOP';
export const refId = (index: number): string => letters.charAt(index);

export function toThresholds(steps: Steps): dashboard.ThresholdsConfig {
    return {
        mode: dashboard.ThresholdsMode.Absolute,
        steps: steps.map(([value, color]) => ({ value, color })),
    };
}

export function toMappings(names: Names, language: Language): dashboard.ValueMapping[] {
    const options = Object.entries(names).map(([value, words], index) => [value, { text: words[language], index }]);
    return [{ type: dashboard.MappingType.ValueToText, options: Object.fromEntries(options) }];
}

const formats: Readonly<Record<Target, prometheus.PromQueryFormat>> = {
    range: prometheus.PromQueryFormat.TimeSeries,
    instant: prometheus.PromQueryFormat.TimeSeries,
    table: prometheus.PromQueryFormat.Table,
    buckets: prometheus.PromQueryFormat.Heatmap,
};

function toTarget(query: Query, index: number, target: Target, language: Language): Builder<Dataquery> {
    const { legend = '' } = query;
    const builder = new prometheus.DataqueryBuilder()
        .refId(refId(index))
        .datasource(datasource)
        .editorMode(prometheus.QueryEditorMode.Code)
        .expr(query.expr)
        .legendFormat(typeof legend === 'string' ? legend : legend[language])
        .format(formats[target]);
    return target === 'instant' || target === 'table' ? builder.instant() : builder.range();
}

/** Gives a panel what all of them have. */
export function dress<T extends Dressable>(
    panel: T,
    frame: Frame,
    queries: readonly Query[],
    target: Target,
    language: Language,
): T {
    panel
        .title(frame.title[language])
        .description(frame.description[language])
        .datasource(datasource)
        .span(frame.width)
        .height(frame.height)
        .unit(frame.unit)
        .noValue(frame.noValue[language]);
    if (frame.decimals !== undefined) {
        panel.decimals(frame.decimals);
    }
    if (frame.min !== undefined) {
        panel.min(frame.min);
    }
    if (frame.max !== undefined) {
        panel.max(frame.max);
    }
    if (frame.steps) {
        panel.thresholds({ build: () => toThresholds(frame.steps ?? []) });
    }
    if (frame.values) {
        panel.mappings(toMappings(frame.values, language));
    }
    queries.forEach((query, index) => panel.withTarget(toTarget(query, index, target, language)));
    return panel;
}

/** Series that are called by a label's value, in words. */
export function nameSeries(panel: Dressable, names: Names, language: Language): void {
    for (const [value, words] of Object.entries(names)) {
        panel.withOverride({
            matcher: { id: 'byName', options: value },
            properties: [{ id: 'displayName', value: words[language] }],
        });
    }
}

/** Kinds of panels differ in what they take where nothing is said. */
export const bySteps = (): Builder<dashboard.FieldColor> =>
    new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds);

const lastValue = (): Builder<common.ReduceDataOptions> => new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']);

interface StatSpec extends Frame {
    readonly queries: readonly Query[];
    /** A coloured tile rather than a coloured figure. */
    readonly tile?: boolean;
    /** A line under the figure; costs a query over time. */
    readonly trend?: boolean;
    readonly names?: Names;
    /** Shows the label's value, as of an info metric, instead of its 1. */
    readonly shows?: 'name';
}

/** One figure, or a few side by side. */
export function figure(spec: StatSpec): Panel {
    const build = (language: Language): dashboard.Panel => {
        const panel = new stat.PanelBuilder()
            .colorScheme(bySteps())
            .reduceOptions(lastValue())
            .graphMode(spec.trend ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
            .colorMode(spec.tile ? common.BigValueColorMode.Background : common.BigValueColorMode.Value)
            .textMode(spec.shows === 'name' ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto);
        nameSeries(panel, spec.names ?? {}, language);
        const steps = spec.steps ?? [[null, 'text']];
        return dress(panel, { ...spec, steps }, spec.queries, spec.trend ? 'range' : 'instant', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}

interface GraphSpec extends Frame {
    readonly queries: readonly Query[];
    readonly stacked?: boolean;
    readonly names?: Names;
    /** Where a click on a series leads, by its labels. */
    readonly to?: Destination;
    /** Shows the steps as lines. */
    readonly limits?: boolean;
}

/** Lines over time. */
export function graph(spec: GraphSpec): Panel {
    const build = (language: Language): dashboard.Panel => {
        const panel = new timeseries.PanelBuilder()
            .lineWidth(1)
            .fillOpacity(spec.stacked ? 30 : 0)
            .showPoints(common.VisibilityMode.Never)
            .legend(
                new common.VizLegendOptionsBuilder()
                    .showLegend(true)
                    .displayMode(common.LegendDisplayMode.Table)
                    .placement(common.LegendPlacement.Bottom)
                    .calcs(['lastNotNull', 'max']),
            )
            .tooltip(
                new common.VizTooltipOptionsBuilder()
                    .mode(common.TooltipDisplayMode.Multi)
                    .sort(common.SortOrder.Descending),
            );
        if (spec.stacked) {
            panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
        }
        if (spec.limits) {
            panel.thresholdsStyle(
                new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Line),
            );
        }
        if (spec.to) {
            panel.dataLinks([linkTo(spec.to, seriesFields, language)]);
        }
        nameSeries(panel, spec.names ?? {}, language);
        return dress(panel, spec, spec.queries, 'range', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}

interface BarsSpec extends Frame {
    readonly queries: readonly Query[];
    readonly names?: Names;
    readonly to?: Destination;
}

/** Bars to compare by length, as they are now. */
export function bars(spec: BarsSpec): Panel {
    const build = (language: Language): dashboard.Panel => {
        const panel = new bargauge.PanelBuilder()
            .colorScheme(bySteps())
            .reduceOptions(lastValue())
            .orientation(common.VizOrientation.Horizontal)
            .displayMode(common.BarGaugeDisplayMode.Basic)
            .valueMode(common.BarGaugeValueMode.Text)
            .showUnfilled(true)
            .minVizHeight(16)
            .maxVizHeight(40);
        if (spec.to) {
            panel.dataLinks([linkTo(spec.to, seriesFields, language)]);
        }
        nameSeries(panel, spec.names ?? {}, language);
        const steps = spec.steps ?? [[null, 'blue']];
        return dress(panel, { ...spec, steps, min: spec.min ?? 0 }, spec.queries, 'instant', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}

interface StatesSpec extends Frame {
    readonly queries: readonly Query[];
}

/** A strip of states over time for each series. */
export function strips(spec: StatesSpec): Panel {
    const build = (language: Language): dashboard.Panel => {
        const panel = new statetimeline.PanelBuilder()
            .colorScheme(bySteps())
            .mergeValues(true)
            .showValue(common.VisibilityMode.Never)
            .rowHeight(0.8)
            .lineWidth(0)
            .fillOpacity(80);
        return dress(panel, spec, spec.queries, 'range', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}

interface HeatSpec extends Frame {
    /** Rates of buckets by `le` alone. */
    readonly bucket: string;
}

/** How a histogram's observations spread, over time. */
export function heat(spec: HeatSpec): Panel {
    const build = (language: Language): dashboard.Panel => {
        const panel = new heatmap.PanelBuilder()
            .calculate(false)
            .color(
                new heatmap.HeatmapColorOptionsBuilder()
                    .mode(heatmap.HeatmapColorMode.Scheme)
                    .scheme('Spectral')
                    .fill('dark-orange')
                    .exponent(0.5)
                    .steps(64)
                    .reverse(false),
            )
            .yAxis(new heatmap.YAxisConfigBuilder().unit(spec.unit))
            .cellGap(1)
            .showValue(common.VisibilityMode.Never)
            .showLegend()
            .tooltip(new heatmap.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true));
        return dress(panel, spec, [{ expr: spec.bucket, legend: '{{le}}' }], 'buckets', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}
