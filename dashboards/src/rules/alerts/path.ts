// Who is reached from a pole, and what is lost on the way.

import { text } from '../../text.js';
import { inTheAreaNow, onThePole, peopleBehindTheHub } from '../affected.js';
import { found, poleLabels, type Alert } from '../model.js';
import { lostPackets, polesOfOneFault, throughputOfYesterday } from '../thresholds.js';

const byTarget = 'area, node, target, class';
const why = 'increase(magpie_path_probes_total{area="AREA", node="NODE", outcome!="answered"}[15m]) > 0';

/** A sentence, the worse way first, where the reflector counts; else nothing. Which way it is may change, and must not begin the alert anew: so it is no label. */
const lostByWay = (said: string): string =>
    '{{ with printf "sort_desc(sum by (direction) (increase(magpie_path_packets_lost_total{area=%q, node=%q, target=%q}[15m])))" ' +
    `$labels.area $labels.node $labels.target | query }} ${said}:{{ range . }} {{ .Labels.direction }} {{ printf "%.0f" .Value }}{{ end }}.{{ end }}`;

export const pathAlerts: readonly Alert[] = [
    {
        name: 'MagpieTargetUnreachable',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: 'node:magpie_unreached_targets:count{class=~"gateway|hub|core"}',
        suspect: 'path',
        labels: [...poleLabels, 'class'],
        for: '5m',
        keep: '10m',
        summary: text(
            '{{ $labels.node }} does not reach {{ $value | humanize }} of its targets: {{ $labels.class }}',
            '{{ $labels.node }}: 대상 {{ $value | humanize }}개에 도달하지 못함({{ $labels.class }})',
        ),
        description: text(
            'From the pole at "{{ $labels.site }}" no probe of {{ $value | humanize }} targets of the class {{ $labels.class }} has been answered for five minutes. The pole itself reports.',
            '"{{ $labels.site }}"의 폴에서 {{ $labels.class }} 등급 대상 {{ $value | humanize }}개가 5분째 어떤 검사에도 응답하지 않음. 폴은 정상 보고 중.',
        ),
        runbook: {
            meaning:
                'A target is reached while it answers any of its probes (but `mtu`, which is asked seldom); these answer none. The class says how far away they are: `gateway`, `hub`, `core`. ' +
                'What is farther than the first class that fails is held back, and so is a pole of which two others of its hub do not reach the same (MagpieHubTargetsUnreachable). ' +
                'The class `outside` raises nothing: it is on the dashboards. Reports do come, so the way to the broker works.',
            confirm: [
                {
                    ask: 'which part of the way the pole itself blames, by what it reaches, its line, its switch and its traces',
                    expr: 'max by (segment) (magpie_path_sick_segment{area="AREA", node="NODE"} == 1)',
                },
                {
                    ask: 'which targets, by probe: 0 is not answered',
                    expr: 'max by (class, target, probe) (magpie_path_up{area="AREA", node="NODE"})',
                },
                {
                    ask: 'why: `no_address` is a name that is not resolved, `not_allowed` is the kernel of the pole, not the target',
                    expr: why,
                },
                {
                    ask: 'other poles of the area that do not reach this class: many are the target',
                    expr: 'count by (class) (node:magpie_unreached_targets:count{area="AREA"})',
                },
            ],
            commands: [
                'magpie-agent check',
                'magpie-agent probe ping gateway',
                'magpie-agent probe trace 10.0.0.53 # the target: behind whom the way ends',
                'ip route',
                "grep -A9 '^\\[\\[path.target' /etc/magpie/agent.toml",
            ],
            faults: [
                'no_carrier',
                'hub_down',
                'wrong_vlan',
                'line_errors',
                'no_address',
                'no_gateway',
                'no_dns',
                'dns_lies',
                'no_internet',
                'portal_captures',
            ],
            act: [
                'Poles of many hubs: the target itself is away, or its address has changed. Mend it, or change `[[path.target]]`.',
                'This pole alone: its line, its route, a firewall that was set for it.',
                '`not_allowed` alone: give the agent ICMP sockets (`net.ipv4.ping_group_range`, or CAP_NET_RAW).',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole', 'magpie-district'],
        },
    },
    {
        name: 'MagpieHubTargetsUnreachable',
        scope: 'hub',
        severity: 'warning',
        team: 'network',
        expr: `count by (area, hub, class) (${found}{fault="MagpieTargetUnreachable", hub!=""}) >= ${polesOfOneFault}`,
        labels: ['area', 'hub', 'class'],
        // Sooner than for a pole, and longer, whose own alert this holds back.
        for: '3m',
        keep: '12m',
        summary: text(
            '{{ $value | humanize }} poles of hub {{ $labels.hub }} do not reach their targets: {{ $labels.class }}',
            '집선 장치 {{ $labels.hub }}의 폴 {{ $value | humanize }}대가 대상에 도달하지 못함({{ $labels.class }})',
        ),
        description: text(
            'From {{ $value | humanize }} poles behind {{ $labels.hub }} targets of the class {{ $labels.class }} have not been answering for three minutes: what they share is at fault, not the poles.',
            '{{ $labels.hub }} 뒤의 폴 {{ $value | humanize }}대에서 {{ $labels.class }} 등급 대상이 3분째 응답하지 않음. 폴이 아니라 공용 구간의 문제.',
        ),
        runbook: {
            meaning:
                'Three poles or more whose lines come together here (`node.hub`) do not reach targets of the same class: the hub, its line, or the targets. ' +
                'The alarms of the poles are held back, and those of the hub for what is farther away.',
            confirm: [
                {
                    ask: 'the poles, by class',
                    expr: 'node:magpie_fault:value{area="AREA", hub="HUB", fault="MagpieTargetUnreachable"}',
                },
                {
                    ask: 'which part of the way its poles blame: if most say the same, it is that',
                    expr: 'count by (segment) (magpie_path_sick_segment{area="AREA"} == 1 and on (area, node) magpie_node_info{area="AREA", hub="HUB"})',
                },
                {
                    ask: 'the targets, and how many poles of the area do not reach each',
                    expr: 'count by (class, target) (max by (node, class, target) (magpie_path_up{area="AREA", probe!="mtu"}) == 0)',
                },
                {
                    ask: 'other hubs that tell the same: if all do, it is the target',
                    expr: 'ALERTS{alertname="MagpieHubTargetsUnreachable", alertstate="firing"}',
                },
            ],
            commands: ['magpie-agent probe ping gateway', 'ip route', 'magpie-agent probe trace 10.0.0.53 # a target'],
            faults: ['hub_down', 'line_errors', 'no_gateway', 'no_dns'],
            act: [
                '`gateway`, `hub`: go to the hub. Its switch, its router, what was changed there last.',
                '`core`: ask who runs the backbone whether the line of this hub is cut or routed anew. All hubs: the target.',
            ],
            affected: peopleBehindTheHub,
            dashboards: ['magpie-district', 'magpie-pole'],
        },
    },
    {
        name: 'MagpieWaySick',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // A radio that hangs has an alert of its own, and what is outside raises none.
        expr: 'max by (area, node, segment) (magpie_path_sick_segment{segment!~"radio|outside"}) == 1',
        suspect: 'path',
        labels: [...poleLabels, 'segment'],
        for: '10m',
        keep: '7m',
        summary: text(
            'The way behind {{ $labels.node }} is sick: {{ $labels.segment }}',
            '{{ $labels.node }} 뒤쪽 경로 이상: {{ $labels.segment }}',
        ),
        description: text(
            'For ten minutes the pole at "{{ $labels.site }}" has been blaming this part of its way: {{ $labels.segment }}. Something behind it is not reached, loses packets or takes too long, while what is before it is well.',
            '"{{ $labels.site }}"의 폴이 10분째 경로의 이 구간을 지목함: {{ $labels.segment }}. 그 앞은 정상인데 뒤쪽은 도달 불가, 패킷 손실 또는 지연.',
        ),
        runbook: {
            meaning:
                'The pole compares who is reached, and how well, near and far, and names the one part of the way that explains it (docs/path.md): `pole_cable`, `access_switch`, `hub` or `core`; of two that it cannot tell apart the nearer. ' +
                'It is told where no alert of more weight is: of a target that is not reached, of a line that is bad, of a hub that is down, of a fault that several poles share. So mostly it is a way that passes packets on and passes them badly: ' +
                'three per cent are lost, or round trips take 50 ms more than the least of the day (`path.degraded` of its configuration).',
            confirm: [
                {
                    ask: 'what is lost to whom, of the packets of the last minute',
                    expr: 'max by (class, target) (magpie_path_loss_ratio{area="AREA", node="NODE"})',
                },
                {
                    ask: 'which way, packets within a quarter of an hour',
                    expr: 'sum by (class, target, direction) (increase(magpie_path_packets_lost_total{area="AREA", node="NODE"}[15m]))',
                },
                {
                    ask: 'how much longer the packets of STAMP take than the least of the day',
                    expr: 'magpie_path_packet_round_trip_seconds{area="AREA", node="NODE"} - min_over_time(magpie_path_packet_round_trip_seconds{area="AREA", node="NODE"}[1d])',
                },
                {
                    ask: 'and how much longer pings do',
                    expr: 'magpie_path_round_trip_seconds{area="AREA", node="NODE", probe="ping"} - min_over_time(magpie_path_round_trip_seconds{area="AREA", node="NODE", probe="ping"}[1d])',
                },
                {
                    ask: 'what other poles of the hub blame: if most say the same, it is that',
                    expr: 'count by (segment) (magpie_path_sick_segment{area="AREA"} == 1 and on (area, node) magpie_node_info{area="AREA", hub="HUB"})',
                },
            ],
            commands: [
                "journalctl -u magpie-agent | grep -e 'is sick' -e traced # who says so, and where the way was traced to",
                'magpie-agent probe trace 10.0.0.53 # the target: from which hop on it takes longer',
                'magpie-agent probe ping gateway',
                'ip -s link show eth0',
            ],
            faults: ['hub_down', 'line_slow', 'line_errors', 'line_flaps', 'no_gateway'],
            act: [
                '`pole_cable`, `access_switch`: the plug, the cable, the port; errors on the side of the switch, which the pole does not see.',
                '`hub`: its line to the backbone is full or damaged, or its router is at its end. Look at its traffic and its errors, both ways.',
                '`core`: ask who runs the backbone whether this hub was routed anew. Where that is to stay, the pole takes the new time for its own after a day.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpiePathLossy',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${byTarget}) (magpie_path_loss_ratio > ${lostPackets})`,
        suspect: 'path',
        labels: [...poleLabels, 'target', 'class'],
        for: '15m',
        keep: '5m',
        summary: text(
            'The path of {{ $labels.node }} to {{ $labels.target }} loses packets',
            '{{ $labels.node }}: {{ $labels.target }} 경로에서 패킷 손실',
        ),
        description: text(
            `From "{{ $labels.site }}" {{ $value | humanizePercentage }} of the packets to {{ $labels.target }} are lost, and more than 2 % have been for a quarter of an hour.${lostByWay('Lost meanwhile on the way there (forward) and back')}`,
            `"{{ $labels.site }}"에서 {{ $labels.target }}까지 패킷의 {{ $value | humanizePercentage }}가 손실됨. 15분째 2% 초과.${lostByWay('방향별 손실(forward 가는 길, back 오는 길)')}`,
        ),
        runbook: {
            meaning:
                'Packets of STAMP are sent all the time, one a second if nothing else is said, and in each minute of the last quarter of an hour more than 2 % had no reply: enough for calls to break up and for downloads to crawl. ' +
                'Lost on the way there (`forward`): what the pole sends, uploads. On the way back (`back`): downloads. Without either, the reflector does not count by itself.',
            confirm: [
                { ask: 'the share that is lost, by target', expr: 'magpie_path_loss_ratio{area="AREA", node="NODE"}' },
                {
                    ask: 'which way, packets within a quarter of an hour',
                    expr: 'increase(magpie_path_packets_lost_total{area="AREA", node="NODE"}[15m])',
                },
                {
                    ask: 'does the line of the pole damage packets?',
                    expr: 'rate(magpie_link_receive_errors_total{area="AREA", node="NODE"}[5m])',
                },
                {
                    ask: 'other poles that lose to the same targets: many are the hub or its line',
                    expr: `count by (target) (magpie_path_loss_ratio{area="AREA"} > ${lostPackets})`,
                },
            ],
            commands: ['ip -s link show eth0', 'tc -s qdisc show dev eth0', 'magpie-agent probe ping gateway'],
            faults: ['line_slow', 'line_errors', 'line_flaps'],
            act: [
                'Only `forward` or only `back`: one direction of a line is full, or one end is half duplex. Compare with its traffic.',
                'Bursts: something switches over, a route or a spanning tree. Single packets: a cable, a radio link.',
                'Many poles: begin at what they share.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieThroughputFell',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `min by (${byTarget}) (magpie_path_throughput_bytes_per_second < ${throughputOfYesterday} * (magpie_path_throughput_bytes_per_second offset 1d))`,
        suspect: 'path',
        labels: [...poleLabels, 'target', 'class'],
        for: '5m',
        keep: '10m',
        summary: text(
            'The path of {{ $labels.node }} to {{ $labels.target }} carries less than half of what it did',
            '{{ $labels.node }}: {{ $labels.target }} 경로 처리량이 절반 아래로 떨어짐',
        ),
        description: text(
            'From "{{ $labels.site }}" TCP gets {{ $value | humanize }}B/s to {{ $labels.target }}, less than half of what was measured a day ago with as many streams in the same direction.',
            '"{{ $labels.site }}"에서 {{ $labels.target }}까지 TCP 처리량이 {{ $value | humanize }}B/s로, 하루 전 같은 조건의 절반 미만.',
        ),
        runbook: {
            meaning:
                'Once a night, and when somebody asks, the pole fills its line to a server of iperf3 for some seconds. What arrived this time is less than half of what arrived a day before, in one direction at least, with the same number of streams. ' +
                'The alert ends when it is measured well again, or after a day.',
            confirm: [
                {
                    ask: 'what it carries, by direction and streams',
                    expr: 'magpie_path_throughput_bytes_per_second{area="AREA", node="NODE"}',
                },
                {
                    ask: 'and the day before',
                    expr: 'magpie_path_throughput_bytes_per_second{area="AREA", node="NODE"} offset 1d',
                },
                {
                    ask: 'does the line of the pole run at its speed?',
                    expr: 'magpie_link_speed_bytes_per_second{area="AREA", node="NODE"}',
                },
                {
                    ask: 'other poles that fell: many are the hub, its line, or the server',
                    expr: `count by (target) (magpie_path_throughput_bytes_per_second{area="AREA"} < ${throughputOfYesterday} * (magpie_path_throughput_bytes_per_second{area="AREA"} offset 1d))`,
                },
            ],
            commands: [
                'magpie-agent probe throughput 10.1.0.3 # the target; up to a gigabyte',
                'ethtool eth0',
                'ip -s link show eth0',
            ],
            faults: ['line_slow', 'line_errors'],
            act: [
                'One stream is slow and four are not: packets are lost on the way (MagpiePathLossy), or the delay has grown.',
                'Both directions of this pole alone: its cable or its port fell back to a lower speed (MagpieUplinkSlow).',
                'Many poles: somebody else filled the line of the hub at that moment. Have one measured again: `POST /api/v1/throughput`.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieUplinkDhcpFails',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: 'max by (area, node) (magpie_path_dhcp_up == 0)',
        suspect: 'path',
        labels: poleLabels,
        // Until it has asked once more: each five minutes at most, as far as nothing else is said (path.dhcp.interval_seconds).
        for: '15m',
        keep: '15m',
        summary: text('{{ $labels.node }} finds no address by DHCP', '{{ $labels.node }}: DHCP에서 주소를 받지 못함'),
        description: text(
            'On the uplink of "{{ $labels.site }}" DHCP has had no address for fifteen minutes. The pole keeps its own until its lease ends, or it is started anew.',
            '"{{ $labels.site }}"의 상향 회선에서 15분째 DHCP 주소를 받을 수 없음. 폴은 임대가 끝나거나 다시 시작할 때까지 기존 주소를 유지.',
        ),
        runbook: {
            meaning:
                'The pole asks on its uplink for an address beside its own, as a new device would, looks by ARP whether somebody has it, and gives it back. Now it got none: nobody offered one ' +
                '(`no_offer`: silence, or an empty pool), what was offered was not given (`no_answer`, `refused`), or somebody else has it (`taken`). ' +
                'Nothing fails yet: the pole has its lease. It is the next one that restarts, or whose lease ends, that stays away.',
            confirm: [
                {
                    ask: 'why not, within the last hour',
                    expr: 'sum by (outcome) (increase(magpie_path_dhcp_probes_total{area="AREA", node="NODE"}[1h])) > 0',
                },
                { ask: 'servers that answer: two where there is one', expr: 'magpie_path_dhcp_servers{area="AREA", node="NODE"}' },
                {
                    ask: 'other poles: many are the server, its pool or the relay',
                    expr: 'count by (area) (magpie_path_dhcp_up{area="AREA"} == 0)',
                },
            ],
            commands: ['magpie-agent probe dhcp eth0', 'ip -4 addr show eth0'],
            faults: ['wrong_vlan', 'no_address', 'dhcp_silent', 'address_taken', 'second_dhcp'],
            act: [
                'Poles of one switch: its VLAN and its relay (`ip helper-address`). Poles of the area: the server, and how full its pool is.',
                '`taken`: who has the address is in the table of the switch; give him another, or take it out of the pool.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieMtuBlackHole',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: `max by (${byTarget}) (magpie_path_mtu_black_hole == 1)`,
        suspect: 'path',
        labels: [...poleLabels, 'target', 'class'],
        // Until it has been looked for once more (path.mtu_interval_seconds).
        for: '15m',
        keep: '15m',
        summary: text(
            'Large packets of {{ $labels.node }} to {{ $labels.target }} vanish',
            '{{ $labels.node }}: {{ $labels.target }}까지 큰 패킷이 사라짐',
        ),
        description: text(
            'From "{{ $labels.site }}" large packets to {{ $labels.target }} vanish on the way and no router says so: pages begin to load and hang.',
            '"{{ $labels.site }}"에서 {{ $labels.target }}까지 큰 패킷이 알림 없이 사라짐. 페이지가 열리다가 멈춤.',
        ),
        runbook: {
            meaning:
                'A link on the way carries less than the line of the pole, and the router before it does not say so, or a firewall drops what it says (ICMP "fragmentation needed", "packet too big"). ' +
                'Small packets pass, so pings and logins work, and connections hang as soon as they have much to carry (RFC 2923).',
            confirm: [
                {
                    ask: 'the largest packet that passes, by target',
                    expr: 'magpie_path_mtu_bytes{area="AREA", node="NODE"}',
                },
                { ask: 'what the line of the pole carries', expr: 'magpie_link_mtu_bytes{area="AREA", node="NODE"}' },
                {
                    ask: 'other poles: many are the backbone',
                    expr: 'count by (target) (magpie_path_mtu_black_hole{area="AREA"} == 1)',
                },
            ],
            commands: ['magpie-agent probe mtu 10.0.0.53 # the target', 'ip link show eth0'],
            faults: [],
            act: [
                'Let ICMP "fragmentation needed" (type 3, code 4) and ICMPv6 "packet too big" (type 2) pass every firewall on the way.',
                'Until then clamp the MSS of TCP at the router before the tunnel (`--clamp-mss-to-pmtu`), or lower the MTU of the pole to what passes.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieTargetCertificateEnds',
        scope: 'area',
        severity: 'warning',
        team: 'network',
        // One certificate is seen by all poles: one alert a target of an area.
        expr: `min by (area, target, class) (
  magpie_path_certificate_expires_timestamp_seconds - time() < 14 * 86400
)`,
        labels: ['area', 'target', 'class'],
        for: '10m',
        keep: '15m',
        summary: text(
            'The certificate of {{ $labels.target }} ends soon',
            '{{ $labels.target }}: 대상 인증서 만료 임박',
        ),
        description: text(
            'The target {{ $labels.target }} shows poles of {{ $labels.area }} a certificate that lasts {{ $value | humanizeDuration }} more. After that browsers and apps refuse it.',
            '대상 {{ $labels.target }}이(가) {{ $labels.area }}의 폴에 제시한 인증서가 {{ $value | humanizeDuration }} 뒤 만료됨. 이후 브라우저와 앱이 접속을 거부함.',
        ),
        runbook: {
            meaning:
                'Of the certificates that an HTTPS target shows, the first to end lasts less than two weeks. If it is the portal, nobody gets in afterwards. ' +
                'Below zero it has ended. It is of what the poles see, trusted or not: a pole with another date than the rest is shown another server.',
            confirm: [
                {
                    ask: 'days left, by target, and the poles that see it',
                    expr: 'count_values by (target) ("days", round((magpie_path_certificate_expires_timestamp_seconds{area="AREA"} - time()) / 86400))',
                },
                {
                    ask: 'poles that do not trust it',
                    expr: 'count by (target) (increase(magpie_path_probes_total{area="AREA", outcome="certificate"}[1h]) > 0)',
                },
            ],
            commands: ['magpie-agent probe https https://check.example.org/ --json # the target'],
            faults: [],
            act: [
                'Tell whoever runs the target; have them renew all of the chain, and reload the server: a new file is often there and an old one is shown.',
                'One pole alone: a proxy or a portal stands in its way, or its clock is wrong.',
            ],
            affected: inTheAreaNow,
            dashboards: ['magpie-district', 'magpie-pole'],
        },
    },
];
