// Tables: what each column is called, holds and leads to.

import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';

import { type Destination, linkTo, rowFields } from './links.js';
import { dress, type Frame, type Panel, type Query, refId, type Steps, toMappings, toThresholds } from './panels.js';
import type { Language, Names, Words } from './text.js';

export interface Column {
    /** A label, or the number of the query whose value it is. */
    readonly field: string | number;
    readonly title: Words;
    readonly unit?: string;
    readonly decimals?: number;
    readonly names?: Names;
    readonly steps?: Steps;
    readonly to?: Destination;
    readonly width?: number;
}

interface TableSpec extends Omit<Frame, 'unit'> {
    readonly queries: readonly Query[];
    readonly columns: readonly Column[];
    /** The query whose value comes first, greatest at the top; or least, if `leastFirst`. */
    readonly sortBy: number;
    readonly leastFirst?: boolean;
    /** Labels that are there for a query's sake and not shown. */
    readonly hides?: readonly string[];
}

/** Grafana calls the value of an only query `Value`, of one of several `Value #A`. */
function fieldOf(column: Column, of: number): string {
    if (typeof column.field === 'string') {
        return column.field;
    }
    return of > 1 ? `Value #${refId(column.field)}` : 'Value';
}

function propertiesOf(column: Column, language: Language): dashboard.DynamicConfigValue[] {
    const properties: dashboard.DynamicConfigValue[] = [{ id: 'displayName', value: column.title[language] }];
    const add = (id: string, value: unknown): void => void properties.push({ id, value });
    add('unit', column.unit ?? (typeof column.field === 'string' ? 'string' : 'short'));
    if (column.decimals !== undefined) {
        add('decimals', column.decimals);
    }
    if (column.width !== undefined) {
        add('custom.width', column.width);
    }
    if (column.names) {
        add('mappings', toMappings(column.names, language));
    }
    if (column.steps) {
        add('thresholds', toThresholds(column.steps));
        add('custom.cellOptions', { type: 'color-text' });
    }
    if (column.to) {
        add('links', [linkTo(column.to, rowFields, language).build()]);
    }
    return properties;
}

/** Rows by the labels that all queries share, a column for each value. */
export function rows(spec: TableSpec): Panel {
    const several = spec.queries.length;
    const fields = spec.columns.map((column) => fieldOf(column, several));
    const sorted = spec.columns.find(({ field }) => field === spec.sortBy);
    const build = (language: Language): dashboard.Panel => {
        const panel = new table.PanelBuilder()
            .showHeader(true)
            .cellHeight(common.TableCellHeight.Sm)
            .filterable(true)
            .sortBy([
                new common.TableSortByFieldStateBuilder()
                    .displayName(sorted?.title[language] ?? '')
                    .desc(!spec.leastFirst),
            ]);
        if (several > 1) {
            panel.withTransformation({ id: 'merge', options: {} });
        }
        const hidden = ['Time', '__name__', 'job', 'instance', ...(spec.hides ?? [])];
        panel.withTransformation({
            id: 'organize',
            options: {
                excludeByName: Object.fromEntries(hidden.map((field) => [field, true])),
                indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
                renameByName: {},
            },
        });
        spec.columns.forEach((column, index) =>
            panel.withOverride({
                matcher: { id: 'byName', options: fields[index] },
                properties: propertiesOf(column, language),
            }),
        );
        return dress(panel, { ...spec, unit: 'short' }, spec.queries, 'table', language).build();
    };
    return { width: spec.width, height: spec.height, build };
}
