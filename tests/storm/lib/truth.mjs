/** `... warning reports are lost area=a node=pole-1 epoch=00c0ffee00c0ffee numbers="4-9, 12"`, of a collector. */
const LOST = / reports are lost area=\S+ node=(\S+) epoch=([0-9a-f]+) numbers="?([\d, -]+)/;

/** Which reports the collector has named as lost, of each node: `epoch number`. */
export function namedAsLost(log) {
    const nodes = new Map();
    for (const line of log.split('\n')) {
        const [, node, epoch, numbers] = LOST.exec(line) ?? [];
        if (!node) {
            continue;
        }
        const named = nodes.get(node) ?? nodes.set(node, new Set()).get(node);
        for (const range of numbers.split(', ')) {
            const [first, last = first] = range.split('-').map(Number);
            for (let number = first; number <= last; ++number) {
                named.add(`${epoch} ${number}`);
            }
        }
    }
    return nodes;
}

/** `... debug committed epoch=00c0ffee00c0ffee number=17 taken=123456 dated=1700000123456`, one for each report an agent commits. */
const COMMITTED = / committed epoch=([0-9a-f]+) number=(\d+) taken=(\d+) dated=(\d+)/;

/** What one pole committed, as its agent says. Reads the log on from where it was. */
export class Truth {
    constructor(program) {
        this.program = program;
        this.read = 0;
        this.commits = []; // {epoch, number, taken, dated}, in order; dated is 0 while the clock is not known
    }

    update() {
        const { log } = this.program;
        const end = log.lastIndexOf('\n') + 1;
        for (const line of log.slice(this.read, end).split('\n')) {
            const [, epoch, number, taken, dated] = COMMITTED.exec(line) ?? [];
            if (epoch) {
                this.commits.push({ epoch, number: Number(number), taken: Number(taken), dated: Number(dated) });
            }
        }
        this.read = Math.max(this.read, end);
        return this.commits;
    }
}
