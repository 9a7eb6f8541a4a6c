import type { Annotation, Board } from '../board.js';
import { bars, figure, graph } from '../panels.js';
import { by, firing, ofArea, recorded, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { missing, or, reasons, siteTypes, text } from '../text.js';
import { errorBudgets } from './budgets.js';
import { usableSteps } from './steps.js';
import { suspectedFaults, suspectedFaultsOverTime } from './suspected_faults.js';
import {
    busyByBand,
    busyShare,
    clientsByNetwork,
    clientsBySiteType,
    failuresByBand,
    foreignByBand,
    polesByState,
    radiosHung,
    refusedJoins,
    reportsLost,
    retriesByBand,
    signalQuantiles,
    silentBySiteType,
    traffic,
    weakByBand,
} from './sums.js';
import {
    affected,
    affectedTile,
    clientsTile,
    hiddenTile,
    reasonBars,
    reasonsOverTime,
    usableMap,
    usableTile,
    worstSites,
} from './usable.js';

const half = { width: 12, height: 9 };
const third = { width: 8, height: 8 };
const unusable = recorded('node:magpie_unusable:reason');

/** Those of a pole would cover the line from end to end. */
const areaAlerts: Annotation = {
    name: text('Alerts of districts and hubs', '자치구·집선 장치 경보'),
    expr: by('count', ['alertname', 'area', 'severity'], firing('severity="critical"', 'node=""')),
    color: 'red',
    said: text('{{area}}: {{alertname}}', '{{area}}: {{alertname}}'),
};

export const city: Board = {
    name: 'city',
    title: text('City', '도시 전체'),
    description: text(
        'Which sites look fine on the map and are unusable, for how many people, and why.',
        '지도에서는 정상으로 보이지만 이용할 수 없는 곳, 영향 인원, 그 원인.',
    ),
    variables: ['areas'],
    annotations: [areaAlerts],
    first: [
        usableTile({ width: 5, height: 7 }),
        affectedTile({ width: 4, height: 7 }),
        hiddenTile({ width: 4, height: 7 }),
        reasonBars({ width: 11, height: 7 }),
        usableMap('area', text('Districts and unusable poles', '자치구와 이용 불가 폴'), { width: 12, height: 14 }),
        worstSites({ width: 12, height: 14 }),
        rows({
            title: text('Districts', '자치구'),
            description: text(
                'Every district, the worst first: share of usable poles, unusable and silent poles, people affected, clients now.',
                '이용 가능률이 낮은 순의 자치구: 이용 불가·무응답 폴, 영향 인원, 현재 접속자.',
            ),
            noValue: or(missing.rules, text('/metrics/rollup is not scraped', '/metrics/rollup 미수집')),
            width: 13,
            height: 12,
            sortBy: 0,
            leastFirst: true,
            queries: [
                { expr: by('max', ['area'], recorded('area:magpie_usable:ratio')) },
                { expr: by('count', ['area'], by('count', ['area', 'node'], unusable)) },
                { expr: sum(['area'], ofArea('magpie_rollup_nodes', 'state="down"')) },
                { expr: sum(['area'], ofArea('magpie_rollup_nodes')) },
                { expr: sum(['area'], recorded('area:magpie_affected_clients:estimate')) },
                { expr: sum(['area'], ofArea('magpie_rollup_clients')) },
            ],
            columns: [
                { field: 'area', title: text('District', '자치구'), to: 'district' },
                {
                    field: 0,
                    title: text('Usable', '이용 가능률'),
                    unit: 'percentunit',
                    decimals: 1,
                    steps: usableSteps,
                },
                { field: 1, title: text('Unusable', '이용 불가') },
                { field: 2, title: text('Silent', '무응답') },
                { field: 3, title: text('Poles', '전체 폴') },
                { field: 4, title: text('People affected', '영향 인원'), decimals: 0 },
                { field: 5, title: text('Clients', '접속자'), decimals: 0 },
            ],
        }),
        graph({
            title: text('Usable share by district', '자치구별 이용 가능률 추이'),
            description: text(
                'Share of poles that a citizen can use, by district and in the whole city, over time. Click a line to open the district.',
                '시간에 따른 자치구별·도시 전체 이용 가능률. 선을 누르면 자치구 화면으로 이동합니다.',
            ),
            noValue: missing.rules,
            unit: 'percentunit',
            max: 1,
            decimals: 1,
            width: 11,
            height: 12,
            to: 'district',
            queries: [
                { expr: by('max', ['area'], recorded('area:magpie_usable:ratio')), legend: '{{area}}' },
                { expr: 'city:magpie_usable:ratio', legend: text('the whole city', '도시 전체') },
            ],
        }),
    ],
    rows: [
        {
            title: text('Who is affected', '누가 영향을 받나'),
            panels: [
                reasonsOverTime(half),
                graph({
                    title: text('People affected by district', '자치구별 영향 인원'),
                    description: text(
                        'Estimate of the people who would be on the unusable poles at this hour, by district.',
                        '같은 시간대에 이용 불가 폴에 접속해 있었을 인원의 자치구별 추정.',
                    ),
                    noValue: missing.rules,
                    unit: 'short',
                    decimals: 0,
                    min: 0,
                    stacked: true,
                    to: 'district',
                    queries: [
                        { expr: sum(['area'], recorded('area:magpie_affected_clients:estimate')), legend: '{{area}}' },
                    ],
                    ...half,
                }),
                bars({
                    title: text('People affected by reason', '원인별 영향 인원'),
                    description: text(
                        'What costs most people their Wi-Fi now. Who misses a pole with two reasons is in both bars.',
                        '현재 가장 많은 사람의 이용을 막는 원인. 원인이 둘인 폴의 인원은 두 막대에 모두 포함됩니다.',
                    ),
                    noValue: missing.unusable,
                    unit: 'short',
                    decimals: 0,
                    names: reasons,
                    queries: [{ expr: `sort_desc(${sum(['reason'], affected)})`, legend: '{{reason}}' }],
                    ...third,
                }),
                bars({
                    title: text('People affected by type of site', '장소 유형별 영향 인원'),
                    description: text(
                        'Where the people are who miss their Wi-Fi now.',
                        '현재 이용하지 못하는 사람들이 있는 장소 유형.',
                    ),
                    noValue: missing.unusable,
                    unit: 'short',
                    decimals: 0,
                    names: siteTypes,
                    queries: [
                        {
                            expr: `sort_desc(${sum(['site_type'], by('max', ['area', 'node', 'site_type'], affected))})`,
                            legend: '{{site_type}}',
                        },
                    ],
                    ...third,
                }),
                bars({
                    title: text('Usable by type of site', '장소 유형별 이용 가능률'),
                    description: text(
                        'Share of usable poles by type of site, the worst first.',
                        '장소 유형별 이용 가능률. 낮은 순입니다.',
                    ),
                    noValue: missing.rules,
                    unit: 'percentunit',
                    decimals: 1,
                    max: 1,
                    steps: usableSteps,
                    names: siteTypes,
                    queries: [
                        {
                            expr: `sort(${by('avg', ['site_type'], recorded('node:magpie_usable:bool'))})`,
                            legend: '{{site_type}}',
                        },
                    ],
                    ...third,
                }),
            ],
        },
        {
            title: text('Alerts', '경보'),
            panels: [
                rows({
                    title: text('Alerts firing', '발생 중인 경보'),
                    description: text(
                        'What Prometheus is telling now, inhibited ones too; each has a page in dashboards/runbooks.',
                        '현재 Prometheus가 알리고 있는 경보(억제된 것 포함). 경보별 설명은 dashboards/runbooks에 있습니다.',
                    ),
                    noValue: text('None firing; or the alert rules are not loaded', '발생 중인 경보 없음. 또는 경보 규칙 미적용'),
                    width: 24,
                    height: 9,
                    sortBy: 0,
                    queries: [{ expr: by('count', ['severity', 'alertname', 'team', 'area'], firing()) }],
                    columns: [
                        { field: 'severity', title: text('Severity', '등급') },
                        { field: 'alertname', title: text('Alert', '경보') },
                        { field: 'area', title: text('District', '자치구'), to: 'district' },
                        { field: 'team', title: text('Team', '담당') },
                        { field: 0, title: text('How many', '건수'), decimals: 0 },
                    ],
                }),
                suspectedFaults({ width: 12, height: 9 }),
                suspectedFaultsOverTime({ width: 12, height: 9 }),
            ],
        },
        { title: text('Service levels', '서비스 수준(SLO)'), panels: errorBudgets },
        {
            title: text('Poles', '폴'),
            panels: [
                polesByState(half),
                silentBySiteType(half),
                radiosHung({ width: 5, height: 6 }),
                reportsLost({ width: 5, height: 6 }),
                figure({
                    title: text('Sites wholly silent', '전체 무응답 장소'),
                    description: text(
                        'Sites of which no pole reports: nobody there has Wi-Fi, and a line or a supply is the likely cause.',
                        '보고하는 폴이 하나도 없는 장소. 회선이나 전원이 원인일 가능성이 큽니다.',
                    ),
                    noValue: missing.rollup,
                    unit: 'short',
                    decimals: 0,
                    steps: [
                        [null, 'green'],
                        [1, 'red'],
                    ],
                    width: 5,
                    height: 6,
                    queries: [
                        {
                            expr: `count(${sum(['area', 'site'], ofArea('magpie_rollup_site_nodes', 'state="up"'))} == 0) or 0 * count(${ofArea('magpie_rollup_nodes', 'state="up"')})`,
                        },
                    ],
                }),
                bars({
                    title: text('Silent poles by district', '자치구별 무응답 폴'),
                    description: text('Districts with most poles that do not report.', '무응답 폴이 많은 자치구.'),
                    noValue: missing.rollup,
                    unit: 'short',
                    decimals: 0,
                    steps: [[null, 'orange']],
                    width: 9,
                    height: 10,
                    to: 'district',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, sum(['area'], ofArea('magpie_rollup_nodes', 'state="down"')))})`,
                            legend: '{{area}}',
                        },
                    ],
                }),
            ],
        },
        {
            title: text('People and traffic', '접속자와 트래픽'),
            panels: [
                clientsTile({ width: 4, height: 9 }),
                clientsBySiteType({ width: 10, height: 9 }),
                clientsByNetwork({ width: 10, height: 9 }),
                traffic(half),
                bars({
                    title: text('Busiest sites', '접속자가 많은 장소'),
                    description: text('Sites with most clients now.', '현재 접속자가 가장 많은 장소.'),
                    noValue: missing.rollup,
                    unit: 'short',
                    decimals: 0,
                    to: 'site',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, sum(['area', 'site'], ofArea('magpie_rollup_site_clients')))})`,
                            legend: '{{area}} {{site}}',
                        },
                    ],
                    ...half,
                }),
            ],
        },
        {
            title: text('Air and clients', '무선 환경과 접속 품질'),
            panels: [
                busyByBand(third),
                foreignByBand(third),
                retriesByBand(third),
                failuresByBand(third),
                weakByBand(third),
                signalQuantiles(third),
                refusedJoins(half),
                bars({
                    title: text('Busiest air by district', '자치구별 채널 사용률'),
                    description: text(
                        'Districts and bands whose air is busiest now.',
                        '현재 채널 사용률이 높은 자치구와 대역.',
                    ),
                    noValue: missing.rollup,
                    unit: 'percentunit',
                    decimals: 1,
                    max: 1,
                    to: 'district',
                    queries: [{ expr: `sort_desc(${top(15, busyShare(['area', 'band']))})`, legend: '{{area}} {{band}}' }],
                    ...half,
                }),
            ],
        },
    ],
};
