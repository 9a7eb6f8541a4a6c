// The rows below the first screen: each part of the collector.

import type { Row } from '../board.js';
import { bars, figure, graph, heat, type Panel, type Query } from '../panels.js';
import { by, own, quantile, rate, sum } from '../query.js';
import { missing, text, type Words } from '../text.js';
import { pages } from './collector_pages.js';
import { polesToLookAt } from './poles_to_look_at.js';

const third = { width: 8, height: 8 };

const lines = (
    title: Words,
    description: Words,
    unit: string,
    queries: readonly Query[],
    noValue: Words = missing.collector,
): Panel => graph({ title, description, noValue, unit, min: 0, queries, ...third });

const total = (metric: string, legend: Words): Query => ({ expr: sum([], rate(own(metric))), legend });
const split = (metric: string, label: string): Query => ({
    expr: sum([label], rate(own(metric))),
    legend: `{{${label}}}`,
});
const now = (metric: string, legend: Words): Query => ({ expr: sum([], own(metric)), legend });

export const collectorRows: readonly Row[] = [
    {
        title: text('Ingest', '수신'),
        panels: [
            lines(text('Samples', '반영한 값'), text('Applied to the fleet, a second.', '초당 반영한 측정값.'), 'cps', [
                total('magpie_collector_samples_total', text('samples', '값')),
            ]),
            lines(text('Payload', '수신량'), text('Bytes of payload received.', '수신한 페이로드.'), 'Bps', [
                total('magpie_collector_bytes_total', text('received', '수신')),
            ]),
            heat({
                title: text('Spread of the report delay', '보고 지연 분포'),
                description: text(
                    'From reading to applying, live reports of poles with a known clock.',
                    '시각이 확인된 폴의 실시간 보고에 대한 측정부터 반영까지의 시간.',
                ),
                noValue: missing.collector,
                unit: 's',
                bucket: sum(['le'], rate(own('magpie_collector_report_delay_seconds_bucket'))),
                ...third,
            }),
            lines(
                text('Late and repeated reports', '지연·중복 보고'),
                text(
                    'Late ones go to the history only; repeated ones are dropped by the ledger.',
                    '지연 보고는 이력에만 저장하고, 중복 보고는 원장에서 걸러냅니다.',
                ),
                'cps',
                [
                    total('magpie_collector_historical_reports_total', text('late', '지연')),
                    total('magpie_collector_duplicate_reports_total', text('repeated', '중복')),
                ],
            ),
            lines(text('Refused', '거부'), text('By reason, a second.', '원인별 초당 거부.'), 'cps', [
                split('magpie_collector_refused_total', 'reason'),
            ]),
            lines(text('Tolerated', '허용 처리'), text('By reason, a second.', '원인별 초당 허용 처리.'), 'cps', [
                split('magpie_collector_tolerated_total', 'reason'),
            ]),
            lines(
                text('In quarantine', '격리 중'),
                text(
                    'Nodes that are not heard for a while, for they sent too much again and again.',
                    '허용량을 거듭 초과하여 일정 시간 수신하지 않는 노드.',
                ),
                'short',
                [now('magpie_collector_quarantined_nodes', text('nodes', '노드'))],
            ),
            lines(
                text('Put in quarantine', '격리 발생'),
                text('By the quota that was broken, a second.', '초과한 항목별 초당 격리.'),
                'cps',
                [split('magpie_collector_quarantines_total', 'reason')],
            ),
            lines(
                text('Series and shapes', '시계열과 형태'),
                text(
                    'Series of live nodes, and distinct lists of them: many shapes mean many models or a node that keeps changing.',
                    '살아 있는 노드의 시계열 수와 서로 다른 목록 수. 형태가 많으면 모델이 많거나 계속 바뀌는 노드가 있습니다.',
                ),
                'short',
                [
                    now('magpie_collector_series', text('series', '시계열')),
                    now('magpie_collector_shapes', text('shapes', '형태')),
                    now('magpie_collector_devices_up', text('devices', '연결 장치')),
                ],
            ),
            lines(
                text('Counters that ran backwards', '되감긴 카운터'),
                text('Passed on; Prometheus reads a reset.', '그대로 전달하며 Prometheus는 재설정으로 처리합니다.'),
                'cps',
                [total('magpie_collector_resets_total', text('resets', '되감김'))],
            ),
            lines(text('Scrapes', '수집 요청'), text('Pages served, a second.', '초당 제공한 페이지.'), 'cps', [
                total('magpie_collector_scrapes_total', text('scrapes', '요청')),
            ]),
        ],
    },
    {
        title: text('Broker, births and acknowledgements', '브로커, 등록, 확인'),
        panels: [
            lines(
                text('Connections and drops', '연결과 손실'),
                text(
                    'Connections the broker accepted, and messages dropped because the collector did not keep up (poles send again), a second.',
                    '브로커 연결 수와 처리 지연으로 버린 메시지(폴이 다시 보냄), 초당.',
                ),
                'cps',
                [
                    total('magpie_collector_mqtt_connects_total', text('connections', '연결')),
                    total('magpie_collector_mqtt_dropped_total', text('dropped', '손실')),
                ],
            ),
            lines(
                text('Active collectors', '활성 수집기'),
                text(
                    'Of two that share a broker one is active, and Prometheus scrapes that alone; and how often it took over.',
                    '브로커를 공유하는 두 수집기 중 하나만 활성이며 그것만 수집됨. 활성 수집기가 인계받은 횟수 포함.',
                ),
                'short',
                [
                    now('magpie_collector_active', text('active', '활성')),
                    { expr: sum([], `increase(${own('magpie_collector_takeovers_total')}[1h])`), legend: text('takeovers in an hour', '1시간 내 인계') },
                ],
            ),
            lines(text('Rebirths asked for', '재등록 요청'), text('By reason, a second.', '원인별 초당 재등록 요청.'), 'cps', [
                split('magpie_collector_rebirths_requested_total', 'reason'),
            ]),
            lines(
                text('Rebirths put off', '미룬 재등록'),
                text('By the token bucket or the back-off of the node, a second.', '토큰 버킷 또는 노드별 대기로 미룬 수, 초당.'),
                'cps',
                [total('magpie_collector_rebirths_deferred_total', text('put off', '미룸'))],
            ),
            lines(
                text('Acknowledgements', '확인 응답'),
                text('Sent to nodes, and commands the MQTT client did not take, a second.', '노드에 보낸 확인 응답과 전송하지 못한 명령, 초당.'),
                'cps',
                [
                    total('magpie_collector_acknowledgements_total', text('sent', '전송')),
                    total('magpie_collector_publish_failures_total', text('not taken', '실패')),
                ],
            ),
        ],
    },
    {
        title: text('Orders', '지시'),
        panels: [
            lines(
                text('Nodes by state', '상태별 노드'),
                text(
                    'Nodes that an order concerns, by how far they are with the newest: followed, tried, refused, sent, or waiting.',
                    '지시 대상 노드의 최신 지시 진행 상태: 적용(followed), 시험(tried), 거부(refused), 전송(sent), 대기(waiting).',
                ),
                'short',
                [{ expr: by('sum', ['state'], own('magpie_collector_order_nodes')), legend: '{{state}}' }],
            ),
            lines(
                text('Orders sent', '지시 전송'),
                text('To nodes, also again, a second; fifty at most.', '노드에 보낸 지시(재전송 포함), 초당. 최대 50건.'),
                'cps',
                [total('magpie_collector_orders_sent_total', text('sent', '전송'))],
            ),
            lines(
                text('Throughput turns', '처리량 측정 차례'),
                text(
                    'Nodes that fill their line now, of a hub one at a time, and that wait; and turns of an hour by outcome (expired: nobody said that it was over).',
                    '현재 측정 중(집선 장치당 1대)·대기 중인 노드, 1시간의 차례 결과(expired: 종료 보고 없이 만료).',
                ),
                'short',
                [
                    { expr: by('sum', ['state'], own('magpie_collector_throughput_nodes')), legend: '{{state}}' },
                    { expr: sum(['outcome'], `increase(${own('magpie_collector_throughput_turns_total')}[1h])`), legend: '{{outcome}}' },
                ],
            ),
            lines(
                text('Orders not taken', '받지 않은 지시'),
                text(
                    'Handed to the collector by somebody and not taken, by reason, in an hour.',
                    '수집기에 제출되었으나 받지 않은 지시, 원인별 1시간 합계.',
                ),
                'short',
                [{ expr: sum(['reason'], `increase(${own('magpie_collector_orders_refused_total')}[1h])`), legend: '{{reason}}' }],
            ),
        ],
    },
    {
        title: text('Console', '콘솔'),
        panels: [
            lines(
                text('Poles of the inventory', '설비 목록의 폴'),
                text(
                    'present: heard; missing: in the list and not heard; unregistered: heard and not in the list; decommissioned: out of service. Empty without a list.',
                    'present: 보고 중. missing: 목록에 있으나 보고 없음. unregistered: 보고하나 목록에 없음. decommissioned: 철거. 목록이 없으면 비어 있음.',
                ),
                'short',
                [{ expr: by('max', ['state'], own('magpie_collector_inventory_poles')), legend: '{{state}}' }],
            ),
            lines(
                text('Maintenance', '유지보수'),
                text('Windows that are open: alerts of the poles in them are not told.', '열려 있는 유지보수 시간. 해당 폴의 경보는 보내지 않음.'),
                'short',
                [now('magpie_collector_maintenance_windows', text('windows', '유지보수 시간'))],
            ),
            lines(
                text('Checks of poles', '폴 점검'),
                text(
                    'Asked for through the console, by how they ended, and messages of poles that were not taken, by reason, in an hour.',
                    '콘솔에서 요청한 점검의 결과와, 받지 않은 점검 메시지의 원인별 수. 1시간 합계.',
                ),
                'short',
                [
                    { expr: sum(['outcome'], `increase(${own('magpie_collector_checks_total')}[1h])`), legend: '{{outcome}}' },
                    { expr: sum(['reason'], `increase(${own('magpie_collector_check_messages_refused_total')}[1h])`), legend: '{{reason}}' },
                ],
            ),
            lines(
                text('Reports of technicians', '기술자 보고서'),
                text('Signed at pole pages: stored, repeated, or not taken and why, in an hour.', '폴 페이지에서 서명한 보고서: 저장, 중복, 거절 원인별 수. 1시간 합계.'),
                'short',
                [{ expr: sum(['outcome'], `increase(${own('magpie_collector_pole_reports_total')}[1h])`), legend: '{{outcome}}' }],
            ),
        ],
    },
    {
        title: text('History', '이력 저장소'),
        panels: [
            lines(
                text('Samples stored', '저장한 값'),
                text('Taken by the history store, a second.', '이력 저장소가 받은 값, 초당.'),
                'cps',
                [total('magpie_collector_history_samples_total', text('stored', '저장'))],
                missing.store,
            ),
            lines(
                text('Requests', '요청'),
                text('By outcome, a second.', '결과별 초당 요청.'),
                'cps',
                [split('magpie_collector_history_requests_total', 'outcome')],
                missing.store,
            ),
            lines(
                text('Time of a request', '요청 소요 시간'),
                text('From sending to a good answer.', '전송부터 정상 응답까지.'),
                's',
                [
                    {
                        expr: quantile(0.5, [], own('magpie_collector_history_send_seconds_bucket')),
                        legend: text('median', '중앙값'),
                    },
                    {
                        expr: quantile(0.99, [], own('magpie_collector_history_send_seconds_bucket')),
                        legend: text('99 of 100', '상위 1%'),
                    },
                ],
                missing.store,
            ),
            lines(
                text('Queue', '대기열'),
                text('Memory of what waits or is not settled yet.', '대기 중이거나 확정되지 않은 데이터의 메모리.'),
                'bytes',
                [now('magpie_collector_history_queue_bytes', text('queue', '대기열'))],
                missing.store,
            ),
            lines(
                text('Not in the history', '저장하지 못한 값'),
                text('Samples refused by reason, a second.', '원인별 초당 저장 거부.'),
                'cps',
                [split('magpie_collector_history_refused_total', 'reason')],
                missing.store,
            ),
            lines(
                text('Sent again, or not taken', '재전송과 미수락'),
                text(
                    'Batches sent once more, and reports not taken because memory was full (their poles keep them), a second.',
                    '다시 보낸 묶음과 메모리 부족으로 받지 않은 보고(폴이 보관), 초당.',
                ),
                'cps',
                [
                    total('magpie_collector_history_retries_total', text('batches again', '재전송')),
                    total('magpie_collector_history_not_taken_total', text('reports not taken', '미수락')),
                ],
                missing.store,
            ),
            bars({
                title: text('How the store is set', '저장소 설정 문제'),
                description: text(
                    'What the store said of itself that costs history, such as a retention or a window that is too short.',
                    '보존 기간이나 수용 시간이 짧은 등, 저장소 설정 가운데 이력을 잃게 하는 것.',
                ),
                noValue: text('The store is set as it should be; or none is configured', '저장소 설정 정상. 또는 저장소를 설정하지 않음'),
                unit: 'short',
                decimals: 0,
                steps: [[null, 'orange']],
                queries: [{ expr: `${by('max', ['reason'], own('magpie_collector_history_store_fault'))} == 1`, legend: '{{reason}}' }],
                ...third,
            }),
        ],
    },
    {
        title: text('Alerts at once', '즉시 경보'),
        panels: [
            lines(
                text('Open', '발생 중'),
                text('Urgent alerts the collector tells Alertmanager of, by alert.', '수집기가 직접 알리고 있는 긴급 경보.'),
                'short',
                [{ expr: by('sum', ['alert'], own('magpie_collector_alerts_open')), legend: '{{alert}}' }],
                missing.alertmanager,
            ),
            lines(
                text('Posts to Alertmanager', '경보 전송'),
                text('By outcome, a second.', '결과별 초당 전송.'),
                'cps',
                [split('magpie_collector_alert_posts_total', 'outcome')],
                missing.alertmanager,
            ),
            lines(
                text('Suspected faults not shown', '표시하지 못한 의심 장애'),
                text('Beyond the hundred that are shown.', '표시 한도 100건을 넘은 수.'),
                'short',
                [now('magpie_collector_suspected_faults_not_shown', text('not shown', '미표시'))],
            ),
            lines(
                text('Not told', '알리지 못한 경보'),
                text(
                    'By reason, a second: too many at once, a flood from one pole, or over before an Alertmanager took it.',
                    '원인별 초당: 동시에 너무 많음, 한 폴의 폭주, 전달 전에 끝남.',
                ),
                'cps',
                [split('magpie_collector_alerts_dropped_total', 'reason')],
                missing.alertmanager,
            ),
            lines(
                text('From event to Alertmanager', '사건에서 경보까지'),
                text('Time from the event at the pole until Alertmanager has it; 6 s are promised.', '폴의 사건부터 Alertmanager 수신까지. 6초 이내를 보장합니다.'),
                's',
                [
                    {
                        expr: quantile(0.5, [], own('magpie_collector_alert_delay_seconds_bucket')),
                        legend: text('median', '중앙값'),
                    },
                    {
                        expr: quantile(0.99, [], own('magpie_collector_alert_delay_seconds_bucket')),
                        legend: text('99 of 100', '상위 1%'),
                    },
                ],
                missing.alertmanager,
            ),
        ],
    },
    {
        title: text('Database', '데이터베이스'),
        panels: [
            figure({
                title: text('Waiting for their commit', '커밋 대기'),
                description: text('Births and ledgers not yet on disk.', '아직 디스크에 기록되지 않은 등록과 원장.'),
                noValue: missing.collector,
                unit: 'short',
                decimals: 0,
                queries: [{ expr: sum([], own('magpie_collector_database_pending')) }],
                ...third,
            }),
            lines(
                text('Failed commits', '커밋 실패'),
                text('Kept in memory and tried again; by reason, a second.', '메모리에 보관하고 재시도합니다. 원인별 초당 실패.'),
                'cps',
                [split('magpie_collector_database_errors_total', 'reason')],
                text('None failed; or the collector is not scraped', '실패 없음. 또는 수집기를 수집하지 않음'),
            ),
            figure({
                title: text('Collector version', '수집기 버전'),
                description: text('Of each collector scraped.', '수집 중인 수집기의 버전.'),
                noValue: missing.collector,
                unit: 'none',
                shows: 'name',
                queries: [{ expr: by('max', ['version'], own('magpie_collector_info')), legend: '{{version}}' }],
                ...third,
            }),
        ],
    },
    pages,
    polesToLookAt,
];
