// What nodes send that a collector does not take, and what it sends that they do not.

import { text } from '../../text.js';
import { nobodyOnTheStreet } from '../affected.js';
import type { Alert } from '../model.js';

/** Refusals that no sound pole causes, whatever its line does: somebody else, or a stolen certificate. */
const hostile =
    'area_mismatch|topic_namespace|topic_verb|topic_levels|topic_id|too_large|too_many_metrics|too_many_nodes|too_many_devices';
/** Refusals that are the ordinary end of a session or a loss on the way, and mend themselves; and those of a quarantine, an alert of its own. */
const ordinary = 'before_birth|stale_death|not_born|unknown_alias|unknown_metric|quarantined';

/** Not there before the first; and a pole that comes back after a silence tells of nothing new. */
const unbelieved = 'magpie_node_orders_refused_total{reason=~"signature|revoked"}';

export const messageAlerts: readonly Alert[] = [
    {
        name: 'MagpieMessagesRefused',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `sum by (instance, reason) (rate(magpie_collector_refused_total{reason!~"${hostile}|${ordinary}"}[5m])) > 0.2`,
        labels: ['instance', 'reason'],
        for: '15m',
        keep: '15m',
        summary: text(
            'The collector refuses what poles send: {{ $labels.reason }}',
            '수집기가 폴의 메시지를 거부: {{ $labels.reason }}',
        ),
        description: text(
            '{{ $value | humanize }} messages or samples a second are refused, reason {{ $labels.reason }}: a broken node, sensor or line.',
            '초당 {{ $value | humanize }}건이 {{ $labels.reason }} 이유로 거부됨. 폴이나 센서, 회선의 문제.',
        ),
        runbook: {
            meaning: 'One in five seconds and more, for a quarter of an hour. It harms no other node; the series that are refused are absent. What each reason means stands in docs/operations.md.',
            confirm: [
                {
                    ask: 'by reason',
                    expr: 'sum by (reason) (rate(magpie_collector_refused_total[5m])) > 0',
                },
            ],
            commands: ['curl -s localhost:9600/api/v1/refused'],
            faults: ['line_errors', 'clock_wrong'],
            act: ['`/api/v1/refused` names the sender and shows the first bytes. `time_off` is a clock; `out_of_bounds` a sensor; the rest is software.'],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieHostileMessages',
        scope: 'collector',
        severity: 'warning',
        team: 'security',
        expr: `sum by (instance, reason) (increase(magpie_collector_refused_total{reason=~"${hostile}"}[10m])) > 0`,
        labels: ['instance', 'reason'],
        keep: '30m',
        summary: text(
            'Somebody speaks to the broker who should not: {{ $labels.reason }}',
            '허용되지 않은 메시지가 들어옴: {{ $labels.reason }}',
        ),
        description: text(
            '{{ $value | humanize }} messages within ten minutes that no sound pole sends. Reason {{ $labels.reason }}.',
            '10분 동안 정상 폴이 보낼 수 없는 메시지 {{ $value | humanize }}건. 이유: {{ $labels.reason }}.',
        ),
        runbook: {
            meaning:
                'Every node has a certificate and may speak for itself alone. `area_mismatch`: an id from an area that is not its own, so a moved pole or a stolen certificate; ' +
                '`topic_*`: a client that is no node got past the ACL; `too_*`: more than the limits allow, by mistake or on purpose.',
            confirm: [
                {
                    ask: 'by reason, in a day',
                    expr: 'sum by (reason) (increase(magpie_collector_refused_total[1d])) > 0',
                },
                { ask: 'texts that were made harmless', expr: 'increase(magpie_collector_tolerated_total{reason="text_escaped"}[1d])' },
            ],
            commands: ['curl -s localhost:9600/api/v1/refused', 'journalctl -u mosquitto | grep -i -E "denied|new client"'],
            faults: [],
            act: [
                '`area_mismatch` and somebody moved the pole today: wait ten minutes after it went down in its old area.',
                'Else revoke the certificate (CRL), end the session at the broker, and send somebody to look at the cabinet.',
                '`topic_*`: close the hole in the ACL first.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-security', 'magpie-collector'],
        },
    },
    {
        name: 'MagpieNodeQuarantined',
        scope: 'collector',
        severity: 'warning',
        team: 'security',
        expr: 'max by (instance) (magpie_collector_quarantined_nodes) > 0',
        labels: ['instance'],
        keep: '15m',
        summary: text(
            'The collector {{ $labels.instance }} does not listen to some node for a while',
            '수집기 {{ $labels.instance }}: 격리된 노드가 있음',
        ),
        description: text(
            '{{ $value | humanize }} nodes sent more than any sound one, again and again. What they send is dropped until their quarantine ends.',
            '노드 {{ $value | humanize }}개가 허용량을 거듭 초과함. 격리가 끝날 때까지 보내는 것을 모두 버림.',
        ),
        runbook: {
            meaning:
                'In ten seconds of one minute more bytes, messages, births or new series came than `[quota]` allows. The node is shown as down, and heard again after a minute, ' +
                'then two, up to an hour. It harms no other node. What a sound node reported meanwhile is in its outbox, and comes afterwards.',
            confirm: [
                { ask: 'how often, by what', expr: 'sum by (reason) (increase(magpie_collector_quarantines_total[1d])) > 0' },
                {
                    ask: 'what is dropped a second',
                    expr: 'sum by (reason) (rate(magpie_collector_refused_total{reason=~"quarantined|too_many_(bytes|messages|births|new_series)"}[5m]))',
                },
            ],
            commands: ['curl -s localhost:9600/api/v1/quarantine', 'curl -s localhost:9600/api/v1/refused'],
            faults: [],
            act: [
                '`/api/v1/quarantine` names the node and the reason. `too_many_births` or `too_many_new_series` after a rollout: its software; roll back.',
                'Nobody can explain it: revoke the certificate and end the session at the broker (`magpie-ca revoke`); the collector drops what comes, the line still carries it.',
                'All is well and it needs more: raise the key of `[quota]`. A restart of the collector ends every quarantine.',
                'It was mended: `magpie-collector quarantine release NODE --url URL`, and it is heard at once.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-security'],
        },
    },
    {
        name: 'MagpieOrderRefused',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: 'max by (instance) (magpie_collector_order_nodes{state="refused"}) > 0',
        labels: ['instance'],
        for: '10m',
        keep: '15m',
        summary: text(
            'Nodes do not follow their order',
            '지시를 따르지 않는 노드가 있음',
        ),
        description: text(
            '{{ $value | humanize }} nodes have refused the order that is wanted of them, and go on as before.',
            '노드 {{ $value | humanize }}개가 지시를 거부하고 이전 설정으로 계속 동작함.',
        ),
        runbook: {
            meaning:
                'An order is a configuration or a version of the agent that somebody signed for these nodes. Each checks it before it follows, and goes back to what it had when no collector ' +
                'hears of it within five minutes. So they measure and report as before; they are only not what was wanted. A number that was refused is refused for good.',
            confirm: [
                { ask: 'how many are how far', expr: 'magpie_collector_order_nodes' },
                { ask: 'which nodes', expr: 'topk(20, magpie_node_order{state="refused"} > 0)' },
            ],
            commands: [
                "curl -s 'localhost:9600/api/v1/orders/nodes?state=refused' # which, and why",
                'magpie-collector orders --url http://localhost:9600',
                "curl -s 'localhost:9600/api/v1/audit?limit=20' # who ordered what",
            ],
            faults: [],
            act: [
                '`configuration`: a key or a value that the agent does not take; mend the order, sign it under a higher number, hand it in.',
                '`not_heard`: with the order the node reached no collector; try it on one pole before the rest. `version`: the package did not come.',
                '`signature`: the nodes have another CA than the collector, or the signer has expired. `not_kept`: the flash of the node is full or read-only.',
                'Few of many, and the rest is well: see MagpieStorageReadOnly, MagpieStorageFull. All of them: withdraw it, `magpie-collector order withdraw NUMBER`, and order anew.',
                '`revoked`: see MagpieOrderNotBelieved.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieOrderNotBelieved',
        scope: 'area',
        severity: 'critical',
        team: 'security',
        expr: `sum by (area, reason) (${unbelieved} unless ${unbelieved} offset 15m and on (area, node) magpie_node_up offset 15m == 1 or increase(${unbelieved}[15m])) > 0`,
        labels: ['area', 'reason'],
        for: '0s',
        keep: '15m',
        summary: text(
            'Somebody sends poles orders that they do not believe: {{ $labels.reason }}',
            '노드가 믿지 않는 지시가 전송됨: {{ $labels.reason }}',
        ),
        description: text(
            'In 15 minutes poles refused {{ $value | humanize }} orders because of who signed them. They follow none of them.',
            '15분 동안 서명자를 믿을 수 없는 지시 {{ $value | humanize }}건을 거부함. 노드는 따르지 않음.',
        ),
        runbook: {
            meaning:
                'An order reached poles that a revoked signer has signed (`revoked`), or nobody whom their CA made a signer (`signature`). The collector takes none of either, so it came past it, from ' +
                'whoever may publish to poles at the broker; or it was handed in before the signer was revoked, and is still held. Poles go on as before.',
            confirm: [
                { ask: 'which poles, why', expr: 'topk(20, increase(magpie_node_orders_refused_total[1h]) > 0)' },
                { ask: 'does the collector hold it', expr: 'magpie_collector_order_nodes{state="refused"}' },
            ],
            commands: [
                "curl -s 'localhost:9600/api/v1/orders/nodes?state=refused' # number, and why",
                'magpie-collector orders --url http://localhost:9600 # who signed what is held',
                "curl -s 'localhost:9600/api/v1/audit?limit=20' # who handed it in",
            ],
            faults: [],
            act: [
                'The collector holds it: it is from before the revocation. `magpie-collector order withdraw NUMBER`.',
                'It does not: somebody has the identity of a collector. Revoke that certificate (`magpie-ca revoke`), issue another, look at who could read the key.',
                '`signature` after a change of the CA: the poles have another `ca_file` than who signs.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
];
