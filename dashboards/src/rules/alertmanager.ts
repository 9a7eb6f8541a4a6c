// Who is told, how fast, and what is not told because something larger is.

import { everyAlert, urgentGroup } from './alerts/index.js';
import type { Scope } from './model.js';

interface Inhibition {
    readonly source: string | readonly string[];
    readonly target: string | readonly string[];
    /** Labels that must be the same; none: wherever. */
    readonly equal: readonly string[];
}

const named = (...names: readonly string[]): string => {
    for (const name of names) {
        if (!everyAlert.some((alert) => alert.name === name)) {
            throw new Error(`Alertmanager is told of ${name}, which no rule makes`);
        }
    }
    return names.length === 1 ? `alertname = ${names[0]}` : `alertname =~ "${names.join('|')}"`;
};

/** All alerts of such things but those named. */
const allOf = (scopes: readonly Scope[], ...but: readonly string[]): string =>
    named(...everyAlert.filter(({ scope, name }) => scopes.includes(scope) && !but.includes(name)).map(({ name }) => name));

const unusable = (reason: string): readonly [string, string] => [named('MagpieUnusableOnSite'), `reason = ${reason}`];

// A cause is kept firing for longer than what it explains: else its end would call for what is over as well.
const inhibitions: readonly Inhibition[] = [
    // Nobody listens to the area: nothing is known of it. The alarm of its collector or broker tells why.
    {
        source: named('MagpieAreaUnheard'),
        target: allOf(['pole', 'hub', 'site', 'area'], 'MagpieAreaUnheard', ...urgentGroup.alerts.map(({ name }) => name)),
        equal: ['area'],
    },
    // The largest thing that fails is told of.
    {
        source: named('MagpieAreaSilent'),
        target: named(
            'MagpieHubDown',
            'MagpieHubTargetsUnreachable',
            'MagpieSiteDark',
            'MagpiePoleDown',
            'MagpiePoleFlapping',
            'MagpieUsableBurnsFast',
            'MagpieUsableBurnsSlowly',
        ),
        equal: ['area'],
    },
    {
        source: [named('MagpieSuspectedFault'), 'kind = core'],
        target: named(
            'MagpieAreaSilent',
            'MagpieHubDown',
            'MagpieHubTargetsUnreachable',
            'MagpieWaySick',
            'MagpieSiteDark',
            'MagpiePoleDown',
            'MagpiePoleFlapping',
        ),
        equal: ['area'],
    },
    {
        source: [named('MagpieSuspectedFault'), 'kind = hub'],
        target: named(
            'MagpieHubDown',
            'MagpieHubTargetsUnreachable',
            'MagpieTargetUnreachable',
            'MagpieWaySick',
            'MagpiePoleDown',
            'MagpiePoleFlapping',
            'MagpieUplinkFlapping',
        ),
        equal: ['area', 'hub'],
    },
    {
        source: named('MagpieHubDown'),
        target: named(
            'MagpieHubTargetsUnreachable',
            'MagpieTargetUnreachable',
            'MagpieWaySick',
            'MagpiePoleDown',
            'MagpiePoleFlapping',
            'MagpieUplinkFlapping',
        ),
        equal: ['area', 'hub'],
    },
    // What a pole said before it fell silent.
    {
        source: named('MagpiePoleDown'),
        target: allOf(['pole'], 'MagpiePoleDown'),
        equal: ['area', 'node'],
    },
    // Several poles of a hub that do not reach the same are one fault; and what is farther away is not reached for it.
    {
        source: named('MagpieHubTargetsUnreachable'),
        target: named('MagpieTargetUnreachable'),
        equal: ['area', 'hub', 'class'],
    },
    ...[
        { nearer: 'gateway', farther: 'hub|core' },
        { nearer: 'hub', farther: 'core' },
    ].flatMap(({ nearer, farther }) => [
        {
            source: [named('MagpieHubTargetsUnreachable'), `class = ${nearer}`],
            target: [named('MagpieHubTargetsUnreachable', 'MagpieTargetUnreachable'), `class =~ "${farther}"`],
            equal: ['area', 'hub'],
        },
        {
            source: [named('MagpieTargetUnreachable'), `class = ${nearer}`],
            target: [named('MagpieTargetUnreachable'), `class =~ "${farther}"`],
            equal: ['area', 'node'],
        },
    ]),
    // Who is not reached at all answers no packet.
    { source: named('MagpieHubTargetsUnreachable'), target: named('MagpiePathLossy'), equal: ['area', 'hub', 'class'] },
    { source: named('MagpieTargetUnreachable'), target: named('MagpiePathLossy'), equal: ['area', 'node', 'class'] },
    // The same is told of a way whose targets are not reached; and one that is sick is why its paths lose.
    { source: named('MagpieHubTargetsUnreachable'), target: named('MagpieWaySick'), equal: ['area', 'hub'] },
    { source: named('MagpieTargetUnreachable'), target: named('MagpieWaySick'), equal: ['area', 'node'] },
    { source: named('MagpieWaySick'), target: named('MagpiePathLossy'), equal: ['area', 'node'] },
    // A line that is bad loses packets of every path.
    {
        source: named('MagpieUplinkHalfDuplex', 'MagpieUplinkErrors', 'MagpieUplinkFlapping'),
        target: named('MagpiePathLossy', 'MagpieWaySick'),
        equal: ['area', 'node'],
    },
    {
        source: named('MagpieAuthenticationFailing'),
        target: [named('MagpieClientsRefused'), 'reason = eap_failed'],
        equal: ['area'],
    },
    { source: named('MagpieAuthenticationFailing'), target: unusable('refusing'), equal: ['area'] },
    // The event is told of; that the pole is of no use for it is the same news.
    { source: named('MagpieNetworkStopped'), target: unusable('no_network'), equal: ['area', 'node'] },
    {
        source: named('MagpieUnusableOnSite'),
        target: named('MagpieRadioShut', 'MagpieAirCrowded', 'MagpieHeavyRetries', 'MagpieClientsRefused'),
        equal: ['area', 'node'],
    },
    // From a stage that fails to the attempts that fail of it, to the minutes that are bad for them.
    {
        source: named('MagpieDhcpSilent', 'MagpieDnsFailing'),
        target: named('MagpieClientsCannotConnect', 'MagpieServiceLevelLow'),
        equal: ['area', 'node', 'ssid'],
    },
    { source: named('MagpieClientsCannotConnect'), target: named('MagpieServiceLevelLow'), equal: ['area', 'node', 'ssid'] },
    {
        source: named('MagpieUndervoltage'),
        target: named('MagpiePoleFlapping', 'MagpieUplinkFlapping'),
        equal: ['area', 'node'],
    },
    {
        source: named('MagpieUplinkFlapping'),
        target: named('MagpiePoleFlapping', 'MagpieUplinkSlow'),
        equal: ['area', 'node'],
    },
    // A card that nobody can write to takes no reports either.
    {
        source: named('MagpieStorageReadOnly'),
        target: [named('MagpieOutboxNotKept'), 'storage = flash'],
        equal: ['area', 'node'],
    },
    // Poles keep their reports because the centre does not take them.
    {
        source: named('MagpieHistoryUnreachable', 'MagpieHistoryQueueFull', 'MagpieDatabaseErrors'),
        target: named('MagpieOutboxGrowing', 'MagpieOutboxDropping'),
        equal: [],
    },
    { source: named('MagpieHistoryUnreachable'), target: named('MagpieHistoryLagging', 'MagpieHistoryQueueFull'), equal: ['instance'] },
    { source: named('MagpieCollectorDropping'), target: named('MagpieReportsDelayed'), equal: ['instance'] },
    ...['Usable', 'Completeness', 'EventLatency'].map((name) => ({
        source: named(`Magpie${name}BurnsFast`),
        target: named(`Magpie${name}BurnsSlowly`),
        equal: ['area'],
    })),
];

