// The bad day: all that can go wrong with what is built so far, each in a district of its own, so that nothing hides anything else; and
// what is to come of it. Times are seconds of the city.

/** How much faster the city goes than the world. */
export const SPEED = 20;
/** Between two reports of a pole, and between two scrapes. */
export const INTERVAL = 60;
/** What the collector sums is ten seconds of the world apart: dashboards are to look no closer. */
export const LOOK = 120;

const MINUTE = 60;
const HOUR = 3600;
const BEGINS = 6 * MINUTE;
/** When Prometheus knows the city, and what fires is no longer for the start's sake. */
export const SETTLED = 5 * MINUTE;
export const ENDS = BEGINS + HOUR + 12 * MINUTE;
/** When what went on for a while after its end has ended, too. */
export const OVER = ENDS + 15 * MINUTE;

/** kind, district, poles of its hub (all where there is no number), how long (to the end where nothing is said), when */
const FAULTS = [
    ['hub-cut', 'mapo'],
    ['hub-cut', 'songpa', 17], // of 20: not the whole district
    ['power-cut', 'gwangjin', 1],
    ['radar', 'guro'],
    ['radio-hang', 'jongno', 1],
    ['network-stop', 'jung', 1],
    ['deauth-flood', 'yongsan', 3],
    ['wrong-passphrase', 'nowon', 3],
    ['refusals', 'dobong'],
    ['interference', 'gangbuk', 3],
    ['heat', 'gangbuk'], // boards get too hot where they have work as well
    ['bad-cable', 'seocho', 3],
    ['clock-lost', 'gangnam', 1],
    ['card-dying', 'gangdong', 12],
    ['memory-leak', 'dongjak', 1],
    ['brownout', 'gangseo', 2, 2 * MINUTE],
    ['brownout', 'geumcheon', 1, 2 * MINUTE, ENDS - 6 * MINUTE],
    ['sensor-silent', 'eunpyeong', 1],
    ['sensor-stuck', 'yangcheon', 1],
    ['sensor-drift', 'yeongdeungpo', 1],
    ['door-open', 'gwanak', 1],
    ['mast-hit', 'seongdong', 1],
    ['mains-cut', 'dongdaemun', 2],
    ['evil-twin', 'jungnang', 3],
    ['dhcp-silent', 'seongbuk', 3],
    // What ails sensors, masts and supplies hides nothing of the air and of clients.
    ['pool-exhausted', 'eunpyeong', 2],
    ['dns-failing', 'yangcheon', 2],
    ['dns-slow', 'jungnang', 2],
    ['backbone-slow', 'gwanak', 2],
    ['crowded-air', 'seongdong', 2],
    ['capture-stopped', 'dongdaemun', 1],
];

