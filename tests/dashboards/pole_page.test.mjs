// The pole page as it is committed is what its sources make.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../dashboards/pole/', import.meta.url);
const built = gunzipSync(readFileSync(new URL('built/page.html.gz', folder))).toString();

test('the page that the agent carries is what dashboards/pole makes', () => {
    const said = spawnSync(process.execPath, [fileURLToPath(new URL('build.mjs', folder)), '--check'], { encoding: 'utf8' });
    assert.equal(said.stderr, '');
    assert.equal(said.status, 0);
});

test('it asks nobody but the pole', () => {
    const without = built.replace(/https:\/\/github\.com\/leeoniya\/uPlot/g, '');
    assert.doesNotMatch(without, /https?:\/\//);
    assert.doesNotMatch(built, /<(link|img|iframe)\b|@import|url\(/);
});

test('it fits a pole', () => {
    assert.ok(readFileSync(new URL('built/page.html.gz', folder)).length < 40_000);
});

test('every word is there in both languages', () => {
    const words = readFileSync(new URL('src/words.ts', folder), 'utf8');
    const count = (language) => words.match(new RegExp(`\\b${language}: ['"]`, 'g')).length;
    assert.equal(count('en'), count('ko'));
    assert.ok(count('en') > 80, `${count('en')}`);
});
