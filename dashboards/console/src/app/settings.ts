/** What an installation may say of its map: /console/settings.json, beside the page. */
export interface Settings {
    /** As in `/tiles/{z}/{x}/{y}.png`; null: no tiles are asked of anybody. */
    readonly tiles: string | null;
    readonly attribution: string | null;
    /** Address of a GeoJSON with outlines of districts. */
    readonly districts: string | null;
    /** Null: where the poles are. */
    readonly center: readonly [number, number] | null;
    readonly zoom: number;
}

export const DEFAULTS: Settings = { tiles: null, attribution: null, districts: null, center: null, zoom: 11 };

/** What of it is what it should be; the rest is the default. */
export function settingsFrom(given: unknown): Settings {
    const of = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
    const text = (key: string): string | null => (typeof of[key] === 'string' ? of[key] : null);
    const center = of['center'];
    const isPlace = Array.isArray(center) && center.length === 2 && center.every((one) => typeof one === 'number' && Number.isFinite(one));
    return {
        tiles: text('tiles'),
        attribution: text('attribution'),
        districts: text('districts'),
        center: isPlace ? [center[0] as number, center[1] as number] : DEFAULTS.center,
        zoom: typeof of['zoom'] === 'number' ? of['zoom'] : DEFAULTS.zoom,
    };
}

export async function readSettings(): Promise<Settings> {
    try {
        const response = await fetch(`${import.meta.env.BASE_URL}settings.json`, { cache: 'no-cache' });
        return settingsFrom(response.ok ? await response.json() : undefined);
    } catch {
        return DEFAULTS;
    }
}
