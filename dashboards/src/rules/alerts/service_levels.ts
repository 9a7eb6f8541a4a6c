// When a promise is being broken: fast enough to call somebody, or slowly, for the next working day.

import { text } from '../../text.js';
import { inTheArea, inTheAreaNow } from '../affected.js';
import type { Alert, DashboardUid, Query } from '../model.js';
import { burns, fast, serviceLevels, slow, type ServiceLevel } from '../service_levels.js';

interface Told {
    readonly meaning: string;
    readonly cause: Query;
    readonly act: readonly string[];
    readonly affected: Query;
    readonly dashboards: readonly DashboardUid[];
}

const told: Readonly<Record<string, Told>> = {
    usable: {
        meaning:
            'A pole counts as usable while it reports and nothing in node:magpie_unusable:reason speaks against it. The national survey found 1.78 % of the places unusable; the promise is 1 %.',
        cause: {
            ask: 'which reasons, how many poles',
            expr: 'count by (reason) (node:magpie_unusable:reason{area="AREA"})',
        },
        act: [
            'Take the most frequent reason first; its alarms name the poles: MagpieUnusableOnSite, MagpieHubDown, MagpiePoleDown.',
        ],
        affected: inTheArea,
        dashboards: ['magpie-city', 'magpie-district'],
    },
    completeness: {
        meaning:
            'Of the reports that poles took, the share that will never come. The collector knows by their numbers. Late is not lost.',
        cause: {
            ask: 'the poles that lose most',
            expr: 'topk(10, increase(magpie_node_reports_lost_total{area="AREA"}[1h]))',
        },
        act: ['See MagpieReportsLost, MagpieOutboxDropping.'],
        affected: inTheAreaNow,
        dashboards: ['magpie-collector', 'magpie-district'],
    },
    event_latency: {
        meaning:
            'Of the live reports, events among them, the share that took more than five seconds from reading to the collector. With Alertmanager that makes the six in which an event must be told. The delay is known by collector; each of its areas has that share.',
        cause: {
            ask: 'how many take how long',
            expr: 'sum by (le) (rate(magpie_collector_report_delay_seconds_bucket[5m]))',
        },
        act: ['See MagpieReportsDelayed.'],
        affected: inTheAreaNow,
        dashboards: ['magpie-collector'],
    },
};

function alertsOf(level: ServiceLevel): readonly Alert[] {
    const words = told[level.id];
    if (!words) {
        throw new Error(`the service level ${level.id} has no words in src/rules/alerts/service_levels.ts`);
    }
    const goal = `${Number((100 * level.objective).toPrecision(6))} %`;
    const common = {
        scope: 'area',
        team: 'network',
        labels: ['area', 'slo'],
    } as const;
    const runbook = (how: string, windows: readonly string[]): Alert['runbook'] => ({
        meaning: `The promise: ${level.promise.en}, ${goal} over thirty days. ${words.meaning} ${how}`,
        confirm: [
            ...windows.map((window) => ({
                ask: `the share that went wrong over ${window}`,
                expr: `area:magpie_slo_errors:ratio_rate${window}{area="AREA", slo="${level.id}"}`,
            })),
            words.cause,
        ],
        commands: [],
        faults: [],
        act: words.act,
        affected: words.affected,
        dashboards: words.dashboards,
    });
    return [
        {
            ...common,
            name: `Magpie${level.name}BurnsFast`,
            severity: 'critical',
            expr: burns(level, fast),
            for: '1m',
            summary: text(
                `{{ $labels.area }} breaks a promise fast: ${level.promise.en}`,
                `{{ $labels.area }}: 약속 위반이 빠르게 진행 중 (${level.promise.ko})`,
            ),
            description: text(
                `{{ $value | humanizePercentage }} go wrong; the promise is ${goal} over thirty days, and 2 % of what may go wrong in them went within an hour, or 5 % within six.`,
                `{{ $value | humanizePercentage }}가 어긋남. 30일 ${goal} 약속의 허용량 중 2 %를 1시간에, 또는 5 %를 6시간에 소모.`,
            ),
            runbook: runbook(
                'It pages when 2 % of thirty days\' budget are gone within an hour (14.4 times too fast), or 5 % within six (6 times), and it still goes on.',
                ['5m', '30m', '1h', '6h'],
            ),
        },
        {
            ...common,
            name: `Magpie${level.name}BurnsSlowly`,
            severity: 'warning',
            expr: burns(level, slow),
            for: '15m',
            summary: text(
                `{{ $labels.area }} will break a promise: ${level.promise.en}`,
                `{{ $labels.area }}: 이대로면 약속 위반 (${level.promise.ko})`,
            ),
            description: text(
                `{{ $value | humanizePercentage }} went wrong over three days, and it goes on; the promise is ${goal} over thirty days.`,
                `3일 동안 {{ $value | humanizePercentage }}가 어긋났고 계속됨. 약속은 30일 ${goal}.`,
            ),
            runbook: runbook(
                'It is a ticket, not a page: 10 % of the budget are gone within three days, so the month will end just short of the promise.',
                ['6h', '3d'],
            ),
        },
    ];
}

export const serviceLevelAlerts: readonly Alert[] = serviceLevels.flatMap(alertsOf);
