import type { Compared, Value } from '../api/types';
import { h, svg } from '../dom/h';
import { table } from '../dom/table';
import { measure } from '../text/format';
import { say } from '../text/language';
import { metricName } from '../text/metric_words';
import { T } from '../text/words';
import { drawnUnit, labelText, unitOf } from './series';

export interface Beside {
    readonly least: number;
    readonly median: number;
    readonly most: number;
    readonly many: number;
    readonly outside: boolean;
}

/** A pole is outside where no neighbour is as far to that side, by more than a tenth of what they spread. */
export function beside({ here, neighbours }: Compared): Beside | undefined {
    const values = neighbours
        .map(({ value }) => value)
        .filter((value): value is number => value !== null)
        .sort((a, b) => a - b);
    const [least, most] = [values[0], values.at(-1)];
    if (least === undefined || most === undefined) {
        return undefined;
    }
    const middle = (values.length - 1) / 2;
    const median = ((values[Math.floor(middle)] as number) + (values[Math.ceil(middle)] as number)) / 2;
    const slack = (most - least) * 0.1;
    return { least, median, most, many: values.length, outside: here !== null && (here < least - slack || here > most + slack) };
}

const WIDTH = 120;

/** Where it stands: the neighbours' span as a bar, their median as a line, this pole as a dot. */
function drawing(here: number | null, { least, median, most, outside }: Beside): SVGElement {
    const all = [least, most, ...(here === null ? [] : [here])];
    const [from, to] = [Math.min(...all), Math.max(...all)];
    const x = (value: number): number => (to === from ? WIDTH / 2 : 8 + ((value - from) / (to - from)) * (WIDTH - 16));
    return svg(
        'svg',
        { viewBox: `0 0 ${WIDTH} 20`, class: 'beside', 'aria-hidden': 'true' },
        svg('rect', { x: x(least) - 1, y: 7, width: Math.max(2, x(most) - x(least) + 2), height: 6, rx: 3, class: 'span' }),
        svg('rect', { x: x(median) - 1, y: 4, width: 2, height: 12, class: 'median' }),
        here !== null && (outside ? svg('path', { d: `M${x(here)} 3.500l6.500 6.500-6.500 6.500-6.500-6.500Z`, class: 'here outside' }) : svg('circle', { cx: x(here), cy: 10, r: 5, class: 'here' })),
    );
}

export function comparison(compared: readonly Compared[], values: readonly Value[]): HTMLElement {
    const rows = compared.flatMap((one) => {
        const found = beside(one);
        return found === undefined ? [] : [{ ...one, found, unit: drawnUnit(one.name, unitOf(one.name, values)) }];
    });
    return table(
        say(T.compare),
        [
            { title: say(T.metric), kind: 'wide', cell: ({ name, labels }) => h('span', {}, metricName(name), ' ', h('span', { class: 'muted' }, labelText(labels))) },
            { title: say(T.here), kind: 'number', cell: ({ here, unit }) => h('strong', {}, measure(here, unit)) },
            { title: say(T.median, { count: rows[0]?.found.many ?? 0 }), kind: 'number', cell: ({ found, unit }) => measure(found.median, unit) },
            { title: say(T.range), kind: 'number', cell: ({ found, unit }) => `${measure(found.least, unit)} – ${measure(found.most, unit)}` },
            { title: '', cell: ({ here, found }) => h('span', { class: `besides ${found.outside ? 'outside' : ''}` }, drawing(here, found), say(found.outside ? T.verdictFar : T.verdictNear)) },
        ],
        rows,
    );
}
