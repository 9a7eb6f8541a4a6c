// What a path carries, of the row of paths.

import type { Panel } from '../../panels.js';
import { by, ofPole } from '../../query.js';
import { rows } from '../../tables.js';
import { missing, targetClasses, text } from '../../text.js';
import { each, grows, lines } from './lines.js';

const filled = ['node', 'target', 'class', 'direction', 'streams'];

export const throughputPanels: readonly Panel[] = [
    rows({
        title: text('What the path carries', '경로 처리량'),
        description: text(
            'As measured last, by direction (up: from the pole) and streams; and how long an echo takes while the line is full and while it is idle: the difference is queues.',
            '최근 측정값, 방향(up: 폴에서 나감)과 스트림 수별. 회선이 찼을 때와 비었을 때의 에코 시간 차이는 버퍼 지연입니다.',
        ),
        noValue: missing.throughput,
        sortBy: 0,
        leastFirst: true,
        width: 24,
        height: 8,
        queries: [
            { expr: by('min', filled, ofPole('magpie_path_throughput_bytes_per_second')) },
            { expr: by('max', filled, ofPole('magpie_path_loaded_round_trip_seconds')) },
            { expr: by('max', filled, ofPole('magpie_path_loaded_round_trip_high_seconds')) },
            { expr: `time() - ${by('max', filled, ofPole('magpie_path_throughput_measured_timestamp_seconds'))}` },
        ],
        columns: [
            { field: 'node', title: text('Pole', '폴') },
            { field: 'target', title: text('Target', '대상') },
            { field: 'class', title: text('Class', '등급'), names: targetClasses },
            { field: 'direction', title: text('Direction', '방향') },
            { field: 'streams', title: text('Streams', '스트림') },
            { field: 0, title: text('Throughput', '처리량'), unit: 'Bps', decimals: 1 },
            { field: 1, title: text('Echo, full', '에코(부하)'), unit: 's', decimals: 1 },
            { field: 2, title: text('Of 100 the 95th', '에코 95%(부하)'), unit: 's', decimals: 1 },
            { field: 3, title: text('Measured before', '측정 후 경과'), unit: 's', decimals: 0 },
        ],
    }),
    lines(
        text('Echo while the line is idle', '유휴 시 에코'),
        text('Median right before the throughput was measured.', '처리량 측정 직전의 중앙값.'),
        missing.throughput,
        's',
        [each('magpie_path_idle_round_trip_seconds', ['target'])],
        { min: 0 },
    ),
    lines(
        text('Throughput runs by outcome', '처리량 측정 결과'),
        text('Measured, or why not, an hour.', '시간당 측정 성공 수와 실패 원인별 수.'),
        missing.throughput,
        'short',
        [grows('magpie_path_throughput_runs_total', ['target', 'outcome'], 3600)],
        { min: 0 },
    ),
    lines(
        text('Bytes spent on throughput', '처리량 측정에 쓴 바이트'),
        text('Of the last 24 hours; throughput.daily_bytes is the limit.', '최근 24시간. 한도는 throughput.daily_bytes.'),
        missing.throughput,
        'bytes',
        [each('magpie_path_throughput_spent_bytes', [])],
        { min: 0 },
    ),
];
