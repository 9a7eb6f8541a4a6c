import L from 'leaflet';

import { isAborted } from '../api/client';
import { Refresher } from '../api/refresher';
import type { Cluster, MapAnswer, Pole, PolesAnswer, Summary } from '../api/types';
import { formatRoute, polePath, type Route } from '../app/route';
import type { Context, View } from '../app/view';
import { fill, h } from '../dom/h';
import { stateMark, stateShape } from '../dom/state_mark';
import { VirtualList } from '../dom/virtual_list';
import { count, lasting } from '../text/format';
import { say } from '../text/language';
import { STATE_WORDS, T } from '../text/words';
import { cityBox } from './city_box';
import { CityMap } from './city_map';
import { type Filter, Filters, filterFrom } from './filters';
import { clusterMark, poleMark } from './marks';
import { PagedRows } from './paged_rows';

const PAGE = 500;
const ROW = 62;
const LOOK_AROUND = 0.25; // of the map's size, so that a short pan shows no edge

/** The city on a map, and the same poles as a list. */
export class MapView implements View {
    readonly title = say(T.map);
    readonly element: HTMLElement;
    private readonly city: CityMap;
    private readonly marks = L.layerGroup();
    private readonly filters: Filters;
    private readonly rows: PagedRows<Pole>;
    private readonly list: VirtualList<Pole>;
    private readonly total = h('p', { class: 'muted total', role: 'status' });
    private readonly refresher = new Refresher(() => this.refresh());
    private readonly ending = new AbortController();
    private asked: AbortController | undefined;
    private filter: Filter;
    private now = Date.now();

    constructor(
        private readonly context: Context,
        route: Route,
    ) {
        this.filter = filterFrom(route.query);
        this.city = new CityMap(say(T.mapLabel), context.settings, route.query['at'], () => this.moved());
        this.marks.addTo(this.city.map);
        this.filters = new Filters(this.filter, (filter) => this.chosen(filter));
        this.rows = new PagedRows(
            (after) => this.page(after),
            () => this.listed(),
        );
        const source = {
            total: () => this.rows.total(),
            at: (index: number) => this.rows.at(index),
            wanted: (first: number, last: number) => void this.rows.want(first, last).catch((problem) => this.context.failed(problem)),
        };
        this.list = new VirtualList(say(T.poleList), ROW, source, (pole) => this.row(pole));
        const home = h('button', { type: 'button', class: 'home', click: () => this.city.goHome() }, say(T.showAll));
        this.element = h(
            'div',
            { class: 'view map-view' },
            h('h1', { class: 'unseen' }, say(T.map)),
            this.filters.element,
            h('div', { class: 'map-frame' }, this.city.element, home),
            h('section', { class: 'list', 'aria-label': say(T.poleList) }, this.total, this.list.element),
        );
    }

    begin(): void {
        this.city.map.invalidateSize({ animate: false });
        void this.findCity().finally(() => this.refresher.now());
    }

    private async findCity(): Promise<void> {
        if (this.city.wantsHome) {
            try {
                const world = await this.context.client.get<MapAnswer>('/api/v1/console/map', { box: '-180,-85,180,85', zoom: 7 }, this.ending.signal);
                const box = cityBox(world);
                if (box !== undefined && !this.ending.signal.aborted) {
                    this.city.homeIs(box);
                }
            } catch (problem) {
                this.context.failed(problem);
            }
        }
    }

    routed({ query }: Route): void {
        this.city.goTo(query['at']);
        const filter = filterFrom(query);
        if (JSON.stringify(filter) !== JSON.stringify(this.filter)) {
            this.filters.show(filter);
            this.filter = filter;
            this.restart();
        }
    }

    end(): void {
        this.ending.abort();
        this.asked?.abort();
        this.refresher.end();
        this.city.end();
    }

    private chosen(filter: Filter): void {
        this.filter = filter;
        const { q, area, order, states } = filter;
        this.context.note({ q, area, order: order === 'name' ? order : '', state: states.join(',') });
        this.restart();
    }

    private restart(): void {
        this.list.toTop();
        void Promise.all([this.rows.restart(), this.readMap()]).catch((problem) => this.context.failed(problem));
    }

