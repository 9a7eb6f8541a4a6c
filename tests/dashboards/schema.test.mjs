// What Grafana would not say: a dashboard that is cut wrong opens all the same, and shows less.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { committed, languages, panelsOf } from './committed.mjs';

const Ajv = createRequire(new URL('../../dashboards/package.json', import.meta.url))('ajv');
const schema = JSON.parse(readFileSync(new URL('dashboard.schema.json', import.meta.url), 'utf8'));
const isClassic = new Ajv({ allErrors: true, strict: false }).compile(schema);

const byUid = new Map(committed.map(({ dashboard }) => [dashboard.uid, dashboard]));
const variablesOf = (dashboard) => dashboard.templating.list.map(({ name }) => name);

/** Pairs of panels that stand in each other's place. */
function overlaps(panels) {
    const crosses = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    return panels.flatMap((panel, index) =>
        panels
            .slice(index + 1)
            .filter((other) => crosses(panel.gridPos, other.gridPos))
            .map((other) => `${panel.title} and ${other.title}`),
    );
}

/** Everything in the JSON that is an URL of a link. */
function linksOf(value) {
    if (value === null || typeof value !== 'object') {
        return [];
    }
    return Object.entries(value).flatMap(([key, inner]) => (key === 'url' ? [inner] : linksOf(inner)));
}

for (const { path, language, dashboard } of committed) {
    test(`${path} is a classic dashboard`, () => {
        assert.ok(isClassic(dashboard), JSON.stringify(isClassic.errors?.slice(0, 5), null, 1));
    });

    test(`${path} has each id once and no panel upon another`, () => {
        const ids = dashboard.panels.flatMap(({ id, panels = [] }) => [id, ...panels.map((panel) => panel.id)]);
        assert.equal(new Set(ids).size, ids.length);
        assert.deepEqual(overlaps(dashboard.panels), []);
        for (const { panels = [] } of dashboard.panels) {
            assert.deepEqual(overlaps(panels), []);
        }
        for (const { title, gridPos } of panelsOf(dashboard)) {
            assert.ok(gridPos.x + gridPos.w <= 24, `${title} stands out at the right`);
        }
    });

    test(`${path} leads only to dashboards of its language that take what it brings along`, () => {
        for (const url of linksOf(dashboard)) {
            const [, uid] = /^\/d\/([\w-]+)\?/.exec(url);
            const target = byUid.get(uid);
            assert.ok(target, url);
            assert.equal(uid.endsWith('-ko'), language === 'ko', url);
            const brought = [...url.matchAll(/var-(\w+)=/g)].map(([, name]) => name);
            assert.deepEqual(brought.filter((name) => !variablesOf(target).includes(name)), [], url);
        }
    });

    test(`${path} brings along only labels that the row or the series has`, () => {
        for (const panel of panelsOf(dashboard)) {
            const text = JSON.stringify([panel.fieldConfig, panel.options]);
            const wanted = [...text.matchAll(/__(?:data\.fields|field\.labels)\.(\w+)/g)].map(([, label]) => label);
            for (const label of new Set(wanted)) {
                // A recorded series brings its labels without their being named in the query.
                const isThere = panel.targets.some(
                    ({ expr, legendFormat }) =>
                        expr.includes(`{{${label}}}`) || legendFormat.includes(`{{${label}}}`) ||
                        new RegExp(`by \\([^)]*\\b${label}\\b[^)]*\\)`).test(expr) || /node:magpie/.test(expr),
                );
                assert.ok(isThere, `${panel.title}: ${label}`);
            }
        }
    });

    test(`${path} reads in each column and layer what a query brings`, () => {
        for (const { title, targets, fieldConfig, options, transformations = [] } of panelsOf(dashboard)) {
            const values = targets.length > 1 ? targets.map(({ refId }) => `Value #${refId}`) : ['Value'];
            const named = fieldConfig.overrides.map(({ matcher }) => matcher.options).filter((name) => name.startsWith('Value'));
            assert.deepEqual(named.filter((name) => !values.includes(name)), [], title);
            const merged = transformations.some(({ id }) => id === 'merge');
            const [colors] = options.layers?.map(({ config }) => config.style.color.field).filter(Boolean) ?? [];
            const renamed = transformations.flatMap(({ options: { renameByName = {} } }) => Object.values(renameByName));
            assert.ok(colors === undefined || renamed.includes(colors), title);
            const isTable = targets[0].format === 'table' && !transformations.some(({ id }) => id === 'convertFieldType');
            assert.equal(merged, isTable && targets.length > 1, title);
        }
    });
}

