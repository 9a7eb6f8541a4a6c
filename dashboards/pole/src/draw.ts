// Pieces of the page. Whatever the pole says becomes text, never markup.

type Content = string | Node | readonly (string | Node)[];

function make<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    content: Content = '',
    attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    element.append(...(Array.isArray(content) ? (content as (string | Node)[]) : [content as string | Node]));
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, value);
    }
    return element;
}

const layerName = (id: string): string =>
    id.startsWith('ssid:') ? `Wi-Fi ${id.slice('ssid:'.length)}` : inLanguage(layerNames[id]) || id;

const stateOf = (state: string): { sign: string; word: string } => {
    const known = states[state];
    return { sign: known?.sign ?? '?', word: known ? known[language] : state };
};

const localTime = (iso: string | null): string =>
    iso === null ? '' : new Date(iso).toLocaleString(language === 'ko' ? 'ko-KR' : 'en-GB', { dateStyle: 'short', timeStyle: 'short' });

function layerList(layers: readonly Layer[]): HTMLElement {
    return make(
        'ol',
        layers.map(({ layer, state, summary }) => {
            const { sign, word } = stateOf(state);
            const row = make(
                'div',
                [make('span', layerName(layer), { class: 'name' }), make('span', `${sign} ${word}`, { class: `state ${state}` })],
                { class: 'row' },
            );
            const said = inLanguage(summary);
            return make('li', said ? [row, make('div', said, { class: 'small' })] : row);
        }),
    );
}

/** The first thing that is wrong, large: what it is, what to look at, what to do. */
function verdictCard(result: Result | null, failed: boolean): HTMLElement {
    if (failed) {
        return make('section', make('p', say('checkFailed'), { class: 'big' }), { class: 'card warn' });
    }
    if (!result) {
        return make('section', make('p', say('noCheck'), { class: 'big' }), { class: 'card' });
    }
    const first = result.layers?.find((layer) => layer.layer === result.first?.layer);
    if (!first) {
        return make('section', make('p', `✓ ${say('noFault')}`, { class: 'big' }), { class: 'card pass' });
    }
    const { sign } = stateOf(first.state);
    const what = inLanguage(first.fault?.what) || inLanguage(first.summary);
    const lines = make('dl');
    for (const [word, said] of [
        ['cause', inLanguage(first.fault?.look)],
        ['act', inLanguage(first.fault?.act)],
    ] as const) {
        if (said) {
            lines.append(make('dt', say(word)), make('dd', said));
        }
    }
    const head = make('p', `${sign} ${layerName(first.layer)}${what ? `: ${what}` : ''}`, { class: 'big' });
    return make('section', [head, lines], { class: `card ${first.state === 'warn' ? 'warn' : 'fail'}` });
}

const scales: Record<string, readonly [factor: number, unit: string, digits: number]> = {
    ratio: [100, '%', 1],
    seconds: [1000, 'ms', 1],
    bytes: [1 / 1e6, 'MB', 0],
    celsius: [1, '°C', 1],
    volts: [1, 'V', 1],
    amperes: [1, 'A', 2],
    dbm: [1, 'dBm', 0],
    degrees: [1, '°', 1],
    decibels: [1, 'dB', 0],
    grams_per_cubic_meter: [1e6, 'µg/m³', 0],
};

const scaleOf = (unit: string): readonly [number, string, number] => scales[unit] ?? [1, '', 2];

/** 1 and 0 that are no numbers. */
const yesOrNo = new Set(['magpie_link_carrier', 'magpie_path_up', 'magpie_client_visit_usable', 'magpie_pole_door_open']);

function written(value: number, unit: string, metric = ''): string {
    if (yesOrNo.has(metric)) {
        return value === 1 ? say('yes') : value === 0 ? say('no') : `${Math.round(value * 100)} %`;
    }
    const [factor, word, digits] = scaleOf(unit);
    return `${Number((value * factor).toFixed(digits))}${word && word !== '°' ? ' ' : ''}${word}`;
}

function metricName(metric: string, labels: Readonly<Record<string, string>>): string {
    const name = metric.replace(/^magpie_/, '');
    const { class: _far, probe, ...rest } = labels;
    const of = [...Object.values(rest), ...(probe ? [probe] : [])].filter(Boolean).join(', ');
    return `${inLanguage(metricNames[name]) || name}${of ? ` · ${of}` : ''}`;
}

function valueList(values: readonly Value[]): HTMLElement {
    return make(
        'dl',
        values.map(({ metric, unit, labels, value }) =>
            make('div', [make('dt', metricName(metric, labels)), make('dd', written(value, unit, metric))]),
        ),
        { class: 'values' },
    );
}

function noteList(notes: readonly Note[]): HTMLElement {
    return make(
        'ul',
        notes.map(({ time, by, text }) =>
            make('li', [make('div', text), make('div', [localTime(time), by].filter(Boolean).join(' · '), { class: 'small' })]),
        ),
    );
}
