import type { Board } from '../board.js';
import { bars, figure, graph } from '../panels.js';
import { by, ofArea, own, quantile, rate, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { missing, or, states, text } from '../text.js';
import { collectorRows } from './collector_rows.js';
import { polesByState, reportsLost } from './sums.js';

const half = { width: 12, height: 8 };
const quick = { width: 4, height: 5 };

export const collector: Board = {
    name: 'collector',
    title: text('Fleet and collector', '운영 현황: 폴과 수집기'),
    description: text(
        'Whether Magpie itself is well: the collector, its history and database, the poles’ outboxes, what is rolled out.',
        'Magpie 자체의 상태: 수집기, 이력 저장소와 데이터베이스, 폴의 발신함, 배포 현황.',
    ),
    variables: ['areas'],
    first: [
        figure({
            title: text('Broker', '브로커 연결'),
            description: text('Whether each collector is connected and subscribed.', '수집기의 브로커 연결·구독 여부.'),
            noValue: missing.collector,
            unit: 'bool_on_off',
            steps: [
                [null, 'red'],
                [1, 'green'],
            ],
            values: { 0: text('cut off', '끊김'), 1: text('connected', '연결됨') },
            tile: true,
            queries: [{ expr: `min(${own('magpie_collector_mqtt_connected')})` }],
            ...quick,
        }),
        figure({
            title: text('Poles', '폴'),
            description: text(
                'By state; expected are known from before a restart and not heard yet.',
                '상태별 폴 수. 보고 대기는 재시작 전에 알던 폴 중 아직 보고가 없는 폴입니다.',
            ),
            noValue: missing.collector,
            unit: 'short',
            decimals: 0,
            names: states,
            width: 8,
            height: 5,
            queries: [{ expr: sum(['state'], own('magpie_collector_nodes')), legend: '{{state}}' }],
        }),
        figure({
            title: text('Report delay', '보고 지연'),
            description: text(
                'From reading at the pole to applying here: 99 of 100 reports are faster.',
                '폴의 측정부터 수집기 반영까지. 보고 100건 중 99건은 이보다 빠릅니다.',
            ),
            noValue: or(missing.collector, text('no pole knows the time', '시각을 아는 폴 없음')),
            unit: 's',
            steps: [
                [null, 'green'],
                [2, 'yellow'],
                [5, 'red'],
            ],
            // Without such reports the quantile is NaN, which a panel would show as nothing at all.
            queries: [{ expr: `${quantile(0.99, [], own('magpie_collector_report_delay_seconds_bucket'))} >= 0` }],
            ...quick,
        }),
        figure({
            title: text('Unsettled for', '미확정 보고 경과'),
            description: text(
                'Age of the oldest report that is received and not safe in the history.',
                '수신했으나 이력 저장소에 확정되지 않은 가장 오래된 보고의 경과 시간.',
            ),
            noValue: missing.store,
            unit: 's',
            decimals: 0,
            steps: [
                [null, 'green'],
                [120, 'yellow'],
                [600, 'red'],
            ],
            queries: [{ expr: `max(${own('magpie_collector_history_unsettled_seconds')})` }],
            ...quick,
        }),
        reportsLost(quick),
        polesByState({ width: 12, height: 8 }),
        graph({
            title: text('Messages', '메시지'),
            description: text('Sparkplug messages received, a second, by verb.', '초당 수신 Sparkplug 메시지, 종류별.'),
            noValue: missing.collector,
            unit: 'cps',
            min: 0,
            queries: [{ expr: sum(['verb'], rate(own('magpie_collector_messages_total'))), legend: '{{verb}}' }],
            ...half,
        }),
        rows({
            title: text('Agent versions', '에이전트 버전'),
            description: text(
                'What runs on the poles, by version and model: the state of a roll-out.',
                '폴에서 실행 중인 버전과 모델: 배포 진행 상황.',
            ),
            noValue: missing.nodes,
            width: 12,
            height: 9,
            sortBy: 0,
            queries: [
                {
                    expr: by('count', ['version', 'model'], by('max', ['area', 'node', 'version', 'model'], ofArea('magpie_node_info'))),
                },
            ],
            columns: [
                { field: 'version', title: text('Version', '버전') },
                { field: 'model', title: text('Model', '모델') },
                { field: 0, title: text('Poles', '폴 수'), decimals: 0 },
            ],
        }),
        bars({
            title: text('Sources that cannot read', '읽지 못하는 소스'),
            description: text(
                'Poles by source that is down: hardware or a privilege is missing.',
                '내려간 소스별 폴 수. 장치나 권한이 없는 경우입니다.',
            ),
            noValue: text('All sources read; or no pole is scraped', '모든 소스 정상. 또는 폴을 수집하지 않음'),
            unit: 'short',
            decimals: 0,
            steps: [[null, 'orange']],
            width: 6,
            height: 9,
            queries: [
                {
                    expr: `sort_desc(${by('count', ['source'], `${ofArea('magpie_node_source_up')} == 0`)})`,
                    legend: '{{source}}',
                },
            ],
        }),
        bars({
            title: text('Fullest outboxes', '발신함이 찬 폴'),
            description: text(
                'Poles that hold most reports until the collector says they are safe.',
                '수집기의 저장 확인을 기다리는 보고가 많은 폴.',
            ),
            noValue: missing.nodes,
            unit: 'short',
            decimals: 0,
            width: 6,
            height: 9,
            to: 'pole',
            queries: [
                {
                    expr: `sort_desc(${top(12, by('max', ['area', 'node'], ofArea('magpie_node_outbox_reports')))})`,
                    legend: '{{area}} {{node}}',
                },
            ],
        }),
    ],
    rows: collectorRows,
};
