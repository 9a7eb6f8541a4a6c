// How connections of clients go, and what is heard of the air: what magpie-capture tells, and whether it does.

import { text } from '../../text.js';
import { onThePole } from '../affected.js';
import { failedToConnect } from '../capture.js';
import { poleLabels, type Alert, type Query } from '../model.js';
import {
    failedConnects,
    failedNames,
    goodMinutes,
    heardWell,
    lostBeacons,
    minutesOfManyPeople,
    missedFrames,
    namesOfManyPeople,
    refusalsOfManyPeople,
    silentDhcp,
} from '../thresholds.js';

const network = 'area, node, ssid';

/** Of a pole that was away all that happened meanwhile comes at once, and most of it happened because it was away. */
const wasThere = `unless on (area, node)
max_over_time(node:magpie_up:changes5m[20m])`;

const endsOf = (stage: string, ...more: readonly string[]): string =>
    `sum by (${network}) (node:magpie_client_stages:increase15m{${[`stage="${stage}"`, ...more].join(', ')}})`;

/** More of a stage's ends than `least` have one of these outcomes. */
const share = (stage: string, outcomes: string, least: number): string => `${endsOf(stage, outcomes)}
/ on (${network})
${endsOf(stage)}
> ${least}`;

/** There are as many as several people make. */
const several = (ends: string, fewest: number): string => `and on (${network})
${ends} > ${fewest}`;

const noOffer = 'outcome=~"no_answer|pool_exhausted"';

const outcomesOf = (stage: string): Query => ({
    ask: 'how it ended, by outcome',
    expr: `sum by (ssid, outcome) (node:magpie_client_stages:increase15m{area="AREA", node="NODE", stage="${stage}"})`,
});

const elsewhere = (ask: string, alert: string): Query => ({
    ask,
    expr: `count by (area, hub) (ALERTS{alertname="${alert}", area="AREA", alertstate="firing"})`,
});

