// What poles find of addresses that the city has blocked.

import { text } from '../../text.js';
import { nobodyOnTheStreet } from '../affected.js';
import type { Alert } from '../model.js';
import { verifiedWithin } from '../thresholds.js';

export const blockAlerts: readonly Alert[] = [
    {
        name: 'MagpieBlockLeaks',
        scope: 'collector',
        severity: 'critical',
        team: 'security',
        expr: 'max by (instance) (magpie_collector_block_leaks) > 0',
        labels: ['instance'],
        keep: '5m',
        summary: text(
            'A blocked address is still reached from the street',
            '차단한 주소에 거리에서 여전히 접속됨',
        ),
        description: text(
            'From {{ $value | humanize }} poles an address still answers that was blocked. /api/v1/blocks says which address, and which poles.',
            '차단한 주소가 폴 {{ $value | humanize }}개에서 여전히 응답함. 주소와 폴은 /api/v1/blocks에서 확인.',
        ),
        runbook: {
            meaning:
                'Somebody posted an address to the collector as blocked. A sample of poles, one of each hub, tried to reach it from the public side until nothing of it answered; ' +
                'these were still answered when their patience ended (15 s). They are asked again every half minute for an hour, so the alarm ends by itself once the block holds. Magpie blocks nothing.',
            confirm: [
                { ask: 'how many poles get through', expr: 'max(magpie_collector_block_leaks)' },
                { ask: 'how many addresses', expr: 'sum(magpie_collector_blocks{state="leaking"})' },
            ],
            commands: [
                'curl -s -H "Authorization: Bearer $TOKEN" localhost:9600/api/v1/blocks # state leaking: which address, which poles',
                'nc -vz -w 2 ADDRESS PORT # at such a pole, in the network of the public',
            ],
            faults: [],
            act: [
                'All poles leak: the block was never put in place, or a rule before it lets it pass. Look at the wall, and what told it.',
                'Those of one hub or area leak: they leave by another line than the wall is on, or their wall did not get the rule.',
                'A wall that answers a connection with a reset, in the name of the address, looks like the address itself: let it drop, or reject with ICMP.',
                'The address was let in again on purpose: nothing to do; it is asked for no longer than an hour after it was posted.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-security'],
        },
    },
    {
        name: 'MagpieBlockSlow',
        scope: 'collector',
        severity: 'warning',
        team: 'security',
        expr: `histogram_quantile(0.99, sum by (instance, le) (increase(magpie_collector_block_stage_seconds_bucket{stage="verified"}[1h]))) > ${verifiedWithin}`,
        labels: ['instance'],
        keep: '15m',
        summary: text(
            'Addresses are blocked later than promised',
            '주소 차단이 목표보다 늦음',
        ),
        description: text(
            'Of the addresses of the last hour one in a hundred was unreachable from all poles asked only after {{ $value | humanizeDuration }}; the promise is 6 s.',
            '최근 1시간 차단 주소의 99%가 확인되기까지 {{ $value | humanizeDuration }} 걸림. 목표는 6초.',
        ),
        runbook: {
            meaning:
                'From the receipt of an address to the moment when every pole of its sample that can tell found it unreachable it took more than six seconds, of one in a hundred within an hour. ' +
                'The time holds what the wall takes and what Magpie takes: the way to the poles, and up to a second and a half for a try that nothing answers.',
            confirm: [
                {
                    ask: 'the stages, at the 99th percentile',
                    expr: 'histogram_quantile(0.99, sum by (stage, le) (increase(magpie_collector_block_stage_seconds_bucket[1h])))',
                },
                { ask: 'addresses that were verified within the hour', expr: 'sum(increase(magpie_collector_block_stage_seconds_count{stage="verified"}[1h]))' },
            ],
            commands: ['curl -s -H "Authorization: Bearer $TOKEN" localhost:9600/api/v1/blocks # stages, and verified_after_ms of each pole'],
            faults: [],
            act: [
                '`distributed` is slow: more addresses at once than four a pole, or the collector is not connected (MagpieBrokerConnectionDown).',
                '`first_verified` is fast and `verified` slow: one wall of several is late; the poles with a large `verified_after_ms` stand behind it.',
                'Both are slow: the wall, or what tells it. `tries_answered` says how often the address still answered meanwhile.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-security'],
        },
    },
];
