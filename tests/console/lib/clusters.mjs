// What GET /api/v1/console/map answers: squares of the screen with what stands in them, or single poles from zoom 17 on.

import { ORDER } from './city.mjs';

const MOST = 2000;
const SQUARE = 72; // pixels
const SINGLE = 17;

const worldX = (lon) => ((lon + 180) / 360) * 256;
function worldY(lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
}

function clusterOf(poles) {
    const states = {};
    let [west, south, east, north, lat, lon] = [180, 90, -180, -90, 0, 0];
    for (const pole of poles) {
        states[pole.state] = (states[pole.state] ?? 0) + 1;
        west = Math.min(west, pole.lon);
        east = Math.max(east, pole.lon);
        south = Math.min(south, pole.lat);
        north = Math.max(north, pole.lat);
        lat += pole.lat / poles.length;
        lon += pole.lon / poles.length;
    }
    return { lat, lon, count: poles.length, worst: ORDER.find((state) => states[state] > 0), states, box: [west, south, east, north] };
}

export function mapAnswer(poles, [west, south, east, north], zoom) {
    const inside = poles.filter(({ lat, lon }) => lat !== null && lon >= west && lon <= east && lat >= south && lat <= north);
    if (zoom >= SINGLE) {
        return { clusters: [], poles: inside.slice(0, MOST) };
    }
    const scale = 2 ** zoom / SQUARE;
    const squares = new Map();
    for (const pole of inside) {
        const key = Math.floor(worldX(pole.lon) * scale) * 65_536 + Math.floor(worldY(pole.lat) * scale);
        const square = squares.get(key);
        if (square === undefined) {
            squares.set(key, [pole]);
        } else {
            square.push(pole);
        }
    }
    const all = [...squares.values()].slice(0, MOST);
    return { clusters: all.filter(({ length }) => length > 1).map(clusterOf), poles: all.filter(({ length }) => length === 1).map(([pole]) => pole) };
}
