import type { Annotation, Board } from '../board.js';
import { map } from '../maps.js';
import { bars, figure, graph, strips } from '../panels.js';
import { by, firing, happenedAtPole, ofPole, rate, recordedOfPole, retryShare, share, sum } from '../query.js';
import { rows } from '../tables.js';
import { missing, reasons, siteTypes, text } from '../text.js';
import { everySource } from './sources/index.js';
import { busySteps, usableSteps } from './steps.js';

const quick = { width: 4, height: 5 };
const half = { width: 12, height: 9 };
const pole = ['area', 'node'];
const lastReport = ofPole('magpie_node_last_report_timestamp_seconds');

const notable = 'radar_detected|ap_stopped|channel_switch|cac_aborted|radio_removed';

const annotations: readonly Annotation[] = [
    {
        name: text('Alerts', '경보'),
        expr: by('count', ['alertname', ...pole, 'severity'], firing('node=~"$node"')),
        color: 'yellow',
        said: text('{{node}}: {{alertname}} ({{severity}})', '{{node}}: {{alertname}} ({{severity}})'),
    },
    {
        name: text('Went silent or came back', '무응답·복귀'),
        expr: `${by('max', pole, `changes(${ofPole('magpie_node_up')}[$__rate_interval])`)} > 0`,
        color: 'red',
        said: text('{{node}} changed its state', '{{node}} 상태 변경'),
    },
    {
        name: text('Rebooted', '재부팅'),
        expr: `${by('max', pole, `resets(${ofPole('magpie_host_uptime_seconds')}[$__rate_interval])`)} > 0`,
        color: 'purple',
        said: text('{{node}} rebooted', '{{node}} 재부팅'),
    },
    {
        name: text('Radio events', '무선 이벤트'),
        expr: `${sum([...pole, 'radio', 'type'], happenedAtPole('magpie_wifi_events_total', `type=~"${notable}"`))} > 0`,
        color: 'orange',
        said: text('{{node}} {{radio}}: {{type}}', '{{node}} {{radio}}: {{type}}'),
    },
];

