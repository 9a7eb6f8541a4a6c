// The agent on the pole, and its reports.

import { text } from '../../text.js';
import { nobodyOnTheStreet, onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';

export const agentAlerts: readonly Alert[] = [
    {
        name: 'MagpieSourceDown',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // That magpie-capture is not there is told with what it misses.
        expr: `max by (area, node, source) (magpie_node_source_up{source!="capture"} == 0)`,
        suspect: 'agent',
        labels: [...poleLabels, 'source'],
        for: '10m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }} cannot read {{ $labels.source }}',
            '{{ $labels.node }}: {{ $labels.source }} 소스를 읽지 못함',
        ),
        description: text(
            'At "{{ $labels.site }}" the source {{ $labels.source }} has been down for ten minutes: hardware or privilege is missing. All else goes on.',
            '"{{ $labels.site }}"의 {{ $labels.source }} 소스가 10분째 내려감. 하드웨어나 권한이 없음. 나머지는 정상.',
        ),
        runbook: {
            meaning:
                'The agent is there and cannot read one thing. Panels of it are empty, and its alarms cannot come. `missing`: no such hardware; `denied`: a privilege; `gone`, `nobody_answers`: a program that has ended.',
            confirm: [
                {
                    ask: 'the reason',
                    expr: 'magpie_node_source_failures_total{area="AREA", node="NODE"} > 0',
                },
                {
                    ask: 'others of this model and version: a rollout?',
                    expr: 'count by (model, version) (magpie_node_info and on (area, node) (magpie_node_source_up == 0))',
                },
            ],
            commands: ['journalctl -u magpie-agent | tail -30', 'id magpie-agent', 'iw dev'],
            faults: ['no_radio', 'hostapd_stopped'],
            act: [
                '`wifi` missing on a pole without a radio: `wifi.enabled = false`.',
                '`hostapd` denied: make the agent a member of the group of its sockets; gone: start it.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieOutboxGrowing',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node) (
  magpie_node_outbox_reports * magpie_node_report_interval_seconds > 600
)`,
        suspect: 'agent',
        labels: poleLabels,
        for: '10m',
        keep: '5m',
        summary: text('The outbox of {{ $labels.node }} grows', '{{ $labels.node }}: 보고 보관함이 쌓임'),
        description: text(
            'At "{{ $labels.site }}" reports of {{ $value | humanizeDuration }} wait until the collector calls them safe.',
            '"{{ $labels.site }}"에 {{ $value | humanizeDuration }} 분량의 보고가 안전 확인을 기다림.',
        ),
        runbook: {
            meaning: 'A pole keeps each report until the collector calls it safe, a minute or so. Ten minutes of them wait here: acknowledgements do not come, or the store behind the collector takes nothing.',
            confirm: [
                {
                    ask: 'how many poles: one is the pole, all are the store',
                    expr: 'count(magpie_node_outbox_reports > 60)',
                },
                { ask: 'the store', expr: 'magpie_collector_history_unsettled_seconds' },
                { ask: 'the database of the collector', expr: 'magpie_collector_database_pending' },
                {
                    ask: 'how full it is: 16 MiB of flash (`outbox.flash_bytes`) last a day or two',
                    expr: 'magpie_node_outbox_flash_bytes{area="AREA", node="NODE"}',
                },
            ],
            commands: ['journalctl -u magpie-agent | tail -30'],
            faults: ['no_gateway', 'broker_refuses', 'collector_silent'],
            act: ['All: the store or the disk of the collector. One: may it read its own commands (ACL)? Does its line lose packets?'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieOutboxDropping',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node) (increase(magpie_node_outbox_dropped_total[5m]) > 0)`,
        suspect: 'agent',
        labels: poleLabels,
        keep: '15m',
        summary: text('{{ $labels.node }} drops reports', '{{ $labels.node }}: 보고를 버리고 있음'),
        description: text(
            'At "{{ $labels.site }}" the outbox is full and its oldest reports go: a hole in the history.',
            '"{{ $labels.site }}"의 보관함이 가득 차 오래된 보고부터 버려짐. 이력에 구멍이 생김.',
        ),
        runbook: {
            meaning: 
                'The flash for reports is full, after a day or two; or their memory, after some hours, where there is no flash or it refuses them (MagpieOutboxNotKept). ' +
                'So the oldest went. What is dropped is counted as lost and never comes back.',
            confirm: [
                {
                    ask: 'dropped in the last hour',
                    expr: 'increase(magpie_node_outbox_dropped_total{area="AREA", node="NODE"}[1h])',
                },
                { ask: 'what it holds on flash: 0 means that it has none', expr: 'magpie_node_outbox_flash_bytes{area="AREA", node="NODE"}' },
                { ask: 'and in memory', expr: 'magpie_node_outbox_bytes{area="AREA", node="NODE"}' },
            ],
            commands: ["grep -E '^#?(flash|memory)_' /etc/magpie/agent.toml", 'df -h /var/lib/magpie-agent'],
            faults: ['storage_readonly', 'storage_full', 'memory_short', 'no_gateway', 'broker_refuses'],
            act: [
                'Mend what keeps reports from being safe (MagpieOutboxGrowing).',
                'Outages that last for days: raise `outbox.flash_bytes`. A pole without flash: raise `outbox.memory_bytes`, where there is memory to spare.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieOutboxNotKept',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // Flash is tried only while reports are not safe, and what it said then is all that is known of it until the agent starts again. A pole that
        // comes back brings a count that grew unseen, often a series that was not there before.
        expr: `max by (area, node, storage) (
  increase(magpie_node_outbox_failures_total{storage="run"}[5m]) > 0
  or
  (
    magpie_node_outbox_failures_total{storage="flash"}
    unless
    magpie_node_outbox_failures_total{storage="flash"} offset 1d
    or
    increase(magpie_node_outbox_failures_total{storage="flash"}[1d])
    and
    magpie_node_outbox_failures_total{storage="flash"}
  ) > 3
)`,
        suspect: 'agent',
        labels: [...poleLabels, 'storage'],
        for: '10m',
        summary: text(
            '{{ $labels.node }} cannot keep reports: {{ $labels.storage }}',
            '{{ $labels.node }}: 보고를 보관하지 못함({{ $labels.storage }})',
        ),
        description: text(
            'At "{{ $labels.site }}" the storage {{ $labels.storage }} refuses reports. A restart of the agent (run, on tmpfs) or a power cut (flash) would lose those that are not safe.',
            '"{{ $labels.site }}"의 저장 위치 {{ $labels.storage }}에 보고를 쓰지 못함. 에이전트 재시작(run, tmpfs)이나 정전(flash) 때 저장 확인 전 보고가 유실됨.',
        ),
        runbook: {
            meaning:
                'Each report goes to tmpfs at once (`run`), and to flash if it is not safe after a minute. `run` has refused for ten minutes; or `flash` more than three times within a day. ' +
                'Flash is tried only while reports are not safe, so this may tell of an outage that is over; the next would be no better. Nothing is lost yet.',
            confirm: [
                {
                    ask: 'the reason',
                    expr: 'magpie_node_outbox_failures_total{area="AREA", node="NODE"} > 0',
                },
                { ask: 'what waits now, and would be lost', expr: 'magpie_node_outbox_reports{area="AREA", node="NODE"}' },
                {
                    ask: 'others of this model and version: a rollout?',
                    expr: 'count by (model, version) (magpie_node_info and on (area, node) (magpie_node_outbox_failures_total > 0))',
                },
            ],
            commands: [
                'df -h /run /var/lib/magpie-agent',
                'ls -ld /run/magpie-agent/outbox /var/lib/magpie-agent/outbox',
                'dmesg | grep -i -E "mmc|I/O error"',
            ],
            faults: ['storage_readonly', 'storage_full', 'flash_worn', 'memory_short'],
            act: [
                '`no_space`: free it, or lower `outbox.flash_bytes`. `read_only`, `io_error`: swap the card. `permission`: the directory must be the agent\'s (`outbox.run_directory`, `outbox.flash_directory`).',
                'Restart the agent once it is mended and few reports wait: it counts anew, and the alert ends. Not before where it is `run`: the restart is what loses them.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieCertificateExpiring',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `min by (area, node) (
  magpie_node_certificate_expires_timestamp_seconds - time() < 14 * 86400
)`,
        suspect: 'agent',
        labels: poleLabels,
        for: '10m',
        keep: '15m',
        summary: text('The certificate of {{ $labels.node }} ends soon', '{{ $labels.node }}: 인증서 만료 임박'),
        description: text(
            'The pole at "{{ $labels.site }}" has a certificate for {{ $value | humanizeDuration }} more; then the broker refuses it. Where magpie-ca renews certificates, that has failed for weeks.',
            '"{{ $labels.site }}" 폴의 인증서가 {{ $value | humanizeDuration }} 뒤 만료되며, 그 뒤에는 브로커가 거부함. magpie-ca가 갱신하는 곳이면 몇 주째 갱신에 실패한 상태.',
        ),
        runbook: {
            meaning:
                'Less than two weeks are left. Once it has ended the broker refuses the next connection: the pole serves on and keeps its reports, and looks dead from here. ' +
                'Renewal is automatic once magpie-ca serves renewals, and begins long before; it has failed for weeks by now. Without magpie-ca nobody has issued a new one.',
            confirm: [
                {
                    ask: 'days left',
                    expr: '(magpie_node_certificate_expires_timestamp_seconds{area="AREA", node="NODE"} - time()) / 86400',
                },
                {
                    ask: 'how many poles of each area: one is the pole, many are the authority',
                    expr: 'count by (area) (magpie_node_certificate_expires_timestamp_seconds - time() < 14 * 86400)',
                },
                { ask: 'its clock: 0 runs free', expr: 'magpie_host_clock_synchronised{area="AREA", node="NODE"}' },
            ],
            commands: [
                'openssl x509 -noout -subject -dates -in /etc/magpie/node.crt',
                'openssl x509 -noout -dates -in /var/lib/magpie-agent/identity.pem',
                'date -u',
                "journalctl -u magpie-agent | grep 'certificate is'",
            ],
            faults: ['clock_wrong', 'certificate_ending'],
            act: [
                'Many: the authority, or the way to it. One: issue its certificate by hand, with the same common name, and restart the agent.',
                'A file under /etc/magpie is new already: the agent reads it at start. Restart it. What it renews by itself it uses at once.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieReportsLost',
        scope: 'area',
        severity: 'warning',
        team: 'network',
        expr: `sum by (area) (increase(magpie_rollup_reports_lost_total[1h])) > 60`,
        labels: ['area'],
        keep: '30m',
        summary: text('Reports of {{ $labels.area }} are lost', '{{ $labels.area }}: 보고 유실'),
        description: text(
            '{{ $value | humanize }} reports of {{ $labels.area }} were lost for good within an hour.',
            '{{ $labels.area }}의 보고 {{ $value | humanize }}건이 1시간 안에 영구히 유실됨.',
        ),
        runbook: {
            meaning: 'The collector knows by their numbers that reports were taken and will never come. A power cut costs a pole its unsent minute; more than sixty an hour is more than that.',
            confirm: [
                {
                    ask: 'the poles that lost most',
                    expr: 'topk(10, increase(magpie_node_reports_lost_total{area="AREA"}[1h]))',
                },
                {
                    ask: 'by outboxes that were full?',
                    expr: 'sum(increase(magpie_node_outbox_dropped_total{area="AREA"}[1h]))',
                },
                {
                    ask: 'damaged when they were read back?',
                    expr: 'sum(increase(magpie_node_outbox_damaged_total{area="AREA"}[1h]))',
                },
                {
                    ask: 'poles whose tmpfs or flash refuses reports: these lose all that waits in a restart or a power cut',
                    expr: 'magpie_node_outbox_failures_total{area="AREA"} > 0',
                },
            ],
            commands: ['uptime', 'journalctl -u magpie-agent | grep -i start'],
            faults: ['no_power', 'undervoltage', 'storage_readonly', 'storage_full', 'memory_short'],
            act: ['A few poles: their power, or their flash. All: an outage that was longer than the outboxes, a day or two; shorten it, or raise `outbox.flash_bytes`.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-district'],
        },
    },
];
