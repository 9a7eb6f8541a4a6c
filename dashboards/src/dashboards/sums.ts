// Panels over the sums of /metrics/rollup, which are few in any city; shown for all of it or for some districts.

import { figure, graph, type Panel, type Size, type Steps } from '../panels.js';
import { ofArea, quantile, rate, retryShare, share, sum, upTo } from '../query.js';
import { missing, or, refusals, siteTypes, states, text, type Words } from '../text.js';
import { busySteps, noneIsGood, retrySteps } from './steps.js';

const busy = 'magpie_rollup_channel_busy_seconds_total';
const foreign = 'magpie_rollup_channel_foreign_seconds_total';
const active = 'magpie_rollup_channel_active_seconds_total';
const packets = 'magpie_rollup_client_transmit_packets_total';

export const busyShare = (labels: readonly string[]): string => share(labels, ofArea(busy), ofArea(active));
export const foreignShare = (labels: readonly string[]): string => share(labels, ofArea(foreign), ofArea(active));
export const repeated = (labels: readonly string[]): string =>
    retryShare(labels, ofArea('magpie_rollup_client_transmit_retries_total'), ofArea(packets));
export const failedShare = (labels: readonly string[]): string =>
    share(labels, ofArea('magpie_rollup_client_transmit_failed_total'), ofArea(packets));

/** Below this a phone shows bars and its packets come at the lowest rates; planners' rule of thumb for data is -67 dBm. */
export const weakSignal = -75;
export const weakShare = (labels: readonly string[]): string =>
    share(
        labels,
        ofArea('magpie_rollup_client_signal_dbm_bucket', upTo(weakSignal)),
        ofArea('magpie_rollup_client_signal_dbm_count'),
    );

export const polesByState = (size: Size): Panel =>
    graph({
        title: text('Poles by state', '상태별 폴 수'),
        description: text(
            'Poles that report and poles that are silent, as the collector counts them.',
            '수집기가 집계한 정상 보고 폴과 무응답 폴.',
        ),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        min: 0,
        names: states,
        queries: [{ expr: sum(['state'], ofArea('magpie_rollup_nodes')), legend: '{{state}}' }],
        ...size,
    });

export const silentBySiteType = (size: Size): Panel =>
    graph({
        title: text('Silent poles by type of site', '장소 유형별 무응답 폴'),
        description: text(
            'Poles that do not report, by type of site: buses fall silent in their depots, streets when power fails.',
            '보고가 없는 폴을 장소 유형별로 나눈 수. 버스는 차고지에서, 가로는 정전 때 함께 끊깁니다.',
        ),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        min: 0,
        stacked: true,
        names: siteTypes,
        queries: [
            { expr: sum(['site_type'], ofArea('magpie_rollup_nodes', 'state="down"')), legend: '{{site_type}}' },
        ],
        ...size,
    });

export const radiosHung = (size: Size): Panel =>
    figure({
        title: text('Radios hung', '멈춘 무선'),
        description: text(
            'Radios that serve and whose counters stand still: the interface is up, nobody gets through.',
            '서비스 중이지만 카운터가 멈춘 무선. 인터페이스는 켜져 있으나 통신이 되지 않습니다.',
        ),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        steps: noneIsGood,
        queries: [{ expr: sum([], ofArea('magpie_rollup_radios_hung')) }],
        ...size,
    });

export const reportsLost = (size: Size): Panel =>
    figure({
        title: text('Reports lost in this time', '기간 내 유실 보고'),
        description: text(
            'Reports that poles had committed and the collector will never have: outboxes that overflowed or were lost with their pole.',
            '폴이 저장했으나 수집기가 영영 받지 못할 보고. 발신함이 넘쳤거나 폴과 함께 사라진 경우입니다.',
        ),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        steps: [
            [null, 'green'],
            [1, 'orange'],
        ],
        queries: [{ expr: `sum(increase(${ofArea('magpie_rollup_reports_lost_total')}[$__range]))` }],
        ...size,
    });

export const clientsBySiteType = (size: Size): Panel =>
    graph({
        title: text('Clients by type of site', '장소 유형별 접속자'),
        description: text('Where people are joined, by type of site.', '장소 유형별 접속자 수.'),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        min: 0,
        stacked: true,
        names: siteTypes,
        queries: [{ expr: sum(['site_type'], ofArea('magpie_rollup_clients')), legend: '{{site_type}}' }],
        ...size,
    });

export const clientsByNetwork = (size: Size): Panel =>
    graph({
        title: text('Clients by network and band', 'SSID·대역별 접속자'),
        description: text(
            'Networks are those in the agents’ configuration; any other is `other`.',
            '에이전트에 설정된 SSID별 접속자. 설정에 없는 SSID는 other로 표시합니다.',
        ),
        noValue: missing.rollup,
        unit: 'short',
        decimals: 0,
        min: 0,
        stacked: true,
        queries: [{ expr: sum(['ssid', 'band'], ofArea('magpie_rollup_clients')), legend: '{{ssid}} {{band}}' }],
        ...size,
    });

