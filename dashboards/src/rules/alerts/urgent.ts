// Events that must not wait for a scrape: rows of wire/catalogue/urgent.hpp. The collector posts them to Alertmanager
// at once; the rule here has exactly the same labels, so that to Alertmanager both are one alert, and it ends when
// neither says it any more.

import { text, type Words } from '../../text.js';
import { atUnusablePole, onThePole } from '../affected.js';
import type { Alert, Query, Runbook } from '../model.js';
import { urgent, type Urgent } from '../tables.js';

interface Told {
    readonly summary: Words;
    readonly description: Words;
    readonly runbook: Runbook;
}

/** Who does it, and how near it is. */
const evidence = (threat: string): readonly Query[] => [
    {
        ask: 'who does it: its BSSID and channel',
        expr: `magpie_air_threat_evidence{area="AREA", node="NODE", threat="${threat}"}`,
    },
    { ask: 'how near it is, at each pole that hears it', expr: `magpie_air_threat_signal_dbm{area="AREA", threat="${threat}"}` },
];

const scanned = ['journalctl -u magpie-capture | tail -20', 'iw dev wlan0 scan dump | grep -e ^BSS -e SSID -e signal -e RSN'];

const told: Readonly<Record<string, Told>> = {
    MagpieRadarDetected: {
        summary: text(
            'Radar at {{ $labels.node }}, radio {{ $labels.radio }}',
            '{{ $labels.node }} 무선 {{ $labels.radio }}: 레이더 감지',
        ),
        description: text(
            'The radio heard radar within the last ten minutes and must leave its channel; its clients fall off and join again.',
            '최근 10분 안에 레이더가 감지되어 채널을 떠나야 함. 접속자가 끊겼다 다시 붙음.',
        ),
        runbook: {
            meaning:
                'By law a radio that hears radar leaves the channel within ten seconds, and the channel stays shut for half an hour. Once is life. ' +
                'At many poles at once it is a real radar or a weather balloon; at one pole again and again it is a radio that hears ghosts.',
            confirm: [
                {
                    ask: 'radars by pole in the last day: many poles, or this one alone?',
                    expr: 'increase(magpie_wifi_events_total{area="AREA", type="radar_detected"}[1d]) > 0',
                },
                {
                    ask: '3 is shut, 2 free of radar, 1 not checked yet, 0 no detection needed',
                    expr: 'magpie_wifi_dfs_state{area="AREA", node="NODE"}',
                },
                {
                    ask: 'the channel it went to',
                    expr: 'magpie_wifi_frequency_hertz{area="AREA", node="NODE"} / 1e6',
                },
            ],
            commands: ['iw dev', 'iw phy | grep -A2 "radar detection"', "dmesg | grep -i radar"],
            faults: ['radar_shut', 'air_noise'],
            act: [
                'Does the radio serve on another channel? Then there is nothing to do.',
                'Again and again at one pole: give it a channel without radar detection (36 to 48, 149 to 161).',
                'Many poles along one line of sight: tell the planner; these channels are of no use there.',
            ],
            affected: onThePole,
            dashboards: ['magpie-air', 'magpie-pole'],
        },
    },
    MagpieRadioHung: {
        summary: text(
            'Radio {{ $labels.radio }} of {{ $labels.node }} hangs',
            '{{ $labels.node }} 무선 {{ $labels.radio }}: 멈춤',
        ),
        description: text(
            'The interface is up and the chip stands still: the network is seen, and nobody gets through.',
            '인터페이스는 살아 있으나 칩이 멈춤. SSID는 보이지만 아무도 쓸 수 없음.',
        ),
        runbook: {
            meaning:
                'The counters of a radio that serves have stood still for several looks: chip or firmware hangs. Phones still see the network and choose it, which is worse than none.',
            confirm: [
                { ask: '1 is hung', expr: 'magpie_wifi_radio_hung{area="AREA", node="NODE"}' },
                {
                    ask: 'time that the radio listened: 0 while it hangs',
                    expr: 'rate(magpie_wifi_channel_active_seconds_total{area="AREA", node="NODE"}[5m])',
                },
                {
                    ask: 'other poles of this model and version',
                    expr: 'count by (model, version) (magpie_node_info and on (area, node) (magpie_wifi_radio_hung == 1))',
                },
            ],
            commands: ['magpie-agent sample | grep hung', 'dmesg | tail -30', 'systemctl restart hostapd'],
            faults: ['board_hot', 'no_radio', 'radio_hung'],
            act: [
                'Restart hostapd from the desk. It does not help: restart the board.',
                'Many of one model and version: stop the rollout of that driver.',
            ],
            affected: atUnusablePole,
            dashboards: ['magpie-pole', 'magpie-air'],
        },
    },
    MagpiePoleDoorOpen: {
        summary: text('{{ $labels.node }}: the cabinet is open', '{{ $labels.node }}: 함체 문이 열림'),
        description: text(
            'The door of the cabinet is open. Whoever has no order to work there has no business in it.',
            '함체 문이 열림. 작업 지시가 없으면 열려서는 안 됨.',
        ),
        runbook: {
            meaning: 'The contact of the door says open: somebody works there, it was not shut, or somebody broke in. A contact that flaps is loose.',
            confirm: [
                { ask: '1 is open', expr: 'magpie_pole_door_open{area="AREA", node="NODE"}' },
                {
                    ask: 'openings in the last day: one is a visit, hundreds are a loose contact',
                    expr: 'increase(magpie_pole_door_openings_total{area="AREA", node="NODE"}[1d])',
                },
                { ask: 'did anything else change? A cut line says sabotage', expr: 'magpie_link_carrier{area="AREA", node="NODE"}' },
            ],
            commands: ['journalctl -u magpie-agent | tail -30'],
            faults: ['door_open', 'sensor_wrong'],
            act: ['Is there an order for this pole? Then silence it for its time. None: send somebody to look, with company.'],
            affected: onThePole,
            dashboards: ['magpie-pole', 'magpie-security'],
        },
    },
    MagpiePoleTilted: {
        summary: text('{{ $labels.node }}: the mast leans', '{{ $labels.node }}: 폴이 기울어짐'),
        description: text(
            'The mast leans more than it may. It may fall: keep people away.',
            '폴이 허용 각도를 넘어 기울어짐. 쓰러질 수 있으므로 접근을 막을 것.',
        ),
        runbook: {
            meaning: 'The tilt is above `pole.tilt_limit_degrees`. A car, a storm, a digger, or the sensor came off its plate.',
            confirm: [
                { ask: 'how much, and since when: a step is a car, a ramp is the ground', expr: 'magpie_pole_tilt_degrees{area="AREA", node="NODE"}' },
                { ask: 'did it shake before?', expr: 'magpie_pole_vibration_meters_per_second_squared{area="AREA", node="NODE"}' },
                { ask: 'can the value be believed? 0 is good', expr: 'magpie_pole_value_quality{area="AREA", node="NODE", quantity="tilt"}' },
            ],
            commands: ['journalctl -u magpie-agent | tail -30'],
            faults: ['mast_leans', 'sensor_wrong'],
            act: ['Call the road department and the police post nearby first, the technician after.', 'Stood so from the day it was built: set the limit of this pole.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    MagpiePolePowerLost: {
        summary: text('{{ $labels.node }}: the supply has failed', '{{ $labels.node }}: 전원 끊김'),
        description: text(
            'The supply does not carry the pole any more; it lives on its battery or its last charge.',
            '전원 공급이 끊겨 배터리나 잔여 전력으로 동작 중.',
        ),
        runbook: {
            meaning:
                'The pole itself has said that its supply failed, before it went dark or while its battery lasts. Without a battery this is its last word: MagpiePoleDown follows.',
            confirm: [
                { ask: '0 has failed', expr: 'magpie_pole_power_good{area="AREA", node="NODE"}' },
                { ask: 'how long the battery lasts', expr: 'magpie_pole_battery_charge_ratio{area="AREA", node="NODE"}' },
                {
                    ask: 'the neighbours too? Then it is the street',
                    expr: 'count by (hub) (node:magpie_place:info{area="AREA"} and on (area, node) (magpie_pole_power_good == 0))',
                },
            ],
            commands: ['journalctl -u magpie-agent | tail -30'],
            faults: ['no_power', 'supply_failed'],
            act: ['Several poles: call the utility. One: fuse and breaker of this pole, then its supply.'],
            affected: onThePole,
            dashboards: ['magpie-pole', 'magpie-district'],
        },
    },
    MagpiePoleOverheated: {
        summary: text('{{ $labels.node }}: too hot', '{{ $labels.node }}: 과열'),
        description: text(
            'It is hotter at {{ $labels.sensor }} than the parts stand for long.',
            '{{ $labels.sensor }} 온도가 부품 허용 한도를 넘음.',
        ),
        runbook: {
            meaning: 'A sensor of the pole is above `pole.temperature_limit_celsius`: sun and no wind, a dead fan, a loose clamp that glows, or fire.',
            confirm: [
                { ask: 'how hot, and how fast it rose', expr: 'magpie_pole_temperature_celsius{area="AREA", node="NODE"}' },
                { ask: 'the board as well?', expr: 'magpie_host_temperature_celsius{area="AREA", node="NODE"}' },
                { ask: 'against the poles nearby: far above them it is not the sun', expr: 'magpie_pole_neighbour_deviation{area="AREA", node="NODE", quantity="temperature"}' },
            ],
            commands: ['magpie-agent sample | grep temperature', 'journalctl -u magpie-agent | tail -30'],
            faults: ['board_hot', 'sensor_wrong'],
            act: ['Rises by degrees a minute: switch the pole off from the hub and call the fire brigade.', 'Rises with the sun: shade, vents, fan.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    MagpieEvilTwin: {
        summary: text('{{ $labels.node }}: a stranger bears the name {{ $labels.ssid }}', '{{ $labels.node }}: 미등록 AP가 {{ $labels.ssid }} 이름을 사용'),
        description: text(
            'An access point that is none of ours bears the name {{ $labels.ssid }}. Who joins it may be read and deceived.',
            '등록되지 않은 AP가 {{ $labels.ssid }} 이름으로 송출 중. 접속한 이용자의 통신이 도청되거나 속을 수 있음.',
        ),
        runbook: {
            meaning:
                'A beacon or probe response has a name of `[[capture.network]]` and a BSSID that is not in `capture.access_points`. It is a twin, or an access point of the city that nobody entered there.',
            confirm: [
                ...evidence('unknown_bssid'),
                {
                    ask: 'heard by one pole or by many? Many with one BSSID is a strong or moving sender; many with many is a list that is not complete',
                    expr: 'count by (bssid) (magpie_air_threat_evidence{area="AREA", threat="unknown_bssid"})',
                },
            ],
            commands: scanned,
            faults: ['evil_twin'],
            act: [
                'Is the BSSID one of ours that was installed or swapped lately? Enter it in `capture.access_points`, and it ends.',
                'Else: pole, BSSID, channel and hour to the security desk; the pole with the strongest signal is nearest. Nobody searches alone.',
                'Tell citizens at this place to use the encrypted network, whose server their phones check.',
            ],
            affected: onThePole,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
    MagpieEvilTwinOpen: {
        summary: text('{{ $labels.node }}: an open copy of {{ $labels.ssid }}', '{{ $labels.node }}: {{ $labels.ssid }}의 개방형 복제 AP'),
        description: text(
            'An open network has the name {{ $labels.ssid }}, which we encrypt. Who joins it may be read and deceived.',
            '암호화하는 {{ $labels.ssid }}와 같은 이름의 개방형 네트워크가 있음. 접속한 이용자의 통신이 도청되거나 속을 수 있음.',
        ),
        runbook: {
            meaning:
                'Nobody runs the city’s encrypted name without encryption by mistake, but a test access point. Phones that know the encrypted one do not join it by themselves; people who choose it by hand do.',
            confirm: [
                ...evidence('open_twin'),
                { ask: 'is it also told as a stranger? Then the BSSID is none of ours', expr: 'magpie_air_threat{area="AREA", node="NODE", threat="unknown_bssid"}' },
            ],
            commands: scanned,
            faults: ['evil_twin'],
            act: [
                'Our own BSSID: its hostapd lost its configuration. Take it off the air, then send the configuration again.',
                'Else: pole, BSSID, channel and hour to the security desk. Nobody searches alone.',
            ],
            affected: onThePole,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
    MagpieEvilTwinSecurity: {
        summary: text(
            '{{ $labels.node }}: {{ $labels.ssid }} lets clients in otherwise than it should',
            '{{ $labels.node }}: {{ $labels.ssid }}의 보안 방식이 설정과 다름',
        ),
        description: text(
            'An access point of ours, or one that pretends to be it, serves {{ $labels.ssid }} with another security than configured.',
            '자체 AP 또는 이를 사칭한 AP가 {{ $labels.ssid }}를 설정과 다른 보안 방식으로 송출 중.',
        ),
        runbook: {
            meaning:
                'The BSSID is ours, its RSN element (open, OWE, personal, enterprise) is not what `security` of `[[capture.network]]` says. A wrong configuration at that access point or in this list is the usual cause; a twin with a stolen BSSID the other.',
            confirm: [
                ...evidence('other_security'),
                { ask: 'two clocks behind the BSSID as well? Then somebody pretends to be it', expr: 'magpie_air_threat{area="AREA", node="NODE", threat="two_clocks"}' },
                {
                    ask: 'at many poles since an order? Then the order is wrong',
                    expr: 'count by (area) (magpie_air_threat{threat="other_security"} == 1)',
                },
            ],
            commands: ['hostapd_cli get_config', ...scanned],
            faults: ['evil_twin'],
            act: [
                'Compare with hostapd at the pole of this BSSID: is it as ordered? If not, send its configuration again.',
                'It is, and the air says otherwise: pole, BSSID, channel and hour to the security desk.',
            ],
            affected: onThePole,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
    MagpieEvilTwinClocks: {
        summary: text(
            '{{ $labels.node }}: two access points are one BSSID of {{ $labels.ssid }}',
            '{{ $labels.node }}: {{ $labels.ssid }}의 BSSID 하나를 AP 두 대가 사용',
        ),
        description: text(
            'Beacons of one BSSID of {{ $labels.ssid }} run by two clocks: somebody pretends to be an access point of ours.',
            '{{ $labels.ssid }}의 한 BSSID에서 시계가 다른 비콘이 함께 들림. 누군가 자체 AP를 사칭 중.',
        ),
        runbook: {
            meaning:
                'Each access point stamps its beacons by a clock of its own. Two that run on beside each other under one BSSID are two senders. One that restarts has a new clock, but not the old one as well.',
            confirm: [
                ...evidence('two_clocks'),
                { ask: 'on two channels, too?', expr: 'magpie_air_threat{area="AREA", node="NODE", threat="two_channels"}' },
                { ask: 'do clients lose their connection? Twins often throw them off first', expr: 'magpie_air_threat{area="AREA", node="NODE", threat="deauthentications"}' },
            ],
            commands: scanned,
            faults: ['evil_twin'],
            act: [
                'Were two boards given one address, by a swap or a copied image? Look for the BSSID in the list of poles.',
                'Else: pole, BSSID, channel and hour to the security desk. Switching the true access point off shows the false one alone.',
            ],
            affected: onThePole,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
    MagpieClientsThrownOff: {
        summary: text('{{ $labels.node }}: somebody throws clients off {{ $labels.ssid }}', '{{ $labels.node }}: {{ $labels.ssid }} 접속자를 강제로 끊는 공격'),
        description: text(
            'A flood of deauthentications or disassociations in the name of {{ $labels.ssid }}. Its clients lose their connection again and again.',
            '{{ $labels.ssid }} 이름으로 접속 해제 프레임이 쏟아짐. 접속자가 반복해서 끊김.',
        ),
        runbook: {
            meaning:
                'The pole hears on the air what is sent to clients in the name of an access point of ours; hostapd does not. MagpieDeauthenticationFlood is the other direction, what access points receive. An access point that restarts says it once to each client, no more.',
            confirm: [
                ...evidence('deauthentications'),
                {
                    ask: 'do clients come in again and again?',
                    expr: 'sum by (outcome) (rate(magpie_client_stage_total{area="AREA", node="NODE", stage="association"}[5m]))',
                },
                { ask: 'what access points receive', expr: 'sum by (radio, reason) (rate(magpie_wifi_deauthentications_total{area="AREA", node="NODE"}[5m]))' },
                { ask: 'poles that hear it; the strongest is nearest', expr: 'max by (node) (magpie_air_threat_signal_dbm{area="AREA", threat="deauthentications"})' },
            ],
            commands: ['journalctl -u magpie-capture | tail -20', 'journalctl -u hostapd | grep -i -e deauth -e disassoc | tail'],
            faults: ['hostapd_stopped', 'deauth_attack'],
            act: [
                'Switch on protected management frames (802.11w) where clients can: they do not believe forged frames.',
                'Look for a twin at the same time: people are thrown off so that they join it.',
                'Pole, BSSID, channel and hour to the security desk. Nobody searches alone.',
            ],
            affected: onThePole,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
};

function selector(row: Urgent): string {
    const matchers = Object.entries(row.match).map(([label, value]) => `${label}="${value}"`);
    return matchers.length === 0 ? row.metric : `${row.metric}{${matchers.join(', ')}}`;
}

function expression(row: Urgent, labels: string): string {
    const series = selector(row);
    if (row.sign === 'value') {
        return `max by (${labels}) (${series} == ${row.value})`;
    }
    // Such a counter is there from the start, at 0: of one that begins at 1 increase() would not know that it rose.
    return `max by (${labels}) (increase(${series}[${row.lasts_seconds / 60}m]) > 0)`;
}

/** The collector puts values where Prometheus' template has their labels. */
const template = (posted: string): string => posted.replace(/\{(\w+)\}/g, '{{ $labels.$1 }}');

const posted = (told: Words, said: string | undefined): Words =>
    said === undefined ? told : { en: template(said), ko: told.ko };

function alertOf(row: Urgent): Alert {
    const words = told[row.alert];
    if (!words) {
        throw new Error(`${row.alert} of wire/catalogue/urgent.hpp has no words in src/rules/alerts/urgent.ts`);
    }
    const labels = ['area', 'node', ...row.labels];
    return {
        name: row.alert,
        scope: 'pole',
        severity: row.severity,
        team: row.team,
        expr: expression(row, labels.join(', ')),
        labels,
        summary: posted(words.summary, row.summary),
        description: posted(words.description, row.description),
        runbook: words.runbook,
    };
}

export const urgentAlerts: readonly Alert[] = urgent.map(alertOf);
