// Writes what is made from the catalogue, or with --check says which of the committed files are no longer what it would
// write. Usage: node dist/build.js [--check]

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { outputs as dashboards } from './grafana.js';
import type { Output } from './output.js';
import { outputs as rules } from './rules/index.js';
import { outputs as runbooks } from './runbooks/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function textOf(path: string): string | undefined {
    try {
        return readFileSync(join(root, path), 'utf8');
    } catch {
        return undefined;
    }
}

/** Files beside the written ones that nothing writes any more. */
function leftovers(outputs: readonly Output[]): string[] {
    const written = new Set(outputs.map(({ path }) => path));
    const kinds = new Set(outputs.map(({ path }) => join(dirname(path), `*${extname(path)}`)));
    return [...kinds].flatMap((kind) => {
        const folder = dirname(kind);
        try {
            return readdirSync(join(root, folder))
                .filter((name) => extname(name) === extname(kind))
                .map((name) => join(folder, name))
                .filter((path) => !written.has(path));
        } catch {
            return [];
        }
    });
}

function check(outputs: readonly Output[]): number {
    const stale = outputs.filter(({ path, text }) => textOf(path) !== text).map(({ path }) => path);
    const wrong = [...stale, ...leftovers(outputs)];
    wrong.forEach((path) => console.error(`dashboards/${path} is not what the sources make: npm run build`));
    return wrong.length === 0 ? 0 : 1;
}

function write(outputs: readonly Output[]): number {
    const changed = outputs.filter(({ path, text }) => textOf(path) !== text);
    for (const { path, text } of changed) {
        mkdirSync(join(root, dirname(path)), { recursive: true });
        writeFileSync(join(root, path), text);
    }
    leftovers(outputs).forEach((path) => console.warn(`dashboards/${path} is made by nothing: remove it`));
    console.log(`${outputs.length} files, ${changed.length} written`);
    return 0;
}

const outputs = [...dashboards(), ...rules(), ...runbooks()];
process.exitCode = process.argv.includes('--check') ? check(outputs) : write(outputs);
