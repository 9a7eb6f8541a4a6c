import { Worker } from 'node:worker_threads';

// A machine that is shared stands still for seconds now and then, all of it. What a program was promised to have done by then it could
// not do, so that time is nobody's. A thread that does nothing else than look at the clock notices; a test that keeps its own thread busy
// is not taken for it.

const BEAT = 100;
/** More than any queue for a processor takes, and less than any promise. */
const STOOD_STILL = 600;

const now = () => Number(process.hrtime.bigint() / 1000n) / 1000;

function watch() {
    const { workerData } = require('node:worker_threads');
    const [shared, beat, late] = [new Float64Array(workerData.memory), workerData.beat, workerData.late];
    const never = new Int32Array(new SharedArrayBuffer(4));
    const now = () => Number(process.hrtime.bigint() / 1000n) / 1000;
    for (shared[1] = now(); ; ) {
        Atomics.wait(never, 0, 0, beat);
        const at = now();
        const since = at - shared[1];
        shared[0] += since > late ? since - beat : 0;
        shared[1] = at;
    }
}

const memory = new SharedArrayBuffer(16);
/** How long it has stood still, and when that was looked at last, or 0 before the first time; milliseconds. */
const seen = new Float64Array(memory);
const begun = now();
new Worker(`(${watch})()`, { eval: true, workerData: { memory, beat: BEAT, late: STOOD_STILL } }).unref();

/** Milliseconds since this process began in which its machine ran. */
export function awake() {
    const at = now();
    const unseen = seen[1] === 0 ? 0 : at - seen[1];
    return at - begun - seen[0] - (unseen > STOOD_STILL ? unseen - BEAT : 0);
}
