import type { Row } from '../../board.js';
import { rows } from '../../tables.js';
import { strips } from '../../panels.js';
import { by, ofPole } from '../../query.js';
import { missing, text } from '../../text.js';
import { each, grows, half, lines } from './lines.js';

const found = ['node', 'layer', 'fault'];

export const check: Row = {
    title: text('Check and pole page', '점검과 폴 페이지'),
    panels: [
        strips({
            title: text('Last check by layer', '최근 점검 결과'),
            description: text(
                'What the last check of the pole found, from power to storage; what stands on a broken layer is not judged.',
                '전원부터 저장 장치까지 최근 점검 결과. 고장 난 단계에 의존하는 단계는 판정하지 않습니다.',
            ),
            noValue: missing.check,
            unit: 'short',
            steps: [
                [null, 'green'],
                [1, 'orange'],
                [2, 'red'],
                [3, 'text'],
            ],
            values: {
                0: text('pass', '정상'),
                1: text('warning', '주의'),
                2: text('fault', '고장'),
                3: text('not judged', '판정 보류'),
                4: text('skipped', '건너뜀'),
            },
            queries: [each('magpie_check_layer_state', ['layer'])],
            ...half,
        }),
        rows({
            title: text('First fault of the last check', '최근 점검의 첫 고장'),
            description: text('Where to begin at each pole, and what is most likely wrong.', '폴별로 먼저 볼 단계와 유력한 원인.'),
            noValue: missing.check,
            sortBy: 0,
            ...half,
            queries: [
                { expr: `time() - ${by('max', ['node'], ofPole('magpie_check_begun_timestamp_seconds'))} + on (node) group_right () 0 * ${by('max', found, ofPole('magpie_check_first_fault_info'))}` },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'layer', title: text('Layer', '단계') },
                { field: 'fault', title: text('Likely', '유력한 원인') },
                { field: 0, title: text('Ago', '경과'), unit: 's', decimals: 0 },
            ],
        }),
        lines(
            text('Checks by outcome', '점검 결과별 횟수'),
            text('An hour: begun, by how they ended, and refused.', '시간당 시작한 점검의 결과와 거절한 수.'),
            missing.check,
            'short',
            [grows('magpie_check_runs_total', ['outcome'], 3600)],
            { min: 0, ...half },
        ),
        lines(
            text('Time of a check', '점검 소요 시간'),
            text('Of the last one; most of it is waiting for what does not answer.', '최근 점검. 대부분 무응답을 기다린 시간.'),
            missing.check,
            's',
            [each('magpie_check_duration_seconds', [])],
            { min: 0, decimals: 1, ...half },
        ),
        lines(
            text('Refused at the pole page', '폴 페이지 거절'),
            text('Requests an hour that were not answered, by reason: a wrong token, or somebody who tries.', '시간당 거절한 요청, 이유별: 잘못된 토큰 또는 무단 시도.'),
            missing.page,
            'short',
            [grows('magpie_node_page_refused_total', ['reason'], 3600)],
            { min: 0, ...half },
        ),
        lines(
            text('Reports of technicians that wait', '전송 대기 중인 기술자 보고서'),
            text('Signed, and kept until the collector has them.', '서명 후 수집기가 받을 때까지 보관.'),
            missing.page,
            'short',
            [each('magpie_node_page_reports', [])],
            { min: 0, decimals: 0, ...half },
        ),
    ],
};
