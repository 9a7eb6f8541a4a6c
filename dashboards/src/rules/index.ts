// Rules for Prometheus and the configuration of Alertmanager, as files.

import { Document, visit } from 'yaml';

import type { Output } from '../output.js';
import { alertmanager } from './alertmanager.js';
import { type AlertGroup, alertGroups, urgentGroup } from './alerts/index.js';
import { annotationsOf } from './annotations.js';
import { check } from './check.js';
import { type Alert, found, type RecordingGroup } from './model.js';
import { recordingGroups } from './recording.js';
import { serviceLevelGroups } from './service_levels.js';

function recordingRules({ name, interval, rules }: RecordingGroup): object {
    return { name, interval, rules: rules.map(({ record, expr, labels }) => ({ record, expr, ...(labels && { labels }) })) };
}

/** Where people work at a pole (a maintenance window of the console) its alerts are not told; those of a hub, a site or an area are. */
function unlessMaintained({ scope }: Alert, expr: string): string {
    return scope === 'pole' ? `(\n${expr.replace(/^/gm, '  ')}\n)\nunless on (area, node)\nmagpie_node_maintenance == 1` : expr;
}

function alertingRule(alert: Alert): object {
    return {
        alert: alert.name,
        expr: unlessMaintained(alert, alert.suspect ? `max without (fault) (${found}{fault="${alert.name}"})` : alert.expr),
        ...(alert.for && { for: alert.for }),
        ...(alert.keep && { keep_firing_for: alert.keep }),
        labels: { severity: alert.severity, team: alert.team },
        annotations: annotationsOf(alert),
    };
}

function alertingRules({ name, interval, alerts }: AlertGroup): object {
    return { name, interval, rules: alerts.map(alertingRule) };
}

export function yaml(content: object, comment: string): string {
    const document = new Document(content, { aliasDuplicateObjects: false });
    document.commentBefore = [...comment.split('\n'), 'Generated from dashboards/src by `npm run build`; not written by hand.']
        .map((line) => ` ${line}`)
        .join('\n');
    visit(document, {
        Scalar: (_, node) => {
            if (typeof node.value === 'string' && node.value.includes('\n')) {
                node.type = 'BLOCK_LITERAL';
            }
        },
    });
    return document.toString({ lineWidth: 0 });
}

export function outputs(): Output[] {
    check();
    const groups = (list: readonly object[]): object => ({ groups: list });
    return [
        {
            path: 'rules/recording.yaml',
            text: yaml(groups(recordingGroups.map(recordingRules)), 'What dashboards and alerts build upon.'),
        },
        {
            path: 'rules/service-levels.yaml',
            text: yaml(groups(serviceLevelGroups.map(recordingRules)), 'What goes wrong of what is promised, by area.'),
        },
        {
            path: 'rules/alerts.yaml',
            text: yaml(groups(alertGroups.map(alertingRules)), 'Alerts. Each has a page in dashboards/runbooks.'),
        },
        {
            path: 'rules/urgent.yaml',
            text: yaml(
                groups([alertingRules(urgentGroup)]),
                'Events that the collector also tells Alertmanager itself, with exactly these labels.\nWhat Prometheus adds as external_labels, [alerts] labels of the collector must repeat.',
            ),
        },
        { path: 'alertmanager/alertmanager.yaml', text: yaml(alertmanager.content, alertmanager.comment) },
    ];
}
