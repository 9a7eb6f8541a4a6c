import type { Annotation, Board } from '../board.js';
import { bars, graph } from '../panels.js';
import { by, firing, happenedInArea, ofArea, rate, recorded, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { events, missing, or, reasons, siteTypes, targetClasses, text } from '../text.js';
import { errorBudgets } from './budgets.js';
import { busySteps, retrySteps, usableSteps } from './steps.js';
import {
    busyByBand,
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
const info = ofArea('magpie_node_info');

/** What a share of the poles has in common, beside how many of all those are unusable. */
function commonCause(label: string): string {
    const all = by('count', [label], by('max', ['area', 'node', label], info));
    const bad = by(
        'count',
        [label],
        `${by('max', ['area', 'node'], unusable)} * on (area, node) group_right () ${by('max', ['area', 'node', label], info)}`,
    );
    return `(${bad} or 0 * ${all}) / ${all}`;
}

export const alerts: Annotation = {
    name: text('Alerts', '경보'),
    expr: by('count', ['alertname', 'area', 'severity'], firing('severity=~"critical|warning"')),
    color: 'orange',
    said: text('{{area}}: {{alertname}} ({{severity}})', '{{area}}: {{alertname}} ({{severity}})'),
};

export const district: Board = {
    name: 'district',
    title: text('District', '자치구'),
    description: text(
        'One district: which sites are unusable, what they have in common, and what its air and its people do.',
        '자치구 한 곳: 이용할 수 없는 장소, 공통 원인, 무선 환경과 접속 현황.',
    ),
    variables: ['area'],
    annotations: [alerts],
    first: [
        usableTile({ width: 5, height: 7 }),
        affectedTile({ width: 4, height: 7 }),
        hiddenTile({ width: 4, height: 7 }),
        reasonBars({ width: 11, height: 7 }),
        usableMap('site', text('Sites and unusable poles', '설치 장소와 이용 불가 폴'), { width: 12, height: 14 }),
        worstSites({ width: 12, height: 14 }),
        rows({
            title: text('Unusable poles', '이용 불가 폴'),
            description: text(
                'The 50 poles that are missed by most people, with their hub: a hub that comes again and again is the place to look.',
                '영향 인원이 많은 이용 불가 폴 50개와 소속 집선 장치. 같은 집선 장치가 반복되면 그곳이 원인입니다.',
            ),
            noValue: missing.unusable,
            width: 14,
            height: 11,
            sortBy: 0,
            queries: [{ expr: top(50, sum(['area', 'node', 'site', 'site_type', 'hub', 'reason'], affected)) }],
            hides: ['area'],
            columns: [
                { field: 'node', title: text('Pole', '폴'), to: 'pole' },
                { field: 'site', title: text('Site', '설치 장소'), to: 'site' },
                { field: 'site_type', title: text('Type', '유형'), names: siteTypes },
                { field: 'hub', title: text('Hub', '집선 장치') },
                { field: 'reason', title: text('Why', '원인'), names: reasons },
                { field: 0, title: text('People affected', '영향 인원'), decimals: 0 },
            ],
        }),
        reasonsOverTime({ width: 10, height: 11 }),
    ],
    rows: [
        {
            title: text('Common causes', '공통 원인'),
            panels: [
                rows({
                    title: text('Hubs', '집선 장치'),
                    description: text(
                        'Poles behind each hub: if all are unusable, the fault is the hub’s or its line’s, not theirs.',
                        '집선 장치별 소속 폴. 모두 이용 불가이면 폴이 아니라 집선 장치나 회선의 장애입니다.',
                    ),
                    noValue: or(missing.rules, text('the agents do not tell their hub', '집선 장치(hub) 미설정')),
                    width: 12,
                    height: 9,
                    sortBy: 0,
                    queries: [
                        { expr: by('count', ['hub'], by('count', ['area', 'node', 'hub'], recorded('node:magpie_unusable:reason', 'hub!=""'))) },
                        { expr: by('count', ['hub'], recorded('node:magpie_usable:bool', 'hub!=""')) },
                        { expr: by('avg', ['hub'], recorded('node:magpie_usable:bool', 'hub!=""')) },
                    ],
                    columns: [
                        { field: 'hub', title: text('Hub', '집선 장치') },
                        { field: 0, title: text('Unusable', '이용 불가') },
                        { field: 1, title: text('Poles', '전체 폴') },
                        {
                            field: 2,
                            title: text('Usable', '이용 가능률'),
                            unit: 'percentunit',
                            decimals: 0,
                            steps: usableSteps,
                        },
                    ],
                }),
                bars({
                    title: text('Unusable share by model', '모델별 이용 불가 비율'),
                    description: text(
                        'A model that stands out has a fault of its own: a driver, a power supply.',
                        '특정 모델만 높다면 드라이버나 전원부 등 모델 고유의 결함입니다.',
                    ),
                    noValue: missing.nodes,
                    unit: 'percentunit',
                    decimals: 1,
                    width: 6,
                    height: 9,
                    queries: [{ expr: `sort_desc(${commonCause('model')})`, legend: '{{model}}' }],
                }),
                bars({
                    title: text('Unusable share by agent version', '에이전트 버전별 이용 불가 비율'),
                    description: text(
                        'A version that stands out: hold the roll-out.',
                        '특정 버전만 높다면 배포를 멈추십시오.',
                    ),
                    noValue: missing.nodes,
                    unit: 'percentunit',
                    decimals: 1,
                    width: 6,
                    height: 9,
                    queries: [{ expr: `sort_desc(${commonCause('version')})`, legend: '{{version}}' }],
                }),
                bars({
                    title: text('Events', '이벤트'),
                    description: text(
                        'What the kernels of the poles told of in the time shown: radar, access points that stopped, channel switches.',
                        '표시 기간에 폴의 커널이 알린 이벤트: 레이더 감지, AP 중단, 채널 변경 등.',
                    ),
                    noValue: missing.events,
                    unit: 'short',
                    decimals: 0,
                    names: events,
                    queries: [
                        {
                            expr: `sort_desc(${sum(['type'], happenedInArea('magpie_wifi_events_total', `type=~"${Object.keys(events).join('|')}"`))} > 0)`,
                            legend: '{{type}}',
                        },
                    ],
                    ...third,
                }),
                bars({
                    title: text('Poles that rebooted', '재부팅한 폴'),
                    description: text(
                        'Reboots in the time shown, the most first: one pole alone is its power supply, many at once are the mains.',
                        '표시 기간 내 재부팅이 많은 폴. 한 폴만 그렇다면 전원부, 여러 폴이 동시라면 정전입니다.',
                    ),
                    noValue: text('None in this time, or poles tell no uptime', '기간 내 없음, 또는 가동 시간 미보고'),
                    unit: 'short',
                    decimals: 0,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, by('max', ['area', 'node'], `resets(${ofArea('magpie_host_uptime_seconds')}[$__range])`))} > 0)`,
                            legend: '{{node}}',
                        },
                    ],
                    ...third,
                }),
                bars({
                    title: text('Poles that come and go', '끊김이 잦은 폴'),
                    description: text(
                        'Poles whose state changed within the last five minutes: a loose plug, a poor line.',
                        '최근 5분 내 상태가 바뀐 폴. 접촉 불량이나 회선 품질 문제입니다.',
                    ),
                    noValue: text('None; or no data: recording rules not loaded', '없음. 또는 데이터 없음: 기록 규칙 미적용'),
                    unit: 'short',
                    decimals: 0,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, recorded('node:magpie_up:changes5m'))})`,
                            legend: '{{node}}',
                        },
                    ],
                    ...third,
                }),
                graph({
                    title: text('Poles that do not reach targets', '대상에 도달하지 못하는 폴'),
                    description: text(
                        'By class of the targets, which is how far away they are: gateway, hub, core, outside. The nearest class with many poles is where to look.',
                        '대상 등급(거리)별 폴 수: 게이트웨이, 집선 장치, 상위망, 외부. 폴이 많은 가장 가까운 등급부터 확인하십시오.',
                    ),
                    noValue: text(
                        'None; or no data: recording rules not loaded, or poles have no targets ([[path.target]])',
                        '없음. 또는 데이터 없음: 기록 규칙 미적용, 또는 대상 미설정([[path.target]])',
                    ),
                    unit: 'short',
                    decimals: 0,
                    min: 0,
                    names: targetClasses,
                    queries: [
                        { expr: by('count', ['class'], recorded('node:magpie_unreached_targets:count')), legend: '{{class}}' },
                    ],
                    width: 24,
                    height: 7,
                }),
            ],
        },
        {
            title: text('People and traffic', '접속자와 트래픽'),
            panels: [
                clientsTile({ width: 4, height: 9 }),
                clientsBySiteType({ width: 10, height: 9 }),
                clientsByNetwork({ width: 10, height: 9 }),
                traffic(third),
                bars({
                    title: text('Poles with most clients', '접속자가 많은 폴'),
                    description: text('Clients now, over all bands and networks.', '모든 대역과 SSID를 합한 현재 접속자.'),
                    noValue: or(missing.rules, text('nobody is joined', '접속자 없음')),
                    unit: 'short',
                    decimals: 0,
                    to: 'pole',
                    queries: [
                        { expr: `sort_desc(${top(15, recorded('node:magpie_clients:sum'))})`, legend: '{{node}}' },
                    ],
                    ...third,
                }),
                bars({
                    title: text('Usual crowd of the unusable poles', '이용 불가 폴의 평소 접속자'),
                    description: text(
                        'How many clients these poles usually have at this hour.',
                        '이용 불가 폴에 같은 시간대에 평소 접속하는 단말 수.',
                    ),
                    noValue: missing.unusable,
                    unit: 'short',
                    decimals: 0,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, `${recorded('node:magpie_usual_clients:estimate')} and on (area, node) ${unusable}`)})`,
                            legend: '{{node}}',
                        },
                    ],
                    ...third,
                }),
            ],
        },
        {
            title: text('Air', '무선 환경'),
            panels: [
                busyByBand(third),
                foreignByBand(third),
                retriesByBand(third),
                bars({
                    title: text('Busiest air by pole', '채널 사용률이 높은 폴'),
                    description: text('Share of time the channel is busy, five minutes.', '최근 5분의 채널 사용률.'),
                    noValue: or(missing.rules, text('source wifi is down', 'wifi 소스가 내려감')),
                    unit: 'percentunit',
                    decimals: 0,
                    max: 1,
                    steps: busySteps,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, recorded('node:magpie_channel_busy:ratio'))})`,
                            legend: '{{node}} {{band}}',
                        },
                    ],
                    ...half,
                }),
                bars({
                    title: text('Most retries by pole', '재전송률이 높은 폴'),
                    description: text(
                        'Share of attempts that were repeats, five minutes; below a packet a second a pole is left out.',
                        '최근 5분의 재전송률. 초당 1패킷 미만인 폴은 제외합니다.',
                    ),
                    noValue: or(missing.rules, text('the drivers do not count retries', '드라이버 미제공')),
                    unit: 'percentunit',
                    decimals: 0,
                    max: 1,
                    steps: retrySteps,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, recorded('node:magpie_retry:ratio'))})`,
                            legend: '{{node}} {{band}}',
                        },
                    ],
                    ...half,
                }),
            ],
        },
        {
            title: text('Clients', '접속 품질'),
            panels: [
                failuresByBand(third),
                weakByBand(third),
                signalQuantiles(third),
                refusedJoins(half),
                bars({
                    title: text('Packets lost by pole', '전송 실패율이 높은 폴'),
                    description: text(
                        'Packets that no client acknowledged, five minutes; below ten packets a second a pole is left out.',
                        '최근 5분간 수신 확인이 없던 패킷 비율. 초당 10패킷 미만인 폴은 제외합니다.',
                    ),
                    noValue: or(missing.rules, text('the drivers do not count failures', '드라이버 미제공')),
                    unit: 'percentunit',
                    decimals: 1,
                    max: 1,
                    to: 'pole',
                    queries: [
                        { expr: `sort_desc(${top(15, recorded('node:magpie_failed:ratio'))})`, legend: '{{node}}' },
                    ],
                    ...half,
                }),
            ],
        },
        {
            title: text('Poles and their reports', '폴과 보고'),
            panels: [
                polesByState(half),
                graph({
                    title: text('Connections that failed', '연결 실패'),
                    description: text(
                        'MQTT connections that failed or were lost, a minute, all poles of the district.',
                        '자치구 전체 폴의 분당 MQTT 연결 실패·끊김 수.',
                    ),
                    noValue: missing.nodes,
                    unit: 'cpm',
                    min: 0,
                    queries: [
                        {
                            expr: `60 * ${sum(['area'], rate(ofArea('magpie_node_connect_failures_total')))}`,
                            legend: '{{area}}',
                        },
                    ],
                    ...half,
                }),
                radiosHung({ width: 6, height: 6 }),
                reportsLost({ width: 6, height: 6 }),
                bars({
                    title: text('Fullest outboxes', '발신함이 찬 폴'),
                    description: text(
                        'Reports that poles hold until the collector says they are safe.',
                        '수집기의 저장 확인을 기다리며 폴이 보관 중인 보고.',
                    ),
                    noValue: missing.nodes,
                    unit: 'short',
                    decimals: 0,
                    width: 12,
                    height: 9,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, by('max', ['area', 'node'], ofArea('magpie_node_outbox_reports')))})`,
                            legend: '{{node}}',
                        },
                    ],
                }),
            ],
        },
        { title: text('Service levels', '서비스 수준(SLO)'), panels: errorBudgets },
    ],
};
