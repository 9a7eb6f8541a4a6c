// What the programs are made of is told whole, in the form that tools read.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'node:test';

import { programs, source } from './lib/house.mjs';
import { runWell } from './lib/program.mjs';

const build = dirname(dirname(programs.agent));
const write = (environment = {}) => runWell([join(source, 'script/sbom'), build], { environment });

const BOOST = 'libboost1.74-dev';
/** Each program: its file, and what is compiled into it from headers alone. The capture knows nothing of MQTT, nor does the planner. */
const all = {
    agent: ['agent/magpie-agent', [BOOST, 'libexpected-dev', 'libprotozero-dev', 'nlohmann-json3-dev']],
    capture: ['agent/capture/magpie-capture', [BOOST, 'libexpected-dev', 'nlohmann-json3-dev']],
    station: ['agent/station/magpie-station', [BOOST, 'libexpected-dev']],
    throughput: ['agent/magpie-throughput', [BOOST, 'nlohmann-json3-dev']],
    collector: ['collector/magpie-collector', [BOOST, 'libexpected-dev', 'libprotozero-dev', 'nlohmann-json3-dev']],
    ca: ['collector/magpie-ca', [BOOST, 'libexpected-dev', 'libprotozero-dev']],
    planner: ['collector/planner/magpie-planner', [BOOST, 'libexpected-dev', 'nlohmann-json3-dev']],
};
/** What only one program is linked to. */
const alone = { capture: 'libpcap', throughput: 'libiperf', ca: 'libqrencode', planner: 'libgdal' };
const document = JSON.parse(await write());
const byId = new Map(document.packages.map((each) => [each.SPDXID, each]));
const related = (from, type) =>
    document.relationships
        .filter((each) => each.spdxElementId === `SPDXRef-${from}` && each.relationshipType === type)
        .map((each) => byId.get(each.relatedSpdxElement));

