import { h } from './h';

const region = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });

export const announcer = (): HTMLElement => region;

/** Tells those who hear the page what those who see it see; never more than what is new. */
export function announce(text: string): void {
    region.textContent = '';
    // Said again even where it is the same sentence as the last one.
    requestAnimationFrame(() => {
        region.textContent = text;
    });
}
