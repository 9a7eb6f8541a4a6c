import { Refresher } from '../api/refresher';
import type { Summary, Window } from '../api/types';
import type { Context } from '../app/view';
import { areaOptions } from '../dom/area_options';
import { announce } from '../dom/announce';
import { type Child, fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { table } from '../dom/table';
import { localInput, moment } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import type { Panel } from './panel';
import { type Phase, phaseOf } from './phase';

const HOUR = 3_600_000;
const LONGEST = 160; // letters of a reason: the collector takes 500 bytes, and one of Hangul is three
const ADDRESS = '/api/v1/console/maintenance';

const PHASES = { now: T.windowNow, ahead: T.windowAhead, past: T.windowPast };

/** Windows in which no alert is sent: which there are, and a new one. */
export class MaintenancePanel implements Panel {
    readonly element: HTMLElement;
    private readonly list = h('div', {});
    private readonly area = h('select', { id: 'window-area', required: true });
    private readonly node = h('input', { id: 'window-node', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'window-node-hint' });
    private readonly from = h('input', { id: 'window-from', type: 'datetime-local', required: true, value: localInput(Date.now()) });
    private readonly to = h('input', { id: 'window-to', type: 'datetime-local', required: true, value: localInput(Date.now() + 2 * HOUR) });
    private readonly reason = h('input', { id: 'window-reason', required: true, maxlength: LONGEST });
    private readonly wrong = h('p', { class: 'bad', role: 'alert' });
    private readonly ending = new AbortController();
    private readonly refresher = new Refresher(() => this.refresh());

    constructor(private readonly context: Context) {
        const field = (label: string, input: HTMLElement, hint?: Child): HTMLElement => h('div', { class: 'field' }, h('label', { for: input.id }, label), input, hint);
        this.element = h(
            'div',
            {},
            h('section', { class: 'card', 'aria-labelledby': 'windows' }, h('h2', { id: 'windows' }, say(T.maintenance)), h('p', { class: 'muted' }, say(T.windowWhy)), this.list),
            h(
                'section',
                { class: 'card', 'aria-labelledby': 'window-add' },
                h('h2', { id: 'window-add' }, say(T.addWindow)),
                h(
                    'form',
                    {
                        class: 'fields',
                        submit: (event) => {
                            event.preventDefault();
                            void this.add();
                        },
                    },
                    field(say(T.area), this.area),
                    field(say(T.node), this.node, h('span', { class: 'muted hint', id: 'window-node-hint' }, say(T.nodeHint))),
                    field(say(T.from), this.from),
                    field(say(T.to), this.to),
                    field(say(T.reason), this.reason),
                    h('button', { class: 'primary' }, say(T.add)),
                ),
                this.wrong,
            ),
        );
        this.list.addEventListener('click', (event) => {
            const button = (event.target as HTMLElement).closest<HTMLButtonElement>('button[data-window]');
            if (button !== null) {
                void this.remove(button.dataset['window'] ?? '');
            }
        });
    }

    begin(): void {
        void this.readAreas();
        this.refresher.now();
    }

    end(): void {
        this.ending.abort();
        this.refresher.end();
    }

    private async readAreas(): Promise<void> {
        try {
            const { areas } = await this.context.client.get<Summary>('/api/v1/console/summary', {}, this.ending.signal);
            fill(this.area, ...areaOptions(areas));
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private async refresh(): Promise<void> {
        try {
            const { windows } = await this.context.client.get<{ windows: Window[] }>(ADDRESS, {}, this.ending.signal);
            this.show(windows);
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private show(windows: readonly Window[]): void {
        const now = Date.now();
        const order: Record<Phase, number> = { now: 0, ahead: 1, past: 2 };
        const sorted = [...windows].sort((a, b) => order[phaseOf(a, now)] - order[phaseOf(b, now)] || a.from.localeCompare(b.from));
        const rows = table(
            say(T.maintenance),
            [
                { title: say(T.state), cell: (one) => h('span', { class: `phase p-${phaseOf(one, now)}` }, say(PHASES[phaseOf(one, now)])) },
                { title: say(T.area), cell: ({ area }) => area },
                { title: say(T.node), cell: ({ node }) => node ?? say(T.wholeArea) },
                { title: say(T.from), cell: ({ from }) => moment(from, now) },
                { title: say(T.to), cell: ({ to }) => moment(to, now) },
                { title: say(T.reason), kind: 'wide', cell: ({ reason }) => reason },
                { title: say(T.by), cell: ({ by }) => by },
                { title: say(T.actions), cell: ({ id, reason }) => h('button', { type: 'button', class: 'small', 'data-window': String(id), 'aria-label': `${say(T.remove)}: ${reason}` }, say(T.remove)) },
            ],
            sorted,
        );
        fill(this.list, windows.length === 0 ? nothing(say(T.none)) : rows);
    }

    private async add(): Promise<void> {
        const [from, to] = [new Date(this.from.value), new Date(this.to.value)];
        this.wrong.textContent = '';
        if (!(to.getTime() > from.getTime())) {
            this.wrong.textContent = say(T.windowBackwards);
            this.to.focus();
            return;
        }
        const node = this.node.value.trim();
        try {
            await this.context.client.post(ADDRESS, { area: this.area.value, node: node === '' ? null : node, from: from.toISOString(), to: to.toISOString(), reason: this.reason.value.trim() });
            this.node.value = '';
            this.reason.value = '';
            announce(say(T.windowAdded));
            this.refresher.now();
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private async remove(id: string): Promise<void> {
        try {
            await this.context.client.delete(`${ADDRESS}/${encodeURIComponent(id)}`);
            announce(say(T.windowDeleted));
            this.refresher.now();
        } catch (problem) {
            this.context.failed(problem);
        }
    }
}
