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
        expr: `max by (area, node, source) (magpie_node_source_up == 0)`,
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
            ],
            commands: ['journalctl -u magpie-agent | tail -30'],
            faults: ['no_gateway', 'broker_refuses'],
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
            meaning: 'The memory for reports is full, so the oldest segment went. What is dropped is counted as lost and never comes back.',
            confirm: [
                {
                    ask: 'dropped in the last hour',
                    expr: 'increase(magpie_node_outbox_dropped_total{area="AREA", node="NODE"}[1h])',
                },
                { ask: 'what it holds', expr: 'magpie_node_outbox_bytes{area="AREA", node="NODE"}' },
            ],
            commands: ['grep -A3 outbox /etc/magpie/agent.toml'],
            faults: ['memory_short', 'no_gateway', 'broker_refuses'],
            act: ['Mend what keeps reports from being safe (MagpieOutboxGrowing). Poles with memory to spare: raise `outbox.memory_bytes`.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-pole'],
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
                    ask: 'by the outbox, or by a restart (no drops)?',
                    expr: 'sum(increase(magpie_node_outbox_dropped_total{area="AREA"}[1h]))',
                },
            ],
            commands: ['uptime', 'journalctl -u magpie-agent | grep -i start'],
            faults: ['no_power', 'undervoltage', 'memory_short', 'agent_stopped'],
            act: ['A few poles: their power. All: an outage that was longer than the outboxes; shorten it, or give them more memory.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-district'],
        },
    },
];
