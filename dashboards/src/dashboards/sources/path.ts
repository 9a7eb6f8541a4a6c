import type { Row } from '../../board.js';
import { bars, strips } from '../../panels.js';
import { by, ofPole } from '../../query.js';
import { rows } from '../../tables.js';
import { missing, or, segments, targetClasses, text } from '../../text.js';
import { each, grows, half, lines, perMinute, third } from './lines.js';
import { stampPanels } from './stamp.js';
import { throughputPanels } from './throughput.js';

const fortnight = 14 * 86_400;
const asked = ['node', 'target', 'class', 'probe'];
const far = ['node', 'target', 'class'];
const yes = text('yes', '예');
const no = text('no', '아니요');

export const path: Row = {
    title: text('Path to others (sources path and stamp)', '경로(path·stamp 소스)'),
    panels: [
        rows({
            title: text('Targets', '대상'),
            description: text(
                'Who is reached from the pole, by class (how far away) and probe, and how fast: the first class that is not reached is where to look.',
                '등급(거리)과 검사별 도달 여부와 응답 시간. 도달하지 못하는 가장 가까운 등급부터 확인하십시오.',
            ),
            noValue: missing.targets,
            sortBy: 0,
            leastFirst: true,
            width: 24,
            height: 9,
            queries: [
                { expr: by('max', asked, ofPole('magpie_path_up')) },
                { expr: by('max', asked, ofPole('magpie_path_round_trip_seconds')) },
                { expr: by('max', asked, ofPole('magpie_path_round_trip_max_seconds')) },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'target', title: text('Target', '대상') },
                { field: 'class', title: text('Class', '등급'), names: targetClasses },
                { field: 'probe', title: text('Probe', '검사') },
                {
                    field: 0,
                    title: text('Answers', '응답'),
                    names: { 0: no, 1: yes },
                    steps: [
                        [null, 'red'],
                        [1, 'green'],
                    ],
                },
                { field: 1, title: text('Round trip', '왕복 시간'), unit: 's', decimals: 1 },
                { field: 2, title: text('Longest', '최대 왕복 시간'), unit: 's', decimals: 1 },
            ],
        }),
        rows({
            title: text('Sick part of the way', '장애 구간'),
            description: text(
                'The one part of the way that is to blame for what is not reached, as the pole finds out by its targets, its line and the switch it is at. Nobody here: all is well.',
                '대상·회선·스위치 상태로 폴이 판단한 장애 구간. 목록이 비어 있으면 정상입니다.',
            ),
            noValue: or(text('All is well', '정상'), missing.targets),
            sortBy: 0,
            width: 8,
            height: 8,
            queries: [{ expr: `${by('max', ['node', 'segment'], ofPole('magpie_path_sick_segment'))} == 1` }],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'segment', title: text('Part', '구간'), names: segments },
                {
                    field: 0,
                    title: text('Sick', '장애'),
                    names: { 1: yes },
                    steps: [
                        [null, 'green'],
                        [1, 'red'],
                    ],
                },
            ],
        }),
        rows({
            title: text('How far the way goes', '경로 도달 구간'),
            description: text(
                'Hops to the last that answered in the last trace to a target that is not reached; whom it met is in the log of the pole, and `magpie-agent probe trace` says it anew.',
                '도달하지 못한 대상까지의 마지막 추적에서 응답한 마지막 홉 수. 홉 주소는 폴의 로그에 있으며 `magpie-agent probe trace`로 다시 확인합니다.',
            ),
            noValue: or(text('Nothing is traced while all is well', '정상일 때는 추적하지 않음'), missing.targets),
            sortBy: 0,
            width: 8,
            height: 8,
            queries: [{ expr: by('max', far, ofPole('magpie_path_trace_hops')) }],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'target', title: text('Target', '대상') },
                { field: 'class', title: text('Class', '등급'), names: targetClasses },
                { field: 0, title: text('Hops', '홉'), decimals: 0 },
            ],
        }),
        lines(
            text('Traces by outcome', '추적 결과'),
            text(
                'A minute: the target is there after all (reached), a router says that there is no way (turned_away), nobody answers behind the last hop (lost).',
                '분당 도달(reached), 라우터 거부(turned_away), 마지막 홉 이후 무응답(lost).',
            ),
            or(text('Nothing is traced while all is well', '정상일 때는 추적하지 않음'), missing.targets),
            'cpm',
            [grows('magpie_path_traces_total', ['outcome'], perMinute)],
            { min: 0 },
        ),
        lines(
            text('Round trips of messages', '메시지 왕복 시간'),
            text(
                'From the pole to the broker and back, and to the collector and back, on the connection that carries its reports.',
                '폴에서 브로커까지, 수집기까지의 왕복 시간. 보고를 전하는 연결에서 측정.',
            ),
            missing.roundTrips,
            's',
            [each('magpie_path_mqtt_round_trip_seconds', ['side'])],
            { min: 0, ...half },
        ),
        lines(
            text('Messages that came back', '메시지 왕복 결과'),
            text('A minute, by side; no_answer: not within nine seconds.', '분당, 구간별. no_answer는 9초 안에 응답 없음.'),
            missing.roundTrips,
            'cpm',
            [grows('magpie_path_mqtt_round_trips_total', ['side', 'outcome'], perMinute)],
            { min: 0, ...half },
        ),
        strips({
            title: text('Targets that answer', '대상 응답 여부'),
            description: text('Whether the last probe of each was answered.', '각 대상의 마지막 검사에 응답이 있었는지 여부.'),
            noValue: missing.targets,
            unit: 'bool_on_off',
            steps: [
                [null, 'red'],
                [1, 'green'],
            ],
            values: { 0: text('no answer', '무응답'), 1: text('answers', '응답') },
            queries: [each('magpie_path_up', ['target', 'probe'])],
            ...half,
        }),
        lines(
            text('Round trips', '왕복 시간'),
            text(
                'Median of those since the last report, by target and probe. A resolver that is slow for new names alone (dns_uncached) waits for others.',
                '대상·검사별 최근 보고 이후의 중앙값. 새 이름(dns_uncached)만 느리면 상위 DNS 문제입니다.',
            ),
            missing.targets,
            's',
            [each('magpie_path_round_trip_seconds', ['target', 'probe'])],
            { min: 0, ...half },
        ),
        lines(
            text('Probes by outcome', '검사 결과'),
            text('Answered, or why not, a minute.', '분당 응답 수와 실패 원인별 수.'),
            missing.targets,
            'cpm',
            [grows('magpie_path_probes_total', ['target', 'probe', 'outcome'], perMinute)],
            { min: 0 },
        ),
        lines(
            text('Probes never begun', '시작하지 못한 검사'),
            text(
                'A minute, for as many as may (path.at_once) were under way: raise that, or ask less often.',
                '동시 검사 한도(path.at_once)로 시작하지 못한 검사, 분당. 한도를 늘리거나 주기를 늘리십시오.',
            ),
            missing.targets,
            'cpm',
            [grows('magpie_path_probes_missed_total', [], perMinute)],
            { min: 0 },
        ),
        bars({
            title: text('Certificates of targets end in', '대상 인증서 만료까지'),
            description: text(
                'The first of those that an HTTPS target showed last; two weeks before its end there is an alert.',
                'HTTPS 대상이 마지막으로 제시한 인증서 중 가장 빠른 만료. 2주 전부터 경보가 발생합니다.',
            ),
            noValue: missing.targets,
            unit: 's',
            steps: [
                [null, 'red'],
                [fortnight, 'green'],
            ],
            queries: [
                {
                    expr: `sort(${by('min', ['node', 'target'], ofPole('magpie_path_certificate_expires_timestamp_seconds'))} - time())`,
                    legend: '{{node}} {{target}}',
                },
            ],
            ...third,
        }),
        lines(
            text('Offset of clocks', '시계 오차'),
            text('Clock of each NTP server less that of the pole.', 'NTP 서버 시계에서 폴의 시계를 뺀 값.'),
            missing.targets,
            's',
            [each('magpie_path_clock_offset_seconds', ['target'])],
        ),
        rows({
            title: text('MTU and portals', '경로 MTU와 포털'),
            description: text(
                'Largest packet that reaches the target whole; whether larger ones vanish without a word (connections hang); whether a portal is in the way.',
                '대상까지 온전히 전달되는 최대 패킷, 더 큰 패킷의 무통보 폐기(연결 멈춤) 여부, 포털 존재 여부.',
            ),
            noValue: missing.targets,
            sortBy: 1,
            width: 16,
            height: 8,
            queries: [
                { expr: by('min', far, ofPole('magpie_path_mtu_bytes')) },
                { expr: by('max', far, ofPole('magpie_path_mtu_black_hole')) },
                { expr: by('max', far, ofPole('magpie_path_captive')) },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'target', title: text('Target', '대상') },
                { field: 'class', title: text('Class', '등급'), names: targetClasses },
                { field: 0, title: text('MTU', 'MTU'), unit: 'bytes' },
                {
                    field: 1,
                    title: text('Black hole', 'MTU 블랙홀'),
                    names: { 0: no, 1: yes },
                    steps: [
                        [null, 'green'],
                        [1, 'red'],
                    ],
                },
                {
                    field: 2,
                    title: text('Captive', '포털에 막힘'),
                    names: { 0: no, 1: yes },
                    steps: [
                        [null, 'green'],
                        [1, 'orange'],
                    ],
                },
            ],
        }),
        strips({
            title: text('DHCP on the uplink', '상향 회선 DHCP'),
            description: text(
                'Whether a server had an address when the pole last asked on its uplink, as a new device would: not while nobody offers one, or somebody else has it.',
                '폴이 새 장비처럼 상향 회선에서 물었을 때 주소를 받았는지 여부. 제안이 없거나 이미 쓰이는 주소이면 실패.',
            ),
            noValue: missing.dhcp,
            unit: 'bool_on_off',
            steps: [
                [null, 'red'],
                [1, 'green'],
            ],
            values: { 0: text('no address', '주소 없음'), 1: text('an address', '주소 있음') },
            queries: [each('magpie_path_dhcp_up', [])],
            ...half,
        }),
        lines(
            text('DHCP servers on the uplink', '상향 회선의 DHCP 서버'),
            text(
                "Those that made an offer to the last question: more than there should be is somebody's own router on the line.",
                '마지막 질문에 제안한 서버 수. 예정보다 많으면 누군가 연결한 공유기입니다.',
            ),
            missing.dhcp,
            'short',
            [each('magpie_path_dhcp_servers', [])],
            { min: 0, decimals: 0, ...half },
        ),
        lines(
            text('Time of DHCP on the uplink', '상향 회선 DHCP 소요 시간'),
            text('Until there is an offer, and until it is granted.', '제안까지, 그리고 할당까지의 시간.'),
            missing.dhcp,
            's',
            [each('magpie_path_dhcp_seconds', ['stage'])],
            { min: 0, decimals: 3, ...half },
        ),
        lines(
            text('Questions to DHCP by outcome', '상향 회선 DHCP 결과'),
            text('An hour: granted and given back, or why not.', '시간당 할당 후 반납한 수와 실패 원인별 수.'),
            missing.dhcp,
            'short',
            [grows('magpie_path_dhcp_probes_total', ['outcome'], 3600)],
            { min: 0, ...half },
        ),
        ...throughputPanels,
        ...stampPanels,
    ],
};
