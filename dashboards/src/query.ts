// Pieces of PromQL that the panels are put together from.

/** `{job=~"$job", ...}`: what was scraped; `more` are further matchers, as they are written. */
const scraped = (metric: string, ...more: readonly string[]): string =>
    `${metric}{${['job=~"$job"', ...more].join(', ')}}`;

/** A metric of the collector itself, of an area (or a sum over one), of one pole or a few. */
export const own = (metric: string, ...more: readonly string[]): string => scraped(metric, ...more);
export const ofArea = (metric: string, ...more: readonly string[]): string =>
    scraped(metric, 'area=~"$area"', ...more);
export const ofPole = (metric: string, ...more: readonly string[]): string =>
    scraped(metric, 'area=~"$area"', 'node=~"$node"', ...more);

/** A series that a recording rule makes: it has no job, for it belongs to no scrape. */
export const recorded = (name: string, ...more: readonly string[]): string =>
    `${name}{${['area=~"$area"', ...more].join(', ')}}`;
export const recordedOfPole = (name: string, ...more: readonly string[]): string =>
    recorded(name, 'node=~"$node"', ...more);

/** Alerts that are told now, as Prometheus keeps them. */
export const firing = (...more: readonly string[]): string =>
    `ALERTS{${['alertstate="firing"', 'area=~"$area"', ...more].join(', ')}}`;

export const rate = (selector: string): string => `rate(${selector}[$__rate_interval])`;
/**
 * How often it happened in the time shown: of counters that are not there before the first time, whose first step a rate does not see. What is
 * new has grown by all it says, which for a young Prometheus is since the agent began.
 */
const grown = (counter: string): string =>
    `(${counter} unless ${counter} offset $__range or increase(${counter}[$__range]))`;
export const happenedInArea = (metric: string, ...more: readonly string[]): string => grown(ofArea(metric, ...more));
export const happenedToPole = (metric: string, ...more: readonly string[]): string => grown(ofPole(metric, ...more));
export const happenedToCollector = (metric: string, ...more: readonly string[]): string => grown(own(metric, ...more));

/** The same between two points of a graph, where a pole that comes back after a silence must not tell its old events once more. */
export function happenedAtPole(metric: string, ...more: readonly string[]): string {
    const counter = ofPole(metric, ...more);
    const wasThere = `${ofPole('magpie_node_up')} offset $__rate_interval == 1`;
    return `(${counter} unless ${counter} offset $__rate_interval and on (area, node) ${wasThere} or increase(${counter}[$__rate_interval]))`;
}

export const by = (operator: string, labels: readonly string[], expr: string): string =>
    labels.length > 0 ? `${operator} by (${labels.join(', ')}) (${expr})` : `${operator}(${expr})`;
export const sum = (labels: readonly string[], expr: string): string => by('sum', labels, expr);
export const top = (count: number, expr: string): string => `topk(${count}, ${expr})`;

/** Growth of one counter in that of another. */
export const share = (labels: readonly string[], part: string, whole: string): string =>
    `${sum(labels, rate(part))} / ${sum(labels, rate(whole))}`;
/** Repeats among all attempts: of 100 packets with 25 retries, a fifth of what was sent was sent again. */
export const retryShare = (labels: readonly string[], retries: string, packets: string): string =>
    `${sum(labels, rate(retries))} / (${sum(labels, rate(packets))} + ${sum(labels, rate(retries))})`;

/** `bucket` selects the `_bucket` series. */
export const quantile = (share: number, labels: readonly string[], bucket: string): string =>
    `histogram_quantile(${share}, ${sum([...labels, 'le'], rate(bucket))})`;

/** Prometheus 3 writes the bound of a bucket as -70.0, earlier ones keep -70. */
export const upTo = (bound: number): string => `le=~"${String(bound).replace('.', '\\\\.')}(\\\\.0)?"`;
