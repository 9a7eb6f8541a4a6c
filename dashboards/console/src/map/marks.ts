// What stands on the map: a pole in the shape of its state, a cluster as a ring that begins with its worst. Both are circle
// markers of Leaflet's canvas renderer, which finds what is under the pointer; only how they are drawn is ours.

import L from 'leaflet';

import type { Cluster, Pole, State } from '../api/types';
import { isHollow, SHAPES, STROKES } from '../dom/state_mark';
import { count } from '../text/format';
import { arcsOf, clusterRadius } from './ring';
import { theme } from './theme';

type Draws = (context: CanvasRenderingContext2D, x: number, y: number) => void;

/** The parts of Leaflet that a subclass stands on; its types tell of no protected ones. */
interface Inner {
    readonly _renderer: { readonly _drawing: boolean; readonly _ctx: CanvasRenderingContext2D };
    readonly _point: L.Point;
    _empty(): boolean;
}

class Mark extends L.CircleMarker {
    constructor(
        at: L.LatLngExpression,
        radius: number,
        renderer: L.Canvas,
        private readonly draws: Draws,
    ) {
        super(at, { radius, renderer, bubblingMouseEvents: false });
    }

    /** Called by the renderer, within its own drawing. */
    protected _updatePath(): void {
        const { _renderer, _point } = this as unknown as Inner;
        if (_renderer._drawing && !(this as unknown as Inner)._empty()) {
            this.draws(_renderer._ctx, _point.x, _point.y);
        }
    }
}

const paths = new Map<string, Path2D>();

function pathOf(text: string): Path2D {
    const made = paths.get(text) ?? new Path2D(text);
    paths.set(text, made);
    return made;
}

function drawShape(context: CanvasRenderingContext2D, state: State, x: number, y: number, size: number): void {
    const { states, surface } = theme();
    const shape = pathOf(SHAPES[state]);
    context.save();
    context.translate(x, y);
    context.scale(size, size);
    context.lineWidth = 0.5; // so that it stands out from what is behind it
    context.strokeStyle = surface;
    context.stroke(shape);
    if (isHollow(state)) {
        context.fillStyle = surface;
        context.fill(shape);
        context.lineWidth = 0.42;
        context.strokeStyle = states[state];
        context.stroke(shape);
    } else {
        context.fillStyle = states[state];
        context.fill(shape);
    }
    const stroke = STROKES[state];
    if (stroke !== undefined) {
        context.lineWidth = 0.26;
        context.lineCap = 'round';
        context.strokeStyle = surface;
        context.stroke(pathOf(stroke));
    }
    context.restore();
}

const POLE = 7;

export function poleMark(pole: Pole & { readonly lat: number; readonly lon: number }, renderer: L.Canvas): Mark {
    return new Mark([pole.lat, pole.lon], POLE + 4, renderer, (context, x, y) => {
        drawShape(context, pole.state, x, y, POLE);
        if (pole.maintenance) {
            context.save();
            context.setLineDash([3, 3]);
            context.lineWidth = 1.5;
            context.strokeStyle = theme().ink;
            context.beginPath();
            context.arc(x, y, POLE + 5, 0, 2 * Math.PI);
            context.stroke();
            context.restore();
        }
    });
}

export function clusterMark(cluster: Cluster, renderer: L.Canvas): Mark {
    const radius = clusterRadius(cluster.count);
    const text = cluster.count >= 10_000 ? `${Math.round(cluster.count / 1000)}k` : count(cluster.count);
    const arcs = arcsOf(cluster);
    return new Mark([cluster.lat, cluster.lon], radius + 2, renderer, (context, x, y) => {
        const { states, surface, ink, font } = theme();
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fillStyle = surface;
        context.fill();
        for (const { state, from, to } of arcs) {
            context.beginPath();
            context.arc(x, y, radius, from - Math.PI / 2, to - Math.PI / 2);
            context.lineWidth = state === 'ok' ? 2 : 5;
            context.strokeStyle = states[state];
            context.stroke();
        }
        context.fillStyle = ink;
        context.font = `600 ${text.length > 4 ? 10 : 11.5}px ${font}`;
        context.textAlign = 'center';
        context.textBaseline = 'middle';
        context.fillText(text, x, y + 0.5);
        if (cluster.worst !== 'ok') {
            drawShape(context, cluster.worst, x + radius * 0.74, y - radius * 0.74, 5);
        }
    });
}
