import { STATES, type State, type Summary } from '../api/types';
import { areaOptions } from '../dom/area_options';
import { announce } from '../dom/announce';
import { fill, h } from '../dom/h';
import { stateShape } from '../dom/state_mark';
import { count } from '../text/format';
import { say } from '../text/language';
import { STATE_WORDS, T } from '../text/words';
import { parseStates } from '../app/route';

export interface Filter {
    readonly q: string;
    readonly area: string;
    readonly order: 'worst' | 'name';
    readonly states: readonly State[];
}

export const filterFrom = (query: Readonly<Record<string, string>>): Filter => ({
    q: query['q'] ?? '',
    area: query['area'] ?? '',
    order: query['order'] === 'name' ? 'name' : 'worst',
    states: parseStates(query['state']),
});

export const isFiltered = ({ q, area, states }: Filter): boolean => q !== '' || area !== '' || states.length > 0;

/** What of two counts a listener should hear: only of states that want somebody. */
export function changesBetween(before: Summary | undefined, after: Summary): { state: State; count: number; by: number }[] {
    const heard: readonly State[] = ['down', 'critical', 'problem'];
    return heard.flatMap((state) => {
        const now = after.states[state] ?? 0;
        const by = before === undefined ? 0 : now - (before.states[state] ?? 0);
        return by === 0 ? [] : [{ state, count: now, by }];
    });
}

/** Search, district, order, and a button for each state with how many are in it. */
export class Filters {
    readonly element: HTMLElement;
    private readonly search: HTMLInputElement;
    private readonly areas: HTMLSelectElement;
    private readonly order: HTMLSelectElement;
    private readonly chips = new Map<State, { button: HTMLButtonElement; number: HTMLElement }>();
    private readonly maintenance = h('span', { class: 'muted maintenance' });
    private readonly clear: HTMLButtonElement;
    private before: Summary | undefined;
    private typing: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private filter: Filter,
        private readonly changed: (filter: Filter) => void,
    ) {
        this.search = h('input', { type: 'search', id: 'search', maxlength: 60, placeholder: say(T.searchHint), autocomplete: 'off', spellcheck: 'false' });
        this.search.addEventListener('input', () => {
            clearTimeout(this.typing);
            this.typing = setTimeout(() => this.choose({ q: this.search.value.trim() }), 250);
        });
        this.areas = h('select', { id: 'area' }, h('option', { value: '' }, say(T.allAreas)));
        this.areas.addEventListener('change', () => this.choose({ area: this.areas.value }));
        this.order = h('select', { id: 'order' }, h('option', { value: 'worst' }, say(T.worstFirst)), h('option', { value: 'name' }, say(T.byName)));
        this.order.addEventListener('change', () => this.choose({ order: this.order.value === 'name' ? 'name' : 'worst' }));
        this.clear = h('button', { type: 'button', class: 'quiet', click: () => this.choose({ q: '', area: '', states: [] }, true) }, say(T.clearFilters));
        for (const state of STATES) {
            const number = h('span', { class: 'number' }, '–');
            const button = h('button', { type: 'button', class: 'chip', 'data-state': state, click: () => this.toggle(state) }, stateShape(state), h('span', {}, say(STATE_WORDS[state])), number);
            this.chips.set(state, { button, number });
        }
        this.element = h(
            'form',
            { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
            h(
                'div',
                { class: 'fields' },
                h('label', { for: 'search', class: 'unseen' }, say(T.search)),
                this.search,
                h('label', { for: 'area', class: 'unseen' }, say(T.area)),
                this.areas,
                h('label', { for: 'order', class: 'unseen' }, say(T.order)),
                this.order,
                this.clear,
            ),
            h('div', { class: 'chips', role: 'group', 'aria-label': say(T.states) }, ...[...this.chips.values()].map(({ button }) => button), this.maintenance),
        );
        this.show(filter);
    }

    show(filter: Filter): void {
        this.filter = filter;
        if (document.activeElement !== this.search) {
            this.search.value = filter.q;
        }
        this.order.value = filter.order;
        this.chooseArea();
        for (const [state, { button }] of this.chips) {
            button.setAttribute('aria-pressed', String(filter.states.includes(state)));
        }
        this.clear.hidden = !isFiltered(filter);
    }

    summed(summary: Summary): void {
        for (const [state, { button, number }] of this.chips) {
            const many = summary.states[state] ?? 0;
            fill(number, count(many));
            button.classList.toggle('empty', many === 0);
        }
        fill(this.maintenance, summary.maintenance > 0 && `${say(T.maintenanceNow)} ${count(summary.maintenance)}`);
        fill(this.areas, h('option', { value: '' }, say(T.allAreas)), ...areaOptions(summary.areas));
        this.chooseArea();
        const changes = changesBetween(this.before, summary);
        if (changes.length > 0) {
            announce(changes.map(({ state, count: now, by }) => say(by > 0 ? T.worse : T.fewer, { state: say(STATE_WORDS[state]), count: count(now), more: count(Math.abs(by)) })).join(' '));
        }
        this.before = summary;
    }

    /** A district of a link may not be in the list yet. */
    private chooseArea(): void {
        const { area } = this.filter;
        if (area !== '' && ![...this.areas.options].some(({ value }) => value === area)) {
            this.areas.append(h('option', { value: area }, area));
        }
        if (this.areas.value !== area) {
            this.areas.value = area;
        }
    }

    private toggle(state: State): void {
        const { states } = this.filter;
        this.choose({ states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state] });
    }

    private choose(part: Partial<Filter>, clears = false): void {
        const next = { ...this.filter, ...part };
        if (clears) {
            this.search.value = '';
        }
        this.show(next);
        this.changed(next);
    }
}
