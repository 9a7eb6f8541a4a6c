// What magpie-planner would write: 60,500 cells of 100 m with grade, gap, demand and share served, and chosen sites.

import { dice, districts } from './city.mjs';

const [COLUMNS, ROWS] = [261, 232];
const CELL = [0.0013, 0.001035];
const [WEST, SOUTH] = [126.795, 37.45];

function inside([x, y], ring) {
    let odd = false;
    for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
        const [[xa, ya], [xb, yb]] = [ring[at], ring[before]];
        if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) {
            odd = !odd;
        }
    }
    return odd;
}

/** Hills of people. */
function peaks(roll) {
    return Array.from({ length: 40 }, () => ({ x: roll() * COLUMNS, y: roll() * ROWS, high: 8 + roll() * 90, wide: 4 + roll() * 16, served: roll() }));
}

const round = (value, digits) => Number(value.toFixed(digits));

/** `cells` of them, from the south-west. */
export function coverageFile(cells = 60_500) {
    const roll = dice(2026);
    const hills = peaks(roll);
    const features = [];
    for (let row = 0; row <= ROWS + 1 && features.length < cells; row += 1) {
        for (let column = 0; column < COLUMNS && features.length < cells; column += 1) {
            const [west, south] = [WEST + column * CELL[0], SOUTH + row * CELL[1]];
            const [east, north] = [west + CELL[0], south + CELL[1]];
            let demand = 1 + roll() * 6;
            let served = 0.35 + roll() * 0.2;
            for (const { x, y, high, wide, served: there } of hills) {
                const near = Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * wide * wide));
                demand += high * near;
                served += (there - 0.45) * near;
            }
            served = Math.max(0, Math.min(1, served));
            const gap = demand * (1 - served);
            const points = 40 * (1 - served) + Math.min(60, gap);
            const district = districts.features.find(({ geometry }) => inside([west, south], geometry.coordinates[0]))?.properties.name ?? '';
            features.push({
                type: 'Feature',
                properties: { id: `${column}-${row}`, district, demand: round(demand, 2), served: round(served, 4), gap: round(gap, 2), gi_star: 0, cluster: 0, grade: 'ABCDE'[Math.min(4, Math.floor(points / 20))] },
                geometry: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]].map(([lon, lat]) => [round(lon, 6), round(lat, 6)])] },
            });
        }
    }
    return { type: 'FeatureCollection', features };
}

export function sitesFile({ features }, many = 120) {
    const best = [];
    for (const feature of features.filter(({ properties }) => properties.district !== '').sort((a, b) => b.properties.gap - a.properties.gap)) {
        const [lon, lat] = feature.geometry.coordinates[0][0];
        const isFree = best.every(({ geometry }) => Math.hypot(geometry.coordinates[0][0][0] - lon, geometry.coordinates[0][0][1] - lat) > 0.006);
        if (isFree && best.push(feature) === many) {
            break;
        }
    }
    return {
        type: 'FeatureCollection',
        features: best.map(({ properties, geometry }, index) => ({
            type: 'Feature',
            properties: { id: `light-${1000 + index * 7}`, rank: index + 1, district: properties.district, gain: round(properties.gap * 3.1, 2), cost: 1 },
            geometry: { type: 'Point', coordinates: [...geometry.coordinates[0][0], 8] },
        })),
    };
}
