// The cable and what it hangs on. Interfaces that by their name may be the uplink; lan ports lead to other devices.
// Without a carrier there is neither a speed nor a mode.

import { text } from '../../text.js';
import { onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';

const uplink = 'interface=~"(eth|en|wan|sfp).*"';
const labels = [...poleLabels, 'interface'];
const by = 'area, node, interface';

export const lineAlerts: readonly Alert[] = [
    {
        name: 'MagpieUplinkSlow',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `8 * max by (${by}) (
  magpie_link_speed_bytes_per_second{${uplink}} < 12.5e6
  or
  magpie_link_speed_bytes_per_second{${uplink}}
  < on (${by}) group_left ()
  max by (${by}) (magpie_link_speed_bytes_per_second{${uplink}} offset 1d)
)`,
        suspect: 'line',
        labels,
        for: '15m',
        keep: '15m',
        summary: text(
            '{{ $labels.interface }} of {{ $labels.node }} is slow',
            '{{ $labels.node }} {{ $labels.interface }}: 회선 속도 저하',
        ),
        description: text(
            'At "{{ $labels.site }}" the line negotiated {{ $value | humanize }}bit/s: below 100 Mbit/s, or less than a day before.',
            '"{{ $labels.site }}"의 회선이 {{ $value | humanize }}bit/s로 연결됨. 100 Mbit/s 미만이거나 하루 전보다 낮음.',
        ),
        runbook: {
            meaning:
                'A gigabit line needs all eight wires; when one breaks it falls to 100 Mbit/s, when more do to 10. All people of the pole share that. ' +
                'A fall is compared with the day before, so this alarm ends a day later by itself, mended or not; below 100 Mbit/s it stays.',
            confirm: [
                {
                    ask: 'speed in Mbit/s over the last week',
                    expr: 'magpie_link_speed_bytes_per_second{area="AREA", node="NODE"} * 8 / 1e6',
                },
                {
                    ask: 'errors that go with it, a second',
                    expr: 'rate(magpie_link_receive_errors_total{area="AREA", node="NODE"}[5m])',
                },
            ],
            commands: ['ethtool eth0', 'ip -s link show eth0'],
            faults: ['line_slow', 'line_errors', 'line_flaps'],
            act: ['New plugs, then a new cable, then another port of the switch. Nobody may have set the port to a fixed speed.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieUplinkHalfDuplex',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${by}) (magpie_link_full_duplex{${uplink}} == 0)`,
        suspect: 'line',
        labels,
        for: '15m',
        keep: '15m',
        summary: text(
            '{{ $labels.interface }} of {{ $labels.node }} is half duplex',
            '{{ $labels.node }} {{ $labels.interface }}: 반이중 연결',
        ),
        description: text(
            'At "{{ $labels.site }}" the line sends or receives, never both. One end does not negotiate.',
            '"{{ $labels.site }}"의 회선이 송신과 수신을 동시에 하지 못함. 한쪽이 자동 협상을 하지 않음.',
        ),
        runbook: {
            meaning:
                'One end is set to a fixed mode, the other found no partner and fell back to half duplex. It works in a test of one ping and collapses under load: late collisions, lost packets.',
            confirm: [
                { ask: '0 is half', expr: 'magpie_link_full_duplex{area="AREA", node="NODE"}' },
                {
                    ask: 'collisions a second',
                    expr: 'rate(magpie_link_transmit_collisions_total{area="AREA", node="NODE"}[5m])',
                },
            ],
            commands: ['ethtool eth0'],
            faults: ['line_slow', 'line_errors'],
            act: ['Set both ends to auto-negotiate.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieUplinkErrors',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${by}) (rate(magpie_link_receive_errors_total{${uplink}}[5m]) > 1)`,
        suspect: 'line',
        labels,
        for: '15m',
        keep: '15m',
        summary: text(
            '{{ $labels.interface }} of {{ $labels.node }} damages packets',
            '{{ $labels.node }} {{ $labels.interface }}: 패킷 오류',
        ),
        description: text(
            'At "{{ $labels.site }}" the line has damaged {{ $value | humanize }} packets a second for a quarter of an hour. A sound line damages none.',
            '"{{ $labels.site }}"의 회선에서 15분째 초당 {{ $value | humanize }}개의 패킷이 깨짐. 정상 회선은 0.',
        ),
        runbook: {
            meaning:
                'More than one bad packet a second, for a quarter of an hour. Each is lost, and what runs over TCP slows down at once: a hundredth lost halves it.',
            confirm: [
                {
                    ask: 'errors a second',
                    expr: 'rate(magpie_link_receive_errors_total{area="AREA", node="NODE"}[5m])',
                },
                {
                    ask: 'which kind: checksum and alignment errors are the cable',
                    expr: 'rate(magpie_link_driver_errors_total{area="AREA", node="NODE"}[5m]) > 0',
                },
            ],
            commands: ['ip -s link show eth0', 'ethtool -S eth0 | grep -i err'],
            faults: ['line_slow', 'line_errors', 'line_flaps'],
            act: ['Plugs, cable, port, in this order. After rain: water.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieUplinkFlapping',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // A difference, for the rate of an hour would read hundreds of samples of each line; after a reboot it is below zero.
        expr: `max by (${by}) (
  magpie_link_carrier_changes_total{${uplink}}
  - magpie_link_carrier_changes_total{${uplink}} offset 1h
  >= 6
)`,
        suspect: 'line',
        labels,
        keep: '30m',
        summary: text(
            '{{ $labels.interface }} of {{ $labels.node }} comes and goes',
            '{{ $labels.node }} {{ $labels.interface }}: 회선이 반복해서 끊김',
        ),
        description: text(
            'At "{{ $labels.site }}" the carrier changed {{ $value | humanize }} times within an hour.',
            '"{{ $labels.site }}"에서 1시간 동안 회선 신호가 {{ $value | humanize }}번 바뀜.',
        ),
        runbook: {
            meaning: 'Three times off and on within an hour. Each time all people of the pole stand still for some seconds.',
            confirm: [
                {
                    ask: 'changes of the carrier, all in all',
                    expr: 'magpie_link_carrier_changes_total{area="AREA", node="NODE"}',
                },
                {
                    ask: 'does the board reboot instead?',
                    expr: 'magpie_host_uptime_seconds{area="AREA", node="NODE"}',
                },
            ],
            commands: ["dmesg | grep -i 'link is'", 'ethtool eth0'],
            faults: ['undervoltage', 'no_carrier', 'line_errors', 'line_flaps'],
            act: ['In wind: fasten the cable. At all poles of a hub: the power of the hub.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
];
