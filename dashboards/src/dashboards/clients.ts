import type { Board } from '../board.js';
import { bars, graph, heat } from '../panels.js';
import { by, ofArea, ofPole, quantile, rate, recorded, share, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { missing, or, refusals, siteTypes, text } from '../text.js';
import {
    addressesAndNames,
    connectsByOutcome,
    failedMost,
    goodShare,
    serviceLevel,
    serviceLevelByNetwork,
    stageToBlame,
    timeToConnect,
    worstServed,
} from './connections.js';
import { goodSteps, retrySteps } from './steps.js';
import {
    clientsByNetwork,
    failedShare,
    failuresByBand,
    refusedJoins,
    repeated,
    retriesByBand,
    signalQuantiles,
    traffic,
    weakByBand,
    weakShare,
} from './sums.js';
import { clientsTile } from './usable.js';

const third = { width: 8, height: 8 };
const half = { width: 12, height: 9 };
const band = ['band'];
const lowest = text('{{band}} lowest tenth', '{{band}} 하위 10%');
const median = text('{{band}} median', '{{band}} 중앙값');

export const clients: Board = {
    name: 'clients',
    title: text('Client experience', '접속 품질'),
    description: text(
        'What a citizen feels: how much of their time is good and what spoils the rest, how long it takes to get in, how well they are heard, what is lost and repeated.',
        '시민이 체감하는 품질: 정상 이용 시간과 그 밖의 원인, 접속 소요 시간, 신호, 손실과 재전송.',
    ),
    variables: ['areas', 'site', 'poles'],
    first: [
        serviceLevel({ width: 4, height: 8 }),
        serviceLevelByNetwork({ width: 10, height: 8 }),
        stageToBlame({ width: 10, height: 8 }),
        timeToConnect(third),
        connectsByOutcome(third),
        addressesAndNames(third),
        worstServed({ width: 12, height: 9 }),
        failedMost({ width: 12, height: 9 }),
        clientsTile({ width: 4, height: 8 }),
        failuresByBand({ width: 10, height: 8 }),
        weakByBand({ width: 10, height: 8 }),
        signalQuantiles(third),
        retriesByBand(third),
        refusedJoins(third),
        rows({
            title: text('Districts', '자치구'),
            description: text(
                'Where clients fare worst now: good minutes, packets never acknowledged, retries, weak signal.',
                '현재 접속 품질이 나쁜 자치구: 정상 이용 시간, 전송 실패율, 재전송률, 약신호 비율.',
            ),
            noValue: missing.rollup,
            width: 12,
            height: 11,
            sortBy: 0,
            queries: [
                { expr: failedShare(['area']) },
                { expr: repeated(['area']) },
                { expr: weakShare(['area']) },
                { expr: sum(['area'], ofArea('magpie_rollup_clients')) },
                { expr: goodShare(['area']) },
            ],
            columns: [
                { field: 'area', title: text('District', '자치구'), to: 'district' },
                { field: 0, title: text('Lost', '전송 실패율'), unit: 'percentunit', decimals: 2 },
                { field: 1, title: text('Retries', '재전송률'), unit: 'percentunit', decimals: 1, steps: retrySteps },
                { field: 2, title: text('Weak', '약신호 비율'), unit: 'percentunit', decimals: 1 },
                { field: 3, title: text('Clients', '접속자'), decimals: 0 },
                { field: 4, title: text('Good minutes', '정상 이용 시간'), unit: 'percentunit', decimals: 1, steps: goodSteps },
            ],
        }),
        bars({
            title: text('Packets lost by pole', '전송 실패율이 높은 폴'),
            description: text(
                'Poles whose packets do not arrive, five minutes; above a third a pole counts as unusable.',
                '최근 5분의 전송 실패율이 높은 폴. 3분의 1을 넘으면 이용 불가로 봅니다.',
            ),
            noValue: or(missing.rules, text('the drivers do not count failures', '드라이버 미제공')),
            unit: 'percentunit',
            decimals: 1,
            max: 1,
            width: 6,
            height: 11,
            to: 'pole',
            queries: [
                { expr: `sort_desc(${top(15, recorded('node:magpie_failed:ratio'))})`, legend: '{{area}} {{node}}' },
            ],
        }),
        bars({
            title: text('Poles that refuse most', '접속 거부가 많은 폴'),
            description: text(
                'Joins refused within fifteen minutes, with the reason.',
                '최근 15분간 접속 거부가 많은 폴과 원인.',
            ),
            noValue: missing.refusals,
            unit: 'short',
            decimals: 0,
            width: 6,
            height: 11,
            to: 'pole',
            queries: [
                {
                    expr: `sort_desc(${top(15, recorded('node:magpie_refused_joins:increase15m'))})`,
                    legend: '{{area}} {{node}} {{reason}}',
                },
            ],
        }),
    ],
    rows: [
        {
            title: text('By type of site', '장소 유형별'),
            panels: [
                bars({
                    title: text('Packets lost', '전송 실패율'),
                    description: text('By type of site, now.', '장소 유형별 현재 전송 실패율.'),
                    noValue: missing.rollup,
                    unit: 'percentunit',
                    decimals: 2,
                    names: siteTypes,
                    queries: [{ expr: `sort_desc(${failedShare(['site_type'])})`, legend: '{{site_type}}' }],
                    ...third,
                }),
                bars({
                    title: text('Weak signal', '약신호 비율'),
                    description: text('By type of site, now.', '장소 유형별 현재 약신호 비율.'),
                    noValue: missing.rollup,
                    unit: 'percentunit',
                    decimals: 1,
                    max: 1,
                    names: siteTypes,
                    queries: [{ expr: `sort_desc(${weakShare(['site_type'])})`, legend: '{{site_type}}' }],
                    ...third,
                }),
                graph({
                    title: text('Joins refused by type of site', '장소 유형별 접속 거부'),
                    description: text('A minute.', '분당 접속 거부 수.'),
                    noValue: missing.hostapd,
                    unit: 'cpm',
                    min: 0,
                    stacked: true,
                    names: siteTypes,
                    queries: [
                        {
                            expr: `60 * ${sum(['site_type'], rate(ofArea('magpie_rollup_refused_joins_total')))}`,
                            legend: '{{site_type}}',
                        },
                    ],
                    ...third,
                }),
                clientsByNetwork(half),
                traffic(half),
                graph({
                    title: text('Visits that came through', '접속 시험 성공률'),
                    description: text(
                        'Of the poles’ visits to each other’s networks, the share that came through all stages, as a citizen must.',
                        '폴이 서로의 네트워크를 시험한 방문 중 모든 단계를 통과한 비율.',
                    ),
                    noValue: missing.visits,
                    unit: 'percentunit',
                    min: 0,
                    max: 1,
                    queries: [
                        {
                            expr: share(
                                ['ssid'],
                                ofArea('magpie_rollup_visit_stages_total', 'stage="visit"', 'outcome="success"'),
                                ofArea('magpie_rollup_visit_stages_total', 'stage="visit"'),
                            ),
                            legend: '{{ssid}}',
                        },
                    ],
                    ...half,
                }),
                graph({
                    title: text('Failures of visits by stage', '단계별 시험 실패'),
                    description: text('An hour, all poles together.', '전체 폴의 시간당 실패 수.'),
                    noValue: missing.visits,
                    unit: 'short',
                    min: 0,
                    queries: [
                        {
                            expr: `3600 * ${sum(['stage', 'outcome'], rate(ofArea('magpie_rollup_visit_stages_total', 'outcome!="success"', 'stage!="visit"')))}`,
                            legend: '{{stage}} {{outcome}}',
                        },
                    ],
                    ...half,
                }),
                heat({
                    title: text('Signal of all clients', '전체 접속자 신호 분포'),
                    description: text(
                        'How many observations of clients fall into each step of signal, over time.',
                        '시간에 따른 접속자 신호 세기 분포.',
                    ),
                    noValue: missing.rollup,
                    unit: 'dBm',
                    width: 24,
                    height: 8,
                    bucket: sum(['le'], rate(ofArea('magpie_rollup_client_signal_dbm_bucket'))),
                }),
            ],
        },
        {
            title: text('One site: links', '설치 장소 상세: 링크'),
            panels: [
                graph({
                    title: text('Rate to clients', '하향 링크 속도'),
                    description: text('Of the last frame to each client.', '접속자별 마지막 하향 프레임의 속도.'),
                    noValue: missing.clients,
                    unit: 'bps',
                    min: 0,
                    queries: [
                        {
                            expr: `8 * ${quantile(0.5, band, ofPole('magpie_wifi_client_transmit_rate_bytes_per_second_bucket'))}`,
                            legend: median,
                        },
                        {
                            expr: `8 * ${quantile(0.1, band, ofPole('magpie_wifi_client_transmit_rate_bytes_per_second_bucket'))}`,
                            legend: lowest,
                        },
                    ],
                    ...third,
                }),
                graph({
                    title: text('Rate from clients', '상향 링크 속도'),
                    description: text('Of the last frame from each client.', '접속자별 마지막 상향 프레임의 속도.'),
                    noValue: missing.clients,
                    unit: 'bps',
                    min: 0,
                    queries: [
                        {
                            expr: `8 * ${quantile(0.5, band, ofPole('magpie_wifi_client_receive_rate_bytes_per_second_bucket'))}`,
                            legend: median,
                        },
                        {
                            expr: `8 * ${quantile(0.1, band, ofPole('magpie_wifi_client_receive_rate_bytes_per_second_bucket'))}`,
                            legend: lowest,
                        },
                    ],
                    ...third,
                }),
                graph({
                    title: text('Airtime fairness', '에어타임 공정성'),
                    description: text(
                        'Jain’s index of the clients’ airtime: near 1 all had the same; low means that a few slow clients take all.',
                        'Jain 지수. 1에 가까우면 고르고, 낮으면 소수의 느린 단말이 독점한 것입니다.',
                    ),
                    noValue: missing.driver,
                    unit: 'none',
                    decimals: 2,
                    min: 0,
                    max: 1,
                    queries: [
                        {
                            expr: by('avg', band, ofPole('magpie_wifi_client_airtime_fairness_ratio')),
                            legend: '{{band}}',
                        },
                    ],
                    ...third,
                }),
                heat({
                    title: text('Signal', '신호 분포'),
                    description: text('Of the clients of the poles chosen.', '선택한 폴의 접속자 신호 분포.'),
                    noValue: missing.clients,
                    unit: 'dBm',
                    bucket: sum(['le'], rate(ofPole('magpie_wifi_client_signal_dbm_bucket'))),
                    ...third,
                }),
                heat({
                    title: text('Retries by client', '접속자별 재전송률 분포'),
                    description: text('Of all attempts to send to a client in an interval.', '보고 주기 내 접속자별 재전송률 분포.'),
                    noValue: missing.driver,
                    unit: 'percentunit',
                    bucket: sum(['le'], rate(ofPole('magpie_wifi_client_retry_ratio_bucket'))),
                    ...third,
                }),
                heat({
                    title: text('How long clients have stayed', '접속 유지 시간 분포'),
                    description: text(
                        'Time that clients have been connected; a crowd in the lowest step are people who cannot stay.',
                        '접속 유지 시간 분포. 가장 짧은 구간에 몰려 있으면 접속이 유지되지 않는 것입니다.',
                    ),
                    noValue: missing.clients,
                    unit: 's',
                    bucket: sum(['le'], rate(ofPole('magpie_wifi_client_connected_seconds_bucket'))),
                    ...third,
                }),
                graph({
                    title: text('Joins refused', '접속 거부'),
                    description: text('At the poles chosen, a minute, by reason.', '선택한 폴의 원인별 분당 접속 거부 수.'),
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
                graph({
                    title: text('Joins and leaves', '접속과 이탈'),
                    description: text('At the poles chosen, a minute.', '선택한 폴의 분당 접속·이탈 수.'),
                    noValue: missing.radio,
                    unit: 'cpm',
                    min: 0,
                    queries: [
                        {
                            expr: `60 * ${sum(['type'], rate(ofPole('magpie_wifi_events_total', 'type=~"join|leave"')))}`,
                            legend: '{{type}}',
                        },
                    ],
                    ...half,
                }),
            ],
        },
    ],
};
