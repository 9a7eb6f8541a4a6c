import type { Row } from '../../board.js';
import { strips } from '../../panels.js';
import { by, ofPole, rate, sum } from '../../query.js';
import { rows } from '../../tables.js';
import { missing, text } from '../../text.js';
import { bits, each, grows, half, lines } from './lines.js';

export const interfaces: Row = {
    title: text('Interfaces (source link)', '인터페이스(link 소스)'),
    panels: [
        strips({
            title: text('Interfaces up', '인터페이스 상태'),
            description: text('Whether each interface can pass packets.', '인터페이스가 패킷을 전달할 수 있는지 여부.'),
            noValue: missing.link,
            unit: 'bool_on_off',
            steps: [
                [null, 'red'],
                [1, 'green'],
            ],
            values: { 0: text('down', '내려감'), 1: text('up', '정상') },
            queries: [each('magpie_link_up', ['interface'])],
            ...half,
        }),
        rows({
            title: text('Lines', '회선'),
            description: text(
                'Carrier, speed, duplex, MTU; half duplex or a low speed is a bad cable or a wrong switch port.',
                '캐리어, 속도, 이중화, MTU. 반이중이나 낮은 속도는 케이블 불량 또는 스위치 설정 문제입니다.',
            ),
            noValue: missing.link,
            sortBy: 0,
            leastFirst: true,
            queries: [
                { expr: by('max', ['node', 'interface'], ofPole('magpie_link_carrier')) },
                { expr: `${bits} * ${by('max', ['node', 'interface'], ofPole('magpie_link_speed_bytes_per_second'))}` },
                { expr: by('max', ['node', 'interface'], ofPole('magpie_link_full_duplex')) },
                { expr: by('max', ['node', 'interface'], ofPole('magpie_link_mtu_bytes')) },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'interface', title: text('Interface', '인터페이스') },
                {
                    field: 0,
                    title: text('Carrier', '캐리어'),
                    names: { 0: text('no', '없음'), 1: text('yes', '있음') },
                    steps: [
                        [null, 'red'],
                        [1, 'green'],
                    ],
                },
                { field: 1, title: text('Speed', '속도'), unit: 'bps' },
                {
                    field: 2,
                    title: text('Duplex', '이중화'),
                    names: { 0: text('half', '반이중'), 1: text('full', '전이중') },
                    steps: [
                        [null, 'red'],
                        [1, 'green'],
                    ],
                },
                { field: 3, title: text('MTU', 'MTU'), unit: 'bytes' },
            ],
            ...half,
        }),
        lines(
            text('Traffic', '트래픽'),
            text('Received (up) and sent (down).', '수신(위)과 송신(아래).'),
            missing.link,
            'bps',
            [
                {
                    expr: `8 * ${sum(['node', 'interface'], rate(ofPole('magpie_link_receive_bytes_total')))}`,
                    legend: text('{{node}} {{interface}} received', '{{node}} {{interface}} 수신'),
                },
                {
                    expr: `-8 * ${sum(['node', 'interface'], rate(ofPole('magpie_link_transmit_bytes_total')))}`,
                    legend: text('{{node}} {{interface}} sent', '{{node}} {{interface}} 송신'),
                },
            ],
        ),
        lines(
            text('Packets', '패킷'),
            text('Received, of those multicast, and sent.', '수신, 그중 멀티캐스트, 송신 패킷.'),
            missing.link,
            'pps',
            [
                {
                    expr: sum(['node', 'interface'], rate(ofPole('magpie_link_receive_packets_total'))),
                    legend: text('{{node}} {{interface}} received', '{{node}} {{interface}} 수신'),
                },
                {
                    expr: sum(['node', 'interface'], rate(ofPole('magpie_link_receive_multicast_total'))),
                    legend: text('{{node}} {{interface}} multicast', '{{node}} {{interface}} 멀티캐스트'),
                },
                {
                    expr: sum(['node', 'interface'], rate(ofPole('magpie_link_transmit_packets_total'))),
                    legend: text('{{node}} {{interface}} sent', '{{node}} {{interface}} 송신'),
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Errors and drops', '오류와 폐기'),
            text('Bad packets, and packets dropped for want of room.', '오류 패킷과 버퍼 부족으로 폐기된 패킷.'),
            missing.link,
            'pps',
            [
                ['magpie_link_receive_errors_total', 'receive errors', '수신 오류'] as const,
                ['magpie_link_transmit_errors_total', 'send errors', '송신 오류'] as const,
                ['magpie_link_receive_dropped_total', 'received and dropped', '수신 폐기'] as const,
                ['magpie_link_transmit_dropped_total', 'dropped before sending', '송신 폐기'] as const,
                ['magpie_link_transmit_collisions_total', 'collisions', '충돌'] as const,
            ].map(([metric, en, ko]) => ({
                expr: sum(['node', 'interface'], rate(ofPole(metric))),
                legend: text(`{{node}} {{interface}} ${en}`, `{{node}} {{interface}} ${ko}`),
            })),
            { min: 0 },
        ),
        lines(
            text('Carrier changes', '캐리어 변화'),
            text('Times the carrier came or went, an hour: a loose plug.', '시간당 캐리어 변화 수. 잦으면 접촉 불량입니다.'),
            missing.link,
            'none',
            [grows('magpie_link_carrier_changes_total', ['interface'], 3600)],
            { min: 0, width: 12 },
        ),
        rows({
            title: text('Other ends of lines', '회선 상대 장비'),
            description: text(
                'Which switch and port is at the other end of each line, as it says by LLDP, and the power it grants.',
                'LLDP로 알린 각 회선 상대 스위치와 포트, 허용 전력(PoE).',
            ),
            noValue: text('No LLDP heard, or magpie-capture does not listen to the line', 'LLDP 수신 없음, 또는 회선 미청취'),
            sortBy: 1,
            queries: [
                {
                    expr: by(
                        'max',
                        ['node', 'interface', 'system', 'chassis', 'port', 'port_description', 'address', 'vlan'],
                        ofPole('magpie_link_neighbour_info'),
                    ),
                },
                { expr: by('max', ['node', 'interface'], ofPole('magpie_link_poe_allocated_watts')) },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'interface', title: text('Interface', '인터페이스') },
                { field: 'system', title: text('Switch', '스위치') },
                { field: 'chassis', title: text('Chassis', '섀시') },
                { field: 'port', title: text('Port', '포트') },
                { field: 'port_description', title: text('Description', '설명') },
                { field: 'address', title: text('Address', '주소') },
                { field: 'vlan', title: text('VLAN', 'VLAN') },
                { field: 1, title: text('Power', '전력'), unit: 'watt', decimals: 1 },
            ],
            width: 24,
            height: 8,
        }),
        lines(
            text('Errors the driver counts', '드라이버 오류 카운터'),
            text('IEEE 802.3 and RMON counters, by name: FCS errors mean a bad cable.', 'IEEE 802.3·RMON 카운터. FCS 오류는 케이블 불량입니다.'),
            text('None counted, or the driver has no such counters', '오류 없음, 또는 드라이버 미제공'),
            'cps',
            [grows('magpie_link_driver_errors_total', ['interface', 'counter'])],
            { min: 0, width: 12 },
        ),
    ],
};