test('the document has what SPDX 2.3 asks of one', () => {
    assert.equal(document.spdxVersion, 'SPDX-2.3');
    assert.equal(document.dataLicense, 'CC0-1.0');
    assert.equal(document.SPDXID, 'SPDXRef-DOCUMENT');
    assert.match(document.name, /^magpie-\d+\.\d+\.\d+$/);
    assert.match(document.documentNamespace, /^https:\/\/[^#\s]+-[0-9a-f]{64}$/);
    assert.equal(document.creationInfo.created, '1970-01-01T00:00:00Z');
    assert.ok(document.creationInfo.creators.every((each) => /^(Tool|Person|Organization): ./.test(each)));
});

test('each package has what SPDX 2.3 asks of one, and a name of its own', () => {
    assert.equal(byId.size, document.packages.length);
    for (const each of document.packages) {
        assert.match(each.SPDXID, /^SPDXRef-[a-zA-Z0-9.-]+$/);
        assert.ok(each.name && each.versionInfo, each.SPDXID);
        assert.equal(each.filesAnalyzed, false);
        for (const key of ['downloadLocation', 'licenseConcluded', 'licenseDeclared', 'copyrightText']) {
            assert.ok(each[key], `${each.SPDXID} has ${key}`);
        }
        for (const reference of each.externalRefs ?? []) {
            assert.equal(reference.referenceCategory, 'PACKAGE-MANAGER');
            assert.match(reference.referenceLocator, /^pkg:(deb\/debian|npm)\/[^@\s]+@[^@\s]+$/);
        }
    }
});

test('relations are between what is there, of kinds that SPDX knows, and leave nothing out', () => {
    const mentioned = new Set();
    const kinds = ['DESCRIBES', 'DYNAMIC_LINK', 'CONTAINS', 'BUILD_DEPENDENCY_OF', 'DEPENDS_ON'];
    for (const { spdxElementId, relationshipType, relatedSpdxElement } of document.relationships) {
        assert.ok(spdxElementId === 'SPDXRef-DOCUMENT' || byId.has(spdxElementId), spdxElementId);
        assert.ok(byId.has(relatedSpdxElement), relatedSpdxElement);
        assert.ok(kinds.includes(relationshipType), relationshipType);
        mentioned.add(spdxElementId).add(relatedSpdxElement);
    }
    assert.deepEqual(
        [...byId.keys()].filter((id) => !mentioned.has(id)),
        [],
    );
});

for (const [program, [file, headers]] of Object.entries(all)) {
    const path = join(build, file);

    test(`${program}: the program itself, and every library that ldd names`, async () => {
        const [described] = document.packages.filter((each) => each.name === `magpie-${program}`);
        const sum = createHash('sha256').update(readFileSync(path)).digest('hex');
        assert.deepEqual(described.checksums, [{ algorithm: 'SHA256', checksumValue: sum }]);
        // Nobody but the agent starts that one.
        if (program !== 'throughput') {
            assert.equal((await runWell([path, '--version'])).trim(), `${described.name} ${described.versionInfo}`);
        }

        const told = related(described.name, 'DYNAMIC_LINK').flatMap((each) => each.comment.replace('linked: ', '').split(' '));
        const linked = (await runWell(['ldd', path])).split('\n').flatMap((line) => /(\/\S+) \(/.exec(line)?.[1] ?? []);
        assert.ok(linked.length > 3);
        assert.deepEqual(
            linked.map((path) => basename(path)).filter((name) => !told.includes(name)),
            [],
        );
    });

    test(`${program}: what is compiled in from headers alone, and what it alone is linked to`, () => {
        const names = related(`magpie-${program}`, 'CONTAINS').map((each) => each.name);
        assert.deepEqual(names.filter((name) => name !== 'linux-libc-dev').sort(), headers);
        const libraries = related(`magpie-${program}`, 'DYNAMIC_LINK').map((each) => each.name);
        for (const [who, library] of Object.entries(alone)) {
            assert.equal(libraries.some((each) => each.startsWith(library)), who === program, `${program}: ${library}`);
        }
    });
}

test('npm packages are there as locked: the dashboards\' at build time alone, of the console\'s two are in its page', () => {
    const locked = (file) => Object.entries(JSON.parse(readFileSync(join(source, file), 'utf8')).packages).filter(([path]) => path !== '');
    const named = ([path, { version }]) => `${path.replace(/.*node_modules\//, '')} ${version}`;
    const all = [...locked('dashboards/package-lock.json'), ...locked('dashboards/console/package-lock.json')].map(named);
    const wanted = new Set(all.filter((name) => !/^(axe-core|playwright-core) /.test(name)));
    const npm = document.packages.filter((each) => each.SPDXID.startsWith('SPDXRef-npm-'));
    assert.deepEqual(new Set(npm.map(({ name, versionInfo }) => `${name} ${versionInfo}`)), wanted);
    for (const { spdxElementId, relationshipType, relatedSpdxElement, comment } of document.relationships) {
        if (spdxElementId.startsWith('SPDXRef-npm-')) {
            assert.equal(relationshipType, 'BUILD_DEPENDENCY_OF');
            assert.match(relatedSpdxElement, /^SPDXRef-magpie-(dashboards|console)$/);
            assert.match(comment, /build-time only/);
        }
    }
    const inPage = document.relationships.filter((each) => each.spdxElementId === 'SPDXRef-magpie-console' && each.relationshipType === 'CONTAINS');
    assert.deepEqual(inPage.map((each) => each.relatedSpdxElement.replace(/-[\d.]+$/, '')).sort(), ['SPDXRef-npm-leaflet', 'SPDXRef-npm-uplot']);
});

test('it is the same each time, and says a time only where it is given one', async () => {
    assert.deepEqual(JSON.parse(await write()), document);
    const dated = JSON.parse(await write({ SOURCE_DATE_EPOCH: '1767225600' }));
    assert.equal(dated.creationInfo.created, '2026-01-01T00:00:00Z');
    assert.equal(dated.documentNamespace, document.documentNamespace);
});