export const captureAlerts: readonly Alert[] = [
    {
        name: 'MagpieClientsCannotConnect',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `node:magpie_failed_connects:ratio > ${failedConnects}
${several(endsOf('connect', failedToConnect), refusalsOfManyPeople)}
${wasThere}`,
        suspect: 'capture',
        labels: [...poleLabels, 'ssid'],
        // Longer than the stages that fail, which hold it back.
        for: '15m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }}: people do not get into {{ $labels.ssid }}',
            '{{ $labels.node }}: {{ $labels.ssid }} 접속 실패 다수',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of those who tried within a quarter of an hour did not come as far as their first TCP connection.',
            '"{{ $labels.site }}"에서 15분 동안 접속을 시도한 이용자의 {{ $value | humanizePercentage }}가 첫 TCP 연결까지 가지 못함.',
        ),
        runbook: {
            meaning:
                'From the first frame of a client to its first TCP connection something fails for more than a third, and for more than twenty attempts: one phone that retries for ever makes fewer. ' +
                'Mistyped passphrases are not counted. Which stage it is says where to look.',
            confirm: [
                outcomesOf('connect'),
                {
                    ask: 'which stage fails, and how; a second',
                    expr: 'sum by (stage, outcome) (rate(magpie_client_stage_total{area="AREA", node="NODE", stage!="connect", outcome!~"success|redirected"}[15m]))',
                },
                elsewhere('the same behind which hubs? Several: not the pole', 'MagpieClientsCannotConnect'),
            ],
            commands: ['journalctl -u hostapd | tail -50', 'journalctl -u magpie-capture | tail -20', 'iw dev wlan0 station dump | grep -c Station'],
            faults: ['hub_down', 'no_gateway', 'no_dns', 'radio_hung', 'air_crowded', 'air_noise', 'wrong_passphrase', 'radius_fails', 'full'],
            act: [
                '`authentication`, `association`, `handshake`: hostapd and the air of this pole. `refused` there is a pole that is full.',
                '`dot1x`: the login server; see MagpieAuthenticationFailing.',
                '`dhcp_discover`, `dhcp_request`: see MagpieDhcpSilent. `dns`: see MagpieDnsFailing.',
                '`tcp_network`: the line and what is behind it. `tcp_radio`: clients are too far, or the air is full.',
            ],
            affected: onThePole,
            dashboards: ['magpie-clients', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieDhcpSilent',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `${share('dhcp_discover', noOffer, silentDhcp)}
${several(endsOf('dhcp_discover', noOffer), refusalsOfManyPeople)}
${wasThere}`,
        suspect: 'capture',
        labels: [...poleLabels, 'ssid'],
        for: '10m',
        keep: '15m',
        summary: text(
            '{{ $labels.node }}: no addresses for clients of {{ $labels.ssid }}',
            '{{ $labels.node }}: {{ $labels.ssid }} 접속자가 IP 주소를 받지 못함',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of the clients who asked for an address within a quarter of an hour were offered none.',
            '"{{ $labels.site }}"에서 15분 동안 주소를 요청한 접속자의 {{ $value | humanizePercentage }}가 제안을 받지 못함.',
        ),
        runbook: {
            meaning:
                'Clients are on the network, ask for an address (DISCOVER) and hear no OFFER. Their phones show full bars and then "no internet". ' +
                '`no_answer`: the server is out, or what the pole sends does not come to it (VLAN, relay). `pool_exhausted`: it answers those who renew and has none left for others.',
            confirm: [
                outcomesOf('dhcp_discover'),
                {
                    ask: 'is it silent now? For more than a few seconds, and growing',
                    expr: 'magpie_client_dhcp_silence_seconds{area="AREA", node="NODE"}',
                },
                {
                    ask: 'do those who have an address get it again? Then the server lives',
                    expr: 'sum by (ssid, outcome) (rate(magpie_client_stage_total{area="AREA", node="NODE", stage="dhcp_request"}[15m]))',
                },
                elsewhere('the same behind which hubs? All poles: the server; one hub: its VLAN or relay', 'MagpieDhcpSilent'),
            ],
            commands: ['ip -br link', 'bridge vlan show', 'tcpdump -c 20 -ni eth0 udp port 67'],
            faults: ['no_carrier', 'hub_down', 'no_gateway'],
            act: [
                '`no_answer` at many poles: restart the DHCP server or its relay, and look at its log. At one: the VLAN of its switch port.',
                '`pool_exhausted`: shorten the leases to an hour or less, or give the network a larger range.',
            ],
            affected: onThePole,
            dashboards: ['magpie-clients', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieDnsFailing',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // A name that does not exist is an answer.
        expr: `${share('dns', 'outcome=~"no_answer|server_failure|refused"', failedNames)}
${several(endsOf('dns'), namesOfManyPeople)}
${wasThere}`,
        suspect: 'capture',
        labels: [...poleLabels, 'ssid'],
        for: '10m',
        keep: '15m',
        summary: text(
            '{{ $labels.node }}: names are not resolved for clients of {{ $labels.ssid }}',
            '{{ $labels.node }}: {{ $labels.ssid }} 접속자의 이름 조회(DNS) 실패',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of the queries of a quarter of an hour were not answered, or refused, or the server failed.',
            '"{{ $labels.site }}"에서 15분 동안 DNS 조회의 {{ $value | humanizePercentage }}가 응답 없음, 거부 또는 서버 오류.',
        ),
        runbook: {
            meaning:
                'People are in, have an address, and each page waits for a name. `no_answer`: the name server is out or cannot be reached; `server_failure`: it is there and the servers behind it are not; `refused`: it does not serve these clients.',
            confirm: [
                outcomesOf('dns'),
                {
                    ask: 'of which resolver? `other` are those that people have chosen themselves: are these well, it is ours (where `[[capture.resolver]]` names it)',
                    expr: 'sum by (resolver, outcome) (rate(magpie_client_dns_total{area="AREA", node="NODE"}[15m]))',
                },
                {
                    ask: 'how long an answer takes where there is one',
                    expr: 'sum by (ssid) (rate(magpie_client_stage_seconds_total{area="AREA", node="NODE", stage="dns"}[15m])) / sum by (ssid) (rate(magpie_client_stage_total{area="AREA", node="NODE", stage="dns", outcome="success"}[15m]))',
                },
                {
                    ask: 'do connections go through nevertheless? Then it is the name server alone',
                    expr: 'sum by (outcome) (rate(magpie_client_stage_total{area="AREA", node="NODE", stage="tcp_network"}[15m]))',
                },
                elsewhere('the same behind which hubs?', 'MagpieDnsFailing'),
            ],
            commands: ['dig +time=2 +tries=1 example.org @NAMESERVER', 'tcpdump -c 20 -ni eth0 udp port 53'],
            faults: ['hub_down', 'line_errors', 'no_gateway', 'no_dns'],
            act: [
                'At many poles: the name server that DHCP gives to clients. Start it, or let DHCP give another.',
                'Connections fail as well: it is the line or what is behind it, not the names.',
            ],
            affected: onThePole,
            dashboards: ['magpie-clients', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieServiceLevelLow',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `node:magpie_good_minutes:ratio < ${goodMinutes}
and on (${network})
node:magpie_client_minutes:increase15m > ${minutesOfManyPeople}
${wasThere}`,
        suspect: 'capture',
        labels: [...poleLabels, 'ssid'],
        for: '30m',
        keep: '5m',
        summary: text(
            '{{ $labels.node }}: clients of {{ $labels.ssid }} are served badly',
            '{{ $labels.node }}: {{ $labels.ssid }} 체감 품질 저하',
        ),
        description: text(
            'At "{{ $labels.site }}" only {{ $value | humanizePercentage }} of the minutes that clients spent there were good, for half an hour.',
            '"{{ $labels.site }}"에서 30분째 접속자가 머문 시간 중 정상은 {{ $value | humanizePercentage }}뿐.',
        ),
        runbook: {
            meaning:
                'A minute of a client is bad when a stage of its connection failed or was slow, round trips were long, or TCP had to repeat much. Each bad minute is put down to one stage, the earliest. ' +
                'More than a fifth of them is felt, whatever bars and counters say.',
            confirm: [
                {
                    ask: 'the stage to blame, in client-minutes of a quarter of an hour',
                    expr: 'sum by (ssid, stage) (node:magpie_bad_minutes:increase15m{area="AREA", node="NODE"})',
                },
                {
                    ask: 'round trips: `radio` is the air, `network` all behind the pole',
                    expr: 'sum by (side) (rate(magpie_client_round_trip_seconds_total{area="AREA", node="NODE"}[15m])) / sum by (side) (rate(magpie_client_round_trips_total{area="AREA", node="NODE"}[15m]))',
                },
                {
                    ask: 'repeats: `down` is the air, `up` all behind the pole',
                    expr: 'sum by (direction) (rate(magpie_client_tcp_retransmissions_total{area="AREA", node="NODE"}[15m])) / sum by (direction) (rate(magpie_client_tcp_segments_total{area="AREA", node="NODE"}[15m]))',
                },
                { ask: 'poles of the area that fare as badly', expr: `node:magpie_good_minutes:ratio{area="AREA"} < ${goodMinutes}` },
            ],
            commands: ['iw dev wlan0 station dump', 'iw dev wlan0 survey dump', 'ping -c 20 $(ip route | awk \'/default/ {print $3; exit}\')'],
            faults: ['line_slow', 'line_errors', 'no_gateway', 'no_dns', 'radio_hung', 'air_crowded', 'air_noise', 'antenna_bad', 'full'],
            act: [
                '`tcp_radio`: the air. See MagpieAirCrowded and MagpieHeavyRetries; far clients want another pole.',
                '`tcp_network`: the line of this pole, then its hub: a full line makes round trips long.',
                'Any other stage: as MagpieClientsCannotConnect says.',
            ],
            affected: onThePole,
            dashboards: ['magpie-clients', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieBeaconsLost',
        scope: 'pole',
        severity: 'info',
        team: 'network',
        expr: `node:magpie_lost_beacons:ratio{ssid!="other"} > ${lostBeacons}
and on (area, node, band, ssid)
max by (area, node, band, ssid) (magpie_air_signal_dbm > ${heardWell})
${wasThere}`,
        suspect: 'capture',
        labels: [...poleLabels, 'band', 'ssid'],
        for: '15m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }}: beacons of {{ $labels.ssid }} are missing, {{ $labels.band }}',
            '{{ $labels.node }} {{ $labels.band }}: {{ $labels.ssid }} 비콘 손실',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of the beacons of our access points were not heard, though one of them is near.',
            '"{{ $labels.site }}"에서 자체 AP 비콘의 {{ $value | humanizePercentage }}가 들리지 않음. 가까운 AP가 있는데도 그러함.',
        ),
        runbook: {
            meaning:
                'An access point says ten times a second that it is there. Its own clock tells how many of these were never heard: the channel is so full that they collide or wait, or the access point hangs and comes back. ' +
                'Phones that miss seven in a row look for another network. One that is silent altogether counts as nothing here: that is MagpieNetworkStopped.',
            confirm: [
                { ask: 'lost, by network', expr: 'node:magpie_lost_beacons:ratio{area="AREA", node="NODE"}' },
                { ask: 'is the air full?', expr: 'node:magpie_channel_busy:ratio{area="AREA", node="NODE"}' },
                { ask: 'does the capture itself miss frames?', expr: 'rate(magpie_node_capture_dropped_total{area="AREA", node="NODE"}[15m])' },
                {
                    ask: 'do poles nearby miss them too? Then it is that access point',
                    expr: `node:magpie_lost_beacons:ratio{area="AREA", ssid!="other"} > ${lostBeacons}`,
                },
            ],
            commands: ['iw dev', 'hostapd_cli status', 'dmesg | tail -30'],
            faults: ['radio_hung', 'hostapd_stopped', 'air_crowded', 'air_noise', 'antenna_bad'],
            act: [
                'Full air: see MagpieAirCrowded. Quiet air: restart hostapd at the access point that is near, then its board.',
            ],
            affected: onThePole,
            dashboards: ['magpie-air', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieCaptureBlind',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node) (magpie_node_source_up{source="capture"} == 0) + 1
or on (area, node)
max by (area, node) (
  sum by (area, node, interface) (rate(magpie_node_capture_dropped_total[15m]))
  / (
    sum by (area, node, interface) (rate(magpie_node_capture_dropped_total[15m]))
    + sum by (area, node, interface) (rate(magpie_node_capture_frames_total[15m]))
  )
  > ${missedFrames}
)`,
        suspect: 'capture',
        labels: poleLabels,
        for: '10m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }} does not hear all of its air and its clients',
            '{{ $labels.node }}: 전파와 접속을 제대로 듣지 못함',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of the frames have been missed for ten minutes: magpie-capture does not run, or does not keep up. Twins and floods may go unseen. People are served.',
            '"{{ $labels.site }}"에서 10분째 프레임의 {{ $value | humanizePercentage }}를 놓침. magpie-capture가 돌지 않거나 처리가 밀림. 위장 AP나 공격을 못 볼 수 있음. 이용자 접속은 됨.',
        ),
        runbook: {
            meaning:
                'What is told of the air, of connections and of threats comes from magpie-capture. All of the frames: it does not run, or its interface is gone. A part of them: the board has no time for it, and what it counts is too little.',
            confirm: [
                { ask: '0 is down', expr: 'magpie_node_source_up{area="AREA", node="NODE", source="capture"}' },
                { ask: 'why', expr: 'increase(magpie_node_source_failures_total{area="AREA", node="NODE", source="capture"}[1h])' },
                { ask: 'missed, by interface; a second', expr: 'rate(magpie_node_capture_dropped_total{area="AREA", node="NODE"}[15m])' },
                { ask: 'has the board time?', expr: 'rate(magpie_host_cpu_seconds_total{area="AREA", node="NODE", mode="idle"}[15m])' },
            ],
            commands: ['systemctl status magpie-capture', 'journalctl -u magpie-capture | tail -30', 'iw dev', 'top -b -n 1 | head -15'],
            faults: ['no_radio', 'hostapd_stopped', 'capture_stopped'],
            act: [
                'Since a new version at many poles: take it back.',
                'It misses frames and the board is busy: leave out the monitor interface, `[air] interface = ""`, before anything of the service.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole', 'magpie-security'],
        },
    },
];
