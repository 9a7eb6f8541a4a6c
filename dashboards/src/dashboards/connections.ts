// How people's connections go, over the city or some districts: what the recorded series of magpie-capture say.

import { bars, figure, graph, type Panel, type Size } from '../panels.js';
import { recorded, sum, top } from '../query.js';
import { missing, outcomes, stages, text } from '../text.js';
import { failedSteps, goodSteps } from './steps.js';

const minutes = recorded('area:magpie_client_minutes:increase15m');
const ends = (...more: readonly string[]): string => recorded('area:magpie_client_stages:increase15m', ...more);

export const goodShare = (labels: readonly string[]): string =>
    `${sum(labels, recorded('area:magpie_good_minutes:increase15m'))} / ${sum(labels, minutes)}`;

const quantileOf = (share: number): string =>
    `histogram_quantile(${share}, ${sum(['ssid', 'le'], recorded('area:magpie_connect_seconds_bucket:rate15m'))})`;

export const serviceLevel = (size: Size): Panel =>
    figure({
        title: text('Good minutes', '정상 이용 시간'),
        description: text(
            'Of the minutes that clients spent on the poles within a quarter of an hour, those in which nothing of their connection failed or was slow.',
            '최근 15분간 접속자가 머문 시간 중 접속의 어느 단계도 실패하거나 느리지 않았던 비율.',
        ),
        noValue: missing.minutes,
        unit: 'percentunit',
        decimals: 1,
        steps: goodSteps,
        tile: true,
        queries: [{ expr: goodShare([]) }],
        ...size,
    });

export const serviceLevelByNetwork = (size: Size): Panel =>
    graph({
        title: text('Good minutes by network', '네트워크별 정상 이용 시간'),
        description: text('Share of the minutes of clients, by SSID.', 'SSID별 접속자 이용 시간 중 정상 비율.'),
        noValue: missing.minutes,
        unit: 'percentunit',
        max: 1,
        steps: goodSteps,
        limits: true,
        queries: [{ expr: goodShare(['ssid']), legend: '{{ssid}}' }],
        ...size,
    });

export const stageToBlame = (size: Size): Panel =>
    graph({
        title: text('The stage to blame', '원인 단계'),
        description: text(
            'Bad minutes as a share of all minutes of clients, by the earliest stage that failed or was slow.',
            '전체 이용 시간 중 불량 비율을 가장 먼저 실패하거나 느렸던 단계별로 나눈 것.',
        ),
        noValue: missing.minutes,
        unit: 'percentunit',
        min: 0,
        stacked: true,
        names: stages,
        queries: [
            {
                expr: `${sum(['stage'], recorded('area:magpie_bad_minutes:increase15m'))} / on () group_left () ${sum([], minutes)}`,
                legend: '{{stage}}',
            },
        ],
        ...size,
    });

export const worstServed = (size: Size): Panel =>
    bars({
        title: text('Worst served', '체감 품질이 나쁜 폴'),
        description: text(
            'Poles with the smallest share of good minutes, of those on which clients spent twenty minutes of the last fifteen.',
            '최근 15분간 접속자 이용 시간의 합이 20분을 넘는 폴 중 정상 비율이 낮은 폴.',
        ),
        noValue: missing.minutes,
        unit: 'percentunit',
        decimals: 0,
        max: 1,
        steps: goodSteps,
        to: 'pole',
        queries: [
            {
                expr: `sort(bottomk(15, ${recorded('node:magpie_good_minutes:ratio')} and on (area, node, ssid) ${recorded('node:magpie_client_minutes:increase15m')} > 20))`,
                legend: '{{area}} {{node}} {{ssid}}',
            },
        ],
        ...size,
    });

export const failedMost = (size: Size): Panel =>
    bars({
        title: text('Poles people do not get into', '접속 실패가 많은 폴'),
        description: text(
            'Share of attempts to connect that failed within a quarter of an hour, of poles with ten attempts at least. Mistyped passphrases are left out.',
            '최근 15분간 접속 시도가 10건을 넘는 폴의 실패 비율. 비밀번호 오입력은 제외합니다.',
        ),
        noValue: missing.minutes,
        unit: 'percentunit',
        decimals: 0,
        max: 1,
        steps: failedSteps,
        to: 'pole',
        queries: [
            {
                expr: `sort_desc(${top(15, `${recorded('node:magpie_failed_connects:ratio')} and on (area, node, ssid) ${sum(['area', 'node', 'ssid'], recorded('node:magpie_client_stages:increase15m', 'stage="connect"'))} > 10`)} > 0)`,
                legend: '{{area}} {{node}} {{ssid}}',
            },
        ],
        ...size,
    });

export const timeToConnect = (size: Size): Panel =>
    graph({
        title: text('Time to connect', '접속 소요 시간'),
        description: text(
            'From the first sign of a client to its first TCP connection: half are below the median, a tenth above the upper line.',
            '단말의 첫 신호부터 첫 TCP 연결까지의 시간. 중앙값과 상위 10%.',
        ),
        noValue: missing.minutes,
        unit: 's',
        min: 0,
        queries: [
            { expr: quantileOf(0.5), legend: text('{{ssid}} median', '{{ssid}} 중앙값') },
            { expr: quantileOf(0.9), legend: text('{{ssid}} slowest tenth', '{{ssid}} 상위 10%') },
        ],
        ...size,
    });

export const connectsByOutcome = (size: Size): Panel =>
    graph({
        title: text('Connects by outcome', '접속 결과'),
        description: text(
            'Attempts to connect that ended within a quarter of an hour, by how they did.',
            '최근 15분간 끝난 접속 시도, 결과별.',
        ),
        noValue: missing.minutes,
        unit: 'short',
        decimals: 0,
        min: 0,
        stacked: true,
        names: outcomes,
        queries: [{ expr: sum(['outcome'], ends('stage="connect"')), legend: '{{outcome}}' }],
        ...size,
    });

export const addressesAndNames = (size: Size): Panel =>
    graph({
        title: text('Addresses and names that fail', '주소·이름 조회 실패율'),
        description: text(
            'Of the requests for an address, those that nobody answered; of the queries for a name, those unanswered, refused or failed.',
            '주소 요청(DHCP) 중 응답 없는 비율, 이름 조회(DNS) 중 응답 없음·거부·서버 오류 비율.',
        ),
        noValue: missing.failures,
        unit: 'percentunit',
        min: 0,
        queries: [
            {
                expr: `sum(${ends('stage="dhcp_discover"', 'outcome!="success"')}) / sum(${ends('stage="dhcp_discover"')})`,
                legend: text('addresses', '주소'),
            },
            {
                expr: `sum(${ends('stage="dns"', 'outcome!~"success|name_error"')}) / sum(${ends('stage="dns"')})`,
                legend: text('names', '이름'),
            },
        ],
        ...size,
    });
