import type { Row } from '../../board.js';
import { ofPole, rate, sum } from '../../query.js';
import { missing, text } from '../../text.js';
import { each, lines } from './lines.js';

export const neighbours: Row = {
    title: text('Neighbours and scans (source wifi)', '주변 AP와 스캔(wifi 소스)'),
    panels: [
        lines(
            text('Networks of others', '타 네트워크 수'),
            text('Heard in the last two rounds of scans.', '최근 두 차례 스캔에서 수신한 타 네트워크 수.'),
            missing.scans,
            'short',
            [each('magpie_wifi_neighbours', ['band'])],
            { min: 0, decimals: 0 },
        ),
        lines(
            text('Strongest of them', '가장 강한 타 네트워크'),
            text('Its signal here.', '이곳에서 수신한 신호 세기.'),
            missing.scans,
            'dBm',
            [each('magpie_wifi_neighbour_signal_dbm', ['band'])],
        ),
        lines(
            text('Own poles in earshot', '가청 거리의 자체 폴'),
            text('Signal of the own network’s access points at other poles.', '다른 폴에 있는 자체 AP의 신호 세기.'),
            missing.scans,
            'dBm',
            [each('magpie_wifi_own_neighbour_signal_dbm', ['target', 'band'])],
        ),
        lines(
            text('Networks of others by channel', '채널별 타 네트워크 수'),
            text('Where the air is taken: choose another channel.', '채널 점유 현황. 채널을 바꿀 때 참고하십시오.'),
            missing.scans,
            'short',
            [each('magpie_wifi_channel_neighbours', ['band', 'channel'])],
            { min: 0, decimals: 0 },
        ),
        lines(
            text('Load that neighbours tell', '주변 AP가 알린 부하'),
            text('Highest share of busy time that an access point heard there tells in its beacons.', '주변 AP 비콘이 알린 채널 사용률의 최댓값.'),
            missing.scans,
            'percentunit',
            [each('magpie_wifi_channel_load_ratio', ['band', 'channel'])],
            { min: 0, max: 1 },
        ),
        lines(
            text('Scans', '스캔'),
            text('Scans of one channel each, an hour, and those put off, by reason.', '시간당 채널 스캔 수와 원인별 연기 수.'),
            missing.scans,
            'none',
            [
                {
                    expr: `3600 * ${sum(['node', 'radio'], rate(ofPole('magpie_wifi_scans_total')))}`,
                    legend: text('{{node}} {{radio}} made', '{{node}} {{radio}} 실행'),
                },
                {
                    expr: `3600 * ${sum(['node', 'radio', 'reason'], rate(ofPole('magpie_wifi_scans_skipped_total')))}`,
                    legend: text('{{node}} {{radio}} put off: {{reason}}', '{{node}} {{radio}} 연기: {{reason}}'),
                },
            ],
            { min: 0 },
        ),
    ],
};
