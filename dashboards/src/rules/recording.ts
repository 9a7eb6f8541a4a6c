// What dashboards and alerts build upon, recorded once. In the order in which one needs another: a group is evaluated
// from above.
//
// What poles say is not believed to be unique: a series of one pole that is there twice would make a join fail for the
// whole city. So the side of a join that must be unique is an aggregation by area and node,
// or all labels are compared.
//
// What costs, at 34,363 poles, is to look at a series at all. So each group looks as seldom as its purpose allows, and a
// condition stands inside the aggregation, which then has few to add up.

import { everyAlert } from './alerts/index.js';
import { captureGroups } from './capture.js';
import { found, placeLabels, type RecordingGroup, type RecordingRule, suspected, type Suspects } from './model.js';
import { refusalsOfManyPeople } from './thresholds.js';

const place = ['area', 'node', ...placeLabels].join(', ');

const troubles = 'node:magpie_trouble:reason';

const trouble = (reason: string, expr: string): RecordingRule => ({
    record: troubles,
    expr: `0 * (\n${expr.replace(/^/gm, '  ')}\n) + 1`,
    labels: { reason },
});

/** Where poles stand: slow to change. */
const places: RecordingGroup = {
    name: 'magpie-places',
    interval: '2m',
    rules: [
        {
            record: 'node:magpie_place:info',
            expr: `topk by (area, node) (1, max by (${place}) (magpie_node_info))
or on (area, node)
group by (area, node) (magpie_node_up)`,
        },
    ],
};

/** Who is of use to people. Reasons that are found at leisure come from the groups below. */
const poles: RecordingGroup = {
    name: 'magpie-poles',
    interval: '30s',
    rules: [
        // While a collector is cut off from its broker, and until poles have had time to come back, its silence tells nothing.
        {
            record: 'area:magpie_heard_nodes:count',
            expr: `count by (area) (
  magpie_node_up
  and on (instance)
  min_over_time(magpie_collector_mqtt_connected[2m]) == 1
)`,
        },
        // Two collectors that were given the same area, one after the other, both know the pole: one that hears it is enough.
        trouble('down', `max by (area, node) (magpie_node_up) == 0`),
        // One radio is enough: its network is still seen and chosen, and then nothing answers.
        trouble('radio_hung', `max by (area, node) (ALERTS{alertname="MagpieRadioHung", alertstate="firing"})`),
        // Only where a place of public Wi-Fi is (site_type), on a pole that is to look at radios. One that serves nothing says 0, or nothing.
        trouble(
            'no_network',
            `max by (area, node) (magpie_node_source_up{source="wifi"})
unless on (area, node)
magpie_wifi_networks > 0
and on (area, node)
node:magpie_place:info{site_type!=""}`,
        ),
        {
            record: 'node:magpie_unusable:reason',
            expr: `${troubles}
* on (area, node) group_left (${placeLabels.join(', ')})
node:magpie_place:info
and on (area)
area:magpie_heard_nodes:count`,
        },
        {
            record: 'node:magpie_usable:bool',
            expr: `max by (${place}) (node:magpie_unusable:reason) - 1
or on (area, node)
(node:magpie_place:info and on (area) area:magpie_heard_nodes:count)`,
        },
        { record: 'area:magpie_usable:ratio', expr: `avg by (area) (node:magpie_usable:bool)` },
        {
            record: 'city:magpie_usable:ratio',
            expr: `sum(area:magpie_usable:ratio * on (area) area:magpie_heard_nodes:count)
/ sum(area:magpie_heard_nodes:count and on (area) area:magpie_usable:ratio)`,
        },
        // Who used to be there; where that is not known, as many as the poles around have on average.
        {
            record: 'node:magpie_affected_clients:estimate',
            expr: `max by (area, node, site) (node:magpie_unusable:reason)
* on (area, node) group_left ()
node:magpie_usual_clients:estimate
or on (area, node)
max by (area, node, site) (node:magpie_unusable:reason)
* on (area) group_left ()
area:magpie_clients:mean`,
        },
        {
            record: 'area:magpie_affected_clients:estimate',
            expr: `sum by (area) (node:magpie_affected_clients:estimate)
or on (area)
0 * area:magpie_heard_nodes:count`,
        },
    ],
};

const radios: RecordingGroup = {
    name: 'magpie-radios',
    interval: '1m',
    rules: [
        { record: 'node:magpie_clients:sum', expr: `sum by (area, node) (magpie_wifi_clients)` },
        {
            record: 'area:magpie_clients:mean',
            expr: `sum by (area) (node:magpie_clients:sum)
/ on (area)
(sum by (area) (node:magpie_usable:bool) > 0)`,
        },
        { record: 'site:magpie_usable:ratio', expr: `avg by (area, site) (node:magpie_usable:bool{site!=""})` },
        { record: 'site:magpie_poles:count', expr: `count by (area, site) (node:magpie_usable:bool{site!=""})` },
        // All that it serves on: a radio that is shut is not seen, so a second one carries on.
        trouble(
            'radar_shut',
            `max by (area, node) (magpie_wifi_dfs_state == 3)
unless on (area, node)
magpie_wifi_dfs_state < 3`,
        ),
        {
            record: 'node:magpie_refused_joins:increase15m',
            expr: `sum by (area, node, reason) (increase(magpie_wifi_refused_joins_total[15m])) > 0`,
        },
        // A mistyped passphrase is its owner's; a full pole and a login server that fails are ours. A join is counted before
        // the login server is asked, so when it fails for all there are as many joins as refusals.
        trouble(
            'refusing',
            `sum by (area, node) (node:magpie_refused_joins:increase15m{reason=~"full|eap_failed"}) > ${refusalsOfManyPeople}
unless on (area, node)
sum by (area, node) (node:magpie_refused_joins:increase15m{reason=~"full|eap_failed"}) / 900
< on (area, node)
0.5 * node:magpie_joins:rate5m`,
        ),
        // A third of what is sent never arrives, measured on ten packets a second and more, which only a group of clients makes.
        trouble('failing', `node:magpie_failed:ratio > 0.33`),
        // On every band others leave less than a tenth of the air.
        trouble('crowded_air', `min by (area, node) (node:magpie_channel_foreign:ratio) > 0.9`),
        // Whoever stands there would come through none of the networks around: the pole itself has tried, as a citizen.
        trouble('visits_fail', `max by (area, node) (magpie_client_visit_usable) == 0`),
    ],
};

