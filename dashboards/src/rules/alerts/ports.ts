// Ports beyond the uplink, those with a role above all, and the light in pluggable modules. What line.ts tells of an
// uplink is not told again.

import { text } from '../../text.js';
import { nobodyOnTheStreet, onThePole } from '../affected.js';
import { poleLabels, suspected, type Alert } from '../model.js';

const labels = [...poleLabels, 'interface'];
const by = 'area, node, interface';
const notAn = (alert: string): string => `unless on (${by})\n${suspected}{fault="${alert}"}`;
const roles = {
    ask: 'what the port is for, where somebody has said it',
    expr: 'magpie_link_port_role{area="AREA", node="NODE"}',
};

export const portAlerts: readonly Alert[] = [
    {
        name: 'MagpiePortSlow',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `8 * max by (${by}) (
  magpie_link_speed_bytes_per_second
  and on (${by})
  magpie_link_speed_below_expected == 1
)
${notAn('MagpieUplinkSlow')}`,
        suspect: 'line',
        labels,
        for: '15m',
        keep: '15m',
        summary: text(
            '{{ $labels.interface }} of {{ $labels.node }} is slower than it should be',
            '{{ $labels.node }} {{ $labels.interface }}: 기대 속도 미달',
        ),
        description: text(
            'At "{{ $labels.site }}" the port negotiated {{ $value | humanize }}bit/s. Its configuration, or both ends of the line, say more.',
            '"{{ $labels.site }}"의 포트가 {{ $value | humanize }}bit/s로 연결됨. 설정값 또는 양쪽 장비가 알린 속도보다 낮음.',
        ),
        runbook: {
            meaning:
                'Expected is what `[[link.port]]` says, else the fastest mode that both ends advertise. A PHY that cannot hold that over this cable falls back by itself: a broken pair, a wet plug, a cable that is too long.',
            confirm: [
                {
                    ask: 'expected, in Mbit/s',
                    expr: 'magpie_link_expected_speed_bytes_per_second{area="AREA", node="NODE"} * 8 / 1e6',
                },
                {
                    ask: 'negotiated, in Mbit/s',
                    expr: 'magpie_link_speed_bytes_per_second{area="AREA", node="NODE"} * 8 / 1e6',
                },
                roles,
            ],
            commands: ['ethtool eth0', 'ip -s link show eth0'],
            faults: ['line_slow', 'line_errors', 'line_flaps'],
            act: ['New plugs, then a new cable, then another port. Where what hangs there was exchanged for something slower: change its line in `[[link.port]]`.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieDuplexMismatch',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${by}) (magpie_link_duplex_mismatch == 1)
${notAn('MagpieUplinkHalfDuplex')}`,
        suspect: 'line',
        labels,
        for: '10m',
        keep: '15m',
        summary: text(
            'The ends of {{ $labels.interface }} of {{ $labels.node }} do not agree on duplex',
            '{{ $labels.node }} {{ $labels.interface }}: 이중화 방식 불일치',
        ),
        description: text(
            'At "{{ $labels.site }}" the port is half duplex, or is forced to full duplex and sees late collisions or checksum errors.',
            '"{{ $labels.site }}"의 포트가 반이중이거나, 전이중으로 고정된 상태에서 충돌 또는 체크섬 오류가 발생함.',
        ),
        runbook: {
            meaning:
                'One end negotiates and the other does not: the first then falls back to half duplex. It answers a ping, and under load each end takes what the other sends for a collision or a damaged frame.',
            confirm: [
                { ask: '0 is half', expr: 'magpie_link_full_duplex{area="AREA", node="NODE"}' },
                { ask: '0 is forced at this end', expr: 'magpie_link_autonegotiation{area="AREA", node="NODE"}' },
                {
                    ask: 'errors a second, by kind',
                    expr: 'rate(magpie_link_driver_errors_total{area="AREA", node="NODE"}[5m]) > 0',
                },
            ],
            commands: ['ethtool eth0'],
            faults: ['line_slow', 'line_errors'],
            act: ['Set both ends to auto-negotiate. Old cameras come from the factory with a fixed mode: change it on their page.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpiePortErrors',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // Of an uplink all errors together are told, MagpieUplinkErrors.
        expr: `max by (${by}) (
  rate(magpie_link_driver_errors_total{interface!~"(eth|en|wan|sfp).*", counter=~"frame_check_sequence_errors|alignment_errors"}[5m])
  > 0.1
)`,
        suspect: 'line',
        labels,
        for: '15m',
        keep: '15m',
        summary: text(
            'Checksum errors at {{ $labels.interface }} of {{ $labels.node }}',
            '{{ $labels.node }} {{ $labels.interface }}: CRC 오류 증가',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanize }} frames a second arrive damaged, for a quarter of an hour. A sound line damages none.',
            '"{{ $labels.site }}"에서 15분째 초당 {{ $value | humanize }}개의 프레임이 깨져 도착함. 정상 회선은 0.',
        ),
        runbook: {
            meaning:
                'Frames whose checksum (CRC) is wrong. They are dropped by the card and seen by nobody else: a picture that stalls, a page that waits.',
            confirm: [
                {
                    ask: 'which counters grow, a second',
                    expr: 'rate(magpie_link_driver_errors_total{area="AREA", node="NODE"}[5m]) > 0',
                },
                { ask: 'does the PHY like the signal? 1 is best', expr: 'magpie_link_signal_quality_ratio{area="AREA", node="NODE"}' },
                roles,
            ],
            commands: ['ip -s link show eth0', 'ethtool -S eth0 | grep -i err'],
            faults: ['line_slow', 'line_errors', 'line_flaps'],
            act: ['Plugs, cable, port, in this order. After rain: water. Fibre: clean the plug.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpiePortFlapping',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // As of uplinks; of ports that somebody has named, for what hangs at others may come and go as it likes.
        expr: `max by (${by}) (
  (
    magpie_link_carrier_changes_total{interface!~"(eth|en|wan|sfp).*"}
    - magpie_link_carrier_changes_total{interface!~"(eth|en|wan|sfp).*"} offset 1h
    >= 6
  )
  and on (${by})
  magpie_link_port_role
)`,
        suspect: 'line',
        labels,
        keep: '30m',
        summary: text(
            'What hangs at {{ $labels.interface }} of {{ $labels.node }} comes and goes',
            '{{ $labels.node }} {{ $labels.interface }}: 연결 장비가 반복해서 끊김',
        ),
        description: text(
            'At "{{ $labels.site }}" the carrier changed {{ $value | humanize }} times within an hour.',
            '"{{ $labels.site }}"에서 1시간 동안 포트 신호가 {{ $value | humanize }}번 바뀜.',
        ),
        runbook: {
            meaning: 'Three times off and on within an hour: a loose plug, or a device that reboots, often for want of power.',
            confirm: [
                roles,
                {
                    ask: 'power it takes, where the board or its switch tells',
                    expr: 'magpie_link_poe_supplied_watts{area="AREA", node="NODE"} or magpie_link_poe_allocated_watts{area="AREA", node="NODE"}',
                },
                { ask: 'why there is no carrier, if there is none now', expr: 'magpie_link_down_reason{area="AREA", node="NODE"}' },
            ],
            commands: ["dmesg | grep -i 'link is'", 'ethtool eth0'],
            faults: ['undervoltage', 'line_flaps', 'line_errors'],
            act: ['Fasten plug and cable. If it goes at night: a camera with infrared light or a heater takes more than the port gives.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieCameraPortDown',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${by}) (
  magpie_link_port_role{role="camera"}
  unless on (${by})
  magpie_link_carrier == 1
)`,
        suspect: 'line',
        labels,
        for: '5m',
        keep: '10m',
        summary: text(
            'The camera at {{ $labels.interface }} of {{ $labels.node }} has no line',
            '{{ $labels.node }} {{ $labels.interface }}: 카메라 회선 끊김',
        ),
        description: text(
            'At "{{ $labels.site }}" the port that is named as a camera\'s has had no carrier for five minutes, or is not there.',
            '"{{ $labels.site }}"의 카메라 포트에 5분째 신호가 없거나 포트가 사라짐.',
        ),
        runbook: {
            meaning: 'The pole reports and its camera has no cable, no power or no life. Magpie looks at the line alone, never at what the camera sees.',
            confirm: [
                {
                    ask: 'does the board power it?',
                    expr: 'magpie_link_poe_state{area="AREA", node="NODE"} or magpie_link_poe_allocated_watts{area="AREA", node="NODE"}',
                },
                { ask: 'why, as the PHY says', expr: 'magpie_link_down_reason{area="AREA", node="NODE"}' },
            ],
            commands: ['ip link', 'ethtool eth0'],
            faults: ['undervoltage', 'poe_short', 'no_carrier'],
            act: ['Plug the camera anew at the pole, then at itself. If its power is a fault: another cable, then another camera.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieOpticalPowerLow',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${by}, quantity) (
  magpie_link_module_alarm{quantity=~"receive_power|transmit_power", state=~"low_.*"}
)`,
        suspect: 'line',
        labels: [...labels, 'quantity'],
        for: '15m',
        keep: '15m',
        summary: text(
            'Too little light in the module of {{ $labels.interface }} of {{ $labels.node }}',
            '{{ $labels.node }} {{ $labels.interface }}: 광 모듈 세기 부족',
        ),
        description: text(
            'At "{{ $labels.site }}" the {{ $labels.quantity }} of the module is below the limit its maker set.',
            '"{{ $labels.site }}"의 광 모듈 {{ $labels.quantity }}이(가) 제조사 하한보다 낮음.',
        ),
        runbook: {
            meaning:
                'receive_power: light is lost on the way, by dirt, a bend or a bad splice, or the other end sends too little. transmit_power: this module ages. The line works until the light is too little, then breaks within days.',
            confirm: [
                { ask: 'light that arrives, dBm', expr: 'magpie_link_module_receive_power_dbm{area="AREA", node="NODE"}' },
                { ask: 'light that is sent, dBm', expr: 'magpie_link_module_transmit_power_dbm{area="AREA", node="NODE"}' },
                { ask: 'current of the laser: it rises as it ages', expr: 'magpie_link_module_bias_amperes{area="AREA", node="NODE"}' },
                { ask: 'which module it is', expr: 'magpie_link_module_info{area="AREA", node="NODE"}' },
            ],
            commands: ['ethtool -m eth0'],
            faults: ['no_carrier', 'line_errors'],
            act: ['Clean both plugs and look at the bends of the fibre. If the light that is sent is low: a new module. If all lines of a hub get less: its fibre.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
];
