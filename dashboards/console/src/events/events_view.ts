import { withQuery } from '../api/client';
import { Refresher } from '../api/refresher';
import type { CityEvent, EventsAnswer, Summary } from '../api/types';
import type { Route } from '../app/route';
import type { Context, View } from '../app/view';
import { areaOptions } from '../dom/area_options';
import { fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { say } from '../text/language';
import { KIND_WORDS, T } from '../text/words';
import { eventTable } from './event_table';
import { timeline } from './timeline';

const PAGE = 100;
const SPANS = { '': null, '1': 3600, '24': 86_400, '168': 604_800 } as const;
type SpanId = keyof typeof SPANS;

interface Filter {
    readonly kind: string;
    readonly area: string;
    readonly node: string;
    readonly hours: SpanId;
}

const filterFrom = ({ kind = '', area = '', node = '', hours = '' }: Route['query']): Filter => ({
    kind: ['event', 'alarm', 'recovery'].includes(kind) ? kind : '',
    area,
    node,
    hours: hours in SPANS ? (hours as SpanId) : '',
});

/** What happened: outages as lanes, and every line as a table. */
export class EventsView implements View {
    readonly title = say(T.events);
    readonly element: HTMLElement;
    private readonly kind = h('select', { id: 'kind' }, h('option', { value: '' }, say(T.all)), ...Object.entries(KIND_WORDS).map(([id, words]) => h('option', { value: id }, say(words))));
    private readonly area = h('select', { id: 'area' }, h('option', { value: '' }, say(T.allAreas)));
    private readonly node = h('input', { id: 'node', type: 'search', autocomplete: 'off', spellcheck: 'false' });
    private readonly hours = h('select', { id: 'hours' }, h('option', { value: '' }, say(T.all)), h('option', { value: '1' }, say(T.hour1)), h('option', { value: '24' }, say(T.hour24)), h('option', { value: '168' }, say(T.hour168)));
    private readonly lanes = h('div', { class: 'lanes' });
    private readonly rows = h('div', {});
    private readonly more = h('button', { type: 'button', hidden: true, click: () => void this.older() }, say(T.more));
    private readonly csv = h('a', { class: 'button', href: '#' }, say(T.csv));
    private readonly refresher = new Refresher(() => this.refresh());
    private readonly resized: ResizeObserver;
    private readonly ending = new AbortController();
    private filter: Filter;
    private events: readonly CityEvent[] = [];
    private next: string | null = null;
    private generation = 0;

    constructor(
        private readonly context: Context,
        route: Route,
    ) {
        this.filter = filterFrom(route.query);
        for (const field of [this.kind, this.area, this.node, this.hours]) {
            field.addEventListener('change', () => this.choose());
        }
        this.csv.addEventListener('click', (event) => {
            // A link as long as nobody needs a token, so that it can be copied.
            if (this.context.client.token !== null) {
                event.preventDefault();
                void this.context.client.save('/api/v1/console/events', { ...this.asked(), format: 'csv' }, 'magpie-events.csv').catch((problem) => this.context.failed(problem));
            }
        });
        const field = (label: string, input: HTMLElement): HTMLElement => h('div', { class: 'field' }, h('label', { for: input.id }, label), input);
        this.element = h(
            'div',
            { class: 'view events-view' },
            h('h1', {}, say(T.events)),
            h('form', { class: 'fields', submit: (event) => event.preventDefault() }, field(say(T.kind), this.kind), field(say(T.area), this.area), field(say(T.node), this.node), field(say(T.span), this.hours), this.csv),
            h('section', { class: 'card', 'aria-labelledby': 'timeline' }, h('h2', { id: 'timeline' }, say(T.timeline)), this.lanes),
            h('section', { class: 'card', 'aria-labelledby': 'all-events' }, h('h2', { id: 'all-events' }, say(T.events)), this.rows, this.more),
        );
        this.resized = new ResizeObserver(() => this.drawLanes());
        this.resized.observe(this.lanes);
        this.show();
        void this.readAreas();
    }

    begin(): void {
        this.refresher.now();
    }

    routed({ query }: Route): void {
        this.filter = filterFrom(query);
        this.show();
        this.restart();
    }

    end(): void {
        this.ending.abort();
        this.refresher.end();
        this.resized.disconnect();
    }

    private show(): void {
        this.kind.value = this.filter.kind;
        this.node.value = this.filter.node;
        this.hours.value = this.filter.hours;
        const { area } = this.filter;
        if (area !== '' && ![...this.area.options].some(({ value }) => value === area)) {
            this.area.append(h('option', { value: area }, area));
        }
        this.area.value = area;
        this.csv.href = withQuery('/api/v1/console/events', { ...this.asked(), format: 'csv' });
    }

    private choose(): void {
        const { kind, area, node, hours } = this;
        this.filter = filterFrom({ kind: kind.value, area: area.value, node: node.value.trim(), hours: hours.value });
        this.context.note({ ...this.filter });
        this.show();
        this.restart();
    }

    private restart(): void {
        this.generation += 1;
        this.events = [];
        this.next = null;
        this.refresher.now();
    }

    private asked(): Record<string, string | number | null> {
        const { kind, area, node, hours } = this.filter;
        const span = SPANS[hours];
        const from = span === null ? null : new Date(Math.floor(Date.now() / 60_000) * 60_000 - span * 1000).toISOString();
        return { from, area, node, kind };
    }

    private async readAreas(): Promise<void> {
        try {
            const { areas } = await this.context.client.get<Summary>('/api/v1/console/summary', {}, this.ending.signal);
            fill(this.area, h('option', { value: '' }, say(T.allAreas)), ...areaOptions(areas));
            this.show();
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private page(after: string | null): Promise<EventsAnswer> {
        return this.context.client.get<EventsAnswer>('/api/v1/console/events', { ...this.asked(), after, limit: PAGE }, this.ending.signal);
    }

    /** The newest, before what is here already. An alarm that has ended since has its end. */
    private async refresh(): Promise<void> {
        const { generation } = this;
        try {
            const { events, next } = await this.page(null);
            if (generation !== this.generation) {
                return;
            }
            const last = events.at(-1)?.number ?? Number.POSITIVE_INFINITY;
            const older = this.events.filter(({ number }) => number < last);
            this.next = older.length > 0 ? this.next : next;
            this.events = [...events, ...older];
            this.draw();
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private async older(): Promise<void> {
        const { generation } = this;
        try {
            const { events, next } = await this.page(this.next);
            if (generation === this.generation) {
                this.events = [...this.events, ...events];
                this.next = next;
                this.draw();
            }
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private draw(): void {
        fill(this.rows, this.events.length === 0 ? nothing(say(T.noEvents)) : eventTable(this.events, true));
        this.more.hidden = this.next === null;
        this.drawLanes();
    }

    private drawLanes(): void {
        const width = Math.floor(this.lanes.clientWidth);
        if (width > 0) {
            fill(this.lanes, timeline(this.events, Date.now(), width));
        }
    }
}
