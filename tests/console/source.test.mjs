// What no file of the console may do.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { root } from './lib/browser.mjs';

function* files(directory) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) {
            yield* files(path);
        } else {
            yield path;
        }
    }
}

test('nothing that comes from elsewhere is read as markup or code', () => {
    for (const file of files(`${root}src`)) {
        const text = readFileSync(file, 'utf8');
        // Of one sentence, which the page itself has escaped before: Leaflet takes no other kind.
        const found = text.match(/\b(innerHTML\s*=|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser)/g) ?? [];
        assert.deepEqual(found, [], file);
        assert.ok(text.split('\n').length <= 400 || file.endsWith('.css'), `${file} is longer than 400 lines`);
    }
});

test('what is built loads nothing from anywhere else, and is in pieces that the collector may serve', () => {
    const built = [...files(`${root}dist`)];
    const page = readFileSync(`${root}dist/index.html`, 'utf8');
    assert.doesNotMatch(page, /https?:\/\//);
    assert.doesNotMatch(page, /<script(?![^>]*src=)|<style|\son\w+=|style=/, 'a policy of default-src \'self\' would forbid it');
    assert.equal(built.some((file) => file.endsWith('.map')), false); // prettier-ignore
    for (const file of built.filter((name) => name.endsWith('.css'))) {
        assert.doesNotMatch(readFileSync(file, 'utf8'), /url\((?:['"]?)(?:https?:|data:)/, file);
    }
});

test('scripts and styles are under 150 kB as they are sent', () => {
    const sizes = [...files(`${root}dist`)].filter((file) => /\.(js|css)\.gz$/.test(file)).map((file) => readFileSync(file).length); // prettier-ignore
    assert.ok(sizes.length >= 3);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 150_000);
});
