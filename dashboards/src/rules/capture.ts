// What magpie-capture tells of connections and of the air, recorded for the panels of the city and for alerts. All of
// the last quarter of an hour: a pole has few clients, and a share of few is none.

import type { RecordingGroup, RecordingRule } from './model.js';

const byNetwork = 'on (area, node, ssid)';
const minutes = 'node:magpie_client_minutes:increase15m';
const badMinutes = 'node:magpie_bad_minutes:increase15m';
const stages = 'node:magpie_client_stages:increase15m';

/** Whether a passphrase is right is its owner's business, and who is sent to the portal is in. */
export const failedToConnect = 'outcome!~"success|redirected|wrong_key"';

/** Of `all`, those `some`, of which there may be none. */
const shareOf = (some: string, all: string): string => `(
  sum by (area, node, ssid) (${some})
  or ${byNetwork}
  0 * sum by (area, node, ssid) (${all})
)
/ ${byNetwork}
sum by (area, node, ssid) (${all})`;

const ofArea = (name: string, labels: string): RecordingRule => ({
    record: `area:magpie_${name}`,
    expr: `sum by (area, ${labels}) (node:magpie_${name})`,
});

const connections: RecordingGroup = {
    name: 'magpie-capture',
    interval: '2m',
    rules: [
        { record: badMinutes, expr: `sum by (area, node, ssid, stage) (increase(magpie_client_bad_seconds_total[15m])) / 60 > 0` },
        // Each of the two is there only where it was counted.
        {
            record: minutes,
            expr: `sum by (area, node, ssid) (
  increase(magpie_client_good_seconds_total[15m])
  or
  increase(magpie_client_bad_seconds_total[15m])
) / 60 > 0`,
        },
        {
            record: 'node:magpie_good_minutes:increase15m',
            expr: `${minutes}
- ${byNetwork}
sum by (area, node, ssid) (${badMinutes})
or ${byNetwork}
${minutes}`,
        },
        {
            record: 'node:magpie_good_minutes:ratio',
            expr: `node:magpie_good_minutes:increase15m
/ ${byNetwork}
${minutes}`,
        },
        {
            record: stages,
            expr: `sum by (area, node, ssid, stage, outcome) (
  increase(magpie_client_stage_total{stage=~"connect|dhcp_discover|dns"}[15m])
) > 0`,
        },
        {
            record: 'node:magpie_failed_connects:ratio',
            expr: shareOf(`${stages}{stage="connect", ${failedToConnect}}`, `${stages}{stage="connect", outcome!="wrong_key"}`),
        },
        ofArea('bad_minutes:increase15m', 'ssid, stage'),
        ofArea('client_minutes:increase15m', 'ssid'),
        ofArea('good_minutes:increase15m', 'ssid'),
        ofArea('client_stages:increase15m', 'ssid, stage, outcome'),
        // Ten beacons a second are expected of an access point; below one a second it is heard by chance.
        {
            record: 'node:magpie_lost_beacons:ratio',
            expr: `sum by (area, node, band, ssid) (rate(magpie_air_beacons_lost_total[15m]))
/ on (area, node, band, ssid)
(sum by (area, node, band, ssid) (rate(magpie_air_beacons_expected_total[15m])) > 1)`,
        },
        { record: 'area:magpie_air_threats:sum', expr: `sum by (area, threat) (magpie_air_threat)` },
    ],
};

/** Buckets are many. */
const slow: RecordingGroup = {
    name: 'magpie-capture-slow',
    interval: '4m',
    rules: [
        {
            record: 'area:magpie_connect_seconds_bucket:rate15m',
            expr: `sum by (area, ssid, le) (rate(magpie_client_connect_seconds_bucket[15m]))`,
        },
    ],
};

export const captureGroups: readonly RecordingGroup[] = [connections, slow];