export const traffic = (size: Size): Panel =>
    graph({
        title: text('Traffic of clients', '접속자 트래픽'),
        description: text(
            'Bits a second to and from clients over Wi-Fi, without management frames.',
            '무선 구간의 접속자 송수신 속도(관리 프레임 제외).',
        ),
        noValue: missing.rollup,
        unit: 'bps',
        min: 0,
        queries: [
            {
                expr: `8 * ${sum([], rate(ofArea('magpie_rollup_client_transmit_bytes_total')))}`,
                legend: text('to clients', '하향'),
            },
            {
                expr: `8 * ${sum([], rate(ofArea('magpie_rollup_client_receive_bytes_total')))}`,
                legend: text('from clients', '상향'),
            },
        ],
        ...size,
    });

const lineByBand = (title: Words, description: Words, expr: string, steps: Steps, size: Size): Panel =>
    graph({
        title,
        description,
        noValue: missing.rollup,
        unit: 'percentunit',
        min: 0,
        steps,
        limits: true,
        queries: [{ expr, legend: '{{band}}' }],
        ...size,
    });

export const busyByBand = (size: Size): Panel =>
    lineByBand(
        text('Air busy by band', '대역별 채널 사용률'),
        text(
            'Share of the time radios listened in which their channel was busy with anybody’s frames or noise.',
            '무선이 수신 대기한 시간 중 채널이 사용 중(자망·타망·잡음)이었던 비율.',
        ),
        busyShare(['band']),
        busySteps,
        size,
    );

export const foreignByBand = (size: Size): Panel =>
    lineByBand(
        text('Air taken by others', '타망·잡음 점유율'),
        text(
            'Share of that time taken by other networks and noise: what own planning cannot free by itself.',
            '타 네트워크와 잡음이 점유한 비율. 자체 설정만으로는 줄일 수 없는 부분입니다.',
        ),
        foreignShare(['band']),
        busySteps,
        size,
    );

export const retriesByBand = (size: Size): Panel =>
    lineByBand(
        text('Retries by band', '대역별 재전송률'),
        text(
            'Share of all attempts to send to clients that were repeats: interference, or clients too far away.',
            '접속자에게 보낸 전송 시도 중 재전송 비율. 간섭이 있거나 단말이 너무 먼 경우 높아집니다.',
        ),
        repeated(['band']),
        retrySteps,
        size,
    );

export const failuresByBand = (size: Size): Panel =>
    lineByBand(
        text('Packets never acknowledged', '전송 실패율'),
        text(
            'Packets to clients that nobody ever acknowledged: what a citizen feels as “full bars and nothing works”.',
            '끝내 수신 확인이 없는 패킷의 비율. 시민이 “신호는 꽉 찼는데 안 된다”고 느끼는 상황입니다.',
        ),
        failedShare(['band']),
        [
            [null, 'green'],
            [0.02, 'yellow'],
            [0.05, 'red'],
        ],
        size,
    );

export const weakByBand = (size: Size): Panel =>
    lineByBand(
        text(`Clients at ${weakSignal} dBm or weaker`, `${weakSignal} dBm 이하 접속자`),
        text(
            'Share of observations of clients that the access point hears too weakly for data: the edge of coverage.',
            'AP가 수신한 접속자 신호가 데이터 통신에 부족한 비율. 서비스 경계에 있는 이용자입니다.',
        ),
        weakShare(['band']),
        [
            [null, 'green'],
            [0.2, 'yellow'],
            [0.4, 'red'],
        ],
        size,
    );

export const signalQuantiles = (size: Size): Panel =>
    graph({
        title: text('Signal of clients', '접속자 신호 세기'),
        description: text(
            'Signal of clients at the access point: half of them are below the median, a tenth below the lower line. Means of decibels would mislead.',
            'AP가 수신한 접속자 신호의 중앙값과 하위 10%. dB 값의 평균은 오해를 부르므로 쓰지 않습니다.',
        ),
        noValue: missing.rollup,
        unit: 'dBm',
        decimals: 0,
        queries: [
            {
                expr: quantile(0.5, ['band'], ofArea('magpie_rollup_client_signal_dbm_bucket')),
                legend: text('{{band}} median', '{{band}} 중앙값'),
            },
            {
                expr: quantile(0.1, ['band'], ofArea('magpie_rollup_client_signal_dbm_bucket')),
                legend: text('{{band}} lowest tenth', '{{band}} 하위 10%'),
            },
        ],
        ...size,
    });

export const refusedJoins = (size: Size): Panel =>
    graph({
        title: text('Joins refused', '접속 거부'),
        description: text(
            'Clients that were not let in, a minute, by reason, as hostapd tells.',
            'hostapd가 알린 원인별 분당 접속 거부 수.',
        ),
        noValue: or(missing.hostapd, text('/metrics/rollup is not scraped', '/metrics/rollup 미수집')),
        unit: 'cpm',
        min: 0,
        stacked: true,
        names: refusals,
        queries: [
            { expr: `60 * ${sum(['reason'], rate(ofArea('magpie_rollup_refused_joins_total')))}`, legend: '{{reason}}' },
        ],
        ...size,
    });
