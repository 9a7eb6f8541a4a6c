import { setTimeout as pause } from 'node:timers/promises';

import { awake } from './clock.mjs';

/**
 * Asks again and again until `condition` gives something truthy, and returns that. When it never does, the error names what was waited
 * for and carries the last exception of `condition` as its cause.
 */
export async function until(what, condition, seconds = 20) {
    const end = awake() + seconds * 1000;
    for (;;) {
        let trouble;
        try {
            const answer = await condition();
            if (answer) {
                return answer;
            }
        } catch (problem) {
            trouble = problem;
        }
        if (awake() > end) {
            throw new Error(`not within ${seconds} s: ${what}${trouble ? ` (${trouble.message})` : ''}`, {
                cause: trouble,
            });
        }
        await pause(20);
    }
}

/** For promises about time that passes: so many seconds in which nothing else is waited for. */
export async function passing(seconds) {
    await pause(seconds * 1000);
}
