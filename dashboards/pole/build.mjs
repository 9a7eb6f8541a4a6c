// The pole page as one file that the agent carries: dashboards/pole/built, which is committed. With --check it only says whether what is
// there is what the sources make.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { constants, gunzipSync, gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../', import.meta.url));
const text = (path) => readFileSync(new URL(path, import.meta.url), 'utf8').trim();
const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'pole'], { cwd: folder, encoding: 'utf8' });
if (compiled.status !== 0) {
    throw new Error(compiled.stdout + compiled.stderr);
}
const uplot = '../node_modules/uplot/dist/';
const style = [text(`${uplot}uPlot.min.css`), text('src/page.css')].join('\n');
const script = [text(`${uplot}uPlot.iife.min.js`), text('../dist/pole/page.js')].join('\n');
if (script.includes('</script') || style.includes('</style')) {
    throw new Error('the page would end before its end');
}
const page = text('src/page.html')
    .replace('{{style}}', () => style)
    .replace('{{script}}', () => script);
// Nothing but what is in this file runs, and nothing is asked but this pole.
const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
].join('; ');

const built = new URL('built/', import.meta.url);
const files = { page: new URL('page.html.gz', built), policy: new URL('policy.txt', built) };
if (process.argv.includes('--check')) {
    // What is compared is what it says: another zlib packs the same page otherwise.
    const same = gunzipSync(readFileSync(files.page)).toString() === `${page}\n` && readFileSync(files.policy, 'utf8') === `${policy}\n`;
    if (!same) {
        process.stderr.write('dashboards/pole/built is not what its sources make: npm run build\n');
        process.exitCode = 1;
    }
} else {
    writeFileSync(files.page, gzipSync(`${page}\n`, { level: constants.Z_BEST_COMPRESSION }));
    writeFileSync(files.policy, `${policy}\n`);
}
