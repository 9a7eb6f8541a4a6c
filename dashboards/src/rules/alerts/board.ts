// The board under it: none of it is felt today, all of it is a pole down soon.

import { text } from '../../text.js';
import { onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';

export const boardAlerts: readonly Alert[] = [
    {
        name: 'MagpieUndervoltage',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node) (magpie_host_boot_info{reason="undervoltage"})
and on (area, node)
magpie_host_uptime_seconds < 86400`,
        suspect: 'board',
        labels: poleLabels,
        summary: text(
            '{{ $labels.node }} rebooted for want of voltage',
            '{{ $labels.node }}: 저전압으로 재부팅됨',
        ),
        description: text(
            'The board at "{{ $labels.site }}" says that it booted within the last day because its voltage broke in.',
            '"{{ $labels.site }}"의 보드가 하루 안에 전압 강하로 재부팅됨.',
        ),
        runbook: {
            meaning: 'The board itself says why it booted: undervoltage. Of a bus fleet\'s hardware faults three quarters were the power module.',
            confirm: [
                { ask: 'why it booted', expr: 'magpie_host_boot_info{area="AREA", node="NODE"}' },
                {
                    ask: 'others behind the hub: several means the supply of the hub',
                    expr: 'count by (hub) (node:magpie_place:info{area="AREA"} and on (area, node) magpie_host_boot_info{reason="undervoltage"})',
                },
            ],
            commands: ['uptime', 'magpie-agent sample | grep boot'],
            faults: ['no_power', 'undervoltage'],
            act: ['Supply, clamps, length and gauge of the wire. What was added to the pole last?'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieBoardHot',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node, sensor) (magpie_host_temperature_celsius > 80)`,
        suspect: 'board',
        labels: [...poleLabels, 'sensor'],
        for: '10m',
        keep: '15m',
        summary: text(
            '{{ $labels.node }} is too hot: {{ $labels.sensor }}',
            '{{ $labels.node }} 과열: {{ $labels.sensor }}',
        ),
        description: text(
            'At "{{ $labels.site }}" the sensor {{ $labels.sensor }} has been above 80 degrees for ten minutes; now {{ $value | humanize }}.',
            '"{{ $labels.site }}"의 {{ $labels.sensor }} 온도가 10분째 80도를 넘음. 현재 {{ $value | humanize }}도.',
        ),
        runbook: {
            meaning: 'Above 80 degrees boards slow down to protect themselves, flash ages several times as fast, and radios begin to hang.',
            confirm: [
                { ask: 'temperatures', expr: 'magpie_host_temperature_celsius{area="AREA", node="NODE"}' },
                {
                    ask: 'the neighbours: all hot is the weather, one hot is its fan',
                    expr: 'max by (node) (magpie_host_temperature_celsius{area="AREA"}) > 70',
                },
            ],
            commands: ['magpie-agent sample | grep temperature'],
            faults: ['board_hot'],
            act: ['One pole: vents, fan, heat sink. Many: the weather; lower the transmit power of those in the sun.'],
            affected: onThePole,
            dashboards: ['magpie-pole', 'magpie-district'],
        },
    },
    {
        name: 'MagpieMemoryShort',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node) (
  magpie_host_memory_available_bytes / magpie_host_memory_size_bytes < 0.05
)`,
        suspect: 'board',
        labels: poleLabels,
        for: '15m',
        keep: '15m',
        summary: text('{{ $labels.node }} is short of memory', '{{ $labels.node }}: 메모리 부족'),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of the memory is left.',
            '"{{ $labels.site }}"의 남은 메모리 {{ $value | humanizePercentage }}.',
        ),
        runbook: {
            meaning: 'Less than a twentieth is left. Next the kernel ends a program of its choice, often hostapd or the agent.',
            confirm: [
                {
                    ask: 'over days: a straight line downwards is a leak',
                    expr: 'magpie_host_memory_available_bytes{area="AREA", node="NODE"}',
                },
                { ask: 'is it the agent itself?', expr: 'magpie_node_resident_bytes{area="AREA", node="NODE"}' },
            ],
            commands: ['free -m', 'ps aux --sort -rss | head'],
            faults: ['memory_short'],
            act: ['Restart what grows; note its name and version. The same on many poles: stop its rollout.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieStorageReadOnly',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node, mount) (magpie_host_storage_readonly{mount!~"/boot.*|/rom"} == 1)`,
        suspect: 'board',
        labels: [...poleLabels, 'mount'],
        for: '5m',
        summary: text(
            '{{ $labels.mount }} of {{ $labels.node }} went read-only',
            '{{ $labels.node }} {{ $labels.mount }}: 저장 장치가 읽기 전용이 됨',
        ),
        description: text(
            'At "{{ $labels.site }}" the kernel no longer dares to write to {{ $labels.mount }}: the card is dying. It may not boot again.',
            '"{{ $labels.site }}"의 {{ $labels.mount }}에 커널이 더는 쓰지 않음. 카드 수명이 다함. 재부팅하면 켜지지 않을 수 있음.',
        ),
        runbook: {
            meaning: 'After errors of the card the kernel mounts it read-only. The pole serves on from memory and will not survive the next power cut.',
            confirm: [
                { ask: '1 is read-only', expr: 'magpie_host_storage_readonly{area="AREA", node="NODE"}' },
                { ask: 'wear', expr: 'magpie_host_flash_life_used_ratio{area="AREA", node="NODE"}' },
            ],
            commands: ['dmesg | grep -i -E "mmc|I/O error"', 'mount | grep " / "'],
            faults: ['storage_readonly', 'flash_worn'],
            act: ['Do not reboot from the desk. Take a card with the image along and swap it.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieStorageFull',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node, mount) (
  magpie_host_storage_available_bytes / magpie_host_storage_size_bytes < 0.05
)
unless on (area, node, mount)
magpie_host_storage_readonly == 1`,
        suspect: 'board',
        labels: [...poleLabels, 'mount'],
        for: '15m',
        keep: '15m',
        summary: text(
            '{{ $labels.mount }} of {{ $labels.node }} is full',
            '{{ $labels.node }} {{ $labels.mount }}: 저장 공간 부족',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of {{ $labels.mount }} is free.',
            '"{{ $labels.site }}"의 {{ $labels.mount }} 여유 공간 {{ $value | humanizePercentage }}.',
        ),
        runbook: {
            meaning: 'Less than a twentieth is free. Logs and updates fail next; the outbox has no place to spill to in an outage.',
            confirm: [
                {
                    ask: 'over a week',
                    expr: 'magpie_host_storage_available_bytes{area="AREA", node="NODE"}',
                },
                {
                    ask: 'who writes: bytes a second',
                    expr: 'rate(magpie_host_storage_written_bytes_total{area="AREA", node="NODE"}[1h])',
                },
            ],
            commands: ['df -h', 'du -xh / | sort -h | tail'],
            faults: ['storage_full'],
            act: ['Delete logs from the desk; limit the journal (`SystemMaxUse=20M`).'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieFlashWorn',
        scope: 'pole',
        severity: 'info',
        team: 'network',
        expr: `max by (area, node, device) (
  magpie_host_flash_life_used_ratio >= 0.9
  or
  magpie_host_flash_spare_state >= 2
)`,
        suspect: 'board',
        labels: [...poleLabels, 'device'],
        for: '1h',
        summary: text(
            'The flash of {{ $labels.node }} is worn: {{ $labels.device }}',
            '{{ $labels.node }} {{ $labels.device }}: 플래시 수명 임박',
        ),
        description: text(
            'At "{{ $labels.site }}" the flash has used nine tenths of its life, or four fifths of its spare blocks.',
            '"{{ $labels.site }}"의 플래시가 수명의 90 % 이상 또는 예비 블록의 80 % 이상을 사용함.',
        ),
        runbook: {
            meaning: 'The flash says itself how worn it is (JEDEC). At this point it lasts for weeks to months: time to plan, not to run.',
            confirm: [
                { ask: 'life used', expr: 'magpie_host_flash_life_used_ratio{area="AREA", node="NODE"}' },
                {
                    ask: 'megabytes written a day',
                    expr: 'rate(magpie_host_storage_written_bytes_total{area="AREA", node="NODE"}[1d]) * 86400 / 1e6',
                },
            ],
            commands: ['magpie-agent sample | grep flash', 'iotop -oPa'],
            faults: ['flash_worn'],
            act: ['Put the board on the list of the next round. More than 50 MB a day: find what writes.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieClockNotSynchronised',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node) (magpie_host_clock_synchronised == 0)`,
        suspect: 'board',
        labels: poleLabels,
        for: '30m',
        keep: '15m',
        summary: text('The clock of {{ $labels.node }} runs free', '{{ $labels.node }}: 시계 미동기'),
        description: text(
            'At "{{ $labels.site }}" the clock has not been synchronised for half an hour.',
            '"{{ $labels.site }}"의 시계가 30분째 동기화되지 않음.',
        ),
        runbook: {
            meaning: 'No time server has been heard for half an hour. Reports are dated by the collector meanwhile; logs and certificates need the right time.',
            confirm: [
                { ask: '0 runs free', expr: 'magpie_host_clock_synchronised{area="AREA", node="NODE"}' },
                {
                    ask: 'many at once: the time server, or UDP 123 is blocked',
                    expr: 'count by (area) (magpie_host_clock_synchronised == 0)',
                },
            ],
            commands: ['timedatectl', 'chronyc sources'],
            faults: ['no_dns', 'clock_wrong'],
            act: ['Many: the time server. One: its configuration, or its battery.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
];
