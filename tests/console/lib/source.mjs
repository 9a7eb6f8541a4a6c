// Modules of the console's source, for tests of what needs no page: types are taken off, nothing else changes.

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from './browser.mjs';

const { buildSync } = createRequire(root)('esbuild');
const directory = mkdtempSync(join(tmpdir(), 'magpie-console-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

/** As in `load('app/route.ts')`: what it exports. */
export function load(module) {
    const outfile = join(directory, module.replace(/\//g, '_').replace(/\.ts$/, '.mjs'));
    buildSync({ entryPoints: [`${root}src/${module}`], outfile, bundle: true, format: 'esm', target: 'node18', define: { 'import.meta.env.BASE_URL': '"/console/"' } });
    return import(pathToFileURL(outfile));
}
