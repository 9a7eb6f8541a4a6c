import L from 'leaflet';

import type { Box } from '../api/types';
import { formatPosition, parsePosition, type Position } from '../app/route';
import type { Settings } from '../app/settings';
import { h } from '../dom/h';
import { say } from '../text/language';
import { T } from '../text/words';
import { onTheme, theme } from './theme';

const MOST_ZOOM = 19;
const MOST_HOME_ZOOM = 16; // of a city that is a single pole
/** Until it is known where the poles are. */
const ANYWHERE = [37.5665, 126.978] as const;
const NARROW = 600; // pixels of a screen that shows half of what a desk's does

/** The ground that all maps of the console stand on: no tiles unless an installation has some, districts if it has outlines. */
export class CityMap {
    readonly map: L.Map;
    readonly renderer = L.canvas({ padding: 0.4, tolerance: 4 });
    readonly element: HTMLElement;
    private outlines: L.GeoJSON | undefined;
    private readonly names = L.layerGroup();
    private readonly stopTheme: () => void;
    private readonly resized: ResizeObserver;
    private home: Position;
    private readonly isPlaced: boolean;
    private ended = false;

    constructor(
        label: string,
        private readonly settings: Settings,
        at: string | undefined,
        private readonly moved: () => void,
        /** Districts are the ground of what stands on the map, or lines over what covers it. */
        private readonly districtsAre: 'ground' | 'lines' = 'ground',
    ) {
        this.element = h('div', { class: `map over-${districtsAre}`, role: 'region', 'aria-label': label });
        this.map = L.map(this.element, {
            renderer: this.renderer,
            zoomControl: false,
            attributionControl: settings.tiles !== null,
            maxZoom: MOST_ZOOM,
            minZoom: 5,
            worldCopyJump: true,
            fadeAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
            zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
        });
        const [lat, lon] = settings.center ?? ANYWHERE;
        this.home = { lat, lon, zoom: settings.zoom - (innerWidth < NARROW ? 1 : 0) };
        const position = parsePosition(at) ?? this.home;
        this.map.setView([position.lat, position.lon], position.zoom, { animate: false });
        this.isPlaced = at !== undefined;
        const names = this.map.createPane('names');
        names.style.zIndex = districtsAre === 'ground' ? '350' : '450'; // poles stand on it: 400
        names.style.pointerEvents = 'none';
        L.control.zoom({ zoomInTitle: say(T.zoomIn), zoomOutTitle: say(T.zoomOut), position: 'topright' }).addTo(this.map);
        L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(this.map);
        if (settings.tiles !== null) {
            const attribution = document.createElement('span');
            attribution.textContent = settings.attribution ?? '';
            L.tileLayer(settings.tiles, { maxZoom: MOST_ZOOM, attribution: attribution.innerHTML }).addTo(this.map);
        }
        this.map.on('moveend', () => {
            this.nameDistricts();
            this.moved();
        });
        this.stopTheme = onTheme(() => this.recolour());
        this.resized = new ResizeObserver(() => this.map.invalidateSize({ animate: false }));
        this.resized.observe(this.element);
        void this.readDistricts();
    }

    get position(): string {
        const { lat, lng } = this.map.getCenter();
        return formatPosition({ lat, lon: lng, zoom: this.map.getZoom() });
    }

    goTo(text: string | undefined): void {
        const to = parsePosition(text);
        if (to !== undefined && text !== this.position) {
            this.map.setView([to.lat, to.lon], to.zoom);
        }
    }

    /** Nobody has said where the city is: where its poles, or its cells, are. */
    get wantsHome(): boolean {
        return this.settings.center === null;
    }

    homeIs([west, south, east, north]: Box): void {
        const bounds = L.latLngBounds([south, west], [north, east]);
        const { lat, lng } = bounds.getCenter();
        this.home = { lat, lon: lng, zoom: Math.min(MOST_HOME_ZOOM, this.map.getBoundsZoom(bounds, false, L.point(30, 30))) };
        if (!this.isPlaced) {
            this.goHome();
        }
    }

    goHome(): void {
        this.map.setView([this.home.lat, this.home.lon], this.home.zoom, { animate: false });
    }

    end(): void {
        this.ended = true;
        this.stopTheme();
        this.resized.disconnect();
        this.map.remove();
    }

    private async readDistricts(): Promise<void> {
        if (this.settings.districts === null) {
            return;
        }
        try {
            const response = await fetch(this.settings.districts);
            const outlines: unknown = await response.json();
            if (this.ended) {
                return;
            }
            this.outlines = L.geoJSON(outlines as GeoJSON.FeatureCollection, { style: () => this.style(), interactive: false, ...this.below() }).addTo(this.map);
            this.nameDistricts();
        } catch (problem) {
            console.warn('districts', problem); // a map without them is a map still
        }
    }

    /** The ground has a pane and a renderer of its own, under the names and under everything that stands on it. */
    private below(): L.GeoJSONOptions {
        if (this.districtsAre === 'lines') {
            return {};
        }
        this.map.createPane('ground').style.zIndex = '300';
        return { pane: 'ground', renderer: L.svg({ pane: 'ground', padding: 0.4 }) } as L.GeoJSONOptions;
    }

    private style(): L.PathOptions {
        return { color: theme().line, weight: 1, fillColor: theme().surface, fillOpacity: this.settings.tiles === null && this.districtsAre === 'ground' ? 0.6 : 0 };
    }

    private recolour(): void {
        this.outlines?.setStyle(this.style());
        // A canvas keeps its old colours until each mark is told to draw anew.
        this.map.eachLayer((layer) => {
            if (layer instanceof L.CircleMarker) {
                layer.redraw();
            }
        });
    }

    /** Only while they stand apart: at the whole city they would lie on one another. */
    private nameDistricts(): void {
        const wanted = this.outlines !== undefined && this.map.getZoom() >= this.home.zoom;
        if (!wanted) {
            this.names.remove();
            return;
        }
        if (this.names.getLayers().length === 0) {
            this.outlines?.eachLayer((layer) => {
                const { feature } = layer as L.Polygon;
                const name: unknown = feature?.properties?.name;
                if (typeof name === 'string') {
                    const icon = L.divIcon({ className: 'district', html: h('span', {}, name), iconSize: [0, 0] });
                    L.marker((layer as L.Polygon).getBounds().getCenter(), { icon, interactive: false, keyboard: false, pane: 'names' }).addTo(this.names);
                }
            });
        }
        this.names.addTo(this.map);
    }
}
