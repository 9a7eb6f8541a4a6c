// One page an alert: a frame that is the same everywhere, and what is written by hand beside the alert itself. The
// faults behind it come from the table that `magpie-agent check` goes through on the pole, in its order.

import type { Output } from '../output.js';
import { everyAlert, everyGroup } from '../rules/alerts/index.js';
import { runbookFile } from '../rules/annotations.js';
import type { Alert, DashboardUid, Query, Scope } from '../rules/model.js';
import { errorRatio, serviceLevels } from '../rules/service_levels.js';
import { type Fault, faults } from '../rules/tables.js';

const generated = '<!-- Generated from dashboards/src by `npm run build`; not written by hand. -->';

const titles: Readonly<Record<DashboardUid, string>> = {
    'magpie-city': 'City',
    'magpie-district': 'District',
    'magpie-pole': 'Pole',
    'magpie-air': 'Air',
    'magpie-clients': 'Clients',
    'magpie-security': 'Security',
    'magpie-collector': 'Collector',
};

const placeholders: Readonly<Record<Scope, string>> = {
    pole: 'Put the labels of the alert for AREA and NODE.',
    hub: 'Put the labels of the alert for AREA and HUB.',
    site: 'Put the labels of the alert for AREA and SITE.',
    area: 'Put the label of the alert for AREA.',
    collector: 'With several collectors add `instance` of the alert.',
};

const commandsAt: Readonly<Record<Scope, string>> = {
    pole: 'On the pole',
    hub: 'At the hub, or on a pole behind it',
    site: 'On a pole of the site',
    area: 'On a pole of the area, or at the broker',
    collector: 'Beside the collector',
};

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const query = ({ ask, expr }: Query): string => `${ask}:\n\n${fenced('promql', expr)}`;

/** Labels do not show in a text that is not sent yet, nor what is asked when it is. */
const readable = (template: string): string =>
    template
        .replace(/\{\{ with .*\{\{ end \}\}/g, ' ‹…›')
        .replace(/\{\{ \$labels\.(\w+) \}\}/g, '‹$1›')
        .replace(/\{\{ \$value[^}]*\}\}/g, '‹value›');

function faultsOf(ids: readonly string[]): readonly string[] {
    const behind = faults.filter(({ id }) => ids.includes(id));
    if (behind.length === 0) {
        return [];
    }
    const entry = ({ id, what, look, act }: Fault, index: number): string =>
        [
            `${index + 1}. **${what.en}** (\`${id}\`)`,
            `   *Look:* ${look.en}`,
            `   *Do:* ${act.en}`,
            '',
            `   **${what.ko}**`,
            `   *확인:* ${look.ko}`,
            `   *조치:* ${act.ko}`,
        ].join('\n');
    return [
        '## Faults behind it',
        'From above, as `magpie-agent check` does: what is further down cannot be judged while something above it is wrong. ' +
            'Stop at the first that is true.',
        ...behind.map(entry),
    ];
}

function page(alert: Alert): string {
    const { runbook } = alert;
    const sections = [
        `# ${alert.name}`,
        generated,
        `> ${readable(alert.summary.en)}  \n> ${readable(alert.summary.ko)}`,
        `| severity | team | waits | stays | labels |\n|---|---|---|---|---|\n| ${alert.severity} | ${alert.team} | ${alert.for ?? 'not'} | ${alert.keep ?? 'no longer'} | ${alert.labels.map((label) => `\`${label}\``).join(', ')} |`,
        '## What it means',
        runbook.meaning,
        `${readable(alert.description.en)}  \n${readable(alert.description.ko)}`,
        '## How to confirm',
        placeholders[alert.scope],
        `The rule:\n\n${fenced('promql', alert.expr)}`,
        ...runbook.confirm.map((one) => query({ ...one, ask: one.ask[0]?.toUpperCase() + one.ask.slice(1) })),
        ...(runbook.commands.length > 0
            ? [`${commandsAt[alert.scope]}:\n\n${fenced('sh', runbook.commands.join('\n'))}`]
            : []),
        ...faultsOf(runbook.faults),
        '## What to do',
        runbook.act.map((step) => `* ${step}`).join('\n'),
        '## Who is affected',
        query({ ...runbook.affected, ask: runbook.affected.ask[0]?.toUpperCase() + runbook.affected.ask.slice(1) }),
        '## Where to look',
        runbook.dashboards.map((uid) => `* Grafana: [${titles[uid]}](/d/${uid}) (\`${uid}\`)`).join('\n'),
    ];
    return `${sections.join('\n\n')}\n`;
}

function contents(): string {
    const rows = (alerts: readonly Alert[]): string =>
        alerts
            .map(({ name, severity, team, summary }) => `| [${name}](${runbookFile(name)}) | ${severity} | ${team} | ${readable(summary.en)} |`)
            .join('\n');
    const groups = everyGroup.map(
        ({ title, alerts }) => `## ${title}\n\n| alert | severity | team | what it says |\n|---|---|---|---|\n${rows(alerts)}`,
    );
    const levels = serviceLevels.map(
        ({ id, objective, promise }) =>
            `| \`${id}\` | ${promise.en} | ${promise.ko} | ${Number((100 * objective).toPrecision(6))} % | \`${errorRatio('1h')}{slo="${id}"}\` |`,
    );
    return `${[
        '# Runbooks',
        generated,
        `One page an alert, ${everyAlert.length} in all. Its link is the annotation \`runbook_url\` of the alert. *Critical* wakes somebody, *warning* is a ticket, *info* is read once a day.`,
        ...groups,
        '## What is promised',
        `| slo | promise | 약속 | over 30 days | what went wrong in an hour |\n|---|---|---|---|---|\n${levels.join('\n')}`,
        'Measured, and not promised yet: good minutes of clients, time to connect, loss on paths.',
    ].join('\n\n')}\n`;
}

export function outputs(): Output[] {
    return [
        { path: 'runbooks/README.md', text: contents() },
        ...everyAlert.map((alert) => ({ path: `runbooks/${runbookFile(alert.name)}`, text: page(alert) })),
    ];
}
