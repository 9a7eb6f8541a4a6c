import type { Row } from '../../board.js';
import { graph } from '../../panels.js';
import { ofPole, quantile, rate, recordedOfPole, share, sum } from '../../query.js';
import { missing, stages, text } from '../../text.js';
import { goodSteps } from '../steps.js';
import { grows, half, lines, perMinute } from './lines.js';

const network = ['node', 'ssid'];

export const connections: Row = {
    title: text('Connections of clients (source capture)', '접속 과정(capture 소스)'),
    panels: [
        graph({
            title: text('Good minutes', '정상 이용 시간 비율'),
            description: text(
                'Of the minutes that clients spent here, those in which no stage failed or was slow; over a quarter of an hour.',
                '최근 15분간 접속자가 머문 시간 중 실패하거나 느린 단계가 없던 비율.',
            ),
            noValue: missing.minutes,
            unit: 'percentunit',
            min: 0,
            max: 1,
            steps: goodSteps,
            limits: true,
            queries: [{ expr: recordedOfPole('node:magpie_good_minutes:ratio'), legend: '{{node}} {{ssid}}' }],
            ...half,
        }),
        graph({
            title: text('Clients whose time is good, and the stage to blame', '정상 이용자와 원인 단계'),
            description: text(
                'Clients at a time, on average: those whose minutes were good, and the others by the stage to blame.',
                '평균 동시 이용자: 정상과, 원인 단계별 불량.',
            ),
            noValue: missing.connections,
            unit: 'short',
            min: 0,
            stacked: true,
            names: stages,
            queries: [
                { expr: sum([], rate(ofPole('magpie_client_good_seconds_total'))), legend: text('good', '정상') },
                { expr: sum(['stage'], rate(ofPole('magpie_client_bad_seconds_total'))), legend: '{{stage}}' },
            ],
            ...half,
        }),
        lines(
            text('Time to connect', '접속 소요 시간'),
            text(
                'From the first sign of a client to its first TCP connection: half are below the median, a tenth above the upper line.',
                '단말의 첫 신호부터 첫 TCP 연결까지의 시간. 중앙값과 상위 10%.',
            ),
            missing.connections,
            's',
            [
                {
                    expr: quantile(0.5, network, ofPole('magpie_client_connect_seconds_bucket')),
                    legend: text('{{node}} {{ssid}} median', '{{node}} {{ssid}} 중앙값'),
                },
                {
                    expr: quantile(0.9, network, ofPole('magpie_client_connect_seconds_bucket')),
                    legend: text('{{node}} {{ssid}} slowest tenth', '{{node}} {{ssid}} 상위 10%'),
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Connects by outcome', '접속 결과'),
            text('Attempts to connect that ended, a minute, by how they did.', '결과별 분당 접속 시도 수.'),
            missing.connections,
            'cpm',
            [
                {
                    expr: `${perMinute} * ${sum(['node', 'ssid', 'outcome'], rate(ofPole('magpie_client_stage_total', 'stage="connect"')))}`,
                    legend: '{{node}} {{ssid}} {{outcome}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Failures by stage', '단계별 실패'),
            text('A minute, by the stage of the connection and how it failed.', '접속 단계·원인별 분당 실패 수.'),
            missing.failures,
            'cpm',
            [
                {
                    expr: `${perMinute} * ${sum(['node', 'stage', 'outcome'], rate(ofPole('magpie_client_stage_total', 'stage!="connect"', 'outcome!~"success|redirected"')))}`,
                    legend: '{{node}} {{stage}} {{outcome}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('DHCP is silent for', 'DHCP 무응답 시간'),
            text(
                'How long clients have been asking for an address while none was offered one. Seconds are usual of a server that looks first whether an address is free.',
                '접속자들이 주소를 요청했지만 아무도 제안을 받지 못한 시간. 주소 중복을 먼저 확인하는 서버는 몇 초가 정상입니다.',
            ),
            missing.connections,
            's',
            [{ expr: ofPole('magpie_client_dhcp_silence_seconds'), legend: '{{node}} {{ssid}}' }],
            { min: 0 },
        ),
        lines(
            text('Mean time by stage', '단계별 평균 시간'),
            text('Of the stages that succeeded.', '성공한 단계의 평균 소요 시간.'),
            missing.connections,
            's',
            [
                {
                    expr: share(
                        ['node', 'stage'],
                        ofPole('magpie_client_stage_seconds_total'),
                        ofPole('magpie_client_stage_total', 'outcome="success"'),
                    ),
                    legend: '{{node}} {{stage}}',
                },
            ],
            { min: 0, decimals: 3 },
        ),
        lines(
            text('Names not found, by resolver', '리졸버별 이름 조회 실패율'),
            text(
                'Share of the queries of clients that were not answered, or refused, or the server failed, by the resolver that was asked; `other` are all that have no name in the configuration.',
                '접속자 이름 조회 중 응답 없음·거부·서버 오류 비율, 질의한 리졸버별. other는 설정에 이름이 없는 모든 리졸버.',
            ),
            missing.resolvers,
            'percentunit',
            [
                {
                    expr: share(
                        ['node', 'ssid', 'resolver'],
                        ofPole('magpie_client_dns_total', 'outcome=~"no_answer|server_failure|refused"'),
                        ofPole('magpie_client_dns_total'),
                    ),
                    legend: '{{node}} {{ssid}} {{resolver}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Time to a name, by resolver', '리졸버별 이름 조회 시간'),
            text('Mean from query to answer, of those that succeeded.', '성공한 조회의 평균 응답 시간.'),
            missing.resolvers,
            's',
            [
                {
                    expr: share(
                        ['node', 'ssid', 'resolver'],
                        ofPole('magpie_client_dns_seconds_total'),
                        ofPole('magpie_client_dns_total', 'outcome="success"'),
                    ),
                    legend: '{{node}} {{ssid}} {{resolver}}',
                },
            ],
            { min: 0, decimals: 3 },
        ),
        lines(
            text('Slowest tenth by stage', '단계별 상위 10%'),
            text('Of the stages that succeeded, a tenth took longer.', '성공한 단계 중 느린 10%의 경계.'),
            missing.detail,
            's',
            [
                {
                    expr: quantile(0.9, ['node', 'stage'], ofPole('magpie_client_stage_duration_seconds_bucket')),
                    legend: '{{node}} {{stage}}',
                },
            ],
            { min: 0, decimals: 3 },
        ),
        lines(
            text('Round trips of TCP', 'TCP 왕복 시간'),
            text(
                'Mean, from the pole to the client and back (radio), to the server and back (network): which side is slow.',
                '폴에서 단말까지(radio), 서버까지(network)의 평균 왕복 시간. 어느 쪽이 느린지 보여 줍니다.',
            ),
            missing.connections,
            's',
            [
                {
                    expr: share(
                        ['node', 'ssid', 'side'],
                        ofPole('magpie_client_round_trip_seconds_total'),
                        ofPole('magpie_client_round_trips_total'),
                    ),
                    legend: '{{node}} {{ssid}} {{side}}',
                },
            ],
            { min: 0, decimals: 3 },
        ),
        lines(
            text('TCP sent once more', 'TCP 재전송'),
            text(
                'Share of the segments with content, from clients (up) and to them (down).',
                '내용이 있는 세그먼트 중 재전송 비율: 단말에서(up), 단말로(down).',
            ),
            missing.connections,
            'percentunit',
            [
                {
                    expr: share(
                        ['node', 'ssid', 'direction'],
                        ofPole('magpie_client_tcp_retransmissions_total'),
                        ofPole('magpie_client_tcp_segments_total'),
                    ),
                    legend: '{{node}} {{ssid}} {{direction}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Connections not followed', '추적하지 못한 접속'),
            text('To their end, for want of room in magpie-capture, a minute.', 'magpie-capture의 자리가 모자라 끝까지 추적하지 못한 접속, 분당.'),
            missing.nothing,
            'cpm',
            [grows('magpie_client_attempts_forgotten_total', ['ssid'], perMinute)],
            { min: 0 },
        ),
        lines(
            text('Events of clients from hostapd', 'hostapd가 알린 접속자 이벤트'),
            text(
                'Told to magpie-capture, a minute, by what became of them; all should be taken.',
                'magpie-capture에 전달된 이벤트, 분당 처리 결과별. 모두 taken이어야 합니다.',
            ),
            missing.nothing,
            'cpm',
            [grows('magpie_node_capture_client_events_total', ['outcome'], perMinute)],
            { min: 0 },
        ),
    ],
};