export const faults = [
    ...FAULTS.map(([kind, district, poles, lasts = ENDS - BEGINS, at = BEGINS]) => `${kind}@${at}s+${lasts}s:${district}${poles ? `#${poles}` : ''}`),
    `rollout@${BEGINS + 5 * MINUTE}s+${10 * MINUTE}s:seodaemun`,
];

/** Twenty poles a district; the afternoon, so that the heat is one. */
export const badDay = {
    ...{ poles: 500, speed: SPEED, interval: INTERVAL, scrape: INTERVAL, hour: 14, faults, fleet: ['--sensors', '1', '--capture', '1'] },
    collector: ({ alertmanager }) => ({
        neighbours: { every_seconds: 1 }, // twenty of the city
        suspicion: { every_seconds: 1, settle_seconds: 5 },
        ...(alertmanager ? { alerts: { urls: [`http://127.0.0.1:${alertmanager.port}`] } } : {}),
    }),
};

/** From a fault to a rule that knows: three reports, a scrape, two groups of rules one after the other, a rate over five minutes. */
const SEEN = 10 * MINUTE;
/** What looks at a quarter of an hour is as much later at most. */
const QUARTER = 15 * MINUTE;
const onNodes = (alert, fault, district, wait, { late = 0, ...more } = {}) => ({ alert, fault, district, within: wait + late + SEEN, ...more });
const onArea = (alert, fault, district, wait, more = {}) => ({ ...onNodes(alert, fault, district, wait, more), by: 'area', on: [district] });
const onHub = (alert, fault, district, wait, more = {}) => ({ ...onNodes(alert, fault, district, wait, more), by: 'hub' });

/** As lib/alert_day.mjs reads them; the waits are those of the rules. */
export const expected = [
    onArea('MagpieAreaSilent', 'hub-cut', 'mapo', MINUTE),
    onHub('MagpieHubDown', 'hub-cut', 'mapo', MINUTE, { quiet: true }),
    onNodes('MagpiePoleDown', 'hub-cut', 'mapo', 5 * MINUTE, { quiet: true }),
    onHub('MagpieSuspectedFault', 'hub-cut', 'mapo', 0),
    onHub('MagpieSuspectedFault', 'hub-cut', 'songpa', 0),
    onHub('MagpieHubDown', 'hub-cut', 'songpa', MINUTE, { quiet: true }),
    onNodes('MagpiePoleDown', 'hub-cut', 'songpa', 5 * MINUTE, { quiet: true }),
    onNodes('MagpiePoleDown', 'power-cut', 'gwangjin', 5 * MINUTE),
    onNodes('MagpieBoardHot', 'heat', 'gangbuk', 10 * MINUTE, { some: true, within: 40 * MINUTE }),
    onNodes('MagpieRadarDetected', 'radar', 'guro', 0, { some: true }),
    onNodes('MagpieRadioHung', 'radio-hang', 'jongno', 0),
    onNodes('MagpieNetworkStopped', 'network-stop', 'jung', 2 * MINUTE),
    onNodes('MagpieDeauthenticationFlood', 'deauth-flood', 'yongsan', 2 * MINUTE),
    onNodes('MagpieClientsRefused', 'wrong-passphrase', 'nowon', 5 * MINUTE, { within: 25 * MINUTE }),
    onNodes('MagpieUnusableOnSite', 'refusals', 'dobong', 10 * MINUTE, { within: 30 * MINUTE }),
    onNodes('MagpieClientsRefused', 'refusals', 'dobong', 5 * MINUTE, { within: 25 * MINUTE }),
    onNodes('MagpieHeavyRetries', 'interference', 'gangbuk', 30 * MINUTE),
    onNodes('MagpieAirCrowded', 'interference', 'gangbuk', HOUR, { later: true }),
    onNodes('MagpieUplinkHalfDuplex', 'bad-cable', 'seocho', 15 * MINUTE),
    onNodes('MagpieUplinkErrors', 'bad-cable', 'seocho', 15 * MINUTE, { some: true }),
    onNodes('MagpieUplinkFlapping', 'bad-cable', 'seocho', HOUR),
    onNodes('MagpieClockNotSynchronised', 'clock-lost', 'gangnam', 30 * MINUTE),
    onNodes('MagpieStorageReadOnly', 'card-dying', 'gangdong', 5 * MINUTE, { some: true }),
    onNodes('MagpieStorageFull', 'card-dying', 'gangdong', 15 * MINUTE, { some: true }),
    onNodes('MagpieFlashWorn', 'card-dying', 'gangdong', HOUR, { some: true, later: true }),
    onNodes('MagpieMemoryShort', 'memory-leak', 'dongjak', 15 * MINUTE),
    onNodes('MagpieUndervoltage', 'brownout', 'gangseo', 2 * MINUTE),
    onNodes('MagpieUndervoltage', 'brownout', 'geumcheon', 2 * MINUTE),
    onNodes('MagpieSensorSilent', 'sensor-silent', 'eunpyeong', 15 * MINUTE),
    onNodes('MagpieSensorUnbelievable', 'sensor-stuck', 'yangcheon', HOUR, { later: true }),
    onNodes('MagpieSensorDisagrees', 'sensor-drift', 'yeongdeungpo', HOUR, { later: true, within: HOUR + SEEN + 2 * MINUTE }),
    onNodes('MagpiePoleDoorOpen', 'door-open', 'gwanak', 0),
    onNodes('MagpiePoleTilted', 'mast-hit', 'seongdong', 0),
    onNodes('MagpiePolePowerLost', 'mains-cut', 'dongdaemun', 0),
    onNodes('MagpieEvilTwin', 'evil-twin', 'jungnang', 0),
    onNodes('MagpieEvilTwinOpen', 'evil-twin', 'jungnang', 0),
    onNodes('MagpieClientsThrownOff', 'deauth-flood', 'yongsan', 0),
    // Of a quarter of an hour: until most of it is bad, or enough people have failed.
    onNodes('MagpieDhcpSilent', 'dhcp-silent', 'seongbuk', 10 * MINUTE, { late: QUARTER }),
    onNodes('MagpieDhcpSilent', 'pool-exhausted', 'eunpyeong', 10 * MINUTE, { late: QUARTER }),
    onNodes('MagpieDnsFailing', 'dns-failing', 'yangcheon', 10 * MINUTE, { late: QUARTER }),
    onNodes('MagpieClientsCannotConnect', 'dhcp-silent', 'seongbuk', 15 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieClientsCannotConnect', 'pool-exhausted', 'eunpyeong', 15 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieClientsCannotConnect', 'dns-failing', 'yangcheon', 15 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieClientsCannotConnect', 'deauth-flood', 'yongsan', 15 * MINUTE, { late: QUARTER }),
    onNodes('MagpieClientsCannotConnect', 'refusals', 'dobong', 15 * MINUTE, { late: QUARTER }),
    onNodes('MagpieServiceLevelLow', 'dns-failing', 'yangcheon', 30 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieServiceLevelLow', 'dhcp-silent', 'seongbuk', 30 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieServiceLevelLow', 'pool-exhausted', 'eunpyeong', 30 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieServiceLevelLow', 'deauth-flood', 'yongsan', 30 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieServiceLevelLow', 'refusals', 'dobong', 30 * MINUTE, { late: QUARTER, quiet: true }),
    onNodes('MagpieServiceLevelLow', 'wrong-passphrase', 'nowon', 30 * MINUTE, { late: QUARTER }),
    onNodes('MagpieServiceLevelLow', 'interference', 'gangbuk', 30 * MINUTE, { late: QUARTER }),
    onNodes('MagpieServiceLevelLow', 'dns-slow', 'jungnang', 30 * MINUTE, { late: QUARTER }),
    onNodes('MagpieServiceLevelLow', 'backbone-slow', 'gwanak', 30 * MINUTE, { late: QUARTER }),
    onNodes('MagpieServiceLevelLow', 'crowded-air', 'seongdong', 30 * MINUTE, { late: QUARTER }),
    onNodes('MagpieBeaconsLost', 'interference', 'gangbuk', 15 * MINUTE, { late: QUARTER, later: true }),
    // A crowd of the evening beside it, and one of them is of no use to anybody for ten minutes.
    onNodes('MagpieUnusableOnSite', 'crowded-air', 'seongdong', 10 * MINUTE, { some: true, maybe: true, within: 90 * MINUTE }),
    onNodes('MagpieHeavyRetries', 'crowded-air', 'seongdong', 30 * MINUTE),
    onNodes('MagpieAirCrowded', 'crowded-air', 'seongdong', HOUR, { later: true }),
    onNodes('MagpieCaptureBlind', 'capture-stopped', 'dongdaemun', 10 * MINUTE),
    onArea('MagpieUsableBurnsFast', 'hub-cut', 'mapo', MINUTE, { quiet: true, within: 30 * MINUTE }),
    onArea('MagpieUsableBurnsFast', 'hub-cut', 'songpa', MINUTE, { within: 30 * MINUTE }),
    onArea('MagpieUsableBurnsFast', 'refusals', 'dobong', MINUTE, { within: 40 * MINUTE }),
    onArea('MagpieUsableBurnsSlowly', 'hub-cut', 'mapo', 15 * MINUTE, { quiet: true }),
    onArea('MagpieUsableBurnsSlowly', 'hub-cut', 'songpa', 15 * MINUTE, { quiet: true }),
    onArea('MagpieUsableBurnsSlowly', 'refusals', 'dobong', 15 * MINUTE, { quiet: true, within: 40 * MINUTE }),
    // Three days, of which this city has seen an hour: two minutes are much in it.
    onArea('MagpieUsableBurnsSlowly', 'power-cut', 'gwangjin', 15 * MINUTE, { within: 45 * MINUTE }),
    onArea('MagpieUsableBurnsSlowly', 'radio-hang', 'jongno', 15 * MINUTE, { within: 45 * MINUTE }),
    // Two minutes of two poles are at the edge of what a budget allows.
    // Whether two poles of twenty are enough depends on who is there.
    onArea('MagpieUsableBurnsSlowly', 'crowded-air', 'seongdong', 15 * MINUTE, { within: 90 * MINUTE, maybe: true }),
    onArea('MagpieUsableBurnsSlowly', 'brownout', 'gangseo', 15 * MINUTE, { within: 45 * MINUTE, maybe: true }),
];

const FASTER = 'poles whose time goes faster do not know it, so nobody can say how late a report is';
const NO_STORE = 'this city has no history store';
const WELL = 'nothing of the kind goes wrong on this day';
const NO_TLS = 'this city speaks without TLS';
const NO_ORDERS = 'nobody orders anything on this day';
const NO_DETAIL = 'it is told in detail alone, and no pole of this city does';
const NOT_SIMULATED = 'the simulator does not tell it';

/** Panels that are empty even on this day, and why. */
export const empty = Object.fromEntries(
    [
        [
            FASTER,
            ...['city: Reports within 5 s: budget burn', 'district: Reports within 5 s: budget burn', 'collector: Report delay'].map((panel) => `magpie-${panel}`),
        ],
        [NO_STORE, 'magpie-collector: Requests', 'magpie-collector: Not in the history', 'magpie-collector: How the store is set'],
        [NO_TLS, 'magpie-collector: Certificates and lists end in', 'magpie-pole: Certificate renewals', 'magpie-pole: Certificate ends in'],
        [NO_ORDERS, 'magpie-pole: Orders', 'magpie-pole: Orders refused'],
        [NO_DETAIL, 'magpie-pole: Beacon jitter', 'magpie-pole: Slowest tenth by stage'],
        [
            WELL,
            ...['Tolerated', 'Rebirths asked for', 'Failed commits', 'Put in quarantine'].map((title) => `magpie-collector: ${title}`),
            ...['Readings that fail', 'Readings discarded', 'Poles that lose their connection'].map((title) => `magpie-collector: ${title}`),
            ...['Readings discarded', 'Connections not followed'].map((title) => `magpie-pole: ${title}`),
            'magpie-security: What the collector passes over',
        ],
        [
            NOT_SIMULATED,
            'magpie-air: Networks of others by channel',
            ...['Rate to clients', 'Rate from clients', 'Retries by client', 'How long clients have stayed'].map((title) => `magpie-clients: ${title}`),
            ...['Devices behind the poles', 'Temperature of the radios', 'Rates', 'Expected throughput'].map((title) => `magpie-pole: ${title}`),
            ...['Modulation (MCS)', 'Spatial streams', 'Channel width to clients', 'Retries by client'].map((title) => `magpie-pole: ${title}`),
            ...['Lost packets by client', 'Connected for', 'Silent for', 'Own poles in earshot'].map((title) => `magpie-pole: ${title}`),
            'magpie-pole: Reports that could not be kept',
            'magpie-collector: Poles of the inventory',
            ...['Events of clients from hostapd', 'Other ends of lines'].map((title) => `magpie-pole: ${title}`),
            ...['Negotiation', 'How full named ports are', 'Power over ports', 'Modules'].map((title) => `magpie-pole: ${title}`),
            ...['Why no carrier, and state of power', 'Light of modules', 'Alarms of modules'].map((title) => `magpie-pole: ${title}`),
            ...['Ultraviolet', 'Wind', 'Wind direction', 'Restarts of sensor nodes'].map((title) => `magpie-pole: ${title}`),
            ...['Networks of others by channel', 'Load that neighbours tell', 'Scans'].map((title) => `magpie-pole: ${title}`),
            'magpie-district: Poles that do not reach targets',
            ...['Visits that came through', 'Failures of visits by stage'].flatMap((title) => [`magpie-pole: ${title}`, `magpie-clients: ${title}`]),
            ...['Time of a visit by stage', 'Download of a visit', 'Airtime of visits', 'Visits not begun'].map((title) => `magpie-pole: ${title}`),
            ...['Targets', 'Targets that answer', 'Round trips', 'Probes by outcome'].map((title) => `magpie-pole: ${title}`),
            ...['Sick part of the way', 'How far the way goes', 'Traces by outcome', 'Round trips of messages', 'Messages that came back'].map(
                (title) => `magpie-pole: ${title}`,
            ),
            ...['Probes never begun', 'Certificates of targets end in', 'Offset of clocks', 'MTU and portals'].map((title) => `magpie-pole: ${title}`),
            ...['Loss', 'Lost by way', 'Longest burst of loss', 'Packets by outcome', 'Round trip'].map((title) => `magpie-pole: ${title} (STAMP)`),
            ...['DHCP on the uplink', 'DHCP servers on the uplink', 'Time of DHCP on the uplink', 'Questions to DHCP by outcome'].map(
                (title) => `magpie-pole: ${title}`,
            ),
            ...['Last check by layer', 'First fault of the last check', 'Checks by outcome', 'Time of a check'].map((title) => `magpie-pole: ${title}`),
            ...['Refused at the pole page', 'Reports of technicians that wait'].map((title) => `magpie-pole: ${title}`),
            'magpie-collector: Reports of technicians',
            ...['What the path carries', 'Echo while the line is idle', 'Throughput runs by outcome', 'Bytes spent on throughput'].map((title) => `magpie-pole: ${title}`),
            ...['Delay variation', 'One-way delay', 'What the reflector answered'].map((title) => `magpie-pole: ${title} (STAMP)`),
        ],
    ].flatMap(([why, ...panels]) => panels.map((panel) => [panel, why])),
);
