import type { CityEvent, EventKind } from '../api/types';
import { polePath } from '../app/route';
import { h, svg } from '../dom/h';
import { table } from '../dom/table';
import { lasting, moment } from '../text/format';
import { say } from '../text/language';
import { KIND_WORDS, T } from '../text/words';

const SHAPES: Readonly<Record<EventKind, string>> = {
    alarm: 'M0-1L1.050.85H-1.050Z',
    recovery: 'M-.85.050L-.25.65L.9-.65',
    event: 'M0-.6A.6.6 0 1 1 0 .6A.6.6 0 1 1 0-.6Z',
};

const kindMark = (kind: EventKind): HTMLElement =>
    h('span', { class: `kind k-${kind}` }, svg('svg', { viewBox: '-1.200 -1.200 2.400 2.400', 'aria-hidden': 'true' }, svg('path', { d: SHAPES[kind] })), say(KIND_WORDS[kind]));

/** What is over has lasted; an alarm without an end is still on. */
export function lastedText({ kind, time, until }: CityEvent): string {
    if (until !== null) {
        return lasting(Date.parse(until) - Date.parse(time));
    }
    return kind === 'alarm' ? say(T.ongoing) : '';
}

/** Newest first, as they come. A pole's own page needs no column for it. */
export function eventTable(events: readonly CityEvent[], withPole: boolean): HTMLElement {
    const now = Date.now();
    const columns = [
        { title: say(T.time), cell: ({ time }: CityEvent) => h('time', { datetime: time }, moment(time, now)) },
        { title: say(T.kind), cell: ({ kind }: CityEvent) => kindMark(kind) },
        {
            title: say(T.node),
            cell: (event: CityEvent) => (event.node === null ? event.area : h('a', { href: polePath({ area: event.area, node: event.node }) }, event.node)),
        },
        { title: say(T.what), kind: 'wide' as const, cell: ({ what, detail }: CityEvent) => h('span', {}, say(what), detail !== null && detail !== '' && h('span', { class: 'muted detail' }, detail)) },
        { title: say(T.lasted), kind: 'number' as const, cell: lastedText },
    ];
    return table(say(T.events), withPole ? columns : columns.filter((_, index) => index !== 2), events, 'brief');
}
