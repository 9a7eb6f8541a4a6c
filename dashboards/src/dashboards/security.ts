import type { Board } from '../board.js';
import { bars, figure, graph } from '../panels.js';
import { by, happenedInArea, happenedToCollector, ofPole, own, quantile, rate, recorded, sum, top } from '../query.js';
import { missing, refusals, text } from '../text.js';
import { threatsBegun, threatsNow, threatsOverTime, whoThreatens } from './air_threats.js';
import { alerts } from './district.js';
import { noneIsGood } from './steps.js';
import { refusedJoins } from './sums.js';

const third = { width: 8, height: 9 };
const half = { width: 12, height: 9 };

// Codes of IEEE 802.11-2020, table 9-49, that a flood or a broken client shows.
const codes = {
    1: text('1: unspecified', '1: 사유 불명'),
    2: text('2: authentication no longer valid', '2: 인증 무효'),
    3: text('3: station leaves', '3: 단말 이탈'),
    4: text('4: inactivity', '4: 무동작'),
    6: text('6: frame before authentication', '6: 인증 전 프레임'),
    7: text('7: frame before association', '7: 결합 전 프레임'),
    8: text('8: station leaves the BSS', '8: BSS 이탈'),
    15: text('15: handshake timed out', '15: 핸드셰이크 시간 초과'),
};

/** Nothing that was counted is none, where a collector is. */
const zeroIfNone = (expr: string): string => `sum(${expr}) or 0 * sum(${own('magpie_collector_info')})`;

const noDeauthentications = text(
    'None; or no data: rules not loaded, or the agents are not told by hostapd',
    '없음. 또는 데이터 없음: 기록 규칙 미적용 또는 hostapd 미연결',
);

