import type { Row } from '../../board.js';
import { strips } from '../../panels.js';
import { by, ofPole, rate, sum } from '../../query.js';
import { missing, text } from '../../text.js';
import { each, grows, lines, third } from './lines.js';

export const board: Row = {
    title: text('The board (source host)', '보드(host 소스)'),
    panels: [
        lines(
            text('Processor', '프로세서(CPU)'),
            text('Seconds a second by mode, all processors together, without idle.', '모드별 CPU 사용(유휴 제외, 전체 코어 합).'),
            missing.board,
            'none',
            [
                {
                    expr: sum(['node', 'mode'], rate(ofPole('magpie_host_cpu_seconds_total', 'mode!="idle"'))),
                    legend: '{{node}} {{mode}}',
                },
            ],
            { min: 0, decimals: 2 },
        ),
        lines(
            text('Load', '부하'),
            text('Runnable and uninterruptible tasks, averaged.', '실행 가능·대기 불가 작업 수의 평균.'),
            missing.board,
            'short',
            [each('magpie_host_load_average', ['window'])],
            { min: 0 },
        ),
        lines(
            text('Memory', '메모리'),
            text('Of the board, available without swapping, and swap in use.', '보드 전체, 사용 가능, 스왑 사용량.'),
            missing.board,
            'bytes',
            [
                each('magpie_host_memory_size_bytes', [], text('{{node}} size', '{{node}} 전체')),
                each('magpie_host_memory_available_bytes', [], text('{{node}} available', '{{node}} 사용 가능')),
                each('magpie_host_swap_used_bytes', [], text('{{node}} swap', '{{node}} 스왑')),
            ],
            { min: 0 },
        ),
        lines(
            text('Temperature', '온도'),
            text('By sensor; boards throttle from 80 °C on.', '센서별 온도. 80 °C를 넘으면 성능이 제한됩니다.'),
            missing.board,
            'celsius',
            [each('magpie_host_temperature_celsius', ['sensor'])],
        ),
        lines(
            text('Storage free', '저장 공간 여유'),
            text('Share of each file system that is free.', '파일 시스템별 여유 비율.'),
            missing.board,
            'percentunit',
            [
                {
                    expr: `${by('max', ['node', 'mount'], ofPole('magpie_host_storage_available_bytes'))} / ${by('max', ['node', 'mount'], ofPole('magpie_host_storage_size_bytes'))}`,
                    legend: '{{node}} {{mount}}',
                },
            ],
            { min: 0, max: 1 },
        ),
        lines(
            text('Storage written', '저장 장치 쓰기'),
            text('What is written wears the flash.', '쓰기량이 많을수록 플래시 수명이 줄어듭니다.'),
            missing.board,
            'Bps',
            [grows('magpie_host_storage_written_bytes_total', ['device'])],
            { min: 0 },
        ),
        strips({
            title: text('Read-only file systems', '읽기 전용 파일 시스템'),
            description: text(
                'Mounted read-only unasked for: the sign of a dying card.',
                '의도치 않은 읽기 전용 전환은 저장 카드 고장의 징후입니다.',
            ),
            noValue: missing.board,
            unit: 'bool_yes_no',
            steps: [
                [null, 'green'],
                [1, 'red'],
            ],
            values: { 0: text('writable', '쓰기 가능'), 1: text('read-only', '읽기 전용') },
            queries: [each('magpie_host_storage_readonly', ['mount'])],
            ...third,
        }),
        lines(
            text('Flash life used', '플래시 수명 소모'),
            text('Upper end of the 10 % step the eMMC tells; 110 % is past its end.', 'eMMC가 알린 수명 소모(10% 단위 상한). 110%면 수명이 끝난 것입니다.'),
            missing.board,
            'percentunit',
            [each('magpie_host_flash_life_used_ratio', ['device', 'type'])],
            { min: 0 },
        ),
        lines(
            text('Flash reserves', '플래시 예비 블록'),
            text(
                'State of an eMMC’s reserved blocks (1 normal, 2 warning, 3 urgent); bad blocks and erases of a raw flash.',
                'eMMC 예비 블록 상태(1 정상, 2 주의, 3 긴급), 원시 플래시의 불량 블록과 최대 삭제 횟수.',
            ),
            missing.board,
            'short',
            [
                each('magpie_host_flash_spare_state', ['device'], text('{{node}} {{device}} state', '{{node}} {{device}} 상태')),
                each('magpie_host_flash_bad_blocks', ['device'], text('{{node}} {{device}} bad blocks', '{{node}} {{device}} 불량 블록')),
                each('magpie_host_flash_block_erases', ['device'], text('{{node}} {{device}} erases', '{{node}} {{device}} 삭제 횟수')),
            ],
            { min: 0 },
        ),
        lines(
            text('Up for', '가동 시간'),
            text('Time since the board booted; a saw is a board that reboots.', '부팅 후 경과 시간. 톱니 모양이면 재부팅이 반복되는 것입니다.'),
            missing.board,
            's',
            [each('magpie_host_uptime_seconds', [])],
            { min: 0 },
        ),
        strips({
            title: text('Clock synchronised', '시각 동기'),
            description: text('While it is not, reports are dated by the collector.', '동기되지 않은 동안에는 수집기가 보고 시각을 정합니다.'),
            noValue: missing.board,
            unit: 'bool_yes_no',
            steps: [
                [null, 'orange'],
                [1, 'green'],
            ],
            values: { 0: text('no', '아니오'), 1: text('yes', '예') },
            queries: [each('magpie_host_clock_synchronised', [])],
            ...third,
        }),
        lines(
            text('Clock offset', '시각 오차'),
            text('What the kernel is correcting, and the greatest possible error.', '커널이 보정 중인 오차와 최대 가능 오차.'),
            missing.board,
            's',
            [
                each('magpie_host_clock_offset_seconds', [], text('{{node}} offset', '{{node}} 보정 중')),
                each('magpie_host_clock_error_seconds', [], text('{{node}} error', '{{node}} 최대 오차')),
            ],
        ),
    ],
};
