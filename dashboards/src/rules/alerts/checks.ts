// What a check of the pole found, whoever ran it: a technician, the desk, the pole page.

import { text } from '../../text.js';
import { onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';

export const checkAlerts: readonly Alert[] = [
    {
        name: 'MagpieCheckFailed',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        // The fault has another name here, for `fault` is the alert while the place is added.
        expr: `max by (area, node, layer, found) (
  label_replace(magpie_check_first_fault_info, "found", "$1", "fault", "(.*)")
)
and on (area, node, layer)
magpie_check_layer_state == 2`,
        suspect: 'agent',
        labels: [...poleLabels, 'layer', 'found'],
        // Who stands before the pole mends it, checks again, and needs no ticket.
        for: '30m',
        summary: text(
            'A check of {{ $labels.node }} failed: {{ $labels.layer }}, {{ $labels.found }}',
            '{{ $labels.node }} 점검 실패: {{ $labels.layer }}, {{ $labels.found }}',
        ),
        description: text(
            'The last check of the pole at "{{ $labels.site }}" failed at {{ $labels.layer }}, most likely for {{ $labels.found }}; for half an hour none after it has passed.',
            '"{{ $labels.site }}" 폴의 최근 점검이 {{ $labels.layer }} 단계에서 실패했고 가장 유력한 원인은 {{ $labels.found }}. 30분 동안 통과한 점검이 없음.',
        ),
        runbook: {
            meaning:
                'Somebody ran `magpie-agent check` on the pole, or asked for it from the console or the page of the pole, and a layer failed. The alert names the first one and what is most likely wrong with it; what stands on it was not judged. ' +
                'It ends with the next check in which that layer does not fail first, or when the check is a day old: no check runs by itself.',
            confirm: [
                {
                    ask: 'each layer of that check: 0 pass, 1 warn, 2 fail, 3 blocked by a layer before it, 4 skipped',
                    expr: 'magpie_check_layer_state{area="AREA", node="NODE"}',
                },
                { ask: 'how long ago it began', expr: 'time() - magpie_check_begun_timestamp_seconds{area="AREA", node="NODE"}' },
                {
                    ask: 'the same found at other poles: several behind one hub are the hub',
                    expr: 'count by (layer, fault) (magpie_check_first_fault_info{area="AREA"})',
                },
            ],
            commands: ['magpie-agent check', 'magpie-agent check --compare # what is another than in the check before'],
            faults: [
                'undervoltage',
                'poe_short',
                'door_open',
                'supply_failed',
                'no_carrier',
                'switch_silent',
                'wrong_vlan',
                'line_slow',
                'line_errors',
                'line_flaps',
                'board_hot',
                'sensor_silent',
                'sensor_wrong',
                'storage_readonly',
                'storage_full',
                'flash_worn',
                'memory_short',
                'no_address',
                'dhcp_silent',
                'address_taken',
                'second_dhcp',
                'no_gateway',
                'no_dns',
                'dns_lies',
                'no_internet',
                'portal_captures',
                'clock_wrong',
                'agent_stopped',
                'certificate_ending',
                'broker_refuses',
                'collector_silent',
                'no_radio',
                'radio_hung',
                'hostapd_stopped',
                'radar_shut',
                'wrong_passphrase',
                'radius_fails',
                'network_unusable',
            ],
            act: [
                'Go to the row of the list that the alert names (`found`); do what it says.',
                'Ask for a check anew: from the console (the pole, *Check now*), or on the pole. It passes: the alert ends with the next report.',
                'Nobody knows who checked: the console keeps who asked, the pole the results of a day.',
            ],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
];
