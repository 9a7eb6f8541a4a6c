// What a canvas needs of the style sheet, which alone knows the colours of day and night.

import { STATES, type State } from '../api/types';

export interface Theme {
    readonly states: Readonly<Record<State, string>>;
    readonly surface: string;
    readonly ink: string;
    readonly line: string;
    readonly font: string;
}

let kept: Theme | undefined;
const dark = matchMedia('(prefers-color-scheme: dark)');

function read(): Theme {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string): string => style.getPropertyValue(name).trim();
    return {
        states: Object.fromEntries(STATES.map((state) => [state, of(`--s-${state}`)])) as Record<State, string>,
        surface: of('--surface'),
        ink: of('--ink'),
        line: of('--line-strong'),
        font: getComputedStyle(document.body).fontFamily,
    };
}

export const theme = (): Theme => (kept ??= read());

/** Calls when the colours are others, until told to stop. */
export function onTheme(listener: () => void): () => void {
    const heard = (): void => {
        kept = undefined;
        listener();
    };
    dark.addEventListener('change', heard);
    return () => dark.removeEventListener('change', heard);
}
