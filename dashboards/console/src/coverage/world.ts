// The world as Leaflet has it: a square of 256 pixels at zoom 0.

export const WORLD = 256;

export function project(lon: number, lat: number): [x: number, y: number] {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return [((lon + 180) / 360) * WORLD, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD];
}

export function unproject(x: number, y: number): [lon: number, lat: number] {
    return [(x / WORLD) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI];
}
