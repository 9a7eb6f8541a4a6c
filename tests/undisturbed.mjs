// node undisturbed.mjs COMMAND...: the verdict of a test while the machine ran.
//
// A machine that is shared stands still now and then, for a second or for thirty: brokers drop connections that could not say a word,
// watchdogs bite, lines overflow. A test that fails across that has found out nothing, and is made again; one that passes has passed, and one
// that fails while the machine ran has failed, at once.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { stoodStill } from './system/lib/clock.mjs';

const TURNS = 3;

/** What the command ended with, as a shell says it. It does not outlive us. */
async function ended(command) {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], { stdio: 'inherit' });
    const [code] = await once(child, 'close');
    return code ?? 1;
}

const command = process.argv.slice(2);
if (command.length === 0) {
    console.error('usage: node undisturbed.mjs COMMAND...');
    process.exit(2);
}
for (let turn = 1; ; ++turn) {
    const before = stoodStill();
    process.exitCode = await ended(command);
    const still = (stoodStill() - before) / 1000;
    if (process.exitCode === 0 || still === 0) {
        break;
    }
    console.error(`undisturbed: failed while the machine stood still for ${still.toFixed(1)} s, in turn ${turn} of ${TURNS}`);
    if (turn === TURNS) {
        break;
    }
}
