import type { CityEvent } from '../api/types';
import { polePath } from '../app/route';
import { h, svg } from '../dom/h';
import { nothing } from '../dom/nothing';
import { count, moment } from '../text/format';
import { language, say } from '../text/language';
import { T } from '../text/words';
import { lastedText } from './event_table';
import { lanesOf, mostUrgent, spanOf, ticksOf } from './lanes';

const MOST_LANES = 40;
const LANE = 22;
const TOP = 20;

const tickText = (at: number, wide: boolean): string =>
    new Date(at).toLocaleString(language() === 'ko' ? 'ko-KR' : 'en-GB', wide ? { month: 'numeric', day: 'numeric', hour: '2-digit', hour12: false } : { hour: '2-digit', minute: '2-digit', hour12: false });

/** The outages among the events, drawn for a width in pixels; the table of events says the same in words. */
export function timeline(events: readonly CityEvent[], now: number, width: number): HTMLElement {
    const all = lanesOf(events, now);
    if (all.length === 0) {
        return nothing(say(T.timelineNone));
    }
    const lanes = mostUrgent(all, MOST_LANES);
    const names = width < 560 ? 104 : 150;
    const { from, to } = spanOf(lanes, now);
    const x = (time: number): number => names + ((time - from) / (to - from)) * (width - names - 6);
    const height = TOP + lanes.length * LANE + 4;
    const many = all.reduce((sum, { outages }) => sum + outages.length, 0);
    const said = say(T.timelineSaid, { count: count(many), poles: count(all.length) });
    const drawing = svg(
        'svg',
        { width, height, viewBox: `0 0 ${width} ${height}`, class: 'timeline', role: 'group', 'aria-label': said },
        ...ticksOf(from, to, Math.max(2, Math.floor((width - names) / 90))).flatMap((at) => [
            svg('line', { x1: x(at), x2: x(at), y1: TOP - 4, y2: height, class: 'tick' }),
            svg('text', { x: Math.min(x(at), width - 24), y: 12, class: 'tick-text' }, tickText(at, to - from > 86_400_000)),
        ]),
        ...lanes.flatMap(({ area, node, outages }, index) => {
            const y = TOP + index * LANE;
            const name = svg('text', { x: 0, y: y + 15, class: 'lane-name' }, node.length > names / 8 ? `${node.slice(0, Math.floor(names / 8))}…` : node);
            const bars = outages.map((outage) =>
                svg(
                    'rect',
                    { x: x(outage.from), y: y + 4, width: Math.max(3, x(outage.to) - x(outage.from)), height: LANE - 8, rx: 3, class: outage.ongoing ? 'outage on' : 'outage' },
                    svg('title', {}, `${node}: ${say(outage.event.what)}, ${moment(outage.event.time, now)}, ${lastedText(outage.event)}`),
                ),
            );
            return [svg('line', { x1: names, x2: width, y1: y + LANE, y2: y + LANE, class: 'lane' }), svg('a', { href: polePath({ area, node }), 'aria-label': node }, name), ...bars];
        }),
    );
    const key = h('p', { class: 'muted key' }, h('span', { class: 'bar-on' }, say(T.ongoing)), h('span', { class: 'bar-over' }, say(T.over)));
    const rest = all.length - lanes.length;
    return h('div', {}, h('p', { class: 'muted' }, said, rest > 0 && ` ${say(T.timelineMore, { count: count(rest) })}`), key, drawing);
}
