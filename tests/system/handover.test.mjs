// A pole is handed over with a sealed file and a QR code that opens it: the code is read by zbar, the file opened by openssl.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs, source } from './lib/house.mjs';
import { run, runWell } from './lib/program.mjs';

const program = process.env.MAGPIE_CA ?? join(source, 'build/dev/collector/magpie-ca');
const DOTS = 6; // a module, so that a camera would see it

/** Rows of modules, true is dark, as a picture that any program reads (PGM). */
function picture(rows) {
    const wide = (row) => row.flatMap((dark) => Array(DOTS).fill(dark ? 0 : 255));
    const pixels = rows.flatMap((row) => Array(DOTS).fill(wide(row)).flat());
    return Buffer.concat([Buffer.from(`P5\n${rows[0].length * DOTS} ${rows.length * DOTS}\n255\n`), Buffer.from(pixels)]);
}

/** What a terminal shows: light is drawn. */
function fromTerminal(text) {
    const lines = text.split('\n').filter((line) => line.startsWith('\x1b[40;97m'));
    return lines.flatMap((line) => {
        const cells = [...line.slice('\x1b[40;97m'.length, -'\x1b[0m'.length)];
        return [cells.map((cell) => !'█▀'.includes(cell)), cells.map((cell) => !'█▄'.includes(cell))];
    });
}

function fromSvg(text) {
    const [, side] = /viewBox="0 0 (\d+) \1"/.exec(text);
    const rows = Array.from({ length: Number(side) }, () => Array(Number(side)).fill(false));
    for (const [, x, y] of text.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
        rows[y][x] = true;
    }
    return rows;
}

inHouse('a pole is handed over with a file and a code', async (house, step) => {
    const ca = house.path('ca');
    const [file, svg] = ['pole-7.tar', 'pole-7.svg'].map((name) => house.path(name));
    const there = house.path('etc');
    mkdirSync(there);
    await runWell([program, 'init', ca, '--city', 'Mapo']);
    const where = ['--area', 'mapo', '--server', 'ssl://mqtt.city.example:8883', '--at', there];
    const said = await runWell([program, 'handover', ca, 'pole-7', ...where, '--out', file, '--qr', '--svg', svg]);
    const decode = async (rows) => {
        const image = house.path('code.pgm');
        writeFileSync(image, picture(rows));
        return (await runWell(['zbarimg', '--nodbus', '--quiet', '--raw', image])).trim();
    };
    let code;

    await step('which fits a terminal, and says the same there and as a picture', async () => {
        const rows = fromTerminal(said);
        assert.ok(rows.length <= 2 * 30 && rows[0].length <= 80, `${rows[0].length} by ${rows.length / 2}`);
        const words = await decode(rows);
        assert.equal(await decode(fromSvg(readFileSync(svg, 'utf8'))), words);
        const sum = createHash('sha256').update(readFileSync(file)).digest('hex').toUpperCase();
        [, code] = /^MAGPIE POLE-7 CODE ([0-9A-Z-]{29}) SHA256 [0-9A-F]{64}$/.exec(words) ?? assert.fail(words);
        assert.ok(words.endsWith(sum));
    });
    await step('and is nowhere else, nor is the key in the clear', () => {
        assert.ok(!said.includes(code));
        assert.ok(!readFileSync(svg, 'utf8').includes(code));
        assert.ok(!readFileSync(file).includes('PRIVATE KEY'));
        assert.deepEqual([file, svg].map((name) => statSync(name).mode & 0o777), [0o600, 0o600]);
    });
    await step('opens the file by what is on the screen, and nothing else does', async () => {
        const [, options] = /openssl (enc -d .*) -in FILE/.exec(said);
        const plain = house.path('plain.tar');
        const open = (password) => run(['openssl', ...options.split(' '), '-in', file, '-out', plain, '-pass', `pass:${password}`]);
        const other = await open('AAAAA-BBBBB-CCCCC-DDDDD-EEEEE');
        assert.ok(other.code !== 0 || !readFileSync(plain).includes('agent.toml'));
        assert.equal((await open(code)).code, 0);
        await runWell(['tar', '-xf', plain, '-C', there]);
        assert.match(readFileSync(join(there, 'node.key'), 'utf8'), /BEGIN PRIVATE KEY/);
        assert.match(await runWell([programs.agent, '--config', join(there, 'agent.toml'), '--check-config']), /good/);
    });
});
