import { h } from './h';

/** Words where there is nothing to show. */
export const nothing = (text: string): HTMLElement => h('p', { class: 'nothing' }, text);
