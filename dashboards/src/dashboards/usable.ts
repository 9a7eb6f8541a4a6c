// What City and District both show of service: which poles are of use to a citizen, for how many people not, and why.

import { type Layer, map } from '../maps.js';
import { bars, figure, graph, type Panel, type Size } from '../panels.js';
import { by, ofArea, recorded, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { join, missing, or, reasons, text, type Words } from '../text.js';
import { noneIsGood, usableSteps } from './steps.js';

const unusable = recorded('node:magpie_unusable:reason');
const usable = recorded('node:magpie_usable:bool');
// A pole has one estimate, whatever is wrong with it.
const estimate = by('max', ['area', 'node'], recorded('node:magpie_affected_clients:estimate'));

/** People by pole and reason; none where there is no estimate yet, so that the pole is listed all the same. */
export const affected = `(${unusable} * on (area, node) group_left () ${estimate} or 0 * ${unusable})`;
/** A count that is 0, not absent, where the rules run and nothing is wrong. */
export const orNone = (expr: string): string => `${expr} or 0 * count(${usable})`;

export const unusablePoles = orNone(`count(${by('count', ['area', 'node'], unusable)})`);
/** What answers and is of no use: no map of lights shows it. */
export const hiddenFaults = orNone(
    `count(${by('count', ['area', 'node'], recorded('node:magpie_unusable:reason', 'reason!="down"'))})`,
);
export const usableShare = `sum(${usable}) / count(${usable})`;

const usableMeaning = text(
    'A pole is usable when it reports, its radios serve, and its clients get in and get their packets; a pole that is up but useless counts as unusable.',
    '폴이 보고 중이고 무선이 서비스하며 접속과 전송이 이루어질 때 이용 가능으로 봅니다. 켜져 있어도 쓸 수 없으면 이용 불가입니다.',
);
const affectedMeaning = text(
    'Estimated from the clients each pole had at this hour yesterday or a week ago, or before the fault; where none is known, as many as the poles around have.',
    '어제 또는 지난주 같은 시간대, 없으면 장애 직전의 접속자 수로 추정하며, 이력이 없으면 주변 폴의 평균을 씁니다.',
);

export const usableTile = (size: Size): Panel =>
    figure({
        title: text('Usable now', '현재 이용 가능률'),
        description: join(text('Share of poles a citizen can use.', '시민이 실제로 쓸 수 있는 폴의 비율.'), usableMeaning),
        noValue: missing.rules,
        unit: 'percentunit',
        decimals: 2,
        min: 0,
        max: 1,
        steps: usableSteps,
        tile: true,
        queries: [{ expr: usableShare }],
        ...size,
    });

export const affectedTile = (size: Size): Panel =>
    figure({
        title: text('People affected', '영향 인원(추정)'),
        description: join(
            text('People who would be on the poles that are unusable.', '이용 불가 폴에 접속해 있었을 인원.'),
            affectedMeaning,
        ),
        noValue: missing.rules,
        unit: 'short',
        decimals: 0,
        steps: [
            [null, 'green'],
            [1, 'orange'],
            [1000, 'red'],
        ],
        tile: true,
        queries: [{ expr: `sum(${recorded('area:magpie_affected_clients:estimate')})` }],
        ...size,
    });

export const hiddenTile = (size: Size): Panel =>
    figure({
        title: text('Look fine, are unusable', '정상으로 보이나 이용 불가'),
        description: text(
            'Poles that report, and are up on any map, and that nobody can use: radio hung, no network on the air, joins refused, packets lost.',
            '보고는 정상이라 지도에는 켜져 있지만 아무도 쓸 수 없는 폴: 무선 멈춤, SSID 미송출, 접속 거부, 전송 실패.',
        ),
        noValue: missing.rules,
        unit: 'short',
        decimals: 0,
        steps: noneIsGood,
        tile: true,
        queries: [{ expr: hiddenFaults }],
        ...size,
    });

export const clientsTile = (size: Size): Panel =>
    figure({
        title: text('Clients now', '현재 접속자'),
        description: text(
            'Clients that may pass data, summed; poles that have fewer than the minimum group tell nothing and count as none.',
            '데이터 통신이 가능한 접속자 합계. 최소 집계 인원 미만인 폴은 값을 보내지 않아 0으로 칩니다.',
        ),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        trend: true,
        queries: [{ expr: sum([], ofArea('magpie_rollup_clients')) }],
        ...size,
    });

export const reasonBars = (size: Size): Panel =>
    bars({
        title: text('Why unusable: poles', '이용 불가 원인별 폴 수'),
        description: text(
            'Poles that are unusable now, by reason. A pole with two reasons is in two bars; it counts once in the total.',
            '현재 이용 불가인 폴을 원인별로 나눈 수. 원인이 둘이면 두 막대에 모두 포함되며 전체 합계에는 한 번만 셉니다.',
        ),
        noValue: missing.unusable,
        unit: 'short',
        decimals: 0,
        steps: [[null, 'red']],
        names: reasons,
        queries: [
            { expr: `sort_desc(${by('count', ['reason'], unusable)})`, legend: '{{reason}}' },
            { expr: unusablePoles, legend: text('All together', '합계') },
        ],
        ...size,
    });

export const reasonsOverTime = (size: Size): Panel =>
    graph({
        title: text('Unusable poles by reason', '원인별 이용 불가 폴 추이'),
        description: text(
            'When it began and what it was: poles that were unusable, by reason, over time.',
            '언제 시작되었고 원인이 무엇이었는지: 시간에 따른 원인별 이용 불가 폴 수.',
        ),
        noValue: text(
            'None was unusable; or no data: recording rules not loaded',
            '이용 불가 폴 없음. 또는 데이터 없음: 기록 규칙 미적용',
        ),
        unit: 'short',
        decimals: 0,
        min: 0,
        stacked: true,
        names: reasons,
        queries: [{ expr: by('count', ['reason'], unusable), legend: '{{reason}}' }],
        ...size,
    });

// The worst by people, of sites and reasons; other columns are asked for these rows alone.
const rowLabels = ['area', 'site', 'reason'];
const worst = top(25, sum(rowLabels, affected));
const ofWorst = (expr: string): string => `${expr} and on (${rowLabels.join(', ')}) ${worst}`;
const unusableByRow = by('count', rowLabels, unusable);

export const worstSites = (size: Size): Panel =>
    rows({
        title: text('Worst sites', '영향이 큰 장소'),
        description: join(
            text(
                'The 25 sites and reasons that cost most people their Wi-Fi now. Click a site to see its poles.',
                '현재 가장 많은 사람의 이용을 막고 있는 장소와 원인 25건. 장소를 누르면 소속 폴을 볼 수 있습니다.',
            ),
            affectedMeaning,
        ),
        noValue: missing.unusable,
        sortBy: 0,
        queries: [
            { expr: worst },
            { expr: ofWorst(unusableByRow) },
            {
                expr: ofWorst(
                    `(${recorded('site:magpie_usable:ratio')} + on (area, site) group_right () 0 * ${unusableByRow})`,
                ),
            },
        ],
        columns: [
            { field: 'area', title: text('District', '자치구'), to: 'district' },
            { field: 'site', title: text('Site', '설치 장소'), to: 'site' },
            { field: 'reason', title: text('Why', '원인'), names: reasons },
            { field: 0, title: text('People affected', '영향 인원'), decimals: 0, steps: [[null, 'orange']] },
            { field: 1, title: text('Poles', '폴 수'), decimals: 0 },
            {
                field: 2,
                title: text('Site usable', '장소 이용 가능률'),
                unit: 'percentunit',
                decimals: 0,
                steps: usableSteps,
            },
        ],
        ...size,
    });

const position = 'latitude!=""';
const places = (...labels: readonly string[]): string =>
    `topk by (${labels.join(', ')}) (1, ${ofArea('magpie_node_info', position)})`;

/** One marker a district, or a site, at one of its poles: the share of its poles that are usable. */
export function usableLayer(level: 'area' | 'site'): Layer {
    const labels = level === 'area' ? ['area'] : ['area', 'site'];
    const ratio = recorded(`${level}:magpie_usable:ratio`);
    const placed = `${ratio} * on (${labels.join(', ')}) group_right () ${places(...labels)}`;
    return {
        name: level === 'area' ? text('Districts', '자치구') : text('Sites', '설치 장소'),
        query: { expr: by('max', [...labels, 'latitude', 'longitude'], placed) },
        value: text('Usable', '이용 가능률'),
        unit: 'percentunit',
        color: 'steps',
        size: level === 'area' ? 14 : 7,
        ...(level === 'area' ? { label: 'area' } : {}),
        to: level === 'area' ? 'district' : 'site',
    };
}

/** A red marker for each pole that is unusable, larger the more people miss it; the 300 that are missed most. */
export const unusableLayer: Layer = {
    name: text('Unusable poles', '이용 불가 폴'),
    query: {
        expr: top(
            300,
            by(
                'max',
                ['area', 'site', 'node', 'latitude', 'longitude'],
                `${by('max', ['area', 'node'], affected)} * on (area, node) group_right () ${ofArea('magpie_node_info', position)}`,
            ),
        ),
    },
    value: text('People affected', '영향 인원'),
    unit: 'short',
    color: 'red',
    size: { min: 4, max: 16 },
    to: 'pole',
};

export const usableMap = (level: 'area' | 'site', title: Words, size: Size): Panel =>
    map({
        title,
        description: text(
            'Coloured by the share of usable poles; red dots are poles that are unusable, larger the more people miss them (the 300 missed most). A marker stands at one of its poles. Click to go there.',
            '색은 이용 가능률이며, 빨간 점은 이용 불가 폴로 영향 인원이 많을수록 큽니다(상위 300개). 표식은 소속 폴 중 하나의 위치입니다. 누르면 해당 화면으로 이동합니다.',
        ),
        noValue: or(missing.place, text('recording rules not loaded', '기록 규칙 미적용')),
        unit: 'percentunit',
        steps: usableSteps,
        layers: [usableLayer(level), unusableLayer],
        ...size,
    });
