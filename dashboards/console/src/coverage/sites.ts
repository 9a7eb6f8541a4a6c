export interface ChosenSite {
    readonly id: string;
    readonly rank: number;
    readonly district: string;
    readonly gain: number;
    readonly lat: number;
    readonly lon: number;
}

/** What `magpie-planner plan` wrote: points with rank and gain; the first to be built first. */
export function sitesFrom(collection: unknown): ChosenSite[] {
    const features: unknown = (collection as { features?: unknown })?.features;
    const sites = (Array.isArray(features) ? features : []).flatMap((feature: { geometry?: { coordinates?: unknown }; properties?: Record<string, unknown> }, index) => {
        const [lon, lat] = Array.isArray(feature?.geometry?.coordinates) ? (feature.geometry.coordinates as unknown[]) : [];
        if (typeof lon !== 'number' || typeof lat !== 'number') {
            return [];
        }
        const { id, rank, district, gain } = feature.properties ?? {};
        return [{ id: String(id ?? index + 1), rank: typeof rank === 'number' ? rank : index + 1, district: typeof district === 'string' ? district : '', gain: typeof gain === 'number' ? gain : 0, lat, lon }];
    });
    return sites.sort((a, b) => a.rank - b.rank);
}
