// The last 24 hours, a strip a series.

/** Times of the values, seconds since 1970; without a clock, seconds before now (negative). */
function timesOf({ until, age_seconds, step_seconds }: Strips, count: number): number[] {
    const end = until === null ? -age_seconds : until / 1000;
    return Array.from({ length: count }, (_, i) => end - (count - 1 - i) * step_seconds);
}

function drawStrips(place: HTMLElement, strips: Strips): void {
    const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const width = Math.max(place.clientWidth, 240);
    place.replaceChildren();
    for (const { metric, unit, labels, values } of strips.series) {
        const [factor] = scaleOf(unit);
        const scaled = values.map((value) => (value === null ? null : value * factor));
        const seen = scaled.filter((value): value is number => value !== null);
        if (seen.length === 0) {
            continue;
        }
        const ends = [Math.min(...seen), Math.max(...seen)].map((value) => written(value / factor, unit, metric));
        const range = ends[0] === ends[1] ? `${ends[0]}` : ends.join(' – ');
        const name = metricName(metric, labels);
        const figure = make('figure', make('figcaption', [make('b', name), make('span', range, { class: 'small' })]), { class: 'strip' });
        const canvas = make('div', '', { role: 'img', 'aria-label': `${name}: ${range}` });
        figure.append(canvas);
        place.append(figure);
        const font = '14px system-ui, sans-serif';
        const axis = { stroke: colour('--ink'), font, grid: { stroke: colour('--line'), width: 0.5 }, ticks: { show: false } };
        const two = (number: number) => String(number).padStart(2, '0');
        const clock = (tick: number) => `${two(new Date(tick * 1000).getHours())}:${two(new Date(tick * 1000).getMinutes())}`;
        const hours = (_: unknown, ticks: number[]) =>
            ticks.map((tick) => (strips.until === null ? `${Math.round(tick / 3600)} h` : clock(tick)));
        new uPlot(
            {
                width,
                height: 120,
                legend: { show: false },
                cursor: { show: false },
                scales: { x: { time: strips.until !== null }, y: { range: yesOrNo.has(metric) ? [-0.1, 1.1] : { min: { pad: 0.1 }, max: { pad: 0.1 } } } },
                axes: [
                    { ...axis, size: 28, space: 70, values: hours },
                    { ...axis, size: 52, space: 34 },
                ],
                series: [
                    {},
                    { stroke: colour('--act'), width: 2, fill: `${colour('--act')}22`, points: { show: seen.length < 4, size: 6 } },
                ],
            },
            [timesOf(strips, scaled.length), scaled],
            canvas,
        );
    }
    if (!place.firstChild) {
        place.append(make('p', say('noStrips')));
    }
}