test('each language has the same dashboards under its own names', () => {
    const of = (wanted) => committed.filter(({ language }) => language === wanted);
    const [en, ko] = languages.map(of);
    assert.deepEqual(ko.map(({ path }) => path.slice(3)), en.map(({ path }) => path.slice(3)));
    assert.deepEqual(ko.map(({ dashboard }) => dashboard.uid), en.map(({ dashboard }) => `${dashboard.uid}-ko`));
    assert.equal(byUid.size, committed.length);
});

test('what a Korean reads is Korean', () => {
    const isKorean = (text) => /[가-힣]/.test(text);
    for (const { path, dashboard } of committed.filter(({ language }) => language === 'ko')) {
        const rows = dashboard.panels.filter(({ type }) => type === 'row');
        assert.ok(isKorean(dashboard.title) && isKorean(dashboard.description), path);
        assert.deepEqual(rows.filter(({ title }) => !isKorean(title)), [], path);
        for (const { title, description, fieldConfig } of panelsOf(dashboard)) {
            const texts = [title, description, fieldConfig.defaults.noValue];
            assert.deepEqual(texts.filter((text) => !isKorean(text)), [], `${path} ${title}`);
        }
    }
});

test('what an English reader reads is not Korean', () => {
    for (const { path, dashboard } of committed.filter(({ language }) => language === 'en')) {
        assert.doesNotMatch(JSON.stringify(dashboard), /[가-힣]/, path);
    }
});

test('the first screen of the city answers which, how many and why', () => {
    const { panels } = byUid.get('magpie-city');
    const seen = panels.filter(({ type, gridPos }) => type !== 'row' && gridPos.y < 21);
    const asks = (part) => seen.some(({ targets }) => targets.some(({ expr }) => expr.includes(part)));
    assert.ok(seen.some(({ type }) => type === 'geomap') && seen.some(({ type }) => type === 'table'));
    for (const part of ['node:magpie_usable:bool', 'area:magpie_affected_clients:estimate', 'by (reason)', 'by (area, site, reason)']) {
        assert.ok(asks(part), part);
    }
});

const spoilt = {
    'a panel without a text for no data': ({ panels }) => delete panels[0].fieldConfig.defaults.noValue,
    'an older model': (dashboard) => (dashboard.schemaVersion = 16),
    'a kind of panel that was not looked at': ({ panels }) => (panels[0].type = 'graph'),
    'an open row': ({ panels }) => (panels.find(({ type }) => type === 'row').collapsed = false),
    'a fixed data source': ({ panels }) => (panels[0].datasource.uid = 'abc'),
    'a link without the time': ({ panels }) => {
        const links = panels.flatMap(({ fieldConfig }) => fieldConfig?.defaults.links ?? fieldConfig?.overrides.flatMap(({ properties }) => properties).find(({ id }) => id === 'links')?.value ?? []);
        links[0].url = '/d/magpie-pole';
    },
};
for (const [what, spoil] of Object.entries(spoilt)) {
    test(`${what} is found`, () => {
        const bad = structuredClone(byUid.get('magpie-city'));
        spoil(bad);
        assert.equal(isClassic(bad), false);
    });
}
test('a panel upon another is found', () => {
    const place = { x: 0, y: 0, w: 12, h: 8 };
    assert.equal(overlaps([{ title: 'a', gridPos: place }, { title: 'b', gridPos: { ...place, x: 11 } }]).length, 1);
});