export const poles: Board = {
    name: 'pole',
    title: text('Site and pole', '설치 장소와 폴'),
    description: text(
        'One site, or one pole of it: what is wrong, since when, and everything it measures. Choose all poles for the site.',
        '설치 장소 한 곳 또는 그 안의 폴 하나: 무엇이 언제부터 문제인지와 모든 측정값. 장소 전체는 모든 폴을 선택하십시오.',
    ),
    variables: ['area', 'sites', 'poles'],
    annotations,
    first: [
        figure({
            title: text('Usable', '이용 가능률'),
            description: text(
                'Share of the poles shown that a citizen can use.',
                '표시된 폴 중 시민이 실제로 쓸 수 있는 비율.',
            ),
            noValue: missing.rules,
            unit: 'percentunit',
            decimals: 0,
            steps: usableSteps,
            tile: true,
            queries: [{ expr: by('avg', [], recordedOfPole('node:magpie_usable:bool')) }],
            ...quick,
        }),
        figure({
            title: text('What is wrong', '문제'),
            description: text('Why a pole shown is unusable; none if all are usable.', '이용 불가 원인. 모두 정상이면 비어 있습니다.'),
            noValue: text('Nothing; or recording rules not loaded', '문제 없음. 또는 기록 규칙 미적용'),
            unit: 'short',
            decimals: 0,
            steps: [[null, 'red']],
            names: reasons,
            width: 8,
            height: 5,
            queries: [{ expr: by('count', ['reason'], recordedOfPole('node:magpie_unusable:reason')), legend: '{{reason}}' }],
        }),
        figure({
            title: text('People affected', '영향 인원(추정)'),
            description: text(
                'Who would be joined here at this hour, if the poles were usable.',
                '정상이라면 같은 시간대에 접속해 있었을 인원.',
            ),
            noValue: text('None; or no estimate yet', '없음. 또는 아직 추정 불가'),
            unit: 'short',
            decimals: 0,
            steps: [
                [null, 'green'],
                [1, 'orange'],
            ],
            queries: [{ expr: `sum(${recordedOfPole('node:magpie_affected_clients:estimate')})` }],
            ...quick,
        }),
        figure({
            title: text('Clients now', '현재 접속자'),
            description: text('Clients of the poles shown that may pass data.', '표시된 폴의 현재 접속자.'),
            noValue: missing.clients,
            unit: 'short',
            decimals: 0,
            trend: true,
            queries: [{ expr: sum([], ofPole('magpie_wifi_clients')) }],
            ...quick,
        }),
        figure({
            title: text('Oldest last report', '가장 오래된 최종 보고'),
            description: text(
                'How long ago the pole that has been silent longest was heard. Three intervals without a report are a death.',
                '가장 오래 보고가 없는 폴의 경과 시간. 보고 주기의 세 배가 지나면 무응답으로 처리합니다.',
            ),
            noValue: missing.nodes,
            unit: 's',
            decimals: 0,
            steps: [
                [null, 'green'],
                [60, 'yellow'],
                [300, 'red'],
            ],
            queries: [{ expr: `time() - min(${lastReport})` }],
            ...quick,
        }),
        rows({
            title: text('Poles', '폴'),
            description: text(
                'What stands here: state, clients, how long ago it reported, how long it has been up, what it is.',
                '설치된 폴의 상태, 접속자, 최종 보고 경과, 가동 시간, 모델과 버전.',
            ),
            noValue: missing.nodes,
            width: 16,
            height: 9,
            sortBy: 0,
            leastFirst: true,
            queries: [
                { expr: by('max', pole, ofPole('magpie_node_up')) },
                { expr: sum(pole, ofPole('magpie_wifi_clients')) },
                { expr: `time() - ${by('max', pole, lastReport)}` },
                { expr: by('max', pole, ofPole('magpie_host_uptime_seconds')) },
                {
                    expr: by(
                        'max',
                        [...pole, 'site', 'site_type', 'model', 'version', 'hub'],
                        ofPole('magpie_node_info'),
                    ),
                },
            ],
            hides: ['area', 'Value #E'],
            columns: [
                { field: 'node', title: text('Pole', '폴'), to: 'pole' },
                {
                    field: 0,
                    title: text('State', '상태'),
                    names: { 0: text('Silent', '무응답'), 1: text('Reporting', '정상 보고') },
                    steps: [
                        [null, 'red'],
                        [1, 'green'],
                    ],
                },
                { field: 1, title: text('Clients', '접속자'), decimals: 0 },
                { field: 2, title: text('Last report', '최종 보고 경과'), unit: 's', decimals: 0 },
                { field: 3, title: text('Up for', '가동 시간'), unit: 's', decimals: 1 },
                { field: 'site', title: text('Site', '설치 장소') },
                { field: 'site_type', title: text('Type', '유형'), names: siteTypes },
                { field: 'model', title: text('Model', '모델') },
                { field: 'version', title: text('Version', '버전') },
                { field: 'hub', title: text('Hub', '집선 장치') },
            ],
        }),
        map({
            title: text('Where', '위치'),
            description: text('Green reports, red is silent.', '초록은 정상 보고, 빨강은 무응답.'),
            noValue: missing.place,
            unit: 'bool_on_off',
            steps: [
                [null, 'red'],
                [1, 'green'],
            ],
            width: 8,
            height: 9,
            layers: [
                {
                    name: text('Poles', '폴'),
                    query: {
                        expr: by(
                            'max',
                            [...pole, 'site', 'latitude', 'longitude'],
                            `${by('max', pole, ofPole('magpie_node_up'))} * on (area, node) group_right () ${ofPole('magpie_node_info', 'latitude!=""')}`,
                        ),
                    },
                    value: text('Reports', '보고'),
                    color: 'steps',
                    size: 8,
                    label: 'node',
                    to: 'pole',
                },
            ],
        }),
        strips({
            title: text('What was wrong, and when', '문제 발생 시점'),
            description: text(
                'A strip for each pole and reason, red while it held.',
                '폴과 원인별 띠. 빨간 구간이 문제가 있던 시간입니다.',
            ),
            noValue: text(
                'Nothing in this time; or recording rules not loaded',
                '기간 내 문제 없음. 또는 기록 규칙 미적용',
            ),
            unit: 'short',
            steps: [[null, 'red']],
            values: { 1: text('Unusable', '이용 불가') },
            width: 24,
            height: 6,
            queries: [
                {
                    expr: by('max', [...pole, 'reason'], recordedOfPole('node:magpie_unusable:reason')),
                    legend: '{{node}}: {{reason}}',
                },
            ],
        }),
        graph({
            title: text('Clients', '접속자'),
            description: text(
                'By pole and band. A line breaks where fewer than the minimum group are joined.',
                '폴·대역별 접속자. 최소 집계 인원 미만이면 선이 끊깁니다.',
            ),
            noValue: missing.clients,
            unit: 'short',
            decimals: 0,
            min: 0,
            stacked: true,
            queries: [
                { expr: sum(['node', 'band'], ofPole('magpie_wifi_clients')), legend: '{{node}} {{band}}' },
            ],
            ...half,
        }),
        graph({
            title: text('Traffic of clients', '접속자 트래픽'),
            description: text('Bits a second to (up) and from (down) clients.', '접속자 하향(위)·상향(아래) 트래픽.'),
            noValue: missing.clients,
            unit: 'bps',
            queries: [
                {
                    expr: `8 * ${sum(['node', 'band'], rate(ofPole('magpie_wifi_client_transmit_bytes_total')))}`,
                    legend: text('{{node}} {{band}} to clients', '{{node}} {{band}} 하향'),
                },
                {
                    expr: `-8 * ${sum(['node', 'band'], rate(ofPole('magpie_wifi_client_receive_bytes_total')))}`,
                    legend: text('{{node}} {{band}} from clients', '{{node}} {{band}} 상향'),
                },
            ],
            ...half,
        }),
        graph({
            title: text('Air busy', '채널 사용률'),
            description: text(
                'Share of time the channel was busy with anybody’s frames or noise.',
                '자망·타망·잡음으로 채널이 사용 중이던 비율.',
            ),
            noValue: missing.radio,
            unit: 'percentunit',
            min: 0,
            max: 1,
            steps: busySteps,
            limits: true,
            queries: [
                {
                    expr: share(
                        ['node', 'band'],
                        ofPole('magpie_wifi_channel_busy_seconds_total'),
                        ofPole('magpie_wifi_channel_active_seconds_total'),
                    ),
                    legend: '{{node}} {{band}}',
                },
            ],
            ...half,
        }),
        graph({
            title: text('Retries and lost packets', '재전송률과 전송 실패율'),
            description: text(
                'Share of attempts to send to clients that were repeats, and of packets that nobody acknowledged.',
                '접속자 전송 시도 중 재전송 비율과 수신 확인이 없던 패킷 비율.',
            ),
            noValue: missing.driver,
            unit: 'percentunit',
            min: 0,
            queries: [
                {
                    expr: retryShare(
                        ['node', 'band'],
                        ofPole('magpie_wifi_client_transmit_retries_total'),
                        ofPole('magpie_wifi_client_transmit_packets_total'),
                    ),
                    legend: text('{{node}} {{band}} retries', '{{node}} {{band}} 재전송'),
                },
                {
                    expr: share(
                        ['node', 'band'],
                        ofPole('magpie_wifi_client_transmit_failed_total'),
                        ofPole('magpie_wifi_client_transmit_packets_total'),
                    ),
                    legend: text('{{node}} {{band}} lost', '{{node}} {{band}} 실패'),
                },
            ],
            ...half,
        }),
        bars({
            title: text('Sources that cannot read', '읽지 못하는 소스'),
            description: text(
                'Sources of the agents that are down: hardware or a privilege is missing, and so their panels below are empty.',
                '내려간 에이전트 소스. 장치나 권한이 없어 아래 관련 패널이 비어 있습니다.',
            ),
            noValue: text('All sources read; or no pole is scraped', '모든 소스 정상. 또는 폴을 수집하지 않음'),
            unit: 'none',
            decimals: 0,
            steps: [[null, 'orange']],
            width: 8,
            height: 6,
            queries: [
                {
                    expr: `${by('count', ['node', 'source'], `${ofPole('magpie_node_source_up')} == 0`)}`,
                    legend: '{{node}} {{source}}',
                },
            ],
        }),
        rows({
            title: text('Why they booted last', '마지막 부팅 원인'),
            description: text(
                'Power, software, button, watchdog, panic, overheat, undervoltage: what the board says.',
                '보드가 알린 마지막 부팅 원인: 전원, 소프트웨어, 버튼, 워치독, 커널 패닉, 과열, 저전압 등.',
            ),
            noValue: missing.board,
            width: 8,
            height: 6,
            sortBy: 1,
            leastFirst: true,
            queries: [
                { expr: by('max', [...pole, 'reason'], ofPole('magpie_host_boot_info')) },
                { expr: by('max', pole, ofPole('magpie_host_uptime_seconds')) },
            ],
            hides: ['area', 'Value #A'],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'reason', title: text('Boot', '부팅 원인') },
                { field: 1, title: text('Up for', '가동 시간'), unit: 's', decimals: 1 },
            ],
        }),
        bars({
            title: text('Devices behind the poles', '폴에 연결된 장치'),
            description: text(
                'Devices that a node reports for, such as sensor nodes: 1 while they report.',
                '센서 노드 등 폴이 대신 보고하는 장치. 보고 중이면 1.',
            ),
            noValue: text('No device behind these poles; or no pole is scraped', '연결된 장치 없음. 또는 폴을 수집하지 않음'),
            unit: 'none',
            decimals: 0,
            max: 1,
            steps: [
                [null, 'red'],
                [1, 'green'],
            ],
            width: 8,
            height: 6,
            queries: [
                {
                    expr: by('max', ['node', 'device'], ofPole('magpie_node_device_up')),
                    legend: '{{node}} {{device}}',
                },
            ],
        }),
    ],
    rows: everySource,
};