const byBand = 'on (area, node, band)';

const rateOf = (counter: string): string => `sum by (area, node, band) (rate(${counter}[5m]))`;

const airtime = (part: string): RecordingRule => ({
    record: `node:magpie_channel_${part}:ratio`,
    expr: `${rateOf(`magpie_wifi_channel_${part}_seconds_total`)}
/ ${byBand}
(node:magpie_channel_active:rate5m > 0)`,
});

/** The dearest, for they read a range of each radio. What they are for has to hold for ten minutes and longer. */
const air: RecordingGroup = {
    name: 'magpie-air',
    interval: '2m',
    rules: [
        { record: 'node:magpie_channel_active:rate5m', expr: rateOf('magpie_wifi_channel_active_seconds_total') },
        airtime('busy'),
        airtime('foreign'),
        { record: 'node:magpie_packets:rate5m', expr: rateOf('magpie_wifi_client_transmit_packets_total') },
        // r / (r + p), each read once. Below a packet a second one lost frame is a large share.
        {
            record: 'node:magpie_retry:ratio',
            expr: `1 / (
  1
  + (node:magpie_packets:rate5m > 1)
  / ${byBand}
  ${rateOf('magpie_wifi_client_transmit_retries_total')}
)`,
        },
        {
            record: 'node:magpie_failed:ratio',
            expr: `sum by (area, node) (rate(magpie_wifi_client_transmit_failed_total[5m]))
/ on (area, node)
(sum by (area, node) (node:magpie_packets:rate5m) > 10)`,
        },
        {
            record: 'node:magpie_joins:rate5m',
            expr: `sum by (area, node) (rate(magpie_wifi_events_total{type="join"}[5m]))`,
        },
        // Six counters a pole, nearly all of which stand still: too many to ask for when somebody looks.
        {
            record: 'node:magpie_deauthentications:rate5m',
            expr: `sum by (area, node, radio, reason) (rate(magpie_wifi_deauthentications_total[5m])) > 0`,
        },
    ],
};

/** Shorter than the five minutes for which Prometheus takes the last value. */
const habits: RecordingGroup = {
    name: 'magpie-habits',
    interval: '4m',
    rules: [
        {
            record: 'node:magpie_clients:avg1h',
            expr: `avg_over_time(node:magpie_clients:sum[1h])
unless on (area, node)
node:magpie_unusable:reason`,
        },
        // The same hour of yesterday, else of last week, else the hour before the fault, which is kept as long as the pole is known.
        {
            record: 'node:magpie_usual_clients:estimate',
            expr: `(
  node:magpie_clients:avg1h offset 23h30m
  or
  node:magpie_clients:avg1h offset 167h30m
  or
  node:magpie_clients:avg1h
  or
  node:magpie_usual_clients:estimate
)
and on (area, node)
node:magpie_place:info`,
        },
    ],
};

/** As long as its window, so that each change is counted once. */
const flaps: RecordingGroup = {
    name: 'magpie-flaps',
    interval: '5m',
    rules: [
        {
            record: 'node:magpie_up:changes5m',
            expr: `max by (area, node) (changes(magpie_node_up[5m])) > 0`,
        },
    ],
};

const paths: RecordingGroup = {
    name: 'magpie-paths',
    interval: '1m',
    rules: [
        // A target that answers any probe is reached. The MTU is looked for so seldom that it tells of a time before.
        {
            record: 'node:magpie_unreached_targets:count',
            expr: `count by (area, node, class) (
  max by (area, node, class, target) (magpie_path_up{probe!="mtu"}) == 0
)`,
        },
    ],
};

/** What is looked for at each pole. Read once, and joined with its place once, however many alerts there are. */
const suspects = (name: Suspects, interval: string): RecordingGroup => ({
    name: `magpie-${name}-suspects`,
    interval,
    rules: everyAlert
        .filter(({ suspect }) => suspect === name)
        .map((alert) => ({ record: suspected, expr: alert.expr, labels: { fault: alert.name } })),
});

const faults: RecordingGroup = {
    name: 'magpie-faults',
    interval: '30s',
    rules: [
        {
            record: found,
            expr: `${suspected}
* on (area, node) group_left (${placeLabels.join(', ')})
node:magpie_place:info`,
        },
    ],
};

export const recordingGroups: readonly RecordingGroup[] = [
    places,
    poles,
    radios,
    air,
    habits,
    flaps,
    paths,
    ...captureGroups,
    suspects('radio', '1m'),
    suspects('capture', '2m'),
    suspects('line', '2m'),
    suspects('path', '1m'),
    suspects('board', '2m'),
    suspects('agent', '2m'),
    faults,
];

/** Why people cannot use a pole, as the label `reason` says it. */
export const unusableReasons: readonly string[] = recordingGroups
    .flatMap(({ rules }) => rules)
    .filter(({ record }) => record === troubles)
    .flatMap(({ labels }) => labels?.['reason'] ?? []);
