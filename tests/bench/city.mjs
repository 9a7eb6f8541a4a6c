// What measurements of a whole city share: the fleet, and how programs are read from outside.

import { readFileSync } from 'node:fs';

import { House, programs } from '../system/lib/house.mjs';
import { Program } from '../system/lib/program.mjs';
import { until } from '../system/lib/until.mjs';

const CONNECTIONS = 4000; // beyond these, poles share some: the file limit is not ours to raise
const TICK = 100; // of /proc: USER_HZ

/** CPU seconds of a process, all its threads, since it began. */
export function spent({ pid }) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICK;
}

export function residentMegabytes({ pid }) {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return (Number(kilobytes) * 1024) / 1e6;
}

/** The collector's own metrics lead in shard 0; of the nodes, a shard of so many holds almost none. */
export const own = (collector) => collector.metrics('/metrics?shard=0/4096');

/** The quantile of what a histogram has observed between two pages, straight between the ends of its bucket. */
export function quantile(share, name, before, after) {
    const seen = (page, le) => page.value(`${name}_bucket`, { le }) ?? 0;
    const bounds = after.select(`${name}_bucket`).map(({ labels }) => labels.le);
    const counts = bounds.map((le) => seen(after, le) - seen(before, le));
    const wanted = share * counts.at(-1);
    const place = counts.findIndex((count) => count >= wanted);
    const low = place > 0 ? Number(bounds[place - 1]) : 0;
    if (bounds[place] === '+Inf') {
        return Infinity;
    }
    const below = place > 0 ? counts[place - 1] : 0;
    return low + (Number(bounds[place]) - low) * ((wanted - below) / (counts[place] - below));
}

export async function allAreUp(collector, poles) {
    const up = async () => (await own(collector)).value('magpie_collector_nodes', { state: 'up' }) === poles;
    await until(`${poles} poles are up`, up, 60 + poles / 100);
}

export async function startFleet(house, poles, options) {
    const city = ['--poles', `${poles}`, '--connections', `${CONNECTIONS}`];
    const fleet = house.add(new Program('fleet', [programs.fleet, '--server', house.server, ...city, ...options]));
    await fleet.start();
    return fleet;
}

/** Runs it in a house that is taken down on every way out; says what its programs said when it fails. */
export async function inAHouse(run) {
    const house = new House();
    try {
        return await run(house);
    } catch (problem) {
        house.tell();
        throw problem;
    } finally {
        await house.close();
    }
}
