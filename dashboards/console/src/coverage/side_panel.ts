// What the map of coverage shows, for those who read, or hear it read.

import { nothing } from '../dom/nothing';
import { type Child, h } from '../dom/h';
import { table } from '../dom/table';
import { count } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import { byDistrict, type Cells } from './cells';
import type { Cluster } from './clusters';
import type { DistrictEquity, Equity, Plan } from './plan';
import type { ChosenSite } from './sites';

const SHOWN_CLUSTERS = 12;
const SHOWN_SITES = 100;

const people = (value: number): string => count(Math.round(value));
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** Rounded down: a plan is never said to be better than it is. */
const atLeast = (share: number): string => percent(Math.floor(share * 1000) / 1000);
const andMore = (all: number, shown: number): Child => all > shown && h('p', { class: 'muted' }, `… ${count(all - shown)}`);

export function districtsOf(cells: Cells): Child[] {
    const columns = [
        { title: say(T.area), cell: ({ name }: { name: string }) => name || '–' },
        { title: say(T.demand), kind: 'number', cell: ({ demand }: { demand: number }) => people(demand) },
        { title: say(T.gap), kind: 'number', cell: ({ gap }: { gap: number }) => people(gap) },
        { title: say(T.notServed), kind: 'number', cell: ({ demand, gap }: { demand: number; gap: number }) => (demand > 0 ? `${Math.round((gap / demand) * 100)} %` : '–') },
    ] as const;
    return [h('p', { class: 'muted' }, say(T.cells, { count: count(cells.many) })), table(say(T.byDistrict), columns, byDistrict(cells))];
}

/** The worst with a button each, which leads there. */
export function clustersOf(all: readonly Cluster[], go: (cluster: Cluster) => void): Child[] {
    if (all.length === 0) {
        return [nothing(say(T.noClusters))];
    }
    const shown = all.slice(0, SHOWN_CLUSTERS);
    const rows = table(
        say(T.clusters),
        [
            { title: say(T.area), cell: (cluster: Cluster) => h('button', { type: 'button', class: 'small', 'aria-label': say(T.goToCluster, { district: cluster.district, gap: people(cluster.gap) }), click: () => go(cluster) }, cluster.district || '–') },
            { title: say(T.gap), kind: 'number', cell: ({ gap }) => people(gap) },
            { title: say(T.cellsTitle), kind: 'number', cell: ({ cells }) => count(cells) },
            { title: say(T.giStar), kind: 'number', cell: ({ gi }) => gi.toFixed(1) },
        ],
        shown,
    );
    return [h('p', { class: 'muted' }, say(T.clustersAre)), rows, andMore(all.length, shown.length)];
}

export function sitesOf(sites: readonly ChosenSite[], plan: Plan | undefined): Child[] {
    if (sites.length === 0) {
        return [nothing(say(T.none))];
    }
    const worth = plan && [
        h('p', {}, say(T.planServes, { sites: count(sites.length), gain: people(plan.gain), before: percent(plan.served), after: percent(plan.servedAfter) })),
        h('p', {}, say(T.planBound, { bound: people(plan.bound), least: atLeast(plan.leastOfBest) })),
    ];
    const rows = table(
        say(T.chosenSites),
        [
            { title: say(T.rank), kind: 'number', cell: ({ rank }: ChosenSite) => rank },
            { title: say(T.site), cell: ({ id }) => id },
            { title: say(T.area), cell: ({ district }) => district },
            { title: say(T.gain), kind: 'number', cell: ({ gain }) => people(gain) },
        ],
        sites.slice(0, SHOWN_SITES),
    );
    return [...(worth ?? []), rows, andMore(sites.length, SHOWN_SITES)];
}

export function equityOf({ gini, giniAfter, districts }: Equity): Child[] {
    const rows = table(
        say(T.equity),
        [
            { title: say(T.area), cell: ({ name }: DistrictEquity) => name },
            { title: say(T.per10000), kind: 'number', cell: ({ per10000 }) => per10000.toFixed(1) },
            { title: say(T.polesPlanned), kind: 'number', cell: ({ poles, planned }) => `${count(poles)} + ${count(planned)}` },
            { title: say(T.served), kind: 'number', cell: ({ served, servedAfter }) => `${(served * 100).toFixed(1)} → ${percent(servedAfter)}` },
        ],
        districts,
    );
    return [h('p', {}, say(T.gini, { before: gini.toFixed(3), after: giniAfter.toFixed(3) })), h('p', { class: 'muted' }, say(T.equityIs)), rows];
}
