// Poles that stand out, whatever it is that they tell.

import type { Row } from '../board.js';
import { bars, figure } from '../panels.js';
import { by, ofArea, rate, sum, top } from '../query.js';
import { missing, text } from '../text.js';
import { noneIsGood } from './steps.js';

const half = { width: 12, height: 8 };

export const polesToLookAt: Row = {
    title: text('Poles that need a look', '점검이 필요한 폴'),
    panels: [
        bars({
            title: text('Readings that fail', '읽기 실패가 잦은 소스'),
            description: text('By source and reason, a minute, all poles, now.', '전체 폴의 소스·원인별 분당 읽기 실패.'),
            noValue: missing.nothing,
            unit: 'cpm',
            decimals: 1,
            queries: [
                {
                    expr: `sort_desc(${top(15, `60 * ${sum(['source', 'reason'], rate(ofArea('magpie_node_source_failures_total')))}`)} > 0)`,
                    legend: '{{source}} {{reason}}',
                },
            ],
            ...half,
        }),
        bars({
            title: text('Readings discarded', '버린 값'),
            description: text('By reason, a minute, all poles, now.', '전체 폴의 원인별 분당 버린 값.'),
            noValue: missing.nothing,
            unit: 'cpm',
            decimals: 1,
            queries: [
                {
                    expr: `sort_desc(60 * ${sum(['reason'], rate(ofArea('magpie_node_readings_discarded_total')))} > 0)`,
                    legend: '{{reason}}',
                },
            ],
            ...half,
        }),
        bars({
            title: text('Poles that lose their connection', '연결이 잦게 끊기는 폴'),
            description: text('Failed or lost MQTT connections, an hour, now.', '시간당 MQTT 연결 실패·끊김이 많은 폴.'),
            noValue: missing.nothing,
            unit: 'none',
            decimals: 1,
            to: 'pole',
            queries: [
                {
                    expr: `sort_desc(${top(15, `3600 * ${by('max', ['area', 'node'], rate(ofArea('magpie_node_connect_failures_total')))}`)} > 0)`,
                    legend: '{{area}} {{node}}',
                },
            ],
            ...half,
        }),
        figure({
            title: text('Clocks not synchronised', '시각 미동기 폴'),
            description: text(
                'Poles whose clock the kernel does not call synchronised; the collector dates their reports.',
                '커널 시각이 동기되지 않은 폴. 수집기가 보고 시각을 정합니다.',
            ),
            noValue: missing.board,
            unit: 'short',
            decimals: 0,
            steps: noneIsGood,
            queries: [
                {
                    expr: `sum(1 - ${by('max', ['area', 'node'], ofArea('magpie_host_clock_synchronised'))})`,
                },
            ],
            ...half,
        }),
        bars({
            title: text('Storage about to die', '수명이 다한 저장 장치'),
            description: text(
                'Poles whose file system turned read-only, or whose flash is worn beyond 80 %.',
                '파일 시스템이 읽기 전용이 되었거나 플래시 수명을 80% 이상 쓴 폴.',
            ),
            noValue: missing.nothing,
            unit: 'short',
            decimals: 1,
            steps: [[null, 'red']],
            to: 'pole',
            queries: [
                {
                    expr: top(15, by('max', ['area', 'node'], `${ofArea('magpie_host_storage_readonly')} == 1`)),
                    legend: text('{{area}} {{node}} read-only', '{{area}} {{node}} 읽기 전용'),
                },
                {
                    expr: top(15, by('max', ['area', 'node'], `${ofArea('magpie_host_flash_life_used_ratio')} > 0.8`)),
                    legend: text('{{area}} {{node}} worn', '{{area}} {{node}} 수명 소모'),
                },
            ],
            ...half,
        }),
        bars({
            title: text('Hottest boards', '온도가 높은 보드'),
            description: text('Highest sensor of each pole; boards throttle from 80 °C on.', '폴별 최고 온도. 80 °C를 넘으면 성능이 제한됩니다.'),
            noValue: missing.board,
            unit: 'celsius',
            decimals: 0,
            steps: [
                [null, 'green'],
                [70, 'yellow'],
                [80, 'red'],
            ],
            to: 'pole',
            queries: [
                {
                    expr: `sort_desc(${top(15, by('max', ['area', 'node'], ofArea('magpie_host_temperature_celsius')))})`,
                    legend: '{{area}} {{node}}',
                },
            ],
            ...half,
        }),
    ],
};