    private moved(): void {
        this.context.note({ at: this.city.position });
        void this.readMap().catch((problem) => this.context.failed(problem));
    }

    private async refresh(): Promise<void> {
        try {
            const summary = this.context.client.get<Summary>('/api/v1/console/summary', {}, this.ending.signal).then((sum) => {
                this.now = Date.now();
                this.filters.summed(sum);
            });
            await Promise.all([summary, this.rows.refresh(), this.readMap()]);
        } catch (problem) {
            this.context.failed(problem);
        }
    }

    private async page(after: string | null) {
        const { q, area, order, states } = this.filter;
        const answer = await this.context.client.get<PolesAnswer>('/api/v1/console/poles', { q, area, state: states.join(','), order, after, limit: PAGE }, this.ending.signal);
        return { rows: answer.poles, total: answer.total, next: answer.next };
    }

    private async readMap(): Promise<void> {
        this.asked?.abort();
        const asked = new AbortController();
        this.asked = asked;
        const around = this.city.map.getBounds().pad(LOOK_AROUND);
        const box = [around.getWest(), around.getSouth(), around.getEast(), around.getNorth()].map((degrees) => degrees.toFixed(5)).join(',');
        const { area, states } = this.filter;
        try {
            const answer = await this.context.client.get<MapAnswer>('/api/v1/console/map', { box, zoom: this.city.map.getZoom(), area, state: states.join(',') }, asked.signal);
            if (!asked.signal.aborted) {
                this.draw(answer);
            }
        } catch (problem) {
            if (!isAborted(problem)) {
                throw problem;
            }
        }
    }

    private draw({ clusters, poles }: MapAnswer): void {
        this.marks.clearLayers();
        for (const cluster of clusters) {
            const mark = clusterMark(cluster, this.city.renderer);
            mark.on('click', () => this.enter(cluster));
            mark.bindTooltip(() => h('span', {}, say(T.clusterTitle, { count: count(cluster.count), worst: say(STATE_WORDS[cluster.worst]) })), { direction: 'top', opacity: 1 });
            mark.addTo(this.marks);
        }
        for (const pole of poles) {
            if (pole.lat !== null && pole.lon !== null) {
                const mark = poleMark({ ...pole, lat: pole.lat, lon: pole.lon }, this.city.renderer);
                mark.on('click', () => (location.hash = polePath(pole)));
                mark.bindTooltip(() => h('span', {}, h('strong', {}, pole.name ?? pole.node), ' ', stateMark(pole.state, pole.maintenance)), { direction: 'top', opacity: 1 });
                mark.addTo(this.marks);
            }
        }
        this.element.dataset['drawn'] = String(clusters.length + poles.length); // what a test waits for
    }

    private enter({ box: [west, south, east, north], lat, lon }: Cluster): void {
        const { map } = this.city;
        const zoom = Math.min(map.getMaxZoom(), map.getBoundsZoom([[south, west], [north, east]]));
        map.setView(zoom > map.getZoom() ? [(south + north) / 2, (west + east) / 2] : [lat, lon], Math.max(zoom, map.getZoom() + 1));
    }

    private listed(): void {
        fill(this.total, this.rows.total() > 0 ? say(T.polesShown, { count: count(this.rows.total()) }) : say(T.noPoles));
        this.list.draw();
    }

    private row(pole: Pole): HTMLElement {
        const age = pole.since === null || pole.state === 'ok' ? '' : say(T.since, { age: lasting(this.now - Date.parse(pole.since)) });
        return h(
            'a',
            { href: polePath(pole), class: `row s-${pole.state}` },
            stateShape(pole.state),
            h('span', { class: 'name' }, pole.name ?? pole.node),
            h('span', { class: 'word' }, say(STATE_WORDS[pole.state]), pole.maintenance && h('span', { class: 'badge' }, say(T.maintenanceNow))),
            h('span', { class: 'muted where' }, [pole.area, pole.name === null ? null : pole.node, pole.site].filter(Boolean).join(' · ')),
            h('span', { class: 'muted age' }, age),
        );
    }
}

/** A link to the map at a pole. */
export const mapAt = (lat: number, lon: number): string => formatRoute(['map'], { at: `${lat.toFixed(5)},${lon.toFixed(5)},17` });

