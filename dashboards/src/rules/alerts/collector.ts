// The collector, its broker and its stores. Poles serve on whatever happens here; what fails is that anybody knows.

import { text } from '../../text.js';
import { nobodyOnTheStreet } from '../affected.js';
import type { Alert } from '../model.js';

const sumBy = (labels: string, rate: string, series: string, window: string): string =>
    `sum by (${labels}) (${rate}(${series}[${window}]))`;

export const collectorAlerts: readonly Alert[] = [
    {
        name: 'MagpieCollectorDown',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `max by (instance) (up{job="magpie"}) == 0
or
max(absent(up{job="magpie"}))`,
        labels: ['instance'],
        for: '1m',
        keep: '2m',
        summary: text('A collector is not there {{ $labels.instance }}', '수집기 응답 없음 {{ $labels.instance }}'),
        description: text(
            'Prometheus has had no page of the collector for a minute. The city is not watched; poles serve on and keep their reports.',
            '1분째 수집기의 지표를 받지 못함. 도시를 감시하지 못하는 상태. 폴은 계속 서비스하며 보고를 보관함.',
        ),
        runbook: {
            meaning: 'The collector has ended, hangs, or cannot be reached; or `/sd` never answered since Prometheus started. Nothing on the street has failed.',
            confirm: [{ ask: '0 is away', expr: 'up{job="magpie"}' }],
            commands: [
                'systemctl status magpie-collector',
                'journalctl -u magpie-collector | tail -50',
                'curl -s localhost:9600/healthz',
                'df -h',
            ],
            faults: [],
            act: [
                'Start it. It needs no rebirths: births and ledgers are in its database.',
                'It ends again: read the last line of its log; `--check-config` names mistakes.',
                'Nothing is lost while the outboxes hold, a day or two (some hours where there is no flash).',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieNoActiveCollector',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `max(absent(magpie_collector_active == 1))`,
        labels: [],
        for: '2m',
        keep: '2m',
        summary: text('No collector is the active one', '활성 수집기 없음'),
        description: text(
            'For two minutes no collector says that it writes, acknowledges and alerts. The city is not watched; poles serve on and keep their reports.',
            '2분째 기록·확인 응답·경보를 맡은 수집기가 없음. 도시를 감시하지 못하는 상태. 폴은 계속 서비스하며 보고를 보관함.',
        ),
        runbook: {
            meaning:
                'Of two collectors that share a broker one is active, and `/sd` of the other lists nothing. Where neither is, both have ended, or both are cut off from the broker: ' +
                'the lease is held there. A single collector is always active, so there it is the same as MagpieCollectorDown. Nothing on the street has failed.',
            confirm: [
                { ask: '1 is the active one', expr: 'magpie_collector_active' },
                { ask: 'how often each has taken over', expr: 'increase(magpie_collector_takeovers_total[1d])' },
            ],
            commands: [
                'curl -s localhost:9600/readyz # on the machine of each',
                'curl -s localhost:9600/metrics | grep magpie_collector_active',
                'systemctl status magpie-collector mosquitto',
                "mosquitto_sub -t 'magpie/v1/active/+' -v # who says each second that it is active",
            ],
            faults: [],
            act: [
                '`/readyz` 503 on both: the broker, and it says the reason. One takes over within ten seconds of its return.',
                '"standby" on both: the broker does not let them read and write `magpie/v1/active/<host_id>` (ACL), or both have one `pair.instance`.',
                'Prometheus does not ask both for `/sd`: it must list the two, for it sees the one alone that is active.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieBrokerConnectionDown',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `max by (instance) (magpie_collector_mqtt_connected) == 0`,
        labels: ['instance'],
        for: '30s',
        keep: '2m',
        summary: text(
            'The collector {{ $labels.instance }} has no broker',
            '수집기 {{ $labels.instance }}: 브로커와 연결 끊김',
        ),
        description: text(
            'The collector is up and not connected to the MQTT broker: it hears no pole. Alarms of its poles are held back.',
            '수집기는 살아 있으나 MQTT 브로커에 연결되지 않아 폴의 보고를 듣지 못함. 해당 폴의 경보는 억제됨.',
        ),
        runbook: {
            meaning: 'The broker is away, or refuses the collector. All poles fall silent at once for Magpie; on the street nothing has changed.',
            confirm: [
                { ask: '0 is cut off', expr: 'magpie_collector_mqtt_connected' },
                { ask: 'how often it came back', expr: 'increase(magpie_collector_mqtt_connects_total[1h])' },
            ],
            commands: [
                'curl -s localhost:9600/readyz',
                'systemctl status mosquitto',
                'journalctl -u mosquitto | tail -50',
            ],
            faults: [],
            act: [
                '`/readyz` says the reason: network, certificate, ACL, or another client with its id.',
                'After a restart of the broker poles come back within a minute, at random times on purpose.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieCollectorDropping',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `${sumBy('instance', 'increase', 'magpie_collector_mqtt_dropped_total', '5m')} > 0`,
        labels: ['instance'],
        for: '1m',
        keep: '10m',
        summary: text(
            'The collector {{ $labels.instance }} does not keep up',
            '수집기 {{ $labels.instance }}: 처리가 밀려 메시지를 버림',
        ),
        description: text(
            'It dropped {{ $value | humanize }} messages within five minutes. Nodes send again what was in them; the present state is late.',
            '5분 동안 메시지 {{ $value | humanize }}건을 버림. 폴이 다시 보내지만 현재 상태가 늦어짐.',
        ),
        runbook: {
            meaning: 'More came in than the loop could take, 64 MiB were waiting, and the rest went. Sending again makes it worse for a while.',
            confirm: [
                { ask: 'messages a second', expr: 'sum by (verb) (rate(magpie_collector_messages_total[1m]))' },
                {
                    ask: 'late reports: a flood after an outage?',
                    expr: 'rate(magpie_collector_historical_reports_total[1m])',
                },
            ],
            commands: ['top -H -p $(pidof magpie-collector)', 'iostat -x 1 5'],
            faults: [],
            act: ['After an outage: wait, it ends by itself. Else give it a core of its own, or share the areas between two.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieDatabaseErrors',
        scope: 'collector',
        severity: 'critical',
        team: 'network',
        expr: `${sumBy('instance', 'increase', 'magpie_collector_database_errors_total', '5m')} > 0`,
        labels: ['instance'],
        for: '1m',
        keep: '5m',
        summary: text(
            'The database of the collector {{ $labels.instance }} fails',
            '수집기 {{ $labels.instance }}: 데이터베이스 오류',
        ),
        description: text(
            'Births and ledgers cannot be committed. They wait in memory, no acknowledgement leaves, and poles keep their reports.',
            '저장하지 못해 메모리에서 대기 중. 확인 응답이 나가지 않아 폴이 보고를 보관함.',
        ),
        runbook: {
            meaning: 'Mostly a full disk. Present values go on; after a day or two the outboxes of the poles are full, after some hours where there is no flash.',
            confirm: [
                { ask: 'by reason', expr: 'increase(magpie_collector_database_errors_total[15m]) > 0' },
                { ask: 'what waits', expr: 'magpie_collector_database_pending' },
            ],
            commands: ['df -h', 'journalctl -u magpie-collector | tail -20'],
            faults: [],
            act: ['Free space; it commits by itself. Damaged: stop it, move the file away, start it; poles are asked for new births.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieReportsDelayed',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `histogram_quantile(
  0.99,
  sum by (instance, le) (rate(magpie_collector_report_delay_seconds_bucket[5m]))
) > 2`,
        labels: ['instance'],
        for: '10m',
        keep: '10m',
        summary: text(
            'Reports come late to {{ $labels.instance }}',
            '수집기 {{ $labels.instance }}: 보고 지연',
        ),
        description: text(
            'One report in a hundred takes {{ $value | humanizeDuration }} or longer from reading to the page; the budget is one second.',
            '보고 100건 중 1건이 {{ $value | humanizeDuration }} 이상 걸림. 목표는 1초.',
        ),
        runbook: {
            meaning: 'From reading on the pole to applying in the collector, clocks known. Events are as late as this: of six seconds that an alert may take, these are gone.',
            confirm: [
                {
                    ask: 'how many take how long',
                    expr: 'sum by (le) (rate(magpie_collector_report_delay_seconds_bucket[5m]))',
                },
                { ask: 'dropped: it does not keep up', expr: 'increase(magpie_collector_mqtt_dropped_total[15m])' },
            ],
            commands: ['top -H -p $(pidof magpie-collector)', 'top -p $(pidof mosquitto)'],
            faults: ['clock_wrong', 'line_errors'],
            act: ['Collector or broker at a full core: give them room. Else the way between: queue, VPN, a line that loses packets.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieAlertsNotTaken',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `sum by (instance) (increase(magpie_collector_alert_posts_total{outcome!="accepted"}[5m])) > 0
unless on (instance)
sum by (instance) (increase(magpie_collector_alert_posts_total{outcome="accepted"}[5m])) > 0`,
        labels: ['instance'],
        for: '2m',
        keep: '5m',
        summary: text(
            'Alertmanager takes nothing from the collector {{ $labels.instance }}',
            '수집기 {{ $labels.instance }}: Alertmanager가 경보를 받지 않음',
        ),
        description: text(
            'No urgent event reached an Alertmanager for five minutes, and some were posted. They come by the rules of Prometheus alone now, later.',
            '5분째 긴급 경보가 Alertmanager에 전달되지 않음. Prometheus 규칙으로만 늦게 전달됨.',
        ),
        runbook: {
            meaning: 'The collector posts urgent events itself, and every post failed. The rules of Prometheus tell of them as well, up to a minute later.',
            confirm: [
                {
                    ask: 'why: unreachable, timeout, refused, denied, busy, failed or garbled',
                    expr: 'sum by (outcome) (increase(magpie_collector_alert_posts_total[15m])) > 0',
                },
                { ask: 'events that are open', expr: 'magpie_collector_alerts_open > 0' },
            ],
            commands: ["journalctl -u magpie-collector | grep Alertmanager", 'curl -s localhost:9093/-/ready'],
            faults: [],
            act: ['`unreachable`, `timeout`: `[alerts] urls`, firewall. `denied`: credentials. `refused`: the log says which alert.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieAlertsDropped',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `${sumBy('instance, reason', 'increase', 'magpie_collector_alerts_dropped_total', '15m')} > 0`,
        labels: ['instance', 'reason'],
        keep: '15m',
        summary: text(
            'Urgent events were not told: {{ $labels.reason }}',
            '긴급 경보가 전달되지 못함: {{ $labels.reason }}',
        ),
        description: text(
            '{{ $value | humanize }} urgent events within a quarter of an hour were told to no Alertmanager. Reason {{ $labels.reason }}.',
            '15분 동안 긴급 경보 {{ $value | humanize }}건이 어느 Alertmanager에도 전달되지 못함. 이유: {{ $labels.reason }}.',
        ),
        runbook: {
            meaning: '`flood`: one node says more than can be true; `too_many`: a thousand events are open; `undelivered`: over before an Alertmanager took it.',
            confirm: [
                { ask: 'by reason', expr: 'sum by (reason) (increase(magpie_collector_alerts_dropped_total[1h])) > 0' },
                {
                    ask: 'a flood: which node?',
                    expr: 'topk(5, sum by (area, node, type) (increase(magpie_wifi_events_total{type="radar_detected"}[1h])))',
                },
            ],
            commands: ['journalctl -u magpie-collector | tail -50'],
            faults: ['radio_hung', 'radar_shut'],
            act: ['`flood`: look at that pole, its driver is broken or it is hostile. `undelivered`: see MagpieAlertsNotTaken.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-security'],
        },
    },
];
