// What somebody chooses in a dashboard who has heard of a fault.

/** Values of variables for the district, the site or the pole that a fault strikes (in a district); none where there is no such fault. */
export async function placeOf({ uid }, city, fault, district = '') {
    const line = city.weather.find(({ kind, where, nodes }) => kind === fault && where?.startsWith(district) && nodes);
    if (!line) {
        return {};
    }
    const [node] = line.nodes;
    const { result } = await city.prometheus.instant(`last_over_time(magpie_node_info{node="${node}"}[1h])`);
    const { area, site } = result[0].metric;
    const [, name] = /^magpie-(\w+)/.exec(uid);
    return { pole: { area, node }, district: { area }, city: {}, collector: {} }[name] ?? { site };
}
