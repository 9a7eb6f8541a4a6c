// A test that failed while its machine stood still is made again; any other failure stands.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { source } from './lib/house.mjs';
import { run } from './lib/program.mjs';

/** For who is stopped the machine stands still. */
const STANDSTILL = 'kill -STOP $PPID; sleep 1; kill -CONT $PPID;';

/** A script is run as a test; in it $turn is which time that is. */
async function judged(t, script) {
    const directory = mkdtempSync(join(tmpdir(), 'magpie-undisturbed-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const turns = join(directory, 'turns');
    writeFileSync(turns, '');
    const whole = `echo >> ${turns}; turn=$(wc -l < ${turns}); ${script}`;
    const { code, output } = await run(['node', join(source, 'tests/undisturbed.mjs'), 'sh', '-c', whole]);
    return { code, output, turns: readFileSync(turns, 'utf8').length };
}

test('what passes has passed', async (t) => {
    assert.deepEqual(await judged(t, 'exit 0'), { code: 0, output: '', turns: 1 });
    assert.deepEqual(await judged(t, `${STANDSTILL} exit 0`), { code: 0, output: '', turns: 1 });
});

test('what fails while the machine runs has failed', async (t) => {
    assert.deepEqual(await judged(t, 'exit 3'), { code: 3, output: '', turns: 1 });
    assert.deepEqual(await judged(t, 'kill -KILL $$'), { code: 1, output: '', turns: 1 });
});

test('what fails while it stands still is made again', async (t) => {
    const { code, output, turns } = await judged(t, `test $turn = 2 && exit 0; ${STANDSTILL} exit 3`);
    assert.deepEqual([code, turns], [0, 2]);
    assert.match(output, /^undisturbed: failed while the machine stood still for \d\.\d s, in turn 1 of 3\n$/);
});

test('and not for ever', async (t) => {
    const { code, turns } = await judged(t, `${STANDSTILL} exit 3`);
    assert.deepEqual([code, turns], [3, 3]);
});
