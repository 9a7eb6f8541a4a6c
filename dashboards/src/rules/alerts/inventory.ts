// What the console's inventory says should be there.

import { text } from '../../text.js';
import { nobodyOnTheStreet } from '../affected.js';
import type { Alert } from '../model.js';

export const inventoryAlerts: readonly Alert[] = [
    {
        name: 'MagpiePoleMissing',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `max by (instance) (magpie_collector_inventory_poles{state="missing"}) > 0`,
        labels: ['instance'],
        // After a restart of the collector poles take a while to be heard; a pole that fell is down, not missing.
        for: '1h',
        keep: '15m',
        summary: text('{{ $value }} poles of the inventory are missing', '설비 목록의 폴 {{ $value }}개가 보고하지 않음'),
        description: text(
            'For an hour poles of the inventory have not been heard: never, or not for thirty days.',
            '설비 목록에 있는 폴이 한 시간째 보고하지 않음. 한 번도 없었거나 30일 넘게 끊긴 폴.',
        ),
        runbook: {
            meaning:
                'The list that was handed to the console names poles that the collector knows nothing of: not built or not switched on yet, never enrolled, or dead for so long that they were forgotten. ' +
                'A pole that fell is down, and has an alert of its own.',
            confirm: [{ ask: 'how many are in which state', expr: 'magpie_collector_inventory_poles' }],
            commands: ['curl -s localhost:9600/api/v1/console/inventory/differences'],
            faults: ['no_power', 'broker_refuses', 'agent_stopped'],
            act: [
                'Not built yet: hand the list in without it, or wait.',
                'Taken away: take it out of service in the console (decommission).',
                'It should be there: its name in the list and in its certificate must be the same, to the letter.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
];
