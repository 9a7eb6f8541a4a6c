// The air, and how people get on the network.

import { text } from '../../text.js';
import { atUnusablePole, inTheArea, onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';
import { refusalsOfManyPeople } from '../thresholds.js';

const failedLogins = `node:magpie_refused_joins:increase15m{reason="eap_failed"} > ${refusalsOfManyPeople}`;

export const radioAlerts: readonly Alert[] = [
    {
        name: 'MagpieNetworkStopped',
        scope: 'pole',
        severity: 'critical',
        team: 'network',
        // Of what it has served since its agent began. Restarts of hostapd, and a change of channel, are over sooner.
        expr: `max by (area, node, band, ssid) (magpie_wifi_networks == 0)`,
        suspect: 'radio',
        labels: [...poleLabels, 'band', 'ssid'],
        for: '2m',
        keep: '15m',
        summary: text(
            'A network of {{ $labels.node }} has stopped: {{ $labels.ssid }}, {{ $labels.band }}',
            '{{ $labels.node }}: 네트워크 중단 ({{ $labels.ssid }}, {{ $labels.band }})',
        ),
        description: text(
            'At "{{ $labels.site }}" the pole served {{ $labels.ssid }} on {{ $labels.band }} and has not for two minutes: its clients are off.',
            '"{{ $labels.site }}"의 폴이 {{ $labels.band }}에서 {{ $labels.ssid }} 송출을 2분째 멈춤. 접속자가 모두 끊김.',
        ),
        runbook: {
            meaning:
                'The access point ended and stays away: hostapd was stopped or died, its new configuration is wrong, or the driver gave up. ' +
                'Restarts and changes of channel are over within two minutes.',
            confirm: [
                {
                    ask: 'networks now, by band: is another one on the air?',
                    expr: 'sum by (band, ssid) (magpie_wifi_networks{area="AREA", node="NODE"})',
                },
                {
                    ask: 'was a configuration sent to many?',
                    expr: 'count by (area) (sum by (area, node) (magpie_wifi_networks) == 0)',
                },
                {
                    ask: 'what the kernel told',
                    expr: 'increase(magpie_wifi_events_total{area="AREA", node="NODE", type=~"ap_stopped|interface_removed|radio_removed"}[1h])',
                },
            ],
            commands: ['systemctl status hostapd', 'journalctl -u hostapd | tail -30', 'iw dev'],
            faults: ['no_radio', 'radio_hung', 'hostapd_stopped', 'radar_shut'],
            act: ['Start hostapd, and read why it ended. Many poles at once: take the new configuration back.'],
            affected: atUnusablePole,
            dashboards: ['magpie-pole', 'magpie-air'],
        },
    },
    {
        name: 'MagpieRadioShut',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node, radio) (magpie_wifi_dfs_state == 3)`,
        suspect: 'radio',
        labels: [...poleLabels, 'radio'],
        for: '10m',
        summary: text(
            'Radio {{ $labels.radio }} of {{ $labels.node }} is shut by radar',
            '{{ $labels.node }} 무선 {{ $labels.radio }}: 레이더로 채널이 닫힌 상태',
        ),
        description: text(
            'At "{{ $labels.site }}" the radio has stood on a shut channel for ten minutes instead of going to another one.',
            '"{{ $labels.site }}"의 무선이 다른 채널로 옮기지 않고 10분째 닫힌 채널에 머묾.',
        ),
        runbook: {
            meaning:
                'After radar a radio should serve on another channel within a minute or two. This one stays and is silent: hostapd has no channel left to go to, or does not look for one.',
            confirm: [
                { ask: '3 is shut', expr: 'magpie_wifi_dfs_state{area="AREA", node="NODE"}' },
                {
                    ask: 'does the other band serve on?',
                    expr: 'sum by (band) (magpie_wifi_networks{area="AREA", node="NODE"})',
                },
            ],
            commands: ['hostapd_cli status', 'iw dev'],
            faults: ['hostapd_stopped', 'radar_shut'],
            act: [
                'Give hostapd a list of channels (`chanlist`), at least one without radar detection, or `channel=36`.',
            ],
            affected: onThePole,
            dashboards: ['magpie-air', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieAirCrowded',
        scope: 'pole',
        severity: 'info',
        team: 'network',
        expr: `node:magpie_channel_busy:ratio > 0.8`,
        suspect: 'radio',
        labels: [...poleLabels, 'band'],
        for: '1h',
        keep: '15m',
        summary: text(
            'The air at {{ $labels.node }} is crowded, {{ $labels.band }}',
            '{{ $labels.node }} {{ $labels.band }}: 채널 혼잡',
        ),
        description: text(
            'At "{{ $labels.site }}" the channel has been busy for more than 80 % of an hour; now {{ $value | humanizePercentage }}.',
            '"{{ $labels.site }}"의 채널이 1시간 동안 80 % 넘게 사용 중. 현재 {{ $value | humanizePercentage }}.',
        ),
        runbook: {
            meaning:
                'Above four fifths each more client costs all others. An hour of it is no accident: the channel, its width, or the number of poles is wrong for this place.',
            confirm: [
                {
                    ask: 'whose doing is it? Near the busy share: others',
                    expr: 'node:magpie_channel_foreign:ratio{area="AREA", node="NODE"}',
                },
                {
                    ask: 'no Wi-Fi at all: noise',
                    expr: 'rate(magpie_wifi_channel_non_wifi_seconds_total{area="AREA", node="NODE"}[5m])',
                },
                { ask: 'neighbours heard', expr: 'magpie_wifi_neighbours{area="AREA", node="NODE"}' },
                {
                    ask: 'own poles in its ear: the strongest may share its channel',
                    expr: 'magpie_wifi_own_neighbour_signal_dbm{area="AREA", node="NODE"}',
                },
            ],
            commands: ['iw dev wlan0 survey dump'],
            faults: ['air_crowded', 'air_noise'],
            act: [
                'Others: another channel, or narrower. Own neighbours: spread their channels, lower their power.',
                'Own clients, every day: the planner needs this place on the list.',
            ],
            affected: onThePole,
            dashboards: ['magpie-air', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieHeavyRetries',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `node:magpie_retry:ratio > 0.4`,
        suspect: 'radio',
        labels: [...poleLabels, 'band'],
        for: '30m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }} says most things twice, {{ $labels.band }}',
            '{{ $labels.node }} {{ $labels.band }}: 재전송 과다',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of all attempts to send were repeats, for half an hour.',
            '"{{ $labels.site }}"에서 30분째 송신 시도의 {{ $value | humanizePercentage }}가 재전송.',
        ),
        runbook: {
            meaning:
                'Two of five attempts are repeats: people have full bars and a slow network. Counted only above a packet a second, for below one lost frame is a large share.',
            confirm: [
                { ask: 'retries by band', expr: 'node:magpie_retry:ratio{area="AREA", node="NODE"}' },
                { ask: 'is the air full?', expr: 'node:magpie_channel_busy:ratio{area="AREA", node="NODE"}' },
                {
                    ask: 'share of clients that are heard badly: high means antenna or reach, not air',
                    expr: 'sum by (band) (rate(magpie_wifi_client_signal_dbm_bucket{area="AREA", node="NODE", le=~"-75(\\\\.0)?"}[15m])) / sum by (band) (rate(magpie_wifi_client_signal_dbm_count{area="AREA", node="NODE"}[15m]))',
                },
            ],
            commands: ['iw dev wlan0 station dump', 'iw dev wlan0 survey dump'],
            faults: ['radio_hung', 'air_crowded', 'air_noise', 'antenna_bad'],
            act: ['Full air: see MagpieAirCrowded. Quiet air and weak clients: antenna and its cable.'],
            affected: onThePole,
            dashboards: ['magpie-air', 'magpie-clients'],
        },
    },
    {
        name: 'MagpieClientsRefused',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `node:magpie_refused_joins:increase15m{reason!="blocked"} > ${refusalsOfManyPeople}`,
        suspect: 'radio',
        labels: [...poleLabels, 'reason'],
        for: '5m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }} turns people away: {{ $labels.reason }}',
            '{{ $labels.node }}: 접속 거부 다수 ({{ $labels.reason }})',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanize }} joins were refused within a quarter of an hour. Reason: {{ $labels.reason }}.',
            '"{{ $labels.site }}"에서 15분 동안 접속 {{ $value | humanize }}건이 거부됨. 이유: {{ $labels.reason }}.',
        ),
        runbook: {
            meaning:
                'More than twenty refusals within a quarter of an hour; one phone that retries for ever stays below that. ' +
                '`wrong_passphrase` the pole and the people differ, or somebody guesses; `full` no room; `eap_failed` the login server said no, or nothing. `blocked` is on purpose and not counted.',
            confirm: [
                {
                    ask: 'refusals by reason',
                    expr: 'node:magpie_refused_joins:increase15m{area="AREA", node="NODE"}',
                },
                { ask: 'joins that came in, a second', expr: 'node:magpie_joins:rate5m{area="AREA", node="NODE"}' },
                {
                    ask: 'the same in the area: at many poles it is not the pole',
                    expr: 'count by (reason) (node:magpie_refused_joins:increase15m{area="AREA"} > 20)',
                },
            ],
            commands: ['hostapd_cli all_sta | head', 'journalctl -u hostapd | tail -50'],
            faults: ['wrong_passphrase', 'radius_fails', 'full'],
            act: [
                '`wrong_passphrase`: join yourself; if that works and it goes on, tell the security desk: it may be guessing.',
                '`full`: an event, or a place for the planner.',
                '`eap_failed`: the RADIUS server; see MagpieAuthenticationFailing.',
            ],
            affected: atUnusablePole,
            dashboards: ['magpie-clients', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieAuthenticationFailing',
        scope: 'area',
        severity: 'critical',
        team: 'network',
        expr: `count by (area) (${failedLogins}) >= 3`,
        labels: ['area'],
        for: '5m',
        keep: '10m',
        summary: text(
            'Logins fail all over {{ $labels.area }}',
            '{{ $labels.area }}: 여러 폴에서 인증 실패',
        ),
        description: text(
            'At {{ $value }} poles of {{ $labels.area }} more than twenty logins failed within a quarter of an hour: the login server, not the poles.',
            '{{ $labels.area }}의 폴 {{ $value }}대에서 15분 동안 각각 20건 넘게 인증 실패. 폴이 아니라 인증 서버 문제.',
        ),
        runbook: {
            meaning:
                'Several poles see their logins (802.1X) fail at once. They share only the login server and the way to it. The alarms of the single poles are held back.',
            confirm: [
                {
                    ask: 'poles at which logins fail',
                    expr: 'node:magpie_refused_joins:increase15m{area="AREA", reason="eap_failed"}',
                },
                {
                    ask: 'is it the whole city?',
                    expr: 'count by (area) (node:magpie_refused_joins:increase15m{reason="eap_failed"} > 20)',
                },
            ],
            commands: ['eapol_test -c seoul_secure.conf -a RADIUS -s SECRET'],
            faults: ['radius_fails'],
            act: [
                'Test the RADIUS server from the centre. Its certificate may have expired: then only new joins fail.',
                'The open network serves on: say so to the citizens.',
            ],
            affected: inTheArea,
            dashboards: ['magpie-clients', 'magpie-district'],
        },
    },
    {
        name: 'MagpieDeauthenticationFlood',
        scope: 'pole',
        severity: 'critical',
        team: 'security',
        expr: `sum by (area, node, radio) (rate(magpie_wifi_deauthentications_total[5m])) > 2`,
        suspect: 'radio',
        labels: [...poleLabels, 'radio'],
        for: '2m',
        keep: '10m',
        summary: text(
            'Deauthentications flood {{ $labels.node }}, radio {{ $labels.radio }}',
            '{{ $labels.node }} 무선 {{ $labels.radio }}: 접속 해제 프레임 폭주',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanize }} deauthentications a second arrive: somebody may be throwing people off.',
            '"{{ $labels.site }}"에 초당 {{ $value | humanize }}건의 접속 해제 프레임이 들어옴. 고의로 이용자를 끊는 공격일 수 있음.',
        ),
        runbook: {
            meaning:
                'People who leave say so once each; even a full pole that empties makes less than two a second for minutes. ' +
                'More is a tool, or a device that has gone wild. hostapd counts what the access point receives; what is sent to the clients in its name is not seen here.',
            confirm: [
                {
                    ask: 'by reason: a tool mostly sends one',
                    expr: 'sum by (radio, reason) (rate(magpie_wifi_deauthentications_total{area="AREA", node="NODE"}[5m]))',
                },
                { ask: 'do people fall off and join again?', expr: 'node:magpie_joins:rate5m{area="AREA", node="NODE"}' },
                {
                    ask: 'neighbouring poles that hear the same',
                    expr: 'sum by (node) (rate(magpie_wifi_deauthentications_total{area="AREA"}[5m])) > 0.5',
                },
            ],
            commands: ['journalctl -u hostapd | grep -i deauth | tail'],
            faults: ['deauth_attack'],
            act: [
                'Switch on protected management frames (802.11w) where clients can: they do not believe forged frames.',
                'Note time and poles; nobody searches alone. The poles that hear it most are nearest.',
            ],
            affected: onThePole,
            dashboards: ['magpie-security', 'magpie-pole'],
        },
    },
];
