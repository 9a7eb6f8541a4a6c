// Where the reader is, as the hash of the address: it can be sent to a colleague, and the back button goes back.

import { STATES, type State } from '../api/types';

export interface Position {
    readonly lat: number;
    readonly lon: number;
    readonly zoom: number;
}

export interface Route {
    /** As in `pole`, `seoul-01`, `pole-1`. */
    readonly path: readonly string[];
    readonly query: Readonly<Record<string, string>>;
}

export const VIEWS = ['map', 'events', 'inventory', 'coverage', 'pole'] as const;
export type ViewName = (typeof VIEWS)[number];

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text; // somebody's half-copied link
    }
}

export function parseRoute(hash: string): Route {
    const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
    return {
        path: path.split('/').filter(Boolean).map(decoded),
        query: Object.fromEntries(new URLSearchParams(query)),
    };
}

export const viewOf = ({ path }: Route): ViewName => VIEWS.find((name) => name === path[0]) ?? 'map';

/** What is empty stands for nothing and is left out. */
export function formatRoute(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
    // Commas stay: they are half of what makes such an address readable.
    const text = new URLSearchParams(given).toString().replace(/%2C/g, ',');
    return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

export function parsePosition(text: string | undefined): Position | undefined {
    const numbers = (text ?? '').split(',').map(Number);
    const [lat, lon, zoom] = numbers;
    if (numbers.length !== 3 || lat === undefined || lon === undefined || zoom === undefined) {
        return undefined;
    }
    const fine = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 22 && (text ?? '').split(',').every((part) => part.trim() !== '');
    return fine ? { lat, lon, zoom } : undefined;
}

export const formatPosition = ({ lat, lon, zoom }: Position): string => `${lat.toFixed(5)},${lon.toFixed(5)},${zoom}`;

export function parseStates(text: string | undefined): State[] {
    const asked = (text ?? '').split(',');
    return STATES.filter((state) => asked.includes(state));
}

export const polePath = ({ area, node }: { readonly area: string; readonly node: string }): string => formatRoute(['pole', area, node]);

/** A report of a pole's own page. */
export const reportPath = ({ area, node, id }: { readonly area: string; readonly node: string; readonly id: string }): string => formatRoute(['pole', area, node, 'report', id]);
