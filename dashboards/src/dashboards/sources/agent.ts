import type { Row } from '../../board.js';
import { bars, strips } from '../../panels.js';
import { by, happenedToPole, ofPole, rate, sum } from '../../query.js';
import { rows } from '../../tables.js';
import { missing, text } from '../../text.js';
import { each, grows, lines, perMinute, pole, third } from './lines.js';

/** Below it an alert is told. */
const fortnight = 14 * 86_400;

export const agent: Row = {
    title: text('The agent itself', '에이전트'),
    panels: [
        lines(
            text('Outbox', '발신함'),
            text('Reports held until the collector says they are safe.', '수집기의 저장 확인을 기다리는 보고 수.'),
            missing.nodes,
            'short',
            [each('magpie_node_outbox_reports', [])],
            { min: 0, decimals: 0 },
        ),
        lines(
            text('Room of the outbox, memory of the agent', '발신함 사용량과 에이전트 메모리'),
            text(
                'What the outbox takes in memory and on flash (nothing while the collector is reached), and all of the agent that is resident.',
                '발신함이 쓰는 메모리와 플래시(수집기와 연결된 동안 0), 에이전트 상주 메모리.',
            ),
            missing.nodes,
            'bytes',
            [
                each('magpie_node_outbox_bytes', [], text('{{node}} outbox', '{{node}} 발신함')),
                each('magpie_node_outbox_flash_bytes', [], text('{{node}} flash', '{{node}} 플래시')),
                each('magpie_node_resident_bytes', [], text('{{node}} resident', '{{node}} 상주')),
            ],
            { min: 0 },
        ),
        lines(
            text('Processor time of the agent', '에이전트 CPU'),
            text('Seconds a second: 0.005 is half a percent of one core.', '초당 CPU 시간. 0.005는 코어 하나의 0.5%입니다.'),
            missing.nodes,
            'none',
            [grows('magpie_node_cpu_seconds_total', [])],
            { min: 0, decimals: 4 },
        ),
        lines(
            text('Connections', '연결'),
            text('MQTT connections taken by the broker, and those that failed or were lost, an hour.', '시간당 MQTT 연결 성공 수와 실패·끊김 수.'),
            missing.nodes,
            'none',
            [
                {
                    expr: `3600 * ${sum(['node'], rate(ofPole('magpie_node_connects_total')))}`,
                    legend: text('{{node}} made', '{{node}} 성공'),
                },
                {
                    expr: `3600 * ${sum(['node'], rate(ofPole('magpie_node_connect_failures_total')))}`,
                    legend: text('{{node}} failed', '{{node}} 실패'),
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Reports dropped or lost', '폐기·유실 보고'),
            text(
                'Dropped by a full outbox, lost for good as the collector counts, and messages the MQTT client did not take, an hour.',
                '시간당 발신함 초과로 폐기된 보고, 수집기가 집계한 유실, MQTT 클라이언트가 받지 않은 메시지.',
            ),
            missing.nodes,
            'none',
            [
                {
                    expr: `3600 * ${sum(['node'], rate(ofPole('magpie_node_outbox_dropped_total')))}`,
                    legend: text('{{node}} dropped', '{{node}} 폐기'),
                },
                {
                    expr: `3600 * ${sum(['node'], rate(ofPole('magpie_node_reports_lost_total')))}`,
                    legend: text('{{node}} lost', '{{node}} 유실'),
                },
                {
                    expr: `3600 * ${sum(['node'], rate(ofPole('magpie_node_publish_failures_total')))}`,
                    legend: text('{{node}} not taken', '{{node}} 미수락'),
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Flash written by the outbox', '발신함의 플래시 쓰기'),
            text(
                'Reports that were not safe after a minute; a pole that reaches its collector writes none.',
                '1분 안에 저장 확인을 받지 못해 플래시에 쓴 보고. 수집기와 연결된 폴은 쓰지 않습니다.',
            ),
            missing.nodes,
            'Bps',
            [grows('magpie_node_outbox_flash_written_bytes_total', [])],
            { min: 0 },
        ),
        lines(
            text('Reports that could not be kept', '보관하지 못한 보고'),
            text(
                'Not written, read or removed, by storage (run: tmpfs) and reason, a minute; they are tried again, and are in memory meanwhile.',
                '저장 위치(run: tmpfs)·원인별 분당 쓰기·읽기·삭제 실패. 그동안 메모리에 두고 다시 시도합니다.',
            ),
            missing.nothing,
            'cpm',
            [grows('magpie_node_outbox_failures_total', ['storage', 'reason'], perMinute)],
            { min: 0 },
        ),
        bars({
            title: text('Kept reports damaged', '손상된 보관 보고'),
            description: text(
                'Stretches that could not be read back when the agent started, in the time shown; what was in them is lost.',
                '표시 기간에 에이전트 시작 시 읽지 못한 보관 구간 수. 그 안의 보고는 유실됩니다.',
            ),
            noValue: missing.nodes,
            unit: 'short',
            decimals: 0,
            steps: [
                [null, 'green'],
                [1, 'orange'],
            ],
            queries: [
                {
                    expr: `sort_desc(${sum(['node'], happenedToPole('magpie_node_outbox_damaged_total'))})`,
                    legend: '{{node}}',
                },
            ],
            ...third,
        }),
        bars({
            title: text('Certificate ends in', '인증서 만료까지'),
            description: text(
                'How long the certificate lasts by which the broker knows the pole; it is renewed when a third is left, and two weeks before its end there is an alert.',
                '브로커가 폴을 확인하는 인증서의 남은 기간. 3분의 1이 남으면 갱신하며, 만료 2주 전부터 경보가 발생합니다.',
            ),
            noValue: missing.certificate,
            unit: 's',
            steps: [
                [null, 'red'],
                [fortnight, 'green'],
            ],
            queries: [
                {
                    expr: `sort(${by('min', ['node'], ofPole('magpie_node_certificate_expires_timestamp_seconds'))} - time())`,
                    legend: '{{node}}',
                },
            ],
            ...third,
        }),
        bars({
            title: text('Certificate renewals', '인증서 갱신'),
            description: text(
                'Requests for the next certificate in the time shown, by what became of them; one that failed is made again within two hours.',
                '표시 기간의 인증서 갱신 요청, 결과별. 실패하면 2시간 안에 다시 요청합니다.',
            ),
            noValue: missing.certificate,
            unit: 'short',
            decimals: 0,
            queries: [
                {
                    expr: `sort_desc(${sum(['node', 'outcome'], happenedToPole('magpie_node_certificate_renewals_total'))})`,
                    legend: '{{node}} {{outcome}}',
                },
            ],
            ...third,
        }),
        lines(
            text('Readings that failed', '읽기 실패'),
            text('By source and reason, a minute.', '소스·원인별 분당 읽기 실패.'),
            missing.nothing,
            'cpm',
            [grows('magpie_node_source_failures_total', ['source', 'reason'], perMinute)],
            { min: 0 },
        ),
        lines(
            text('Readings discarded', '버린 값'),
            text('Not believable, written twice, or beyond the limit of series, a minute.', '믿을 수 없거나 중복이거나 시계열 한도를 넘어 버린 값, 분당.'),
            missing.nothing,
            'cpm',
            [grows('magpie_node_readings_discarded_total', ['reason'], perMinute)],
            { min: 0 },
        ),
        lines(
            text('Report interval', '보고 주기'),
            text('Configured; three of them without a report are a death.', '설정된 보고 주기. 세 배가 지나면 무응답으로 처리합니다.'),
            missing.nodes,
            's',
            [each('magpie_node_report_interval_seconds', [])],
            { min: 0 },
        ),
        lines(
            text('Orders', '지시'),
            text(
                'Number of the order it follows, tries, or refused last; 0 where there is none.',
                '적용(followed)·시험(tried) 중이거나 마지막으로 거부(refused)한 지시의 번호. 없으면 0.',
            ),
            text('No order was sent to it yet', '받은 지시 없음'),
            'none',
            [each('magpie_node_order', ['state'])],
            { min: 0, decimals: 0 },
        ),
        bars({
            title: text('Orders refused', '거부한 지시'),
            description: text(
                'In the time shown, by reason; `signature` and `revoked` are of nobody who may order.',
                '표시 기간의 거부, 사유별. signature와 revoked는 지시 권한이 없는 서명자의 지시입니다.',
            ),
            noValue: text('It has refused none', '거부한 지시 없음'),
            unit: 'short',
            decimals: 0,
            queries: [
                {
                    expr: `sort_desc(${sum(['node', 'reason'], happenedToPole('magpie_node_orders_refused_total'))})`,
                    legend: '{{node}} {{reason}}',
                },
            ],
            ...third,
        }),
        strips({
            title: text('Sources', '소스'),
            description: text('Whether each source can read what it is there to read.', '소스별 읽기 가능 여부.'),
            noValue: missing.nodes,
            unit: 'bool_on_off',
            steps: [
                [null, 'orange'],
                [1, 'green'],
            ],
            values: { 0: text('cannot read', '읽기 불가'), 1: text('reads', '정상') },
            queries: [each('magpie_node_source_up', ['source'])],
            ...third,
        }),
        rows({
            title: text('Where it stands', '설치 위치'),
            description: text('Position and place, as configured on the pole.', '폴에 설정된 위치와 장소.'),
            noValue: missing.place,
            sortBy: 0,
            queries: [
                {
                    expr: by('max', [...pole, 'site', 'hub', 'latitude', 'longitude'], ofPole('magpie_node_info')),
                },
            ],
            hides: ['Value'],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'area', title: text('District', '자치구') },
                { field: 'site', title: text('Site', '설치 장소') },
                { field: 'hub', title: text('Hub', '집선 장치') },
                { field: 'latitude', title: text('Latitude', '위도') },
                { field: 'longitude', title: text('Longitude', '경도') },
            ],
            width: 16,
            height: 8,
        }),
    ],
};
