import type { Board } from '../board.js';
import { bars, graph, type Panel, type Steps } from '../panels.js';
import { by, happenedInArea, ofPole, rate, recorded, recordedOfPole, share, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { events, missing, or, text, type Words } from '../text.js';
import { alerts } from './district.js';
import { beaconSteps, busySteps, retrySteps } from './steps.js';
import { busyByBand, busyShare, foreignByBand, foreignShare, radiosHung, retriesByBand, repeated } from './sums.js';

const half = { width: 12, height: 9 };
const third = { width: 8, height: 8 };

const worst = (
    title: Words,
    description: Words,
    name: string,
    steps: Steps,
    noValue: Words = or(missing.rules, text('no radio reports', '무선 보고 없음')),
    legend = '{{area}} {{node}} {{band}}',
): Panel =>
    bars({
        title,
        description,
        noValue,
        unit: 'percentunit',
        decimals: 0,
        max: 1,
        steps,
        to: 'pole',
        queries: [{ expr: `sort_desc(${top(15, recorded(name))})`, legend }],
        width: 8,
        height: 11,
    });

const part = (metric: string): string =>
    share(
        ['band'],
        ofPole(`magpie_wifi_channel_${metric}_seconds_total`),
        ofPole('magpie_wifi_channel_active_seconds_total'),
    );

export const air: Board = {
    name: 'air',
    title: text('Wi-Fi air', '무선 환경'),
    description: text(
        'How full the air is, who fills it, and what can be done: by band and district, and by pole for one site.',
        '채널이 얼마나 혼잡하고 누가 점유하는지: 대역·자치구별 현황과 설치 장소별 상세.',
    ),
    variables: ['areas', 'site', 'poles'],
    annotations: [alerts],
    first: [
        busyByBand(third),
        foreignByBand(third),
        retriesByBand(third),
        worst(
            text('Busiest air', '채널 사용률이 높은 폴'),
            text('Poles whose channel is busiest, five minutes.', '최근 5분의 채널 사용률이 높은 폴.'),
            'node:magpie_channel_busy:ratio',
            busySteps,
        ),
        worst(
            text('Most taken by others', '타망 점유율이 높은 폴'),
            text(
                'Poles whose air others and noise take; above nine tenths on every band a pole counts as unusable.',
                '타망과 잡음의 점유율이 높은 폴. 모든 대역에서 90%를 넘으면 이용 불가로 봅니다.',
            ),
            'node:magpie_channel_foreign:ratio',
            busySteps,
        ),
        worst(
            text('Most retries', '재전송률이 높은 폴'),
            text(
                'Poles whose packets must be sent again and again; below a packet a second a pole is left out.',
                '재전송이 잦은 폴. 초당 1패킷 미만인 폴은 제외합니다.',
            ),
            'node:magpie_retry:ratio',
            retrySteps,
        ),
        rows({
            title: text('Districts and bands', '자치구·대역별'),
            description: text(
                'Busy share, share of others, retries, by district and band, as they are now.',
                '자치구·대역별 현재 채널 사용률, 타망 점유율, 재전송률.',
            ),
            noValue: missing.rollup,
            width: 24,
            height: 10,
            sortBy: 0,
            queries: [
                { expr: busyShare(['area', 'band']) },
                { expr: foreignShare(['area', 'band']) },
                { expr: repeated(['area', 'band']) },
            ],
            columns: [
                { field: 'area', title: text('District', '자치구'), to: 'district' },
                { field: 'band', title: text('Band', '대역') },
                { field: 0, title: text('Busy', '사용률'), unit: 'percentunit', decimals: 1, steps: busySteps },
                { field: 1, title: text('Others', '타망 점유율'), unit: 'percentunit', decimals: 1, steps: busySteps },
                { field: 2, title: text('Retries', '재전송률'), unit: 'percentunit', decimals: 1, steps: retrySteps },
            ],
        }),
    ],
    rows: [
        {
            title: text('Radar and channel changes', '레이더와 채널 변경'),
            panels: [
                radiosHung({ width: 4, height: 9 }),
                bars({
                    title: text('Radio events by district', '자치구별 무선 이벤트'),
                    description: text(
                        'Radar heard, access points that stopped, and channel switches in the time shown.',
                        '표시 기간의 레이더 감지, AP 중단, 채널 변경.',
                    ),
                    noValue: missing.events,
                    unit: 'short',
                    decimals: 0,
                    width: 10,
                    height: 9,
                    to: 'district',
                    queries: [
                        {
                            expr: `sort_desc(${top(20, sum(['area', 'type'], happenedInArea('magpie_wifi_events_total', 'type=~"radar_detected|ap_stopped|channel_switch"')))} > 0)`,
                            legend: '{{area}} {{type}}',
                        },
                    ],
                }),
                bars({
                    title: text('Poles that hear most radar', '레이더 감지가 잦은 폴'),
                    description: text(
                        'In the time shown: move these to channels without radar, or they will keep falling silent for a minute and more.',
                        '표시 기간 기준. 레이더 대역이 아닌 채널로 옮기지 않으면 1분 이상의 중단이 반복됩니다.',
                    ),
                    noValue: missing.events,
                    unit: 'short',
                    decimals: 0,
                    width: 10,
                    height: 9,
                    to: 'pole',
                    queries: [
                        {
                            expr: `sort_desc(${top(15, sum(['area', 'node'], happenedInArea('magpie_wifi_events_total', 'type="radar_detected"')))} > 0)`,
                            legend: '{{area}} {{node}}',
                        },
                    ],
                }),
            ],
        },
        {
            title: text('What is heard', '수신한 전파'),
            panels: [
                worst(
                    text('Most beacons lost', '비콘 손실이 많은 폴'),
                    text(
                        'Of the beacons of the city’s access points in earshot, those not heard within a quarter of an hour. Far ones lose many.',
                        '들리는 자체 AP의 비콘 중 최근 15분간 듣지 못한 비율. 먼 AP는 원래 높습니다.',
                    ),
                    'node:magpie_lost_beacons:ratio',
                    beaconSteps,
                    missing.air,
                    '{{area}} {{node}} {{band}} {{ssid}}',
                ),
                graph({
                    title: text('Airtime heard by network', '네트워크별 수신 에어타임'),
                    description: text(
                        'Of the poles chosen, share of the time listened; networks of others are “other”. What was not heard is not in it.',
                        '선택한 폴이 들은 시간 중 네트워크별 비율. 타망은 other이며, 듣지 못한 프레임은 빠집니다.',
                    ),
                    noValue: missing.air,
                    unit: 'percentunit',
                    min: 0,
                    stacked: true,
                    queries: [
                        {
                            expr: `${sum(['band', 'ssid'], rate(ofPole('magpie_air_airtime_seconds_total')))} / on (band) group_left () ${sum(['band'], rate(ofPole('magpie_air_channel_listened_seconds_total')))}`,
                            legend: '{{band}} {{ssid}}',
                        },
                    ],
                    width: 16,
                    height: 11,
                }),
            ],
        },
        {
            title: text('One site: where its airtime goes', '설치 장소 상세: 에어타임 구성'),
            panels: [
                graph({
                    title: text('Who takes the air', '에어타임 점유 주체'),
                    description: text(
                        'Share of time of the poles chosen: own sending, own clients, other networks, noise. The rest is free.',
                        '선택한 폴의 시간 구성: 자체 송신, 자체 접속자, 타망, 잡음. 나머지는 유휴입니다.',
                    ),
                    noValue: missing.radio,
                    unit: 'percentunit',
                    min: 0,
                    max: 1,
                    stacked: true,
                    queries: [
                        { expr: part('transmit'), legend: text('{{band}} own sending', '{{band}} 자체 송신') },
                        { expr: part('own_receive'), legend: text('{{band}} own clients', '{{band}} 자체 접속자') },
                        {
                            expr: `${part('foreign')} - ${part('non_wifi')}`,
                            legend: text('{{band}} other networks', '{{band}} 타망'),
                        },
                        { expr: part('non_wifi'), legend: text('{{band}} noise', '{{band}} 잡음') },
                    ],
                    ...half,
                }),
                graph({
                    title: text('Retries', '재전송률'),
                    description: text('By pole and band, as recorded.', '폴·대역별 재전송률(기록값).'),
                    noValue: missing.rules,
                    unit: 'percentunit',
                    min: 0,
                    steps: retrySteps,
                    limits: true,
                    queries: [{ expr: recordedOfPole('node:magpie_retry:ratio'), legend: '{{node}} {{band}}' }],
                    ...half,
                }),
                graph({
                    title: text('Noise', '잡음 세기'),
                    description: text('As the drivers measure it.', '드라이버가 측정한 채널 잡음.'),
                    noValue: missing.driver,
                    unit: 'dBm',
                    queries: [
                        { expr: by('max', ['node', 'band'], ofPole('magpie_wifi_noise_dbm')), legend: '{{node}} {{band}}' },
                    ],
                    ...third,
                }),
                graph({
                    title: text('Networks of others by channel', '채널별 타 네트워크 수'),
                    description: text('As scans heard them, over the poles chosen.', '선택한 폴의 스캔에서 수신한 채널별 타 네트워크 수.'),
                    noValue: missing.scans,
                    unit: 'short',
                    decimals: 0,
                    min: 0,
                    queries: [
                        {
                            expr: by('max', ['band', 'channel'], ofPole('magpie_wifi_channel_neighbours')),
                            legend: '{{band}} {{channel}}',
                        },
                    ],
                    ...third,
                }),
                graph({
                    title: text('Events', '이벤트'),
                    description: text('What the kernels told of, a minute.', '커널이 알린 분당 이벤트 수.'),
                    noValue: missing.radio,
                    unit: 'cpm',
                    min: 0,
                    names: events,
                    queries: [
                        { expr: `60 * ${sum(['type'], rate(ofPole('magpie_wifi_events_total')))}`, legend: '{{type}}' },
                    ],
                    ...third,
                }),
            ],
        },
    ],
};
