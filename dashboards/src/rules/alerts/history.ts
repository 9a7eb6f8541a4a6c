// The history store behind the collector. While it is away poles keep what they measured; nothing is lost for hours.

import { text } from '../../text.js';
import { nobodyOnTheStreet } from '../affected.js';
import type { Alert } from '../model.js';

const requests = (outcome: string): string =>
    `sum by (instance) (increase(magpie_collector_history_requests_total{outcome${outcome}}[5m]))`;

export const historyAlerts: readonly Alert[] = [
    {
        name: 'MagpieHistoryUnreachable',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `${requests('!~"stored|refused"')} > 0
unless on (instance)
${requests('="stored"')} > 0`,
        labels: ['instance'],
        for: '2m',
        keep: '5m',
        summary: text(
            'The history store of {{ $labels.instance }} takes nothing',
            '수집기 {{ $labels.instance }}: 이력 저장소가 받지 않음',
        ),
        description: text(
            'For five minutes no request to the history store went well. Poles keep their reports meanwhile.',
            '5분째 이력 저장소에 저장되지 않음. 그동안 폴이 보고를 보관함.',
        ),
        runbook: {
            meaning: 'The store is away, full, or its address or credentials are wrong. The present goes on; the history has a hole that fills once the store is back, while the outboxes hold (a day or two).',
            confirm: [
                {
                    ask: 'why: unreachable, timeout, failed, busy, denied or garbled',
                    expr: 'sum by (outcome) (increase(magpie_collector_history_requests_total[5m])) > 0',
                },
                { ask: 'how long it has been', expr: 'magpie_collector_history_unsettled_seconds' },
            ],
            commands: ["journalctl -u magpie-collector | grep 'history store'", 'systemctl status victoria-metrics'],
            faults: [],
            act: ['`unreachable`, `timeout`: start the store. `denied`: its credentials. `failed`, `busy`: its disk.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieHistoryRefusing',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `sum by (instance, reason) (increase(magpie_collector_history_refused_total[15m])) > 0`,
        labels: ['instance', 'reason'],
        keep: '15m',
        summary: text(
            'Samples do not get into the history: {{ $labels.reason }}',
            '이력에 들어가지 못한 표본: {{ $labels.reason }}',
        ),
        description: text(
            '{{ $value | humanize }} samples within a quarter of an hour are settled and not in the history. Reason {{ $labels.reason }}.',
            '15분 동안 표본 {{ $value | humanize }}개가 이력에 저장되지 않음. 이유: {{ $labels.reason }}.',
        ),
        runbook: {
            meaning: 'These are lost for the history. `too_old`: an outage longer than the window; `repeated_time`: a node says two things at one time; `set_aside`: the store refused a report.',
            confirm: [
                {
                    ask: 'by reason',
                    expr: 'sum by (reason) (increase(magpie_collector_history_refused_total[1h])) > 0',
                },
            ],
            commands: ["journalctl -u magpie-collector | grep -i 'set aside'"],
            faults: ['clock_wrong'],
            act: ['`too_old`: a longer `history.window_seconds`, and the same in the store. Else look at the node that the log names.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieHistoryLagging',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `max by (instance) (magpie_collector_history_unsettled_seconds) > 60`,
        labels: ['instance'],
        for: '5m',
        keep: '5m',
        summary: text(
            'The history of {{ $labels.instance }} lags behind',
            '수집기 {{ $labels.instance }}: 이력 저장이 밀림',
        ),
        description: text(
            'The oldest report that is not settled is {{ $value | humanizeDuration }} old; after a minute poles write to their flash.',
            '저장 확인이 안 된 가장 오래된 보고가 {{ $value | humanizeDuration }} 전의 것. 1분이 넘으면 폴이 플래시에 기록함.',
        ),
        runbook: {
            meaning: 'The store takes what it gets, too slowly. Poles keep reports for longer, and their flash wears.',
            confirm: [
                { ask: 'age of the oldest', expr: 'magpie_collector_history_unsettled_seconds' },
                {
                    ask: 'how long a request takes',
                    expr: 'histogram_quantile(0.9, sum by (le) (rate(magpie_collector_history_send_seconds_bucket[5m])))',
                },
                { ask: 'what waits', expr: 'magpie_collector_history_queue_bytes' },
            ],
            commands: ['iostat -x 1 5'],
            faults: [],
            act: ['The disk of the store, then more `history.shards`, then a longer `batch_seconds`.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieHistoryQueueFull',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `sum by (instance) (increase(magpie_collector_history_not_taken_total[5m])) > 0`,
        labels: ['instance'],
        for: '1m',
        keep: '5m',
        summary: text(
            'The memory for the history is full at {{ $labels.instance }}',
            '수집기 {{ $labels.instance }}: 이력 대기 메모리가 가득 참',
        ),
        description: text(
            '{{ $value | humanize }} reports within five minutes were not taken; their nodes keep them and bring them again.',
            '5분 동안 보고 {{ $value | humanize }}건을 받지 못함. 폴이 보관했다가 다시 보냄.',
        ),
        runbook: {
            meaning: 'What is not settled has filled its memory. From here on the poles keep it all: on flash for a day or two, for some hours where there is none.',
            confirm: [
                { ask: 'memory taken', expr: 'magpie_collector_history_queue_bytes' },
                {
                    ask: 'does the store take anything?',
                    expr: 'sum by (outcome) (rate(magpie_collector_history_requests_total[5m]))',
                },
            ],
            commands: ["journalctl -u magpie-collector | grep 'history store'"],
            faults: [],
            act: ['The store: away or too slow. It is fine: raise `history.memory_bytes`.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieHistoryMisconfigured',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `max by (instance, reason) (magpie_collector_history_store_fault{reason!="unknown_store"}) == 1`,
        labels: ['instance', 'reason'],
        for: '5m',
        summary: text(
            'The history store is set wrong: {{ $labels.reason }}',
            '이력 저장소 설정이 잘못됨: {{ $labels.reason }}',
        ),
        description: text(
            'The store itself says so. It costs samples, at once or after the next outage. Reason {{ $labels.reason }}.',
            '저장소가 스스로 알린 설정 문제. 당장 또는 다음 장애 뒤에 표본을 잃음. 이유: {{ $labels.reason }}.',
        ),
        runbook: {
            meaning: 'The collector asked the store how it is set. `receiver_off`: it takes nothing; `out_of_order_window`, `retention`: what comes late is lost; `dedup_interval`: near samples are dropped; `no_dedup`: what is sent again counts twice.',
            confirm: [{ ask: '1 is wrong', expr: 'magpie_collector_history_store_fault' }],
            commands: ["journalctl -u magpie-collector | grep -i store"],
            faults: [],
            act: ['The table under "History" in docs/operations.md says the setting for each store. Restart the store; it is asked again.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
];
