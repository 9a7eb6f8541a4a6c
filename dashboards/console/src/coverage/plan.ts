// What `magpie-planner plan` says beside its sites: how good the choice is at least, and what each district has of it.

export interface Plan {
    /** People served anew; no choice for this budget serves more than `bound`. */
    readonly gain: number;
    readonly bound: number;
    /** Shares. */
    readonly leastOfBest: number;
    readonly served: number;
    readonly servedAfter: number;
}

export interface DistrictEquity {
    readonly name: string;
    readonly population: number;
    readonly poles: number;
    readonly per10000: number;
    readonly planned: number;
    /** Shares. */
    readonly served: number;
    readonly servedAfter: number;
}

export interface Equity {
    /** 0: all have the same; 1: one has all. */
    readonly gini: number;
    readonly giniAfter: number;
    readonly districts: readonly DistrictEquity[];
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (given: unknown): Fields => (typeof given === 'object' && given !== null ? (given as Fields) : {});

/** All of these as numbers, or nothing: half of a sentence tells nobody anything. */
function numbersIn<Key extends string>(given: Fields, ...keys: Key[]): Record<Key, number> | undefined {
    const isWhole = keys.every((key) => typeof given[key] === 'number' && Number.isFinite(given[key]));
    return isWhole ? (Object.fromEntries(keys.map((key) => [key, given[key]])) as Record<Key, number>) : undefined;
}

/** Nothing where the file has nothing of it: those of before, and of another's hand. */
export function planFrom(collection: unknown): Plan | undefined {
    const all = fieldsOf(collection);
    const plan = numbersIn(fieldsOf(all['plan']), 'gain', 'upper_bound', 'least_share_of_best', 'served_share_after');
    const now = numbersIn(all, 'served_share');
    return plan && now && { gain: plan.gain, bound: plan.upper_bound, leastOfBest: plan.least_share_of_best, served: now.served_share, servedAfter: plan.served_share_after };
}

function districtFrom(given: unknown): DistrictEquity[] {
    const { name } = fieldsOf(given);
    const numbers = numbersIn(fieldsOf(given), 'population', 'poles', 'poles_per_10000', 'planned', 'served_share', 'served_share_after');
    if (typeof name !== 'string' || numbers === undefined) {
        return [];
    }
    const { population, poles, planned } = numbers;
    return [{ name, population, poles, planned, per10000: numbers.poles_per_10000, served: numbers.served_share, servedAfter: numbers.served_share_after }];
}

/** Who has least of all first. */
export function equityFrom(collection: unknown): Equity | undefined {
    const equity = fieldsOf(fieldsOf(collection)['equity']);
    const numbers = numbersIn(equity, 'gini', 'gini_after');
    const given: unknown = equity['districts'];
    const districts = (Array.isArray(given) ? given : []).flatMap(districtFrom).sort((one, other) => one.per10000 - other.per10000);
    return numbers && districts.length > 0 ? { gini: numbers.gini, giniAfter: numbers.gini_after, districts } : undefined;
}