export const security: Board = {
    name: 'security',
    title: text('Security', '보안'),
    description: text(
        'Twins of our networks, floods of deauthentications, refused joins, networks that are forced to stop, and what the collector refused of what poles sent.',
        '위장 AP, 인증 해제 폭주, 접속 거부, 강제 중단된 네트워크, 수집기가 거부한 폴의 메시지.',
    ),
    variables: ['areas', 'site', 'poles'],
    annotations: [alerts],
    first: [
        threatsNow({ width: 4, height: 9 }),
        whoThreatens({ width: 20, height: 9 }),
        figure({
            title: text('Messages refused', '거부한 메시지'),
            description: text(
                'Messages, metrics and samples the collector refused in the time shown; a stolen certificate shows as area_mismatch.',
                '표시 기간에 수집기가 거부한 메시지·지표·값. 인증서 도용은 area_mismatch로 나타납니다.',
            ),
            noValue: missing.collector,
            unit: 'short',
            decimals: 0,
            steps: [
                [null, 'green'],
                [1, 'orange'],
            ],
            width: 4,
            height: 6,
            queries: [{ expr: zeroIfNone(happenedToCollector('magpie_collector_refused_total')) }],
        }),
        figure({
            title: text('From a wrong area', '잘못된 구역에서'),
            description: text(
                'A node’s id from an area that is not its own: a moved pole, or a stolen certificate. Look at once.',
                '자기 구역이 아닌 곳에서 온 노드 ID: 이설된 폴이거나 인증서 도용입니다. 즉시 확인하십시오.',
            ),
            noValue: missing.collector,
            unit: 'short',
            decimals: 0,
            steps: noneIsGood,
            tile: true,
            width: 4,
            height: 6,
            queries: [{ expr: zeroIfNone(happenedToCollector('magpie_collector_refused_total', 'reason="area_mismatch"')) }],
        }),
        figure({
            title: text('Hostile texts put right', '위험 문자열 처리'),
            description: text(
                'Texts that had to be escaped and faults of foreign edges that were passed over, in the time shown.',
                '표시 기간에 이스케이프한 문자열과 넘어간 외부 장치의 오류.',
            ),
            noValue: missing.collector,
            unit: 'short',
            decimals: 0,
            width: 4,
            height: 6,
            queries: [{ expr: zeroIfNone(happenedToCollector('magpie_collector_tolerated_total')) }],
        }),
        refusedJoins({ width: 12, height: 6 }),
        bars({
            title: text('Deauthentications now', '인증 해제 현황'),
            description: text(
                'Poles whose access points receive most deauthentication frames, a minute, over five minutes. A burst at one pole is somebody throwing people out.',
                '최근 5분간 분당 인증 해제 프레임을 가장 많이 받은 폴. 한 폴에 몰리면 누군가 이용자를 강제로 끊고 있는 것입니다.',
            ),
            noValue: noDeauthentications,
            unit: 'cpm',
            decimals: 1,
            to: 'pole',
            queries: [
                {
                    expr: `sort_desc(${top(15, `60 * ${sum(['area', 'node'], recorded('node:magpie_deauthentications:rate5m'))}`)})`,
                    legend: '{{area}} {{node}}',
                },
            ],
            ...third,
        }),
        graph({
            title: text('Deauthentications by reason', '사유별 인증 해제'),
            description: text(
                'A minute, by the reason the frame gave (IEEE 802.11); 1 and 7 in a flood are the mark of attack tools.',
                '분당 사유 코드별(IEEE 802.11). 1과 7이 폭주하면 공격 도구의 흔적입니다.',
            ),
            noValue: noDeauthentications,
            unit: 'cpm',
            min: 0,
            stacked: true,
            names: codes,
            queries: [
                {
                    expr: `60 * ${sum(['reason'], recorded('node:magpie_deauthentications:rate5m'))}`,
                    legend: '{{reason}}',
                },
            ],
            ...third,
        }),
        bars({
            title: text('Poles that refuse most', '접속 거부가 많은 폴'),
            description: text(
                'Joins refused within fifteen minutes; many wrong passphrases at one pole are somebody guessing.',
                '최근 15분간 접속 거부. 한 폴에서 비밀번호 불일치가 많으면 추측 공격일 수 있습니다.',
            ),
            noValue: missing.refusals,
            unit: 'short',
            decimals: 0,
            to: 'pole',
            queries: [
                {
                    expr: `sort_desc(${top(15, recorded('node:magpie_refused_joins:increase15m'))})`,
                    legend: '{{area}} {{node}} {{reason}}',
                },
            ],
            ...third,
        }),
        graph({
            title: text('What the collector refuses', '수집기 거부'),
            description: text(
                'A minute, by reason; docs/operations.md says what each means, /api/v1/refused shows the last ones.',
                '원인별 분당 거부 수. 의미는 docs/operations.md, 최근 사례는 /api/v1/refused에서 확인합니다.',
            ),
            noValue: missing.collector,
            unit: 'cpm',
            min: 0,
            queries: [
                { expr: `60 * ${sum(['reason'], rate(own('magpie_collector_refused_total')))} > 0`, legend: '{{reason}}' },
            ],
            ...half,
        }),
        graph({
            title: text('What the collector passes over', '수집기 허용 처리'),
            description: text(
                'A minute, by reason: hostile texts that were escaped, faults of foreign edges.',
                '원인별 분당 처리 수: 이스케이프한 문자열, 외부 장치의 오류.',
            ),
            noValue: missing.collector,
            unit: 'cpm',
            min: 0,
            queries: [
                {
                    expr: `60 * ${sum(['reason'], rate(own('magpie_collector_tolerated_total')))} > 0`,
                    legend: '{{reason}}',
                },
            ],
            ...half,
        }),
    ],
    rows: [
        {
            title: text('Threats in the air over time', '전파 위협 추이'),
            panels: [threatsOverTime(half), threatsBegun(half)],
        },
        {
            title: text('Blocked addresses, tested from the street', '차단 주소의 현장 검증'),
            panels: [
                figure({
                    title: text('Poles that still get through', '여전히 접속되는 폴'),
                    description: text(
                        'Poles from which an address still answers that was posted as blocked; /api/v1/blocks says which.',
                        '차단으로 등록된 주소가 여전히 응답하는 폴 수. 주소와 폴은 /api/v1/blocks에서 확인합니다.',
                    ),
                    noValue: missing.collector,
                    unit: 'short',
                    decimals: 0,
                    steps: noneIsGood,
                    tile: true,
                    width: 4,
                    height: 9,
                    queries: [{ expr: by('max', [], own('magpie_collector_block_leaks')) }],
                }),
                graph({
                    title: text('Until it is unreachable', '차단 확인까지의 시간'),
                    description: text(
                        'From the receipt of an address, the slowest in a hundred: until the poles were asked, the first found it unreachable, and all did. The promise is 6 s.',
                        '주소 접수부터 상위 1%: 폴에 지시, 첫 확인, 전체 확인까지. 목표는 6초입니다.',
                    ),
                    noValue: text('No block was verified in the time shown', '표시 기간에 검증한 차단 없음'),
                    unit: 's',
                    min: 0,
                    queries: [
                        {
                            expr: quantile(0.99, ['stage'], own('magpie_collector_block_stage_seconds_bucket')),
                            legend: '{{stage}}',
                        },
                    ],
                    width: 10,
                    height: 9,
                }),
                graph({
                    title: text('Blocked addresses by state', '상태별 차단 주소'),
                    description: text(
                        'Of the last thousand: what the poles found.',
                        '최근 1,000개 주소에 대한 폴의 판정.',
                    ),
                    noValue: missing.collector,
                    unit: 'short',
                    min: 0,
                    stacked: true,
                    queries: [{ expr: by('max', ['state'], own('magpie_collector_blocks')), legend: '{{state}}' }],
                    width: 10,
                    height: 9,
                }),
            ],
        },
        {
            title: text('Networks that stopped, and radar', '중단된 네트워크와 레이더'),
            panels: [
                bars({
                    title: text('Access points that stopped', '중단된 AP'),
                    description: text(
                        'In the time shown: poles whose access point stopped. Radar that only one pole hears, again and again, may be made.',
                        '표시 기간에 AP가 중단된 폴. 한 폴에서만 반복되는 레이더는 위조일 수 있습니다.',
                    ),
                    noValue: missing.events,
                    unit: 'short',
                    decimals: 0,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, sum(['area', 'node'], happenedInArea('magpie_wifi_events_total', 'type="ap_stopped"')))} > 0)`,
                            legend: '{{area}} {{node}}',
                        },
                    ],
                    ...half,
                }),
                bars({
                    title: text('Radar', '레이더'),
                    description: text('In the time shown, by pole.', '표시 기간의 폴별 레이더 감지.'),
                    noValue: missing.events,
                    unit: 'short',
                    decimals: 0,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, sum(['area', 'node'], happenedInArea('magpie_wifi_events_total', 'type="radar_detected"')))} > 0)`,
                            legend: '{{area}} {{node}}',
                        },
                    ],
                    ...half,
                }),
            ],
        },
        {
            title: text('One site', '설치 장소 상세'),
            panels: [
                graph({
                    title: text('Deauthentications', '인증 해제'),
                    description: text('At the poles chosen, a minute, by reason.', '선택한 폴의 사유별 분당 인증 해제.'),
                    noValue: missing.hostapd,
                    unit: 'cpm',
                    min: 0,
                    names: codes,
                    queries: [
                        {
                            expr: `60 * ${sum(['reason'], rate(ofPole('magpie_wifi_deauthentications_total')))}`,
                            legend: '{{reason}}',
                        },
                    ],
                    ...half,
                }),
                graph({
                    title: text('Joins refused', '접속 거부'),
                    description: text('At the poles chosen, a minute, by reason.', '선택한 폴의 원인별 분당 접속 거부.'),
                    noValue: missing.hostapd,
                    unit: 'cpm',
                    min: 0,
                    names: refusals,
                    queries: [
                        {
                            expr: `60 * ${sum(['reason'], rate(ofPole('magpie_wifi_refused_joins_total')))}`,
                            legend: '{{reason}}',
                        },
                    ],
                    ...half,
                }),
            ],
        },
    ],
};
