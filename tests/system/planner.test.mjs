// magpie-planner on files as a city has them: poles from a collector's births, a demand layer far larger than a spreadsheet, mistakes, and an end
// that comes too early. Its parts are tested in tests/unit/collector/planner.

import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { inHouse, programs, source } from './lib/house.mjs';
import { Program, residentMegabytes, run, runWell } from './lib/program.mjs';
import { until } from './lib/until.mjs';

const planner = process.env.MAGPIE_PLANNER ?? join(source, 'build/dev/collector/planner/magpie-planner');

function inDirectory(name, body) {
    test(name, async () => {
        const directory = mkdtempSync(join(tmpdir(), 'magpie-planner-'));
        try {
            await body((file) => join(directory, file), directory);
        } finally {
            rmSync(directory, { recursive: true, force: true });
        }
    });
}

/** A square as GeoJSON. */
function square(name, west, south, east, north) {
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    return { type: 'Feature', properties: { name }, geometry: { type: 'Polygon', coordinates: [ring] } };
}

const collection = (...features) => JSON.stringify({ type: 'FeatureCollection', features });

inHouse('Poles come from the births that a collector has heard', async (house) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const fleet = house.add(new Program('fleet', [programs.fleet, '--poles', '120', '--interval', '5', '--server', house.server]));
    await fleet.start();
    const rows = async () => (await collector.get('/api/v1/export')).body.trim().split('\r\n');
    const all = await until('all poles were born', async () => {
        const lines = await rows();
        return lines.length === 121 && lines;
    }, 60);
    const buses = all.filter((line) => line.split(',')[3] === 'bus').length;
    const directory = mkdtempSync(join(tmpdir(), 'magpie-planner-'));
    try {
        const file = (name) => join(directory, name);
        writeFileSync(file('poles.csv'), (await collector.get('/api/v1/export?lang=ko')).body);
        writeFileSync(file('districts.geojson'), collection(square('west', 126.5, 37.3, 127, 37.8), square('east', 127, 37.3, 127.4, 37.8)));
        writeFileSync(file('demand.csv'), 'latitude,longitude,population\n37.55,126.9,100\n37.55,127.1,50\n');
        const answer = JSON.parse(
            await runWell([planner, 'coverage', '--json', '--quiet', '--districts', file('districts.geojson'), '--demand', file('demand.csv'),
                '--poles', file('poles.csv')]),
        );
        assert.equal(answer.poles, 120 - buses);
        assert.equal(answer.demand, 150);
        assert.deepEqual(answer.equity.districts.map(({ name }) => name), ['west', 'east']);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
});

/** A city of files in the directory, and the options that name them. */
async function cityIn(file, directory) {
    await runWell([planner, 'city', '--out-dir', directory]);
    return ['--districts', file('districts.geojson'), '--demand', file('demand.csv'), '--poles', file('poles.csv'), '--quiet'];
}

inDirectory('A demand layer of 100 MB is read in pieces, and its last row is known by its number', async (file, directory) => {
    const inputs = await cityIn(file, directory);
    const row = '37.4893308,126.8785271,100,1.00,0,0,a remark that makes the row as long as one of a statistics office is\r\n';
    const header = 'latitude,longitude,size_m,population,transit,complaints,remark\r\n';
    const rows = Math.ceil(100e6 / row.length);
    const large = openSync(file('demand.csv'), 'w');
    writeSync(large, header);
    const block = row.repeat(10_000);
    for (let written = 0; written < rows; written += 10_000) {
        writeSync(large, block);
    }
    closeSync(large);
    const reading = new Program('planner', [planner, 'coverage', '--json', ...inputs]);
    reading.launch();
    let most = 0;
    await until('it is done', () => {
        if (reading.alive) {
            try {
                most = Math.max(most, residentMegabytes(reading));
            } catch {
                // it has just ended
            }
        }
        return !reading.alive;
    }, 120);
    await reading.ended;
    assert.equal(reading.child.exitCode, 0, reading.tail());
    assert.ok(most < 100, `${most} MB of memory`);
    assert.equal(Math.round(JSON.parse(reading.log).demand), Math.ceil(rows / 10_000) * 10_000);

    writeFileSync(file('demand.csv'), '37.4893308,not a longitude,100,1,0,0,\r\n', { flag: 'a' });
    const { code, output } = await run([planner, 'coverage', ...inputs]);
    assert.equal(code, 2);
    assert.match(output, new RegExp(`demand.csv, row ${Math.ceil(rows / 10_000) * 10_000 + 2}, column longitude: \`not a longitude\` is no number`));
});

inDirectory('A plan is the same bytes each time, and its exports are of one plan', async (file, directory) => {
    const inputs = await cityIn(file, directory);
    const endings = ['geojson', 'csv', 'kml', 'gpkg', 'html'];
    for (const name of ['one', 'two']) {
        const out = endings.flatMap((ending) => ['--out', file(`${name}.${ending}`)]);
        await runWell([planner, 'plan', ...inputs, '--candidates', file('candidates.csv'), '--scans', file('scans.csv'), '--budget', '12', ...out]);
    }
    for (const ending of endings) {
        assert.deepEqual(readFileSync(file(`one.${ending}`)), readFileSync(file(`two.${ending}`)), ending);
    }
    const { features } = JSON.parse(readFileSync(file('one.geojson'), 'utf8'));
    assert.equal(features.length, 12);
    for (const { geometry, properties } of features) {
        assert.equal(geometry.coordinates.length, 3);
        assert.equal(geometry.coordinates[2], properties.height_m);
        assert.match(readFileSync(file('one.kml'), 'utf8'), new RegExp(`<name>${properties.id}</name>`));
        assert.match(readFileSync(file('one.csv'), 'utf8'), new RegExp(`^${properties.id},${properties.rank},`, 'm'));
    }
});

inDirectory('A run that is ended leaves what was there, and no half of what should come', async (file, directory) => {
    const inputs = await cityIn(file, directory);
    writeFileSync(file('cells.geojson'), 'of last year');
    const before = readdirSync(directory).length;
    const large = new Program('planner', [planner, 'coverage', '--built-in', 'small', '--cell', '10', '--out', file('cells.geojson'), '--quiet']);
    large.launch(); // a million cells: it is busy for some seconds
    await until('it runs', () => existsSync(`/proc/${large.pid}/status`));
    await large.kill();
    const hidden = readdirSync(directory).filter((name) => name.startsWith('.magpie-'));
    assert.equal(readFileSync(file('cells.geojson'), 'utf8'), 'of last year');
    assert.equal(readdirSync(directory).length - hidden.length, before);
    const again = await run([planner, 'coverage', ...inputs, '--out', file('cells.geojson')]);
    assert.equal(again.code, 0, again.output);
    assert.equal(JSON.parse(readFileSync(file('cells.geojson'), 'utf8')).type, 'FeatureCollection');
});

inDirectory('On a full disk nothing appears', async (file, directory) => {
    const inputs = await cityIn(file, directory);
    const { code, output } = await run(['sh', '-c', 'ulimit -f 8; trap "" XFSZ; exec "$@"', 'sh', planner, 'coverage', ...inputs, '--out', file('cells.geojson')]);
    assert.equal(code, 1, output);
    assert.match(output, /cells.geojson cannot be written: File too large/);
    assert.deepEqual(readdirSync(directory).filter((name) => name.includes('cells')), []);
});
