import { ApiError } from '../api/client';
import { Refresher } from '../api/refresher';
import type { EventsAnswer, PolePage } from '../api/types';
import { formatRoute, polePath, type Route } from '../app/route';
import type { Context, View } from '../app/view';
import { ask } from '../dom/dialog';
import { fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { stateMark } from '../dom/state_mark';
import { table } from '../dom/table';
import { eventTable } from '../events/event_table';
import { mapAt } from '../map/map_view';
import { ReportList } from '../report/report_list';
import { lasting, metres, moment } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import { CheckPanel } from './check_panel';
import { comparison } from './compare';
import { Strips } from './strips';
import { showTokenCommand } from './token_dialog';
import { Values } from './values';

const EVENTS = 50; // an alarm that is still on may be older than what a line that flaps has told since
const SHOWN_EVENTS = 10;

/** Everything about one pole. What a technician needs before climbing comes first. */
export class PoleView implements View {
    readonly title: string;
    readonly element: HTMLElement;
    private readonly top = h('div', {});
    private readonly alarms = h('ul', { class: 'alarms', 'aria-label': say(T.openAlarms) });
    private readonly actions = h('div', { class: 'actions' });
    private readonly about = h('section', { class: 'card', 'aria-labelledby': 'about' });
    private readonly beside = h('section', { class: 'card wide', 'aria-labelledby': 'compare' });
    private readonly near = h('section', { class: 'card', 'aria-labelledby': 'near' });
    private readonly events = h('section', { class: 'card', 'aria-labelledby': 'events' });
    private readonly values = new Values();
    private readonly strips: Strips;
    private readonly check: CheckPanel;
    private readonly reports: ReportList;
    private readonly ending = new AbortController();
    private readonly refresher = new Refresher(() => this.refresh());
    private readonly area: string;
    private readonly node: string;
    private readonly base: string;

    constructor(
        private readonly context: Context,
        { path, query }: Route,
    ) {
        this.area = path[1] ?? '';
        this.node = path[2] ?? '';
        this.title = this.node;
        this.base = `/api/v1/console/poles/${encodeURIComponent(this.area)}/${encodeURIComponent(this.node)}`;
        this.strips = new Strips(context, this.base, query, this.ending.signal);
        this.check = new CheckPanel(context, this.base, this.ending.signal);
        this.reports = new ReportList(context, { area: this.area, node: this.node }, this.ending.signal);
        this.top.append(h('h1', {}, this.node), h('p', { class: 'muted' }, say(T.loading)));
        this.element = h(
            'div',
            { class: 'view pole-view' },
            h('div', { class: 'pole-head' }, this.top, this.actions, this.alarms),
            h('div', { class: 'columns' }, h('div', { class: 'column' }, this.check.element, this.reports.element, this.strips.element, this.beside), h('div', { class: 'column side' }, this.about, this.events, this.near, this.values.element)),
        );
    }

    begin(): void {
        this.refresher.now();
    }

    end(): void {
        this.ending.abort();
        this.refresher.end();
        this.strips.end();
        this.check.end();
        this.reports.end();
    }

    private async refresh(): Promise<void> {
        const { client } = this.context;
        const { signal } = this.ending;
        try {
            const [page, events] = await Promise.all([
                client.get<PolePage>(this.base, {}, signal),
                client.get<EventsAnswer>('/api/v1/console/events', { area: this.area, node: this.node, limit: EVENTS }, signal),
            ]);
            this.show(page);
            this.showEvents(events);
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                fill(this.top, h('h1', {}, this.node), nothing(say(T.notFound)));
            } else {
                this.context.failed(problem);
            }
        }
    }

    private show(page: PolePage): void {
        const now = Date.now();
        const since = page.since === null ? '' : say(T.since, { age: lasting(now - Date.parse(page.since)) });
        fill(
            this.top,
            h('h1', {}, page.name ?? page.node),
            h('p', { class: 'now' }, stateMark(page.state, page.maintenance), h('span', { class: 'muted' }, since)),
            h('p', { class: 'muted' }, [page.area, page.node, page.site].filter(Boolean).join(' · ')),
            ...page.windows.map(({ from, to, reason }) => h('p', { class: 'notice' }, `${say(T.maintenance)}: ${moment(from, now)} – ${moment(to, now)} · ${reason}`)),
        );
        fill(
            this.actions,
            page.lat === null || page.lon === null ? h('span', { class: 'muted' }, say(T.noPlace)) : h('a', { class: 'button', href: mapAt(page.lat, page.lon) }, say(T.toMap)),
            page.state !== 'decommissioned' && h('button', { type: 'button', 'data-does': 'page-token' }, say(T.pageToken)),
            page.state === 'decommissioned'
                ? h('button', { type: 'button', 'data-does': 'recommission' }, say(T.recommission))
                : page.inventory !== null && h('button', { type: 'button', 'data-does': 'decommission' }, say(T.decommission)),
        );
        // Bound here, for what is only compared by its markup has no listeners of its own.
        const does = { 'page-token': () => showTokenCommand({ area: this.area, node: this.node }), decommission: () => void this.decommission(), recommission: () => void this.write('recommission', {}) };
        for (const [name, work] of Object.entries(does)) {
            const button = this.actions.querySelector<HTMLButtonElement>(`[data-does=${name}]`);
            if (button !== null) {
                button.onclick = work;
            }
        }
        this.showAbout(page);
        fill(this.beside, h('h2', { id: 'compare' }, say(T.compare)), page.compare.length === 0 ? nothing(say(T.noNeighbours)) : comparison(page.compare, page.values));
        this.showNeighbours(page);
        this.values.show(page.values, now);
        this.strips.show(page.values);
    }

    private showAbout({ labels, inventory, model, site, lat, lon }: PolePage): void {
        const gone = inventory?.decommissioned;
        const rows: [string, string | null | undefined][] = [
            [say(T.model), model ?? labels['model']],
            [say(T.site), site ?? labels['site']],
            [say(T.version), labels['version']],
            [say(T.hub), labels['hub']],
            [say(T.place), lat === null || lon === null ? null : `${lat.toFixed(5)}, ${lon.toFixed(5)}`],
            [say(T.inInventory), say(inventory === null || inventory.listed === false ? T.no : T.yes)],
            [say(T.decommissionedBy), gone && `${moment(gone.at, Date.now())} · ${gone.by} · ${gone.reason}`],
        ];
        fill(this.about, h('h2', { id: 'about' }, say(T.about)), h('dl', { class: 'facts' }, ...rows.filter(([, text]) => text).map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text)))));
    }

    private showNeighbours({ neighbours }: PolePage): void {
        const list = table(
            say(T.neighbours),
            [
                { title: say(T.node), cell: (pole) => h('a', { href: polePath(pole) }, pole.name ?? pole.node) },
                { title: say(T.state), cell: (pole) => stateMark(pole.state, pole.maintenance) },
                { title: say(T.distance), kind: 'number', cell: (pole) => metres(pole.metres) },
            ],
            neighbours,
        );
        fill(this.near, h('h2', { id: 'near' }, say(T.neighbours)), neighbours.length === 0 ? nothing(say(T.noNeighbours)) : list);
    }

    /** Above all: why it is in the state that it is in. */
    private showEvents({ events }: EventsAnswer): void {
        const now = Date.now();
        const open = events.filter(({ kind, until }) => kind === 'alarm' && until === null);
        this.alarms.hidden = open.length === 0;
        fill(
            this.alarms,
            ...open.map(({ what, detail, time }) =>
                h('li', {}, h('strong', {}, say(what)), detail !== null && detail !== '' && h('span', {}, detail), h('span', { class: 'muted' }, say(T.since, { age: lasting(now - Date.parse(time)) }))),
            ),
        );
        fill(
            this.events,
            h('h2', { id: 'events' }, say(T.poleEvents)),
            events.length === 0 ? nothing(say(T.noEvents)) : eventTable(events.slice(0, SHOWN_EVENTS), false),
            h('p', {}, h('a', { href: formatRoute(['events'], { area: this.area, node: this.node }) }, say(T.allEvents))),
        );
    }

    private async decommission(): Promise<void> {
        const reason = await ask({ title: say(T.decommission), why: say(T.decommissionWhy), label: say(T.reason), action: say(T.decommission) });
        if (reason !== null) {
            await this.write('decommission', { reason });
        }
    }

    private async write(what: 'decommission' | 'recommission', body: object): Promise<void> {
        try {
            await this.context.client.post(`/api/v1/console/inventory/${encodeURIComponent(this.area)}/${encodeURIComponent(this.node)}/${what}`, body);
            this.refresher.now();
        } catch (problem) {
            this.context.failed(problem);
        }
    }
}
