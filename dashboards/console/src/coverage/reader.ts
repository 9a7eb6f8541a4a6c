// A worker: the planner's file is tens of megabytes, and reading it must not stop the page.

import { type Cells, cellsFrom } from './cells';

export type Read = { readonly cells: Cells } | { readonly problem: string };

const worker = self as unknown as { onmessage: ((event: MessageEvent<ArrayBuffer>) => void) | null; postMessage(message: Read, transfer?: Transferable[]): void };

worker.onmessage = ({ data }) => {
    try {
        const cells = cellsFrom(JSON.parse(new TextDecoder().decode(data)));
        const { edges, grades, gap, demand, served, gi, inCluster, district, clusters } = cells;
        const columns = [edges, grades, gap, demand, served, gi, inCluster, district, ...(clusters === undefined ? [] : [clusters.outline])];
        worker.postMessage(
            { cells },
            columns.map(({ buffer }) => buffer),
        );
    } catch (problem) {
        worker.postMessage({ problem: problem instanceof Error ? problem.message : String(problem) });
    }
};
