// What packets of STAMP tell of a path, and what is answered of others', of the row of paths.

import type { Panel } from '../../panels.js';
import { missing, or, text } from '../../text.js';
import { each, grows, half, lines, perMinute } from './lines.js';

export const stampPanels: readonly Panel[] = [
    lines(
        text('Loss (STAMP)', '손실률(STAMP)'),
        text('Share of the packets of a minute that got no reply in time.', '1분간 제때 응답이 없던 패킷 비율.'),
        missing.stamp,
        'percentunit',
        [each('magpie_path_loss_ratio', ['target'])],
        { min: 0 },
    ),
    lines(
        text('Lost by way (STAMP)', '방향별 손실(STAMP)'),
        text(
            'Packets lost on the way there (forward) and back, a minute.',
            '가는 길(forward)과 오는 길(back)에서 잃은 패킷, 분당.',
        ),
        or(missing.stamp, text('the reflector does not count by itself', '반사기가 자체 집계를 하지 않음')),
        'cpm',
        [grows('magpie_path_packets_lost_total', ['target', 'direction'], perMinute)],
        { min: 0 },
    ),
    lines(
        text('Longest burst of loss (STAMP)', '최대 연속 손실(STAMP)'),
        text('Most packets one after the other that were lost in a minute.', '1분간 연속으로 잃은 최대 패킷 수.'),
        missing.stamp,
        'short',
        [each('magpie_path_longest_loss_burst', ['target'])],
        { min: 0, decimals: 0 },
    ),
    lines(
        text('Packets by outcome (STAMP)', '패킷 결과(STAMP)'),
        text(
            'A minute: received or lost; and of these late, duplicate, reordered, without a delay that can be (undefined).',
            '분당 수신·손실, 그중 지연(late)·중복·순서 바뀜·계산 불가(undefined).',
        ),
        missing.stamp,
        'cpm',
        [grows('magpie_path_packets_total', ['target', 'outcome'], perMinute)],
        { min: 0 },
    ),
    lines(
        text('Round trip (STAMP)', '왕복 시간(STAMP)'),
        text(
            'Median and longest of a minute by kernel timestamps, without the time the reflector took.',
            '커널 시각 기준 1분간의 중앙값과 최대값. 반사기 처리 시간은 제외.',
        ),
        missing.stamp,
        's',
        [
            each('magpie_path_packet_round_trip_seconds', ['target'], text('{{node}} {{target}} median', '{{node}} {{target}} 중앙값')),
            each('magpie_path_packet_round_trip_max_seconds', ['target'], text('{{node}} {{target}} longest', '{{node}} {{target}} 최대')),
        ],
        { min: 0 },
    ),
    lines(
        text('Delay variation (STAMP)', '지연 변동(STAMP)'),
        text(
            'How far above the shortest round trip of a minute half of them stay, 95 % and 99 %; of 99 % only where a hundred are sent a minute.',
            '1분간 최소 왕복 시간 대비 50%, 95%, 99% 지점의 초과분. 99%는 분당 100개 이상 보낼 때만.',
        ),
        missing.stamp,
        's',
        [
            each('magpie_path_delay_variation_median_seconds', ['target'], text('{{node}} {{target}} median', '{{node}} {{target}} 중앙값')),
            each('magpie_path_delay_variation_seconds', ['target'], '{{node}} {{target}} 95 %'),
            each('magpie_path_delay_variation_high_seconds', ['target'], '{{node}} {{target}} 99 %'),
        ],
        { min: 0 },
    ),
    lines(
        text('One-way delay (STAMP)', '단방향 지연(STAMP)'),
        text(
            'Median there (forward) and back, and how far these may be off by what both clocks say of themselves.',
            '가는 길(forward)과 오는 길(back)의 중앙값, 양쪽 시계가 알린 최대 오차.',
        ),
        or(missing.stamp, text('a clock is not synchronised to 100 ms', '한쪽 시계가 100ms 이내로 동기화되지 않음')),
        's',
        [
            each('magpie_path_one_way_delay_seconds', ['target', 'direction']),
            each('magpie_path_one_way_error_seconds', ['target'], text('{{node}} {{target}} error', '{{node}} {{target}} 오차')),
        ],
        { min: 0, ...half },
    ),
    lines(
        text('What the reflector answered (STAMP)', '반사기 응답(STAMP)'),
        text(
            'Packets of others that came here, a minute: answered, why not, or dropped by the kernel (of nobody who is answered).',
            '타 장비에서 온 패킷, 분당: 응답, 거부 원인, 커널 폐기(응답 대상이 아님).',
        ),
        text(
            'No data: nobody is answered here ([[stamp.session]]), or source stamp is down',
            '데이터 없음: 응답 대상이 없거나([[stamp.session]]) stamp 소스가 내려감',
        ),
        'cpm',
        [
            grows('magpie_path_reflections_total', ['outcome'], perMinute),
            {
                ...grows('magpie_path_reflector_dropped_total', [], perMinute),
                legend: text('{{node}} dropped by the kernel', '{{node}} 커널 폐기'),
            },
        ],
        { min: 0, ...half },
    ),
];
