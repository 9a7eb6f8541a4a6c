import L from 'leaflet';

import { ApiError } from '../api/client';
import type { Route } from '../app/route';
import type { Context, View } from '../app/view';
import { announce } from '../dom/announce';
import { fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { CityMap } from '../map/city_map';
import { onTheme, theme } from '../map/theme';
import { count } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import { CellLayer } from './cell_layer';
import { boxOf, cellAt, type Cells, GRADES, MEASURES, type Measure, NO_GRADE } from './cells';
import type { Cluster } from './clusters';
import { equityFrom, type Plan, planFrom } from './plan';
import type { Read } from './reader';
import { clustersOf, districtsOf, equityOf, sitesOf } from './side_panel';
import { type ChosenSite, sitesFrom } from './sites';
import { project } from './world';

const WORDS = { grade: T.grade, gap: T.gap, demand: T.demand, served: T.served };
const NEAR = 16; // a cluster of one cell is not looked at from nearer

function coloursOf(measure: Measure): string[] {
    const style = getComputedStyle(document.documentElement);
    return GRADES.map((_, index) => style.getPropertyValue(`--${measure === 'grade' || measure === 'served' ? 'g' : 'q'}${index}`).trim());
}

/** Where coverage is missing, for how many, what of it is no chance, and which sites the planner chose. */
export class CoverageView implements View {
    readonly title = say(T.coverage);
    readonly element: HTMLElement;
    private readonly city: CityMap;
    private readonly layer = new CellLayer(() => coloursOf(this.measure));
    private readonly sites = L.layerGroup();
    private readonly switches: HTMLElement;
    private readonly showSites = h('input', { type: 'checkbox', id: 'show-sites', checked: true });
    private readonly showClusters = h('input', { type: 'checkbox', id: 'show-clusters' });
    private readonly legend = h('div', { class: 'legend', role: 'group', 'aria-label': say(T.legend) });
    private readonly cell = h('p', { class: 'cell muted' }, say(T.cellHint));
    private readonly districts = h('div', {}, nothing(say(T.loading)));
    private readonly clusters = h('div', {}, nothing(say(T.loading)));
    private readonly chosen = h('div', {});
    private readonly equity = h('div', {});
    private readonly equityCard: HTMLElement;
    private readonly ending = new AbortController();
    private readonly stopTheme: () => void;
    private worker: Worker | undefined;
    private cells: Cells | undefined;
    private measure: Measure;

    constructor(
        private readonly context: Context,
        route: Route,
    ) {
        this.measure = MEASURES.find((one) => one === route.query['show']) ?? 'grade';
        this.city = new CityMap(say(T.coverageMap), context.settings, route.query['at'], () => context.note({ at: this.city.position }), 'lines');
        this.layer.addTo(this.city.map);
        this.sites.addTo(this.city.map);
        this.city.map.on('mousemove click', (event) => this.tellCell(event as L.LeafletMouseEvent));
        this.switches = h('div', { class: 'segments', role: 'group', 'aria-label': say(T.show) }, ...MEASURES.map((one) => h('button', { type: 'button', 'data-measure': one, click: () => this.choose(one) }, say(WORDS[one]))));
        this.showClusters.checked = route.query['clusters'] !== 'off';
        this.showClusters.addEventListener('change', () => {
            context.note({ clusters: this.showClusters.checked ? '' : 'off' });
            this.draw();
        });
        this.showSites.addEventListener('change', () => (this.showSites.checked ? this.sites.addTo(this.city.map) : this.sites.remove()));
        this.stopTheme = onTheme(() => this.draw());
        const card = (id: string, title: string, body: HTMLElement): HTMLElement => h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, title), body);
        this.equityCard = card('equity', say(T.equity), this.equity);
        this.equityCard.hidden = true;
        const label = (box: HTMLInputElement, text: string): HTMLElement => h('label', { class: 'check-label' }, box, text);
        this.element = h(
            'div',
            { class: 'view coverage-view' },
            h('div', { class: 'head' }, h('h1', {}, say(T.coverage)), this.switches, label(this.showClusters, say(T.clusters)), label(this.showSites, say(T.chosenSites))),
            h('div', { class: 'map-frame' }, this.city.element, this.legend),
            h('div', { class: 'list' }, this.cell, card('clusters', say(T.clusters), this.clusters), card('by-district', say(T.byDistrict), this.districts), card('chosen', say(T.chosenSites), this.chosen), this.equityCard),
        );
    }

    begin(): void {
        this.city.map.invalidateSize({ animate: false });
        void Promise.all([this.read(), this.readSites()]).catch((problem) => this.context.failed(problem));
    }

    routed({ query }: Route): void {
        this.city.goTo(query['at']);
        this.measure = MEASURES.find((one) => one === query['show']) ?? this.measure;
        this.showClusters.checked = query['clusters'] !== 'off';
        this.draw();
    }

    end(): void {
        this.ending.abort();
        this.worker?.terminate();
        this.stopTheme();
        this.city.end();
    }

    private choose(measure: Measure): void {
        this.measure = measure;
        this.context.note({ show: measure });
        this.draw();
    }

    private async read(): Promise<void> {
        try {
            const bytes = await this.context.client.bytes('/api/v1/console/coverage', this.ending.signal);
            this.worker = new Worker(new URL('./reader.ts', import.meta.url), { type: 'module' });
            this.worker.onmessage = ({ data }: MessageEvent<Read>) => {
                this.worker?.terminate();
                if ('problem' in data) {
                    this.context.failed(new Error(data.problem));
                } else {
                    this.take(data.cells);
                }
            };
            this.worker.postMessage(bytes, [bytes]);
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                fill(this.districts, nothing(say(T.noCoverage)));
                fill(this.clusters, nothing(say(T.none)));
            } else {
                throw problem;
            }
        }
    }

    private take(cells: Cells): void {
        if (cells.many === 0) {
            fill(this.districts, nothing(say(T.noCells)));
            fill(this.clusters, nothing(say(T.none)));
            return;
        }
        this.cells = cells;
        if (this.city.wantsHome) {
            this.city.homeIs(boxOf(cells));
        }
        fill(this.districts, ...districtsOf(cells));
        const { clusters } = cells;
        // A fresh table each time: what is filled where nothing changed would keep buttons of the cells before.
        this.clusters.replaceChildren(h('div', {}, ...(clusters === undefined ? [nothing(say(T.notInFile))] : clustersOf(clusters.all, (one) => this.goTo(one)))));
        this.showClusters.disabled = clusters === undefined;
        this.draw();
    }

    private draw(): void {
        const { cells } = this;
        if (cells !== undefined && !cells.has[this.measure]) { // of another's address
            this.measure = MEASURES.find((one) => cells.has[one]) ?? this.measure;
        }
        const { measure } = this;
        for (const button of this.switches.querySelectorAll('button')) {
            const one = button.dataset['measure'] as Measure;
            const there = cells === undefined || cells.has[one];
            button.setAttribute('aria-pressed', String(one === measure));
            button.disabled = !there;
            button.title = there ? '' : say(T.notInFile);
        }
        if (cells !== undefined) {
            this.explain(this.layer.show(cells, measure, this.showClusters.checked));
        }
    }

    private explain(breaks: readonly number[]): void {
        const { measure } = this;
        const colours = coloursOf(measure);
        const text = (index: number): string => {
            if (measure === 'grade') {
                return index === 0 ? say(T.gradeA) : index === 4 ? say(T.gradeE) : (GRADES[index] ?? '');
            }
            if (measure === 'served') {
                return `${(4 - index) * 20}–${(5 - index) * 20} %`;
            }
            const [from, to] = [index === 0 ? 0 : (breaks[index - 1] ?? 0), breaks[index]];
            return to === undefined ? `≥ ${count(Math.round(from))}` : `${count(Math.round(from))}–${count(Math.round(to))}`;
        };
        const unit = measure === 'gap' || measure === 'demand' ? ` (${say(T.people)})` : '';
        const rows = colours.map((colour, index) => {
            const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
            swatch.style.background = colour;
            return h('li', {}, swatch, text(index));
        });
        const outlined = this.cells?.clusters !== undefined && this.showClusters.checked && h('p', { class: 'outlined' }, h('span', { class: 'swatch', 'aria-hidden': 'true' }), say(T.clusterLegend));
        this.legend.replaceChildren(h('strong', {}, say(WORDS[measure]), unit), h('ul', {}, ...rows), outlined || '');
    }

    private goTo({ box: [west, south, east, north], district, gap }: Cluster): void {
        this.city.map.fitBounds(L.latLngBounds([south, west], [north, east]), { maxZoom: NEAR, padding: [40, 40] });
        this.city.element.scrollIntoView({ block: 'nearest' });
        announce(say(T.atCluster, { district, gap: count(Math.round(gap)) }));
    }

    private tellCell({ latlng }: L.LeafletMouseEvent): void {
        const { cells } = this;
        if (cells === undefined) {
            return;
        }
        const at = cellAt(cells, ...project(latlng.lng, latlng.lat));
        if (at < 0) {
            fill(this.cell, say(T.cellHint));
            return;
        }
        const grade = cells.grades[at] as number;
        const parts = [
            say(T.cellSaid, { id: cells.ids[at] ?? '' }),
            cells.districts[cells.district[at] as number],
            grade === NO_GRADE ? '' : `${say(T.grade)} ${GRADES[grade]}`,
            cells.has.demand ? `${say(T.demand)} ${count(Math.round(cells.demand[at] as number))}` : '',
            cells.has.gap ? `${say(T.gap)} ${count(Math.round(cells.gap[at] as number))}` : '',
            cells.has.served ? `${say(T.served)} ${Math.round((cells.served[at] as number) * 100)} %` : '',
            cells.inCluster[at] === 1 ? say(T.inCluster, { gi: (cells.gi[at] as number).toFixed(1) }) : '',
        ];
        fill(this.cell, parts.filter(Boolean).join(' · '));
    }

    private async readSites(): Promise<void> {
        try {
            const answer = await this.context.client.get<unknown>('/api/v1/console/coverage/sites', {}, this.ending.signal);
            this.takeSites(sitesFrom(answer), planFrom(answer));
            const equity = equityFrom(answer);
            this.equityCard.hidden = equity === undefined;
            fill(this.equity, ...(equity === undefined ? [] : equityOf(equity)));
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                fill(this.chosen, nothing(say(T.none)));
            } else {
                throw problem;
            }
        }
    }

    private takeSites(sites: readonly ChosenSite[], plan: Plan | undefined): void {
        const { ink, surface } = theme();
        for (const site of sites) {
            const mark = L.circleMarker([site.lat, site.lon], { renderer: this.city.renderer, radius: 5, color: surface, weight: 2, fillColor: ink, fillOpacity: 1 });
            mark.bindTooltip(() => h('span', {}, `${site.rank}. ${site.id} · ${say(T.gain)} ${count(Math.round(site.gain))}`), { direction: 'top', opacity: 1 });
            mark.addTo(this.sites);
        }
        fill(this.chosen, ...sitesOf(sites, plan));
    }
}
