import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

// A machine that is shared stands still for seconds now and then, all of it. What a program was promised to have done by then it could
// not do, so that time is nobody's. A thread that does nothing else than look at the clock notices; a test that keeps its own thread busy
// is not taken for it.

const BEAT = 100;
/** More than any queue for a processor takes, and less than any promise. */
const STOOD_STILL = 600;

const TURNS = 5;

const now = () => Number(process.hrtime.bigint() / 1000n) / 1000;

function watch() {
    const { parentPort, workerData } = require('node:worker_threads');
    const [shared, beat, late] = [new Float64Array(workerData.memory), workerData.beat, workerData.late];
    const never = new Int32Array(new SharedArrayBuffer(4));
    const now = () => Number(process.hrtime.bigint() / 1000n) / 1000;
    shared[1] = now();
    parentPort.postMessage('watching');
    for (;;) {
        Atomics.wait(never, 0, 0, beat);
        const at = now();
        const since = at - shared[1];
        shared[0] += since > late ? since - beat : 0;
        shared[1] = at;
    }
}

const memory = new SharedArrayBuffer(16);
/** How long it has stood still, and when that was looked at last; milliseconds. */
const seen = new Float64Array(memory);
const begun = now();
const watcher = new Worker(`(${watch})()`, { eval: true, workerData: { memory, beat: BEAT, late: STOOD_STILL } });
await once(watcher, 'message');
watcher.unref();

/** Milliseconds in which the machine stood still since this process began. */
export function stoodStill() {
    const unseen = now() - seen[1];
    return seen[0] + (unseen > STOOD_STILL ? unseen - BEAT : 0);
}

/** Milliseconds since this process began in which it ran. */
export const awake = () => now() - begun - stoodStill();

/** What is found by `measure` while the machine runs: a figure across a standstill is none, and is taken again. */
export async function undisturbed(measure) {
    for (let turn = 0; turn < TURNS; ++turn) {
        const before = stoodStill();
        const found = await measure();
        if (stoodStill() === before) {
            return found;
        }
    }
    throw new Error(`the machine stood still in each of ${TURNS} measurements`);
}
