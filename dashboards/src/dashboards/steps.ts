// Where green ends, in one place: a colour means the same on every dashboard.

import type { Steps } from '../panels.js';

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
