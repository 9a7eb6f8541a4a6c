// Each alert has its page, each page its alert, and a page says what somebody needs at three in the morning.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../dashboards/', import.meta.url));
const { parse } = createRequire(`${folder}package.json`)('yaml');
const alerts = ['alerts', 'urgent']
    .flatMap((name) => parse(readFileSync(`${folder}rules/${name}.yaml`, 'utf8')).groups)
    .flatMap((group) => group.rules);
const pages = new Map(
    readdirSync(`${folder}runbooks`).map((name) => [name, readFileSync(`${folder}runbooks/${name}`, 'utf8')]),
);
const { faults } = JSON.parse(readFileSync(`${folder}catalogue.json`, 'utf8'));
const uids = ['city', 'district', 'pole', 'air', 'clients', 'security', 'collector'].map((name) => `magpie-${name}`);

test('each alert has its page, and each page its alert', () => {
    const expected = [...alerts.map(({ alert }) => `${alert}.md`), 'README.md'].sort();
    assert.deepEqual([...pages.keys()].sort(), expected);
});

test('the link of an alert leads to its page', () => {
    for (const { alert, annotations } of alerts) {
        assert.ok(annotations.runbook_url.endsWith(`/${alert}.md`), annotations.runbook_url);
        const [, uid] = /^\/d\/([\w-]+)/.exec(annotations.dashboard);
        assert.ok(uids.includes(uid), uid);
    }
});

test('a page says what it means, how to be sure, what to do, and who is affected', () => {
    for (const { alert } of alerts) {
        const page = pages.get(`${alert}.md`);
        const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
        const wanted = ['What it means', 'How to confirm', 'What to do', 'Who is affected', 'Where to look'];
        assert.deepEqual(headings.filter((heading) => heading !== 'Faults behind it'), wanted, alert);
        for (const section of page.split(/^## .*$/m).slice(1)) {
            assert.ok(section.trim().length > 20, `${alert} has an empty section`);
        }
        assert.match(page.split('## Who is affected')[1], /```promql\n.+\n```/, alert);
        assert.doesNotMatch(page, /undefined|\{\{/, alert);
    }
});

test('the faults of a page stand in the order in which a technician must look', () => {
    const order = faults.map(({ id }) => id);
    for (const { alert } of alerts) {
        const ids = [...pages.get(`${alert}.md`).matchAll(/^\d+\. \*\*.*\(`(\w+)`\)$/gm)].map(([, id]) => id);
        const places = ids.map((id) => order.indexOf(id));
        assert.ok(!places.includes(-1), alert);
        assert.deepEqual(places, [...places].sort((a, b) => a - b), alert);
    }
});

test('what is wrong with a pole has faults to look for, and each fault is behind an alert', () => {
    const text = [...pages.values()].join('\n');
    for (const { id, what, look, act } of faults) {
        assert.ok(text.includes(`(\`${id}\`)`), `no alert leads to ${id}`);
        for (const { en, ko } of [what, look, act]) {
            assert.doesNotMatch(en, /[가-힣]/, id);
            assert.match(ko, /[가-힣]/, id);
        }
    }
});

test('whatever a check can find stands on the page of the alert that tells of a check', () => {
    const rules = fileURLToPath(new URL('../../agent/check/', import.meta.url));
    const text = readdirSync(rules).map((name) => readFileSync(rules + name, 'utf8')).join('\n');
    const found = new Set([...text.matchAll(/\bfault\("(\w+)"\)/g)].map(([, id]) => id));
    assert.ok(found.size > 20, `${found.size} faults in ${rules}`);
    for (const id of found) {
        assert.ok(pages.get('MagpieCheckFailed.md').includes(`(\`${id}\`)`), id);
    }
});

test('pages lead to dashboards that are there, and the first page to all others', () => {
    for (const [name, page] of pages) {
        for (const [, uid] of page.matchAll(/\(\/d\/([\w-]+)\)/g)) {
            assert.ok(uids.includes(uid), `${name}: ${uid}`);
        }
        for (const [, file] of page.matchAll(/\]\(([\w-]+\.md)\)/g)) {
            assert.ok(pages.has(file), `${name}: ${file}`);
        }
    }
    for (const { alert } of alerts) {
        assert.ok(pages.get('README.md').includes(`(${alert}.md)`), alert);
    }
});

test('dashboards that are built have the ids that pages lead to', () => {
    const built = readdirSync(`${folder}grafana/en`)
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(`${folder}grafana/en/${name}`, 'utf8')).uid);
    assert.deepEqual(uids.filter((uid) => !built.includes(uid)), []);
});
