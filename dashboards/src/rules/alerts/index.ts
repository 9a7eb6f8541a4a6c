import type { Alert } from '../model.js';
import { agentAlerts } from './agent.js';
import { blockAlerts } from './blocks.js';
import { boardAlerts } from './board.js';
import { captureAlerts } from './capture.js';
import { certificateAlerts } from './certificates.js';
import { checkAlerts } from './checks.js';
import { collectorAlerts } from './collector.js';
import { historyAlerts } from './history.js';
import { inventoryAlerts } from './inventory.js';
import { lineAlerts } from './line.js';
import { messageAlerts } from './messages.js';
import { pathAlerts } from './path.js';
import { poleAlerts } from './pole.js';
import { portAlerts } from './ports.js';
import { radioAlerts } from './radio.js';
import { sensorAlerts } from './sensors.js';
import { serviceLevelAlerts } from './service_levels.js';
import { urgentAlerts } from './urgent.js';

export interface AlertGroup {
    readonly name: string;
    readonly title: string;
    readonly interval: string;
    readonly alerts: readonly Alert[];
}

/** Told within seconds, by the collector itself; the rules look often so that they end soon after the event. */
export const urgentGroup: AlertGroup = {
    name: 'magpie-urgent',
    title: 'Events that do not wait',
    interval: '15s',
    alerts: urgentAlerts,
};

const group = (name: string, title: string, alerts: readonly Alert[]): AlertGroup => ({
    name: `magpie-${name}-alerts`,
    title,
    interval: '30s',
    alerts,
});

export const alertGroups: readonly AlertGroup[] = [
    group('pole', 'Poles, hubs, sites and areas', poleAlerts),
    group('radio', 'The air, and how people get in', radioAlerts),
    group('capture', 'Connections, and what is heard of the air', captureAlerts),
    group('line', 'The line', [...lineAlerts, ...portAlerts]),
    group('path', 'The path to others', pathAlerts),
    group('board', 'The board', boardAlerts),
    group('sensor', 'The sensors of a pole', sensorAlerts),
    group('agent', 'The agent and its reports', [...agentAlerts, ...checkAlerts]),
    group('collector', 'Collector and broker', [...collectorAlerts, ...messageAlerts, ...certificateAlerts, ...blockAlerts, ...inventoryAlerts]),
    group('history', 'The history store', historyAlerts),
    group('service-level', 'Promises', serviceLevelAlerts),
];

export const everyGroup: readonly AlertGroup[] = [urgentGroup, ...alertGroups];

export const everyAlert: readonly Alert[] = everyGroup.flatMap(({ alerts }) => alerts);
