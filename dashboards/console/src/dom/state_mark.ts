// A state has a shape and a word beside its colour: on a screen in the sun, and for eyes that tell no red from green.

import type { State } from '../api/types';
import { say } from '../text/language';
import { STATE_WORDS, T } from '../text/words';
import { h, svg } from './h';

/** Each in a square from -1 to 1; the map's canvas draws the same. */
export const SHAPES: Readonly<Record<State, string>> = {
    down: 'M-.9-.9H.9V.9H-.9Z',
    critical: 'M0-1.100L1.100 0L0 1.100L-1.100 0Z',
    problem: 'M0-1L1.050.85H-1.050Z',
    missing: 'M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1Z',
    unregistered: 'M-.33-1H.33V-.33H1V.33H.33V1H-.33V.33H-1V-.33H-.33Z',
    ok: 'M0-.85A.85.85 0 1 1 0 .85A.85.85 0 1 1 0-.85Z',
    decommissioned: 'M-1-.3H1V.3H-1Z',
};

/** What is drawn over the shape, in the colour of what is behind it. */
export const STROKES: Readonly<Partial<Record<State, string>>> = {
    down: 'M-.45-.45L.45.45M.45-.45L-.45.45',
    critical: 'M0-.5V.15M0 .42V.5',
    problem: 'M0-.35V.25M0 .5V.55',
};

export const isHollow = (state: State): boolean => state === 'missing';

export function stateShape(state: State): SVGElement {
    const stroke = STROKES[state];
    return svg(
        'svg',
        { viewBox: '-1.250 -1.250 2.500 2.500', class: `shape s-${state}`, 'aria-hidden': 'true', focusable: 'false' },
        svg('path', { d: SHAPES[state], class: isHollow(state) ? 'hollow' : 'solid' }),
        stroke !== undefined && svg('path', { d: stroke, class: 'over' }),
    );
}

export function stateMark(state: State, maintenance = false): HTMLElement {
    return h(
        'span',
        { class: 'state' },
        stateShape(state),
        h('span', {}, say(STATE_WORDS[state])),
        maintenance && h('span', { class: 'badge' }, say(T.maintenanceNow)),
    );
}
