// Where green ends, in one place: a colour means the same on every dashboard.

import type { Steps } from '../panels.js';
import { failedConnects, goodMinutes, lostBeacons } from '../rules/thresholds.js';

/** The national survey of 2023 found 1.78 % of public places shown on the map and unusable: green is better than that. */
export const usableSteps: Steps = [
    [null, 'red'],
    [0.9, 'orange'],
    [0.95, 'yellow'],
    [0.982, 'green'],
];
export const noneIsGood: Steps = [
    [null, 'green'],
    [1, 'red'],
];
export const busySteps: Steps = [
    [null, 'green'],
    [0.5, 'yellow'],
    [0.75, 'red'],
];
export const retrySteps: Steps = [
    [null, 'green'],
    [0.2, 'yellow'],
    [0.4, 'red'],
];
/** Below it there is an alert. */
export const goodSteps: Steps = [
    [null, 'red'],
    [goodMinutes, 'yellow'],
    [0.95, 'green'],
];
export const failedSteps: Steps = [
    [null, 'green'],
    [0.1, 'yellow'],
    [failedConnects, 'red'],
];
export const beaconSteps: Steps = [
    [null, 'green'],
    [lostBeacons / 2, 'yellow'],
    [lostBeacons, 'red'],
];
