import type { Row } from '../../board.js';
import { strips } from '../../panels.js';
import { ofPole, rate, share, sum } from '../../query.js';
import { missing, text } from '../../text.js';
import { airtime, each, grows, half, lines } from './lines.js';

const network = ['node', 'band', 'ssid'];
const heard = 'magpie_air_channel_airtime_seconds_total';
const listened = 'magpie_air_channel_listened_seconds_total';
const busy = share(
    ['node', 'band'],
    ofPole('magpie_wifi_channel_busy_seconds_total'),
    ofPole('magpie_wifi_channel_active_seconds_total'),
);

export const air: Row = {
    title: text('The air as it is heard (source capture)', '수신한 전파(capture 소스)'),
    panels: [
        lines(
            text('Airtime by network', '네트워크별 에어타임'),
            text(
                'Share of the time listened that frames heard of each network took. What was not heard is not in it; networks of others are “other”.',
                '들은 시간 중 네트워크별 프레임이 차지한 비율. 듣지 못한 프레임은 빠지며, 타망은 other입니다.',
            ),
            missing.air,
            'percentunit',
            [
                {
                    expr: `${sum(network, rate(ofPole('magpie_air_airtime_seconds_total')))} / on (node, band) group_left () ${sum(['node', 'band'], rate(ofPole(listened)))}`,
                    legend: '{{node}} {{band}} {{ssid}}',
                },
            ],
            { ...half, min: 0 },
        ),
        lines(
            text('Heard, and busy by the survey', '수신량과 채널 사용률'),
            text(
                'Share of time taken by all frames heard, beside the share in which the radio found the channel busy. Busy that nobody heard is noise, or Wi-Fi too far or too fast for the monitor.',
                '수신한 전체 프레임의 점유율과 무선이 측정한 채널 사용률. 사용 중인데 들리지 않은 부분은 잡음이거나 모니터가 해독하지 못한 Wi-Fi입니다.',
            ),
            missing.air,
            'percentunit',
            [
                {
                    expr: share(['node', 'band'], ofPole(heard), ofPole(listened)),
                    legend: text('{{node}} {{band}} heard', '{{node}} {{band}} 수신'),
                },
                airtime('busy', text('busy', '사용 중')),
            ],
            { ...half, min: 0 },
        ),
        lines(
            text('How much of it was heard', '수신 비율'),
            text(
                'Heard airtime by busy time: the part of the channel’s life that the other panels here know of. Above 1 the two listen to different channels.',
                '채널 사용 시간 중 수신한 비율. 이 행의 다른 패널이 파악하는 범위입니다. 1을 넘으면 서로 다른 채널을 듣고 있는 것입니다.',
            ),
            missing.air,
            'percentunit',
            [
                {
                    expr: `(${share(['node', 'band'], ofPole(heard), ofPole(listened))}) / on (node, band) (${busy})`,
                    legend: '{{node}} {{band}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Frames heard', '수신 프레임'),
            text('A second, by network and type.', '네트워크·유형별 초당 프레임 수.'),
            missing.air,
            'pps',
            [grows('magpie_air_frames_total', ['band', 'ssid', 'type'])],
            { min: 0 },
        ),
        lines(
            text('Retries heard', '수신한 재전송'),
            text(
                'Of the frames heard, those sent once more, by whoever: access points and clients of the network.',
                '수신 프레임 중 재전송 비율. AP와 단말을 모두 포함합니다.',
            ),
            missing.air,
            'percentunit',
            [
                {
                    expr: share(network, ofPole('magpie_air_retries_total'), ofPole('magpie_air_frames_total')),
                    legend: '{{node}} {{band}} {{ssid}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Beacons lost', '비콘 손실'),
            text(
                'Of the beacons the access points of a network must have sent, those not heard. Far ones lose many; a near one that does hangs, or its channel is full.',
                '네트워크의 AP가 보냈어야 할 비콘 중 듣지 못한 비율. 먼 AP는 원래 높고, 가까운 AP가 높으면 멈춤이나 혼잡입니다.',
            ),
            missing.air,
            'percentunit',
            [
                {
                    expr: share(network, ofPole('magpie_air_beacons_lost_total'), ofPole('magpie_air_beacons_expected_total')),
                    legend: '{{node}} {{band}} {{ssid}}',
                },
            ],
            { min: 0, max: 1 },
        ),
        lines(
            text('Beacon jitter', '비콘 지연'),
            text(
                'How late beacons leave, on average: the time an access point waits for a free channel.',
                '비콘이 예정보다 늦게 나간 평균 시간. AP가 빈 채널을 기다린 시간입니다.',
            ),
            missing.detail,
            's',
            [each('magpie_air_beacon_jitter_seconds', ['band', 'ssid'])],
            { min: 0 },
        ),
        lines(
            text('Load that own access points tell', '자체 AP가 알린 부하'),
            text(
                'Highest share of busy time that an access point of the network tells in its beacons.',
                '자체 네트워크 AP가 비콘으로 알린 채널 사용률의 최댓값.',
            ),
            missing.air,
            'percentunit',
            [each('magpie_air_load_ratio', ['band', 'ssid'])],
            { min: 0, max: 1 },
        ),
        lines(
            text('Strongest access point heard', '가장 강한 AP'),
            text('Of each network, the signal of its last beacon.', '네트워크별로 마지막 비콘의 신호 세기.'),
            missing.air,
            'dBm',
            [each('magpie_air_signal_dbm', ['band', 'ssid'])],
        ),
        strips({
            title: text('Threats in the air', '전파 위협'),
            description: text(
                'Red while one lasts; who does it stands on the dashboard Security.',
                '빨간 구간이 위협이 있던 시간. 상대 AP는 보안 대시보드에 있습니다.',
            ),
            noValue: missing.air,
            unit: 'bool_yes_no',
            steps: [
                [null, 'green'],
                [1, 'red'],
            ],
            values: { 0: text('none', '없음'), 1: text('lasts', '지속 중') },
            queries: [each('magpie_air_threat', ['threat', 'ssid'])],
            ...half,
        }),
        lines(
            text('Frames captured', '캡처한 프레임'),
            text('A second, by interface that magpie-capture listens to.', 'magpie-capture가 듣는 인터페이스별 초당 프레임 수.'),
            missing.capture,
            'pps',
            [grows('magpie_node_capture_frames_total', ['interface'])],
            { min: 0 },
        ),
        lines(
            text('Frames missed', '놓친 프레임'),
            text(
                'Share that the kernel had no room for, as magpie-capture did not keep up; from one in a hundred on there is an alert.',
                '처리가 밀려 커널이 버린 프레임의 비율. 1%를 넘으면 경보가 발생합니다.',
            ),
            missing.capture,
            'percentunit',
            [
                {
                    expr: `${sum(['node', 'interface'], rate(ofPole('magpie_node_capture_dropped_total')))} / (${sum(['node', 'interface'], rate(ofPole('magpie_node_capture_dropped_total')))} + ${sum(['node', 'interface'], rate(ofPole('magpie_node_capture_frames_total')))})`,
                    legend: '{{node}} {{interface}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Frames not used', '버린 프레임'),
            text(
                'A second, by interface and reason: bad_fcs was damaged in the air; the others lie about their lengths, or are cut.',
                '인터페이스·원인별 초당 프레임 수. bad_fcs는 공중에서 깨진 것이고, 나머지는 길이가 맞지 않거나 잘린 것입니다.',
            ),
            missing.capture,
            'pps',
            [grows('magpie_node_capture_bad_frames_total', ['interface', 'reason'])],
            { min: 0 },
        ),
    ],
};
