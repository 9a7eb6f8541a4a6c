import type { Box, MapAnswer } from '../api/types';

/** Degrees around the most poles: a city, and none of those that a wrong coordinate has sent to sea. */
const CITY = 1.5;

/** Where the city is, of a map of the whole world; nothing where no pole has a place. */
export function cityBox({ clusters, poles }: MapAnswer): Box | undefined {
    const all = [...clusters, ...poles.flatMap(({ lat, lon }) => (lat === null || lon === null ? [] : [{ lat, lon, count: 1, box: [lon, lat, lon, lat] as Box }]))];
    const most = all.reduce<(typeof all)[number] | undefined>((best, one) => (best === undefined || one.count > best.count ? one : best), undefined);
    if (most === undefined) {
        return undefined;
    }
    const near = all.filter(({ lat, lon }) => Math.abs(lat - most.lat) <= CITY && Math.abs(lon - most.lon) <= CITY).map(({ box }) => box);
    return [Math.min(...near.map(([west]) => west)), Math.min(...near.map(([, south]) => south)), Math.max(...near.map(([, , east]) => east)), Math.max(...near.map(([, , , north]) => north))];
}
