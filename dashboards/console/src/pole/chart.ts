import uPlot from 'uplot';

import type { History } from '../api/types';
import { h } from '../dom/h';
import { theme } from '../map/theme';
import { measure } from '../text/format';
import { language, say } from '../text/language';
import { metricName } from '../text/metric_words';
import { T } from '../text/words';
import { aligned, drawnUnit, extent, labelText, linesOf } from './series';

const HEIGHT = 132;
const LINES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#a68a00', '#56b4e9'];

const clock = (seconds: number, span: number): string =>
    new Date(seconds * 1000).toLocaleString(language() === 'ko' ? 'ko-KR' : 'en-GB', span > 90_000 ? { month: 'numeric', day: 'numeric' } : { hour: '2-digit', minute: '2-digit', hour12: false });

/** Longer figures would need a wider axis. */
const brief = (value: number, unit: string): string => measure(value, unit).replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');

/** One metric over time. What its canvas shows is said in words below it. */
export class Chart {
    readonly element: HTMLElement;
    private readonly plot: uPlot | undefined;
    private readonly resized: ResizeObserver | undefined;

    constructor(name: string, unit: string, help: string, history: History, from: number, to: number) {
        const shown = drawnUnit(name, unit);
        const lines = linesOf(name, history);
        const title = metricName(name);
        const holder = h('div', { class: 'plot', 'aria-hidden': 'true' });
        const said = lines.map(({ labels, points }, index) => {
            const found = extent(points);
            const mark = h('span', { class: 'line-mark', 'aria-hidden': 'true' });
            mark.style.background = LINES[index] ?? '';
            const values = found === undefined ? say(T.emptyHistory) : say(T.historySaid, { name: labelText(labels) || title, least: measure(found.least, shown), most: measure(found.most, shown), last: measure(found.last, shown) });
            return h('li', {}, mark, values);
        });
        this.element = h('figure', { class: 'chart' }, h('figcaption', { title: help }, title), holder, h('ul', { class: 'muted' }, ...said));
        if (lines.length === 0) {
            holder.replaceChildren(h('p', { class: 'nothing' }, say(T.emptyHistory)));
            return;
        }
        const { ink, line, font } = theme();
        const axis = { stroke: ink, font: `11px ${font}`, grid: { stroke: line, width: 0.5 }, ticks: { stroke: line, width: 0.5 } };
        this.plot = new uPlot(
            {
                width: 300,
                height: HEIGHT,
                cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
                legend: { show: false },
                scales: { x: { time: true, range: [from, to] }, y: { range: (_, least, most) => padded(least, most) } },
                axes: [
                    { ...axis, size: 26, space: 70, values: (_, splits) => splits.map((at) => clock(at, to - from)) },
                    { ...axis, size: 66, space: 34, values: (_, splits) => splits.map((value) => brief(value, shown)) },
                ],
                series: [{}, ...lines.map((_, index) => ({ stroke: LINES[index] ?? ink, width: 1.5, points: { show: false }, spanGaps: false }))],
            },
            aligned(lines.map(({ points }) => points)) as uPlot.AlignedData,
            holder,
        );
        this.resized = new ResizeObserver(() => this.plot?.setSize({ width: Math.max(160, holder.clientWidth), height: HEIGHT }));
        this.resized.observe(holder);
    }

    end(): void {
        this.resized?.disconnect();
        this.plot?.destroy();
    }
}

/** A quiet line is drawn in the middle and not as a mountain of noise; what counts from nothing begins at nothing. */
export function padded(least: number | null, most: number | null): [number, number] {
    if (least === null || most === null || !Number.isFinite(least) || !Number.isFinite(most)) {
        return [0, 1];
    }
    const low = least >= 0 && least < most * 0.5 ? 0 : least;
    const room = Math.max((most - low) * 0.08, Math.abs(most) * 0.02, 1e-9);
    return [low === 0 ? 0 : low - room, most + room];
}
