// What dashboards/src is once it is compiled, which the checks read PromQL and the catalogue with.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../dashboards/', import.meta.url));
const run = (...args) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

const compiled = run('node_modules/typescript/bin/tsc', '-p', '.');
if (compiled.status !== 0) {
    throw new Error(compiled.stdout + compiled.stderr);
}

/** A module of dashboards/src, by its path there. */
export const load = (module) => import(new URL(`../../dashboards/dist/${module}.js`, import.meta.url));

/** What `npm run check` says of the committed files; nothing if they are what the sources make. */
export const stale = () => run('dist/build.js', '--check').stderr;
