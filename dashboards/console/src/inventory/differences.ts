import { ApiError } from '../api/client';
import { Refresher } from '../api/refresher';
import type { Differences, Pole } from '../api/types';
import { polePath } from '../app/route';
import type { Context } from '../app/view';
import { ask } from '../dom/dialog';
import { type Child, fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { table } from '../dom/table';
import { count, lasting, metres } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import type { Panel } from './panel';

const MOST = 200; // rows of a table; who has more uses the map's filter, or the CSV

/** Where the inventory and the street say different things. */
export class DifferencesPanel implements Panel {
    readonly element = h('div', {});
    private readonly lists = h('div', { class: 'differences' });
    private readonly ending = new AbortController();
    private readonly refresher = new Refresher(() => this.refresh());

    constructor(private readonly context: Context) {
        const save = (): void => void context.client.save('/api/v1/console/inventory', { format: 'csv' }, 'magpie-inventory.csv').catch((problem) => context.failed(problem));
        this.element.append(this.lists, h('p', {}, h('button', { type: 'button', click: save }, say(T.download))));
        this.lists.addEventListener('click', (event) => void this.clicked(event));
    }

    begin(): void {
        this.refresher.now();
    }

    end(): void {
        this.ending.abort();
        this.refresher.end();
    }

    private async refresh(): Promise<void> {
        try {
            this.show(await this.context.client.get<Differences>('/api/v1/console/inventory/differences', {}, this.ending.signal));
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                fill(this.lists, nothing(say(T.noInventory)));
            } else {
                this.context.failed(problem);
            }
        }
    }

    private show({ missing, unregistered, moved }: Differences): void {
        const name = { title: say(T.node), cell: (pole: Pole): Child => h('a', { href: polePath(pole) }, pole.name ?? pole.node) };
        const area = { title: say(T.area), cell: (pole: Pole): Child => pole.area };
        const site = { title: say(T.site), kind: 'wide' as const, cell: (pole: Pole): Child => pole.site ?? '' };
        const since = { title: say(T.lasted), kind: 'number' as const, cell: (pole: Pole): Child => (pole.since === null ? '–' : lasting(Date.now() - Date.parse(pole.since))) };
        const actions = {
            title: say(T.actions),
            cell: ({ area: of, node }: Pole): Child => h('button', { type: 'button', class: 'small', 'data-area': of, 'data-node': node, 'aria-label': `${say(T.decommission)}: ${node}` }, say(T.decommission)),
        };
        const far = { title: say(T.distance), kind: 'number' as const, cell: ({ metres: away }: Differences['moved'][number]): Child => metres(away) };
        fill(
            this.lists,
            part('missing', say(T.missingTitle), missing.length, table(say(T.missingTitle), [name, area, site, since, actions], missing.slice(0, MOST))),
            part('unregistered', say(T.unregisteredTitle), unregistered.length, table(say(T.unregisteredTitle), [name, area, site, since], unregistered.slice(0, MOST))),
            part('moved', say(T.movedTitle), moved.length, table(say(T.movedTitle), [name, area, site, far], moved.slice(0, MOST))),
        );
    }

    private async clicked(event: Event): Promise<void> {
        const button = (event.target as HTMLElement).closest<HTMLButtonElement>('button[data-node]');
        if (button === null) {
            return;
        }
        const { area = '', node = '' } = button.dataset;
        const reason = await ask({ title: `${say(T.decommission)}: ${node}`, why: say(T.decommissionWhy), label: say(T.reason), action: say(T.decommission) });
        if (reason !== null) {
            try {
                await this.context.client.post(`/api/v1/console/inventory/${encodeURIComponent(area)}/${encodeURIComponent(node)}/decommission`, { reason });
                this.refresher.now();
            } catch (problem) {
                this.context.failed(problem);
            }
        }
    }
}

const part = (id: string, title: string, many: number, rows: HTMLElement): HTMLElement =>
    h('section', { class: 'card', 'aria-labelledby': `difference-${id}` }, h('h2', { id: `difference-${id}` }, title, ' ', h('span', { class: 'muted number' }, count(many))), many === 0 ? nothing(say(T.none)) : rows, many > MOST && h('p', { class: 'muted' }, `… ${count(many - MOST)}`));
