// Lays a .gz beside each file of dist that shrinks by it, for the collector compresses none of them itself, and the licences of what is in it; and
// says what a browser loads.

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const MOST = 150_000; // bytes of scripts and styles, compressed
const dist = fileURLToPath(new URL('dist', import.meta.url));

function* files(directory) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) {
            yield* files(path);
        } else if (entry.name.endsWith('.gz')) {
            rmSync(path);
        } else {
            yield path;
        }
    }
}

const licenceOf = (name) => `${name}\n\n${readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), 'utf8')}`;
writeFileSync(join(dist, 'licenses.txt'), ['leaflet', 'uplot'].map(licenceOf).join('\n\n'));

let code = 0;
for (const path of files(dist)) {
    if (/\.(js|css|html|json|geojson|svg)$/.test(path) && statSync(path).size > 500) {
        const small = gzipSync(readFileSync(path), { level: 9 });
        writeFileSync(`${path}.gz`, small);
        code += /\.(js|css)$/.test(path) ? small.length : 0;
    }
}
console.log(`console: ${Math.round(code / 1000)} kB of scripts and styles, compressed`);
if (code > MOST) {
    console.error(`console: more than ${MOST / 1000} kB`);
    process.exit(1);
}
