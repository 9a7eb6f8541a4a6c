import type { Row } from '../../board.js';
import { by, ofPole, rate, sum } from '../../query.js';
import { missing, text } from '../../text.js';
import { bits, each, quantileOf, lines, meanOf, median } from './lines.js';

export const clients: Row = {
    title: text('Links to clients (source wifi)', '접속자 링크(wifi 소스)'),
    panels: [
        lines(
            text('Signal', '신호 세기'),
            text('Of the clients, at the access point: half are below the median.', 'AP가 수신한 접속자 신호의 중앙값과 하위 10%.'),
            missing.clients,
            'dBm',
            [
                quantileOf('magpie_wifi_client_signal_dbm', median),
                quantileOf('magpie_wifi_client_signal_dbm', text('lowest tenth', '하위 10%'), 0.1),
            ],
        ),
        lines(
            text('Rates', '링크 속도'),
            text('Rate of the last frame to and from each client, median.', '접속자별 마지막 프레임 속도의 중앙값(하향·상향).'),
            missing.clients,
            'bps',
            [
                quantileOf('magpie_wifi_client_transmit_rate_bytes_per_second', text('to clients', '하향'), 0.5, bits),
                quantileOf('magpie_wifi_client_receive_rate_bytes_per_second', text('from clients', '상향'), 0.5, bits),
            ],
            { min: 0 },
        ),
        lines(
            text('Expected throughput', '예상 처리량'),
            text('What rate control expects to get through, median of the clients.', '속도 제어가 예상하는 처리량의 접속자 중앙값.'),
            missing.driver,
            'bps',
            [
                {
                    expr: `${bits} * ${by('max', ['node', 'band', 'ssid'], ofPole('magpie_wifi_client_expected_throughput_bytes_per_second'))}`,
                    legend: '{{node}} {{band}} {{ssid}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Modulation (MCS)', '변조(MCS)'),
            text('Median index of the last frame to a client.', '접속자에게 보낸 마지막 프레임 MCS의 중앙값.'),
            missing.clients,
            'none',
            [quantileOf('magpie_wifi_client_mcs', median)],
            { min: 0, decimals: 1 },
        ),
        lines(
            text('Spatial streams', '공간 스트림'),
            text('Mean of the last frames to clients: how much of the antennas is used.', '접속자에게 보낸 마지막 프레임의 평균 공간 스트림 수.'),
            missing.clients,
            'none',
            [meanOf('magpie_wifi_client_streams')],
            { min: 0, decimals: 2 },
        ),
        lines(
            text('Channel width to clients', '접속자 대역폭'),
            text('Mean width of the last frames to clients: old phones pull it down.', '접속자에게 보낸 마지막 프레임의 평균 대역폭. 구형 단말이 많으면 낮아집니다.'),
            missing.clients,
            'hertz',
            [meanOf('magpie_wifi_client_width_hertz')],
            { min: 0 },
        ),
        lines(
            text('Retries by client', '접속자별 재전송률'),
            text(
                'Half of the clients see more retries than the median, a tenth more than the upper line.',
                '접속자별 재전송률의 중앙값과 상위 10%.',
            ),
            missing.driver,
            'percentunit',
            [
                quantileOf('magpie_wifi_client_retry_ratio', median),
                quantileOf('magpie_wifi_client_retry_ratio', text('worst tenth', '상위 10%'), 0.9),
            ],
            { min: 0 },
        ),
        lines(
            text('Lost packets by client', '접속자별 전송 실패율'),
            text('Packets to a client never acknowledged: the worst tenth of the clients.', '접속자별 전송 실패율의 상위 10%.'),
            missing.driver,
            'percentunit',
            [quantileOf('magpie_wifi_client_failure_ratio', text('worst tenth', '상위 10%'), 0.9)],
            { min: 0 },
        ),
        lines(
            text('Connected for', '접속 유지 시간'),
            text('How long clients have been connected, median; seconds mean that they cannot stay.', '접속 유지 시간의 중앙값. 수 초라면 접속이 유지되지 않는 것입니다.'),
            missing.clients,
            's',
            [quantileOf('magpie_wifi_client_connected_seconds', median)],
            { min: 0 },
        ),
        lines(
            text('Silent for', '마지막 프레임 이후'),
            text('Time since a client’s last frame, median.', '접속자의 마지막 프레임 이후 경과 시간의 중앙값.'),
            missing.clients,
            's',
            [quantileOf('magpie_wifi_client_inactive_seconds', median)],
            { min: 0 },
        ),
        lines(
            text('Airtime of clients', '접속자 에어타임'),
            text('Share of time taken by frames to and from clients.', '접속자 송수신 프레임이 차지한 시간의 비율.'),
            missing.driver,
            'percentunit',
            [
                {
                    expr: sum(['node', 'band'], rate(ofPole('magpie_wifi_client_transmit_airtime_seconds_total'))),
                    legend: text('{{node}} {{band}} to clients', '{{node}} {{band}} 하향'),
                },
                {
                    expr: sum(['node', 'band'], rate(ofPole('magpie_wifi_client_receive_airtime_seconds_total'))),
                    legend: text('{{node}} {{band}} from clients', '{{node}} {{band}} 상향'),
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Fairness of airtime', '에어타임 공정성'),
            text('Jain’s index: 1 all had the same, 1/n one had all.', 'Jain 지수. 1이면 고르게, 1/n이면 한 단말이 독점한 것입니다.'),
            missing.driver,
            'none',
            [each('magpie_wifi_client_airtime_fairness_ratio', ['band', 'ssid'])],
            { min: 0, max: 1, decimals: 2 },
        ),
    ],
};
