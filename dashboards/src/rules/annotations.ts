// What an alert carries for whoever reads it.

import type { Alert, DashboardUid } from './model.js';

/** Where the pages of dashboards/runbooks are served: change it here, and build. */
export const runbooksAt = 'https://magpie.example/runbooks';

export const runbookFile = (alert: string): string => `${alert}.md`;

function dashboardOf(alert: Alert): string {
    const open = (uid: DashboardUid, ...labels: readonly string[]): string => {
        const variables = labels.map((label) => `var-${label}={{ $labels.${label} }}`);
        return `/d/${uid}${variables.length > 0 ? `?${variables.join('&')}` : ''}`;
    };
    switch (alert.scope) {
        case 'pole':
            return open('magpie-pole', 'area', 'node');
        case 'collector':
            return open(alert.team === 'security' ? 'magpie-security' : 'magpie-collector');
        default:
            return open('magpie-district', 'area');
    }
}

export function annotationsOf(alert: Alert): Readonly<Record<string, string>> {
    return {
        summary: alert.summary.en,
        description: alert.description.en,
        summary_ko: alert.summary.ko,
        description_ko: alert.description.ko,
        dashboard: dashboardOf(alert),
        runbook_url: `${runbooksAt}/${runbookFile(alert.name)}`,
    };
}
