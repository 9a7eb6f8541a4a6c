// Maps: markers at the positions that poles tell as labels.

import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as geomap from '@grafana/grafana-foundation-sdk/geomap';

import { type Destination, linkTo, rowFields } from './links.js';
import { bySteps, dress, type Frame, type Panel, type Query, refId } from './panels.js';
import { type Language, type Words, text } from './text.js';

/** The markers of one query. */
export interface Layer {
    readonly name: Words;
    readonly query: Query;
    /** What the value is called at the pointer. */
    readonly value: Words;
    readonly unit?: string;
    /** By value against the steps, or one colour for all. */
    readonly color: 'steps' | string;
    readonly size: number | { readonly min: number; readonly max: number };
    /** A label written beside each marker. */
    readonly label?: string;
    readonly to: Destination;
}

interface MapSpec extends Frame {
    readonly layers: readonly Layer[];
}

const labelTitles: Readonly<Record<string, Words>> = {
    area: text('District', '자치구'),
    site: text('Site', '설치 장소'),
    node: text('Pole', '폴'),
};

/** A layer finds its value by name; Grafana calls it `Value #A`, and `Value` where it is the only one that has any. */
function valueNames(layers: readonly Layer[], language: Language): Record<string, string> {
    const names = layers.map((layer, index) => [`Value #${refId(index)}`, layer.value[language]]);
    return Object.fromEntries([...names, ['Value', layers[0]?.value[language]]]);
}

function toLayer(layer: Layer, index: number, language: Language): common.MapLayerOptions {
    const value = layer.value[language];
    const size =
        typeof layer.size === 'number'
            ? { fixed: layer.size, min: 2, max: 15 }
            : { field: value, fixed: 8, ...layer.size };
    return {
        type: 'markers',
        name: layer.name[language],
        config: {
            showLegend: true,
            style: {
                color: layer.color === 'steps' ? { field: value, fixed: 'text' } : { fixed: layer.color },
                opacity: 0.7,
                rotation: { fixed: 0, mode: 'mod', min: -360, max: 360 },
                size,
                symbol: { fixed: 'img/icons/marker/circle.svg', mode: 'fixed' },
                symbolAlign: { horizontal: 'center', vertical: 'center' },
                ...(layer.label === undefined ? {} : { text: { field: layer.label, fixed: '', mode: 'field' } }),
                textConfig: { fontSize: 12, offsetX: 0, offsetY: -14, textAlign: 'center', textBaseline: 'middle' },
            },
        },
        location: {
            mode: common.FrameGeometrySourceMode.Coords,
            latitude: 'latitude',
            longitude: 'longitude',
        },
        filterData: { id: 'byRefId', options: refId(index) },
        tooltip: true,
    };
}

export function map(spec: MapSpec): Panel {
    const { layers } = spec;
    const build = (language: Language): dashboard.Panel => {
        const panel = new geomap.PanelBuilder()
            .colorScheme(bySteps())
            .view(new geomap.MapViewConfigBuilder().id(geomap.MapCenterID.Fit).zoom(12).allLayers(true))
            .controls(
                new geomap.ControlsOptionsBuilder()
                    .showZoom(true)
                    .mouseWheelZoom(true)
                    .showAttribution(true)
                    .showScale(true),
            )
            .basemap(new common.MapLayerOptionsBuilder().type('default').name('Layer 0'))
            .layers(layers.map((layer, index) => ({ build: () => toLayer(layer, index, language) })))
            .tooltip(new geomap.TooltipOptionsBuilder().mode(geomap.TooltipMode.Details))
            .withTransformation({
                id: 'convertFieldType',
                options: {
                    conversions: ['latitude', 'longitude'].map((targetField) => ({
                        targetField,
                        destinationType: 'number',
                    })),
                    fields: {},
                },
            })
            .withTransformation({
                id: 'organize',
                options: { excludeByName: { Time: true }, indexByName: {}, renameByName: valueNames(layers, language) },
            });
        for (const [label, words] of Object.entries(labelTitles)) {
            panel.overrideByName(label, [{ id: 'displayName', value: words[language] }]);
        }
        layers.forEach((layer) =>
            panel.overrideByName(layer.value[language], [
                { id: 'unit', value: layer.unit ?? spec.unit },
                { id: 'links', value: [linkTo(layer.to, rowFields, language).build()] },
            ]),
        );
        const queries = layers.map(({ query }) => query);
        return dress(panel, spec, queries, 'table', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}