const list = (matchers: string | readonly string[]): readonly string[] => (typeof matchers === 'string' ? [matchers] : matchers);

const receiver = (name: string, path: string): object => ({
    name,
    webhook_configs: [{ url: `http://127.0.0.1:9095/${path}`, send_resolved: true }],
});

/** Each on its own: one that joins a group waits for group_interval. */
const urgentRoute = {
    matchers: [named(...urgentGroup.alerts.map(({ name }) => name))],
    receiver: 'network-page',
    group_by: ['...'],
    group_wait: '0s',
    group_interval: '15s',
    routes: [
        { matchers: ['team = security'], receiver: 'security-page' },
        { matchers: ['severity = warning'], receiver: 'network-ticket' },
    ],
};

const content = {
    global: { resolve_timeout: '5m' },
    route: {
        receiver: 'network-ticket',
        // By the fault that is suspected: what hangs on one hub and shows one sign is one message.
        group_by: ['alertname', 'area', 'hub'],
        group_wait: '30s',
        group_interval: '5m',
        repeat_interval: '4h',
        routes: [
            urgentRoute,
            { matchers: [named('MagpieAreaUnheard')], receiver: 'nobody' },
            {
                matchers: ['team = security'],
                receiver: 'security-ticket',
                group_wait: '10s',
                repeat_interval: '1h',
                routes: [{ matchers: ['severity = critical'], receiver: 'security-page' }],
            },
            { matchers: ['severity = critical'], receiver: 'network-page', group_wait: '10s', repeat_interval: '1h' },
            {
                matchers: ['severity = info'],
                receiver: 'network-digest',
                group_by: ['alertname', 'area'],
                group_wait: '10m',
                group_interval: '4h',
                repeat_interval: '1d',
            },
        ],
    },
    inhibit_rules: inhibitions.map(({ source, target, equal }) => ({
        source_matchers: list(source),
        target_matchers: list(target),
        ...(equal.length > 0 && { equal }),
    })),
    receivers: [
        receiver('network-page', 'network/page'),
        receiver('network-ticket', 'network/ticket'),
        receiver('network-digest', 'network/digest'),
        receiver('security-page', 'security/page'),
        receiver('security-ticket', 'security/ticket'),
        { name: 'nobody' },
    ],
};

export const alertmanager = {
    content,
    comment: `Routes for the network and the security team, and what is held back because something larger is told.
The receivers are places to put yours: a page wakes somebody, a ticket waits for the next working day, a digest is read
once a day. Each is sent what Alertmanager's webhook sends; replace webhook_configs by what you have.
Texts are in English (summary, description) and Korean (summary_ko, description_ko).`,
};
