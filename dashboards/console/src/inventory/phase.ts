import type { Window } from '../api/types';

export type Phase = 'now' | 'ahead' | 'past';

export function phaseOf({ from, to }: Pick<Window, 'from' | 'to'>, now: number): Phase {
    return Date.parse(to) <= now ? 'past' : Date.parse(from) > now ? 'ahead' : 'now';
}
