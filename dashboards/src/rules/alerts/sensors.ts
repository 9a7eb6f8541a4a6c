// Sensors that do not answer, or tell what cannot be: nobody on the street feels it, and plans are made from it.

import { text } from '../../text.js';
import { onThePole } from '../affected.js';
import { poleLabels, type Alert } from '../model.js';

export const sensorAlerts: readonly Alert[] = [
    {
        name: 'MagpieSensorSilent',
        scope: 'pole',
        severity: 'warning',
        team: 'network',
        expr: 'max by (area, node, sensor) (magpie_pole_sensor_up == 0)',
        suspect: 'board',
        labels: [...poleLabels, 'sensor'],
        for: '15m',
        keep: '10m',
        summary: text('{{ $labels.node }}: the sensor {{ $labels.sensor }} is silent', '{{ $labels.node }}: 센서 {{ $labels.sensor }} 무응답'),
        description: text(
            'At "{{ $labels.site }}" the sensor {{ $labels.sensor }} has not answered for a quarter of an hour.',
            '"{{ $labels.site }}"의 센서 {{ $labels.sensor }}가 15분째 응답하지 않음.',
        ),
        runbook: {
            meaning: 'No poll of the last ones was answered, or no message came. All sensors of a bus at once: the bus. One of several: the sensor, its address, its power.',
            confirm: [
                { ask: 'which others of this pole answer', expr: 'magpie_pole_sensor_up{area="AREA", node="NODE"}' },
                {
                    ask: 'why: timeout is nobody there, crc is noise on the line, exception is a wrong table',
                    expr: 'sum by (sensor, reason) (increase(magpie_pole_sensor_failures_total{area="AREA", node="NODE"}[15m]))',
                },
                { ask: 'does it restart?', expr: 'increase(magpie_pole_sensor_restarts_total{area="AREA", node="NODE"}[1h])' },
            ],
            commands: ['journalctl -u magpie-agent | tail -30', 'systemctl stop magpie-agent', 'mbpoll -a 1 -b 19200 -P even -t 3 -0 -r 16 -c 16 -1 /dev/ttyS1', 'systemctl start magpie-agent'],
            faults: ['no_power', 'supply_failed', 'sensor_silent'],
            act: ['Many poles of one area since a certain hour: an order changed the address or the speed. Take it back.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieSensorFailing',
        scope: 'pole',
        severity: 'info',
        team: 'network',
        expr: `sum by (area, node, sensor) (rate(magpie_pole_sensor_failures_total[30m]))
/ (
  sum by (area, node, sensor) (rate(magpie_pole_sensor_failures_total[30m]))
  + sum by (area, node, sensor) (rate(magpie_pole_sensor_readings_total[30m]))
)
> 0.2
and on (area, node, sensor)
magpie_pole_sensor_up == 1`,
        suspect: 'board',
        labels: [...poleLabels, 'sensor'],
        for: '30m',
        keep: '30m',
        summary: text(
            '{{ $labels.node }}: the sensor {{ $labels.sensor }} answers badly',
            '{{ $labels.node }}: 센서 {{ $labels.sensor }} 응답 불량',
        ),
        description: text(
            'At "{{ $labels.site }}" {{ $value | humanizePercentage }} of the readings of {{ $labels.sensor }} have failed for half an hour.',
            '"{{ $labels.site }}"의 센서 {{ $labels.sensor }} 측정 중 {{ $value | humanizePercentage }}가 30분째 실패.',
        ),
        runbook: {
            meaning: 'The sensor is there and one reading of five fails: a bus without its terminators, a wet plug, two devices with one address.',
            confirm: [
                { ask: 'by reason', expr: 'sum by (sensor, reason) (increase(magpie_pole_sensor_failures_total{area="AREA", node="NODE"}[1h]))' },
                { ask: 'slow answers', expr: 'magpie_pole_sensor_answer_seconds{area="AREA", node="NODE"}' },
            ],
            commands: ['systemctl stop magpie-agent', 'mbpoll -a 1 -b 19200 -P even -t 3 -0 -r 16 -c 16 -1 /dev/ttyS1', 'systemctl start magpie-agent'],
            faults: ['sensor_silent'],
            act: ['Measure the bus at rest: A over B by 0.2 V at least. 60 ohm between them with both terminators.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieSensorUnbelievable',
        scope: 'pole',
        severity: 'info',
        team: 'network',
        // Stale is told by MagpieSensorSilent.
        expr: 'max by (area, node, sensor, quantity) (magpie_pole_value_quality > 1)',
        suspect: 'board',
        labels: [...poleLabels, 'sensor', 'quantity'],
        for: '1h',
        keep: '30m',
        summary: text(
            '{{ $labels.node }}: {{ $labels.quantity }} of {{ $labels.sensor }} cannot be believed',
            '{{ $labels.node }}: {{ $labels.sensor }}의 {{ $labels.quantity }} 값 신뢰 불가',
        ),
        description: text(
            'At "{{ $labels.site }}" it has been out of range (2), stuck (3), jumping (4) or absent (5) for an hour: {{ $value }}.',
            '"{{ $labels.site }}"에서 1시간째 범위 초과(2), 고착(3), 급변(4) 또는 없음(5): {{ $value }}.',
        ),
        runbook: {
            meaning: 'The sensor answers, and one of its values is none: a broken wire (out of range, absent), a dead transducer (stuck), water (jumping).',
            confirm: [
                { ask: 'all its values: one is the transducer, all are the supply', expr: 'magpie_pole_value_quality{area="AREA", node="NODE"}' },
                { ask: 'what the neighbours say', expr: 'magpie_pole_neighbour_deviation{area="AREA", node="NODE"}' },
            ],
            commands: ['systemctl stop magpie-agent', 'mbpoll -a 1 -b 19200 -P even -t 3 -0 -r 16 -c 16 -1 /dev/ttyS1', 'systemctl start magpie-agent'],
            faults: ['sensor_wrong'],
            act: ['Put it on the next round; until then leave this pole out of averages.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
    {
        name: 'MagpieSensorDisagrees',
        scope: 'pole',
        severity: 'info',
        team: 'network',
        // Light and noise are each street's own.
        expr: 'max by (area, node, sensor, quantity) (abs(magpie_pole_neighbour_deviation{quantity!~"light|noise"}) > 6)',
        suspect: 'board',
        labels: [...poleLabels, 'sensor', 'quantity'],
        for: '1h',
        keep: '30m',
        summary: text(
            '{{ $labels.node }}: {{ $labels.quantity }} of {{ $labels.sensor }} is not that of its neighbours',
            '{{ $labels.node }}: {{ $labels.sensor }}의 {{ $labels.quantity }} 값이 이웃과 다름',
        ),
        description: text(
            'At "{{ $labels.site }}" it has been more than six deviations from the poles nearby for an hour; now {{ $value | humanize }}.',
            '"{{ $labels.site }}"에서 1시간째 주변 폴과 편차 6배 넘게 차이 남. 현재 {{ $value | humanize }}.',
        ),
        runbook: {
            meaning:
                'The value can be, and is far from what the poles around measure. A fire, a building site, an air conditioner blowing at it: real, and worth a look. For days: the sensor drifts.',
            confirm: [
                { ask: 'is it one quantity?', expr: 'magpie_pole_neighbour_deviation{area="AREA", node="NODE"}' },
                { ask: 'others of the area that stand out', expr: 'abs(magpie_pole_neighbour_deviation{area="AREA"}) > 6' },
            ],
            commands: ['systemctl stop magpie-agent', 'mbpoll -a 1 -b 19200 -P even -t 3 -0 -r 16 -c 16 -1 /dev/ttyS1', 'systemctl start magpie-agent'],
            faults: ['sensor_wrong'],
            act: ['Look at the place on a map of the city first. No cause there: calibrate or swap the sensor.'],
            affected: onThePole,
            dashboards: ['magpie-pole'],
        },
    },
];
