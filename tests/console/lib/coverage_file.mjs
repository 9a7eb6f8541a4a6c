// What magpie-planner itself writes for its made-up city as large as Seoul: each process of a test has it made once.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const planner = process.env.MAGPIE_PLANNER ?? fileURLToPath(new URL('../../../build/dev/collector/planner/magpie-planner', import.meta.url));
const made = new Map();

/** The file that these words of a command give, as text. */
function written(...words) {
    const command = words.join(' ');
    if (!made.has(command)) {
        const directory = mkdtempSync(join(tmpdir(), 'magpie-coverage-'));
        try {
            const file = join(directory, 'out.geojson');
            execFileSync(planner, [...words, '--quiet', '--out', file], { stdio: ['ignore', 'ignore', 'pipe'] });
            made.set(command, readFileSync(file, 'utf8'));
        } finally {
            rmSync(directory, { recursive: true });
        }
    }
    return made.get(command);
}

/** `seoul` has 60,500 cells, `small` 9,680. */
export const gradedCells = (city = 'seoul') => written('grade', '--built-in', city);
export const coveredCells = (city = 'seoul') => written('coverage', '--built-in', city);
export const chosenSites = (city = 'seoul', many = 120) => written('plan', '--built-in', city, '--budget', `${many}`);
