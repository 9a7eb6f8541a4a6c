// A dashboard: its variables, its links to the others, the events over its graphs, and its rows.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

import { uidOf } from './links.js';
import { datasource, type Panel } from './panels.js';
import { type Language, type Names, type Words, text } from './text.js';

export interface Row {
    readonly title: Words;
    readonly panels: readonly Panel[];
}

export interface Annotation {
    readonly name: Words;
    readonly expr: string;
    readonly color: string;
    /** Grafana's {{label}} template. */
    readonly said: Words;
}

export type Variable = 'areas' | 'area' | 'sites' | 'site' | 'poles';

export interface Board {
    readonly name: string;
    readonly title: Words;
    readonly description: Words;
    /** Beside datasource and job, in the order in which each depends on the one before. */
    readonly variables: readonly Variable[];
    readonly annotations?: readonly Annotation[];
    /** What is always seen; the rows below it are closed until somebody asks. */
    readonly first: readonly Panel[];
    readonly rows: readonly Row[];
    readonly from?: string;
    readonly refresh?: string;
}

const gridWidth = 24;
const tag = 'magpie';

const labels: Names = {
    datasource: text('Data source', '데이터 소스'),
    job: text('Job', '작업(job)'),
    area: text('District', '자치구'),
    site: text('Site', '설치 장소'),
    node: text('Pole', '폴'),
};

function queryVariable(name: string, query: string, language: Language): dashboard.QueryVariableBuilder {
    return new dashboard.QueryVariableBuilder(name)
        .label(labels[name]?.[language] ?? name)
        .datasource(datasource)
        .query(query)
        .definition(query)
        .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
        .sort(dashboard.VariableSort.NaturalAsc);
}

const everything = (multi: boolean): dashboard.VariableOption => ({
    selected: true,
    text: multi ? ['All'] : 'All',
    value: multi ? ['$__all'] : '$__all',
});

/** Grafana escapes what stands for several; the name of the one site may hold anything. */
const siteOf = (board: Board): string => (board.variables.includes('sites') ? 'site=~"$site"' : 'site="$site"');

function toVariable(variable: Variable, board: Board, language: Language): dashboard.QueryVariableBuilder {
    const nodes = 'magpie_node_info{job=~"$job"';
    switch (variable) {
        case 'areas':
            return queryVariable('area', areaQuery, language)
                .multi(true)
                .includeAll(true)
                .allValue('.+')
                .current(everything(true));
        case 'area':
            return queryVariable('area', areaQuery, language);
        case 'site':
            // One of them, for all poles of a city are more than a list can hold.
            return queryVariable('site', `label_values(${nodes}, area=~"$area"}, site)`, language);
        case 'sites':
            // By the sites' names, poles without one are not found; all of them are.
            return queryVariable('site', `label_values(${nodes}, area=~"$area"}, site)`, language)
                .includeAll(true)
                .allValue('.*')
                .current(everything(false));
        case 'poles':
            // No value for all: Grafana then asks for the poles of the site by name, for other series know no site.
            return queryVariable('node', `label_values(${nodes}, area=~"$area", ${siteOf(board)}}, node)`, language)
                .multi(true)
                .includeAll(true);
    }
}

const areaQuery = 'label_values({__name__=~"magpie_rollup_nodes|magpie_node_info", job=~"$job"}, area)';
const jobQuery = 'label_values({__name__=~"magpie_rollup_nodes|magpie_collector_info"}, job)';

function variablesOf(board: Board, language: Language): dashboard.VariableModel[] {
    const source = new dashboard.DatasourceVariableBuilder('datasource')
        .label(labels['datasource']?.[language] ?? 'Data source')
        .type('prometheus');
    // What a collector writes to the history itself has no job; .* finds that too.
    const job = queryVariable('job', jobQuery, language)
        .multi(true)
        .includeAll(true)
        .allValue('.*')
        .current(everything(true));
    return [source, job, ...board.variables.map((variable) => toVariable(variable, board, language))].map((builder) =>
        builder.build(),
    );
}

function toAnnotation(annotation: Annotation, language: Language): dashboard.AnnotationQuery {
    const query = new dashboard.AnnotationQueryBuilder()
        .name(annotation.name[language])
        .datasource(datasource)
        .enable(true)
        .iconColor(annotation.color)
        .expr(annotation.expr)
        .step('30s')
        .titleFormat(annotation.name[language])
        .textFormat(annotation.said[language])
        .tagKeys('node')
        .build();
    // Grafana 13 would hide the switch in a menu, as the SDK has it.
    delete query.placement;
    return query;
}

/** Left to right, top to bottom; a panel that does not fit opens the next line. */
function place(panels: readonly Panel[], top: number, language: Language, nextId: () => number): [dashboard.Panel[], number] {
    let x = 0;
    let y = top;
    let lineHeight = 0;
    const placed = panels.map((panel) => {
        if (x + panel.width > gridWidth) {
            x = 0;
            y += lineHeight;
            lineHeight = 0;
        }
        const built = panel.build(language);
        built.id = nextId();
        built.gridPos = { x, y, w: panel.width, h: panel.height };
        x += panel.width;
        lineHeight = Math.max(lineHeight, panel.height);
        return built;
    });
    return [placed, y + lineHeight];
}

function linksOf(language: Language): dashboard.DashboardLinkBuilder[] {
    const others = new dashboard.DashboardLinkBuilder(language === 'en' ? 'Magpie' : 'Magpie 대시보드')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([`${tag}-${language}`])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true);
    return [others];
}

export function buildBoard(board: Board, language: Language): dashboard.Dashboard {
    let ids = 0;
    const nextId = (): number => (ids += 1);
    const builder = new dashboard.DashboardBuilder(`Magpie / ${board.title[language]}`)
        .uid(uidOf(board.name, language))
        .description(board.description[language])
        .tags([tag, `${tag}-${language}`])
        .readonly()
        .tooltip(dashboard.DashboardCursorSync.Crosshair)
        .time({ from: board.from ?? 'now-6h', to: 'now' })
        .refresh(board.refresh ?? '1m')
        .links(linksOf(language))
        .annotations([]);
    const built = builder.build();
    built.templating.list = variablesOf(board, language);
    built.annotations.list = (board.annotations ?? []).map((annotation) => toAnnotation(annotation, language));
    const [first, below] = place(board.first, 0, language, nextId);
    let y = below;
    const rows = board.rows.map((row): dashboard.RowPanel => {
        const id = nextId();
        const [panels] = place(row.panels, y + 1, language, nextId);
        const gridPos = { x: 0, y, w: gridWidth, h: 1 };
        y += 1;
        return { type: 'row', collapsed: true, title: row.title[language], id, gridPos, panels };
    });
    built.panels = [...first, ...rows];
    return built;
}
