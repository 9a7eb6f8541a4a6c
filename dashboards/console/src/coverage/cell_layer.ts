import L from 'leaflet';

import { theme } from '../map/theme';
import { breaksOf, type Cells, classOf, GRADES, type Measure, valuesOf } from './cells';

const AROUND = 0.25; // of the map's size on each side, so that a pan shows no edge
const BROAD = 8; // pixels of a cell whose sides may be lines of three
const READABLE = 17; // pixels of a cell in which a letter can be read

/** Moves of the map that Leaflet tells its own renderers of, too. */
interface Inner {
    _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
}

/** All cells on one canvas, drawn by hand: Leaflet would make an object of each, and 60,500 of them stand still. */
export class CellLayer extends L.Layer {
    private readonly canvas = document.createElement('canvas');
    private corner = L.latLng(0, 0);
    private cells: Cells | undefined;
    private classes = new Int8Array(0);
    private order = new Uint32Array(0);
    private measure: Measure = 'gap';
    private outlined = false;
    private frame = 0;
    private ground: L.Map | undefined;

    constructor(private readonly colours: () => readonly string[]) {
        super();
        this.canvas.className = 'leaflet-zoom-animated cells';
    }

    /** Where one class ends and the next begins. `outlined`: with a line around clusters. */
    show(cells: Cells, measure: Measure, outlined: boolean): readonly number[] {
        const breaks = breaksOf(cells, measure);
        const values = valuesOf(cells, measure);
        this.classes = Int8Array.from(values, (value) => classOf(value, measure, breaks));
        // By class, so that the colour changes five times and not 60,500 times.
        this.order = Uint32Array.from(this.classes.keys()).sort((a, b) => (this.classes[a] as number) - (this.classes[b] as number));
        this.cells = cells;
        this.measure = measure;
        this.outlined = outlined;
        this.redraw();
        return breaks;
    }

    redraw(): void {
        cancelAnimationFrame(this.frame);
        this.frame = requestAnimationFrame(() => this.draw());
    }

    override onAdd(map: L.Map): this {
        this.ground = map;
        map.getPanes().overlayPane.prepend(this.canvas);
        this.redraw();
        return this;
    }

    override onRemove(): this {
        cancelAnimationFrame(this.frame);
        this.canvas.remove();
        this.ground = undefined;
        return this;
    }

    override getEvents() {
        return {
            moveend: () => this.redraw(),
            resize: () => this.redraw(),
            zoomanim: (event: L.LeafletEvent) => this.follow(event as L.ZoomAnimEvent),
        };
    }

    private follow({ zoom, center }: L.ZoomAnimEvent): void {
        const map = this.ground;
        if (map !== undefined) {
            const at = (map as unknown as Inner)._latLngToNewLayerPoint(this.corner, zoom, center);
            L.DomUtil.setTransform(this.canvas, at, map.getZoomScale(zoom, map.getZoom()));
        }
    }

    private draw(): void {
        const { ground: map, cells, canvas } = this;
        const context = canvas.getContext('2d');
        if (map === undefined || cells === undefined || context === null) {
            return;
        }
        const size = map.getSize();
        const room = size.multiplyBy(AROUND).round();
        const whole = size.add(room.multiplyBy(2));
        const corner = map.containerPointToLayerPoint(L.point(0, 0)).subtract(room);
        this.corner = map.layerPointToLatLng(corner);
        L.DomUtil.setTransform(canvas, corner, 1);
        const density = Math.min(2, devicePixelRatio || 1);
        canvas.width = whole.x * density;
        canvas.height = whole.y * density;
        canvas.style.width = `${whole.x}px`;
        canvas.style.height = `${whole.y}px`;
        context.scale(density, density);
        const scale = 2 ** map.getZoom();
        const origin = map.getPixelOrigin().add(corner);
        const colours = this.colours();
        const letters = this.measure === 'grade';
        let last = -1;
        for (const index of this.order) {
            const kind = this.classes[index] as number;
            if (kind < 0) {
                continue;
            }
            const x = Math.round((cells.edges[index * 4] as number) * scale - origin.x);
            const y = Math.round((cells.edges[index * 4 + 1] as number) * scale - origin.y);
            // Never less than a pixel, and a pixel of overlap where they are small: no seams, no holes.
            const width = Math.max(1, Math.round((cells.edges[index * 4 + 2] as number) * scale - origin.x) - x);
            const height = Math.max(1, Math.round((cells.edges[index * 4 + 3] as number) * scale - origin.y) - y);
            if (x > whole.x || y > whole.y || x + width < 0 || y + height < 0) {
                continue;
            }
            if (kind !== last) {
                context.fillStyle = colours[kind] ?? '';
                last = kind;
            }
            context.fillRect(x, y, width, height);
            if (letters && width >= READABLE) {
                context.fillStyle = '#000';
                context.font = `${Math.min(14, width * 0.6)}px sans-serif`;
                context.textAlign = 'center';
                context.textBaseline = 'middle';
                context.fillText(GRADES[kind] ?? '', x + width / 2, y + height / 2);
                last = -1;
            }
        }
        const wide = ((cells.edges[2] ?? 0) - (cells.edges[0] ?? 0)) * scale;
        const sides = this.outlined ? this.drawOutline(context, cells, wide < BROAD ? 1 : 3, (at) => at * scale - origin.x, (at) => at * scale - origin.y, whole) : 0; // prettier-ignore
        canvas.dataset['drawn'] = String(cells.many);
        canvas.dataset['outline'] = String(sides);
    }

    /** How many sides are seen. `line`: an odd number of pixels. Dark within light, so that it is seen on every colour of a cell, by day and by night. As rectangles, which take a third of the time of strokes. */
    private drawOutline(context: CanvasRenderingContext2D, { clusters }: Cells, line: number, toX: (at: number) => number, toY: (at: number) => number, whole: L.Point): number {
        const outline = clusters?.outline ?? [];
        const seen: (readonly [number, number, number, number])[] = [];
        for (let at = 0; at < outline.length; at += 4) {
            const [x1, y1, x2, y2] = [toX(outline[at] as number), toY(outline[at + 1] as number), toX(outline[at + 2] as number), toY(outline[at + 3] as number)];
            const [left, top, right, bottom] = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
            if (right < 0 || left > whole.x || bottom < 0 || top > whole.y) {
                continue;
            }
            // The grid of the land lies a little askew in that of the map; cells are drawn upright, and so are their sides.
            const [x, y] = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
            seen.push(right - left > bottom - top ? [Math.round(left), y, Math.round(right), y] : [x, Math.round(top), x, Math.round(bottom)]);
        }
        const { surface, ink } = theme();
        for (const [colour, more] of [[surface, (line + 1) / 2], [ink, (line - 1) / 2]] as const) { // prettier-ignore
            context.fillStyle = colour;
            for (const [left, top, right, bottom] of seen) {
                context.fillRect(left - more, top - more, right - left + more * 2 + 1, bottom - top + more * 2 + 1);
            }
        }
        return seen.length;
    }
}
