// Whole poles, and what they share: can people use them, and do they speak?

import { text } from '../../text.js';
import { atTheSite, atUnusablePole, behindTheHub, inTheArea, onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';

const downOf = (labels: string): string => `count by (${labels}) (node:magpie_unusable:reason{reason="down"})`;
/** When so many of an area fail at once nobody goes from pole to pole, and Alertmanager's queue holds ten thousand. */
const tooManyToList = 500;
const unlessMany = (matcher: string): string =>
    `unless on (area)\ncount by (area) (node:magpie_unusable:reason{${matcher}}) > ${tooManyToList}`;
const poleFaults = ['no_power', 'undervoltage', 'no_carrier', 'hub_down', 'line_flaps', 'no_address', 'no_gateway'];

export const poleAlerts: readonly Alert[] = [
    {
        name: 'MagpieUnusableOnSite',
        scope: 'pole',
        severity: 'critical',
        team: 'network',
        // A radio that hangs has an alarm of its own, which is over as soon as it is: it could not hold this one back to its end.
        expr: `node:magpie_unusable:reason{reason!~"down|radio_hung"}
${unlessMany('reason!~"down|radio_hung"')}`,
        labels: [...poleLabels, 'reason'],
        for: '10m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }} looks fine and cannot be used: {{ $labels.reason }}',
            '{{ $labels.node }}: 정상으로 보이지만 현장에서 쓸 수 없음 ({{ $labels.reason }})',
        ),
        description: text(
            'The pole at "{{ $labels.site }}" reports, and people there have had no use of it for ten minutes. Reason: {{ $labels.reason }}.',
            '"{{ $labels.site }}"의 폴은 보고하고 있지만 10분째 이용자가 쓸 수 없음. 이유: {{ $labels.reason }}.',
        ),
        runbook: {
            meaning:
                'The heart of Magpie: the map shows this pole as fine, and on site it is of no use. The label `reason` says why: ' +
                '`no_network` it is a place of public Wi-Fi (`node.site_type`) and ' +
                'no network is on the air; `radar_shut` every channel it serves on is shut by radar; `refusing` it turned away more than twenty people within a ' +
                'quarter of an hour (full, or the login server fails), and at least one for each two it let in; `failing` more than a third of what ' +
                'it sends is never acknowledged; `crowded_air` on every band others take more than nine tenths of the time; `visits_fail` the pole itself has tried ' +
                'the networks around as a citizen would, and came through none. ' +
                'That nobody is there never makes a pole unusable: none of these asks how many people there are. A radio that hangs has an alarm of its own, MagpieRadioHung.',
            confirm: [
                {
                    ask: 'all reasons that hold now; one pole may have several',
                    expr: 'node:magpie_unusable:reason{area="AREA", node="NODE"}',
                },
                {
                    ask: 'the networks it serves, by band: 0 is none',
                    expr: 'sum by (band) (magpie_wifi_networks{area="AREA", node="NODE"})',
                },
                {
                    ask: 'whom it turned away in the last quarter of an hour',
                    expr: 'node:magpie_refused_joins:increase15m{area="AREA", node="NODE"}',
                },
                { ask: 'what is never acknowledged', expr: 'node:magpie_failed:ratio{area="AREA", node="NODE"}' },
                {
                    ask: 'the air that others take',
                    expr: 'node:magpie_channel_foreign:ratio{area="AREA", node="NODE"}',
                },
                {
                    ask: 'at which stage its own visits fail, and how',
                    expr: 'sum by (ssid, stage, outcome) (increase(magpie_client_visit_stages_total{area="AREA", node="NODE", outcome!="success"}[1h])) > 0',
                },
            ],
            commands: ['magpie-agent sample', 'iw dev', 'iw dev wlan0 survey dump'],
            faults: [
                'no_radio',
                'hostapd_stopped',
                'radar_shut',
                'air_crowded',
                'air_noise',
                'antenna_bad',
                'radius_fails',
                'network_unusable',
                'full',
            ],
            act: [
                'Join with your own phone at ten metres. If it works, note what it shows and tell the desk: the threshold may be wrong here.',
                'Follow the list of faults from above; stop at the first one that is true.',
                '`refusing` with `eap_failed` at several poles is the login server: see MagpieAuthenticationFailing.',
            ],
            affected: atUnusablePole,
            dashboards: ['magpie-pole', 'magpie-district', 'magpie-air'],
        },
    },
    {
        name: 'MagpieSiteDark',
        scope: 'site',
        severity: 'critical',
        team: 'network',
        expr: `site:magpie_usable:ratio == 0
and on (area, site)
site:magpie_poles:count >= 2`,
        labels: ['area', 'site'],
        for: '10m',
        keep: '10m',
        summary: text(
            'No pole of "{{ $labels.site }}" can be used',
            '"{{ $labels.site }}"의 모든 폴을 쓸 수 없음',
        ),
        description: text(
            'Every pole of the site, two or more, has been down or unusable for ten minutes: the place has no public Wi-Fi.',
            '해당 장소의 폴(2대 이상)이 모두 10분째 끊겼거나 쓸 수 없음. 이 장소에는 공공 와이파이가 없는 상태.',
        ),
        runbook: {
            meaning:
                'A place is three or four access points, and citizens judge the place. Here none of them can be used, so nobody can step aside to the next one.',
            confirm: [
                {
                    ask: 'each pole of the site, and why',
                    expr: 'node:magpie_unusable:reason{area="AREA", site="SITE"}',
                },
            ],
            commands: ['magpie-agent sample'],
            faults: ['no_power', 'hub_down', 'no_carrier', 'hostapd_stopped', 'radius_fails'],
            act: [
                'Look for what they share: one cabinet, one hub, one supply, one configuration sent to all.',
                'All down: begin at the cabinet. All up and unusable: begin at what was changed last.',
            ],
            affected: atTheSite,
            dashboards: ['magpie-district', 'magpie-city'],
        },
    },
    {
        name: 'MagpiePoleDown',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max without (reason) (node:magpie_unusable:reason{reason="down"})
${unlessMany('reason="down"')}`,
        labels: poleLabels,
        for: '5m',
        keep: '10m',
        summary: text('{{ $labels.node }} is down', '{{ $labels.node }}: 폴이 끊김'),
        description: text(
            'The pole at "{{ $labels.site }}" has not reported for five minutes: no power, no line, or its agent has ended.',
            '"{{ $labels.site }}"의 폴이 5분째 보고하지 않음. 전원, 회선 또는 에이전트 문제.',
        ),
        runbook: {
            meaning:
                'The collector hears its broker and does not hear this pole: by its will, by its farewell, or by three intervals of silence. ' +
                'It has stayed so for five minutes, so a restart does not page; it stays for ten minutes after it came back, so a pole that flaps pages once. ' +
                'It is silent while MagpieSuspectedFault, MagpieHubDown, MagpieAreaSilent or MagpieAreaUnheard tells of the same, and where more than 500 poles of an area are down at once.',
            confirm: [
                { ask: '0 is down', expr: 'max(magpie_node_up{area="AREA", node="NODE"})' },
                {
                    ask: 'when it was last heard',
                    expr: 'max_over_time(magpie_node_last_report_timestamp_seconds{area="AREA", node="NODE"}[1d])',
                },
                {
                    ask: 'its neighbours behind the same hub: if they are down too, it is not this pole',
                    expr: 'node:magpie_unusable:reason{area="AREA", reason="down"}',
                },
            ],
            commands: ['ip link', 'systemctl status magpie-agent', "journalctl -u magpie-agent | grep 'no connection'"],
            faults: [...poleFaults, 'no_dns', 'clock_wrong', 'agent_stopped', 'certificate_ending', 'broker_refuses'],
            act: [
                'Ask the desk whether neighbours are down. If so, go to the hub.',
                'Is the SSID on the air? Then power is there, and the fault is the line or the agent; people may even be served.',
                'Follow the list of faults from above.',
            ],
            affected: atUnusablePole,
            dashboards: ['magpie-pole', 'magpie-district'],
        },
    },
    {
        name: 'MagpiePoleFlapping',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `sum_over_time(node:magpie_up:changes5m[1h]) >= 6`,
        suspect: 'agent',
        labels: poleLabels,
        keep: '30m',
        summary: text('{{ $labels.node }} comes and goes', '{{ $labels.node }}: 연결이 반복해서 끊김'),
        description: text(
            'The pole at "{{ $labels.site }}" went down and up {{ $value | humanize }} times within an hour.',
            '"{{ $labels.site }}"의 폴이 1시간에 {{ $value | humanize }}번 끊기고 다시 붙음.',
        ),
        runbook: {
            meaning:
                'Three times down and up within an hour. Too short each time for MagpiePoleDown, and enough to throw people off: "it disconnects within two minutes".',
            confirm: [
                { ask: 'the changes, by five minutes', expr: 'node:magpie_up:changes5m{area="AREA", node="NODE"}' },
                {
                    ask: 'a small uptime says that the board reboots: power. A large one: the line',
                    expr: 'magpie_host_uptime_seconds{area="AREA", node="NODE"}',
                },
                {
                    ask: 'lost connections of the agent',
                    expr: 'increase(magpie_node_connect_failures_total{area="AREA", node="NODE"}[1h])',
                },
            ],
            commands: ['uptime', "dmesg | grep -i 'link is'", 'magpie-agent sample | grep boot'],
            faults: ['no_power', 'undervoltage', 'line_flaps', 'line_errors', 'board_hot', 'broker_refuses'],
            act: ['Uptime small: measure the voltage while the radio sends. Uptime large: move the cable gently and watch the line.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieHubDown',
        scope: 'hub',
        severity: 'critical',
        team: 'network',
        expr: `count by (area, hub) (node:magpie_unusable:reason{reason="down", hub!=""})
/ on (area, hub)
count by (area, hub) (node:magpie_place:info{hub!=""})
>= 0.8
and on (area, hub)
count by (area, hub) (node:magpie_unusable:reason{reason="down", hub!=""}) >= 3`,
        labels: ['area', 'hub'],
        for: '1m',
        keep: '15m',
        summary: text('Hub {{ $labels.hub }} is down', '집선 장치 {{ $labels.hub }} 장애'),
        description: text(
            '{{ $value | humanizePercentage }} of the poles behind {{ $labels.hub }} are down at once: the hub, its power or its line.',
            '{{ $labels.hub }} 뒤의 폴 {{ $value | humanizePercentage }}가 동시에 끊김. 집선 장치나 그 전원, 회선 문제.',
        ),
        runbook: {
            meaning:
                'At least four fifths of the poles whose lines come together here (`node.hub`), three or more, are down at once. ' +
                'Poles do not die together: it is the hub, its power, or the line behind it. Their own alarms are held back.',
            confirm: [
                {
                    ask: 'who is down behind it',
                    expr: 'node:magpie_unusable:reason{area="AREA", hub="HUB", reason="down"}',
                },
                {
                    ask: 'who still speaks: these hang on something else, or on a second line',
                    expr: 'node:magpie_usable:bool{area="AREA", hub="HUB"} == 1',
                },
            ],
            commands: ['ip -s link show'],
            faults: ['no_power', 'hub_down', 'no_carrier'],
            act: [
                'Send one person to the hub, none to the poles.',
                'Power first: breaker, supply, battery. Then the uplink: light level, port, the switch behind it.',
                'When the poles are back, look for MagpiePoleDown of those that stayed away.',
            ],
            affected: behindTheHub,
            dashboards: ['magpie-district', 'magpie-city'],
        },
    },
    {
        name: 'MagpieSuspectedFault',
        scope: 'hub',
        severity: 'critical',
        team: 'network',
        // The label hub only where it is one: what holds back its poles must not hold back those that have no hub.
        expr: `max by (area, kind, name, hub) (
label_replace(magpie_rollup_suspected_fault_members{kind="hub"}, "hub", "$1", "name", "(.*)")
or magpie_rollup_suspected_fault_members{kind!="hub"}
)`,
        labels: ['area', 'hub', 'kind', 'name'],
        keep: '15m',
        summary: text(
            'Many fell at once: the {{ $labels.kind }} {{ $labels.name }} is suspected',
            '동시 다발 장애: {{ $labels.kind }} {{ $labels.name }} 의심',
        ),
        description: text(
            '{{ $value | humanize }} that share the {{ $labels.kind }} {{ $labels.name }} of {{ $labels.area }} fell at once, and others did not. /api/v1/faults of the collector names them.',
            '{{ $labels.area }}의 {{ $labels.kind }} {{ $labels.name }}에 연결된 {{ $value | humanize }}건이 동시에 끊김. 목록은 수집기의 /api/v1/faults.',
        ),
        runbook: {
            meaning:
                'The collector finds within half a minute what the poles that fell share. `hub`: where their lines come together (`node.hub`). `switch`: the one that LLDP names at the other end of their lines. ' +
                '`core`: most hubs of an area fell, or of all areas (then without `area`). Of things within each other the largest is told. ' +
                'Four fifths of those that were up must have fallen, three at least, within two minutes (`[suspicion]` of the collector). ' +
                'Alarms of the poles behind a hub are held back, and MagpieHubDown, which looks at the same more slowly and goes on where a collector has restarted.',
            confirm: [
                { ask: 'what is suspected now, and how many fell with it', expr: 'magpie_rollup_suspected_fault_members' },
                {
                    ask: 'who is down behind the hub',
                    expr: 'node:magpie_unusable:reason{area="AREA", hub="HUB", reason="down"}',
                },
                {
                    ask: 'what is at the other end of the lines of a pole that still speaks',
                    expr: 'magpie_link_neighbour_info{area="AREA"}',
                },
            ],
            commands: ['curl -s localhost:9600/api/v1/faults', 'ip -s link show'],
            faults: ['no_power', 'hub_down', 'no_carrier'],
            act: [
                'Send one person to what is named, none to the poles.',
                'A switch within a hub that stands: its power, then its uplink. A core: ask the backbone desk.',
                'Those named as members that stay away when the fault is over are single faults: MagpiePoleDown tells of them.',
            ],
            affected: behindTheHub,
            dashboards: ['magpie-city', 'magpie-district'],
        },
    },
    {
        name: 'MagpieAreaSilent',
        scope: 'area',
        severity: 'critical',
        team: 'network',
        expr: `${downOf('area')}
/ on (area)
count by (area) (node:magpie_place:info)
>= 0.9
and on (area)
${downOf('area')} >= 3`,
        labels: ['area'],
        for: '1m',
        keep: '20m',
        summary: text('{{ $labels.area }} is silent', '{{ $labels.area }} 지역 전체 무응답'),
        description: text(
            '{{ $value | humanizePercentage }} of the poles of {{ $labels.area }} are down at once, and the collector hears its broker.',
            '{{ $labels.area }}의 폴 {{ $value | humanizePercentage }}가 동시에 끊김. 수집기와 브로커의 연결은 정상.',
        ),
        runbook: {
            meaning:
                'Nine tenths of an area are down at once, three poles or more. The collector is connected to its broker, so it is between the area and the broker: ' +
                'backbone, VLAN, firewall, or certificates that expired on the same day. Alarms of its hubs and poles are held back.',
            confirm: [
                {
                    ask: 'how many are down, by hub: all hubs alike means the backbone',
                    expr: 'count by (hub) (node:magpie_unusable:reason{area="AREA", reason="down"})',
                },
                { ask: 'are other areas well?', expr: 'area:magpie_usable:ratio' },
            ],
            commands: ["journalctl -u magpie-agent | grep 'no connection'", 'journalctl -u mosquitto | tail -50'],
            faults: ['hub_down', 'no_gateway', 'no_dns', 'certificate_ending', 'broker_refuses'],
            act: [
                'Ask the backbone desk about the ring of this district.',
                'Look at the log of the broker: are their connections refused (certificates, ACL), or are there none?',
                'Poles keep their reports meanwhile; nothing is lost while the outboxes hold, a day or two (some hours where there is no flash).',
            ],
            affected: inTheArea,
            dashboards: ['magpie-city', 'magpie-district', 'magpie-collector'],
        },
    },
    {
        name: 'MagpieAreaUnheard',
        scope: 'area',
        severity: 'info',
        team: 'network',
        expr: `present_over_time(area:magpie_heard_nodes:count[1d])
unless on (area)
area:magpie_heard_nodes:count`,
        labels: ['area'],
        summary: text('Nobody listens to {{ $labels.area }}', '{{ $labels.area }} 지역을 수신하는 수집기가 없음'),
        description: text(
            'The collector of this area is away, or cut off from its broker: whether its poles work is not known. It pages nobody; it holds back what cannot be known.',
            '이 지역의 수집기가 없거나 브로커와 끊김. 폴의 상태를 알 수 없음. 호출하지 않고, 알 수 없는 경보를 억제하기만 함.',
        ),
        runbook: {
            meaning:
                'Not an alarm but a brake. It holds while MagpieCollectorDown or MagpieBrokerConnectionDown tells the cause, and two minutes longer, until poles have come back. ' +
                'Alarms of poles, hubs and sites of this area are held back: silence that nobody listens to tells nothing.',
            confirm: [
                { ask: 'areas that are heard', expr: 'area:magpie_heard_nodes:count' },
                { ask: 'collectors that hear their broker', expr: 'magpie_collector_mqtt_connected' },
            ],
            commands: ['curl -s localhost:9600/readyz'],
            faults: [],
            act: [
                'Follow MagpieCollectorDown or MagpieBrokerConnectionDown.',
                'Neither is there, and the area was given up or renamed: it goes away within a day.',
            ],
            affected: {
                ask: 'people who were on its poles before',
                expr: 'sum(last_over_time(node:magpie_clients:sum{area="AREA"}[1h]))',
            },
            dashboards: ['magpie-collector', 'magpie-city'],
        },
    },
    {
        name: 'MagpieDeviceDown',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (area, node, device) (magpie_node_device_up == 0)
unless on (area, node)
node:magpie_unusable:reason{reason="down"}`,
        suspect: 'agent',
        labels: [...poleLabels, 'device'],
        for: '10m',
        keep: '10m',
        summary: text(
            'Device {{ $labels.device }} at {{ $labels.node }} is down',
            '{{ $labels.node }}의 장치 {{ $labels.device }} 무응답',
        ),
        description: text(
            'The pole at "{{ $labels.site }}" reports, and the device behind it has not for ten minutes.',
            '"{{ $labels.site }}"의 폴은 보고하지만 뒤의 장치가 10분째 무응답.',
        ),
        runbook: {
            meaning: 'A device behind the pole (a sensor node on its bus) has died on its own. The pole itself goes on.',
            confirm: [{ ask: 'its devices', expr: 'magpie_node_device_up{area="AREA", node="NODE"}' }],
            commands: ['magpie-agent sample'],
            faults: ['no_power', 'undervoltage'],
            act: ['Look at the power and the bus cable of the device, then swap the device.'],
            affected: { ask: 'nobody on the Wi-Fi; the readings of the device are missing', expr: onThePole.expr },
            dashboards: ['magpie-pole'],
        },
    },
];
