// What magpie-planner itself writes for its made-up city as large as Seoul: each process of a test has it made once.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const planner = process.env.MAGPIE_PLANNER ?? fileURLToPath(new URL('../../../build/dev/collector/planner/magpie-planner', import.meta.url));
const made = new Map();

function inDirectory(work) {
    const directory = mkdtempSync(join(tmpdir(), 'magpie-coverage-'));
    try {
        return work(directory);
    } finally {
        rmSync(directory, { recursive: true });
    }
}

const run = (...words) => execFileSync(planner, words, { stdio: ['ignore', 'ignore', 'pipe'] });

/** The file that these words of a command give, as text. */
function written(...words) {
    const command = words.join(' ');
    if (!made.has(command)) {
        inDirectory((directory) => {
            const file = join(directory, 'out.geojson');
            run(...words, '--quiet', '--out', file);
            made.set(command, readFileSync(file, 'utf8'));
        });
    }
    return made.get(command);
}

/** `seoul` has 60,500 cells, `small` 9,680. */
export const gradedCells = (city = 'seoul') => written('grade', '--built-in', city);
export const coveredCells = (city = 'seoul') => written('coverage', '--built-in', city);
export const chosenSites = (city = 'seoul', many = 120) => written('plan', '--built-in', city, '--budget', `${many}`);

/** The outlines of its districts. */
export const districtsOf = (city = 'seoul') =>
    inDirectory((directory) => {
        run('city', '--built-in', city, '--out-dir', directory);
        return JSON.parse(readFileSync(join(directory, 'districts.geojson'), 'utf8'));
    });
