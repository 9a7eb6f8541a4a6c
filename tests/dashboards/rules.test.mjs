// Rules as Prometheus reads them, and Alertmanager's configuration as it routes: by their own tools.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../dashboards/', import.meta.url));
const { parse } = createRequire(`${folder}package.json`)('yaml');
const read = (path) => parse(readFileSync(folder + path, 'utf8'), { maxAliasCount: -1 });
const yamlIn = (path) => readdirSync(folder + path).filter((name) => name.endsWith('.yaml')).map((name) => `${path}/${name}`);

const ruleFiles = yamlIn('rules');
const testFiles = yamlIn('rules/tests');
const groups = ruleFiles.flatMap((path) => read(path).groups);
const rules = groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, interval: group.interval })));
const alerts = rules.filter(({ alert }) => alert);
const catalogue = JSON.parse(readFileSync(`${folder}catalogue.json`, 'utf8'));
const alertmanager = read('alertmanager/alertmanager.yaml');

function run(...command) {
    const [program, ...args] = command;
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    assert.equal(error, undefined);
    return { status, stdout, text: stdout + stderr };
}

test('Prometheus takes the rules', () => {
    const { status, text } = run('promtool', 'check', 'rules', '--lint-fatal', ...ruleFiles);
    assert.equal(status, 0, text);
});

for (const path of testFiles) {
    test(`promtool finds what ${path} says`, () => {
        const { status, text } = run('promtool', 'test', 'rules', path);
        assert.equal(status, 0, text);
    });
}

test('each alert has a test in which it is told, and one in which it is not', () => {
    const tested = testFiles.flatMap((path) => read(path).tests).flatMap((one) => one.promql_expr_test ?? []);
    const of = (name) =>
        tested.filter(({ expr }) => /alertstate="firing"|^ALERTS\{[^,]*\}$/.test(expr) && expr.includes(`alertname="${name}"`));
    for (const { alert } of alerts) {
        assert.ok(of(alert).some(({ exp_samples: expected }) => expected.length > 0), `${alert} is told in no test`);
        assert.ok(of(alert).some(({ exp_samples: expected }) => expected.length === 0), `${alert} is quiet in no test`);
    }
});

test('alerts have all that their readers need, in both languages', () => {
    for (const { alert, labels, annotations } of alerts) {
        assert.match(alert, /^Magpie[A-Za-z]+$/);
        assert.match(labels.severity, /^(critical|warning|info)$/, alert);
        assert.match(labels.team, /^(network|security)$/, alert);
        for (const key of ['summary', 'description', 'summary_ko', 'description_ko', 'runbook_url', 'dashboard']) {
            assert.ok(annotations[key], `${alert} has no ${key}`);
        }
        for (const key of ['summary', 'description']) {
            assert.doesNotMatch(annotations[key], /[가-힣]/, alert);
            assert.match(annotations[`${key}_ko`], /[가-힣]/, alert);
        }
    }
});

test('the rule of an urgent event has the labels that the collector posts, and waits for nothing', () => {
    for (const event of catalogue.urgent) {
        const rule = alerts.find(({ alert }) => alert === event.alert);
        assert.ok(rule, event.alert);
        assert.deepEqual(rule.labels, { severity: event.severity, team: event.team });
        assert.equal(rule.for, undefined);
        assert.equal(rule.keep_firing_for, undefined);
        assert.equal(rule.interval, '15s');
        const by = [...rule.expr.matchAll(/^\s*max by \(([^)]*)\)/gm)].map(([, labels]) => labels);
        assert.deepEqual([...new Set(by)], [['area', 'node', ...event.labels].join(', ')], rule.expr);
    }
});

test('recorded names say of what, what and how', () => {
    for (const { record } of rules.filter((rule) => rule.record)) {
        assert.match(record, /^(node|site|area|city):magpie_[a-z_]+:[a-z0-9_]+$/);
    }
});

test('Alertmanager takes its configuration', () => {
    const { status, text } = run('amtool', 'check-config', 'alertmanager/alertmanager.yaml');
    assert.equal(status, 0, text);
});

function routed(labels) {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const { status, stdout, text } = run('amtool', 'config', 'routes', 'test', '--config.file=alertmanager/alertmanager.yaml', ...pairs);
    assert.equal(status, 0, text);
    return stdout.trim();
}

test('each alert goes to its team, as loud as it is severe', () => {
    const events = catalogue.urgent.map(({ alert }) => alert);
    for (const { alert, labels } of alerts) {
        const how = { critical: 'page', warning: 'ticket', info: 'digest' }[labels.severity];
        const expected = alert === 'MagpieAreaUnheard' ? 'nobody' : `${labels.team}-${how}`;
        const loudOnly = labels.team === 'security' && events.includes(alert) ? 'security-page' : expected;
        assert.equal(routed({ alertname: alert, area: 'mapo', node: 'p1', ...labels }), loudOnly, alert);
    }
});

test('an urgent event waits for no other', () => {
    const route = alertmanager.route.routes[0];
    assert.equal(route.group_wait, '0s');
    const pattern = /"(.*)"/.exec(route.matchers[0])?.[1] ?? route.matchers[0].split(' = ')[1];
    assert.deepEqual(pattern.split('|').sort(), catalogue.urgent.map(({ alert }) => alert).sort());
});

test('faults are grouped by what is suspected, and repeated', () => {
    assert.deepEqual(alertmanager.route.group_by, ['alertname', 'area', 'hub']);
    assert.ok(alertmanager.route.repeat_interval);
});

/** What Alertmanager would hold back of `target` while `source` is told. */
function inhibits(source, target) {
    const matches = (matchers, labels) =>
        matchers.every((matcher) => {
            const [, label, operator, value] = /^(\w+) (=~?) "?([^"]*)"?$/.exec(matcher);
            const is = labels[label] ?? '';
            return operator === '=' ? is === value : new RegExp(`^(?:${value})$`).test(is);
        });
    return alertmanager.inhibit_rules.some(
        (rule) =>
            matches(rule.source_matchers, source) &&
            matches(rule.target_matchers, target) &&
            (rule.equal ?? []).every((label) => (source[label] ?? '') === (target[label] ?? '')),
    );
}

test('what is downstream of a fault is held back, and nothing else', () => {
    const pole = { alertname: 'MagpiePoleDown', area: 'mapo', node: 'p1', hub: 'h1' };
    const hub = { alertname: 'MagpieHubDown', area: 'mapo', hub: 'h1' };
    assert.ok(inhibits(hub, pole));
    assert.ok(!inhibits({ ...hub, hub: 'h2' }, pole));
    assert.ok(!inhibits({ ...hub, area: 'guro' }, pole));
    assert.ok(!inhibits(hub, { alertname: 'MagpieBoardHot', area: 'mapo', node: 'p1', hub: 'h1' }));
    const silent = { alertname: 'MagpieAreaSilent', area: 'mapo' };
    assert.ok(inhibits(silent, hub) && inhibits(silent, pole));
    const unheard = { alertname: 'MagpieAreaUnheard', area: 'mapo' };
    for (const held of [silent, hub, pole]) {
        assert.ok(inhibits(unheard, held));
        assert.ok(!inhibits({ ...unheard, area: 'guro' }, held));
    }
    assert.ok(!inhibits(unheard, { alertname: 'MagpieBrokerConnectionDown', instance: 'c1' }));
});

test('one fault of a radio is told once', () => {
    const useless = { alertname: 'MagpieUnusableOnSite', area: 'mapo', node: 'p1', reason: 'no_network' };
    const stopped = { alertname: 'MagpieNetworkStopped', area: 'mapo', node: 'p1', radio: 'phy0' };
    assert.ok(inhibits(stopped, useless));
    assert.ok(!inhibits({ ...stopped, node: 'p2' }, useless));
    assert.ok(!inhibits(stopped, { ...useless, reason: 'refusing' }));
    assert.ok(!inhibits(useless, stopped));
});

test('one card that takes no writes is told once', () => {
    const notKept = { alertname: 'MagpieOutboxNotKept', area: 'mapo', node: 'p1', storage: 'flash' };
    const readOnly = { alertname: 'MagpieStorageReadOnly', area: 'mapo', node: 'p1', mount: '/' };
    assert.ok(inhibits(readOnly, notKept));
    assert.ok(!inhibits({ ...readOnly, node: 'p2' }, notKept));
    assert.ok(!inhibits(readOnly, { ...notKept, storage: 'run' }));
});

test('a stage that fails is told, and not what fails of it', () => {
    const of = (alertname, more = {}) => ({ alertname, area: 'mapo', node: 'p1', ssid: 'SEOUL', ...more });
    for (const stage of ['MagpieDhcpSilent', 'MagpieDnsFailing']) {
        for (const effect of ['MagpieClientsCannotConnect', 'MagpieServiceLevelLow']) {
            assert.ok(inhibits(of(stage), of(effect)));
            assert.ok(!inhibits(of(stage), of(effect, { ssid: 'SEOUL_Secure' })));
            assert.ok(!inhibits(of(stage), of(effect, { node: 'p2' })));
        }
    }
    assert.ok(inhibits(of('MagpieClientsCannotConnect'), of('MagpieServiceLevelLow')));
    assert.ok(!inhibits(of('MagpieEvilTwin'), of('MagpieClientsThrownOff')), 'they come together, and are two');
});

test('of those who are not reached the nearest is told, and once a hub', () => {
    const pole = (kind, more = {}) => ({ alertname: 'MagpieTargetUnreachable', area: 'mapo', node: 'p1', hub: 'h1', class: kind, ...more });
    const hub = (kind) => ({ alertname: 'MagpieHubTargetsUnreachable', area: 'mapo', hub: 'h1', class: kind });
    assert.ok(inhibits(hub('core'), pole('core')));
    assert.ok(!inhibits(hub('core'), pole('gateway')));
    assert.ok(!inhibits(hub('core'), pole('core', { hub: 'h2' })));
    for (const one of [pole, hub]) {
        assert.ok(inhibits(one('gateway'), one('hub')) && inhibits(one('gateway'), one('core')) && inhibits(one('hub'), one('core')));
        assert.ok(!inhibits(one('core'), one('hub')) && !inhibits(one('hub'), one('gateway')) && !inhibits(one('core'), one('core')));
        assert.ok(inhibits(one('core'), { ...pole('core'), alertname: 'MagpiePathLossy', target: 't' }));
    }
    assert.ok(!inhibits(pole('gateway'), pole('core', { node: 'p2' })));
    assert.ok(inhibits({ alertname: 'MagpieHubDown', area: 'mapo', hub: 'h1' }, pole('core')));
    assert.ok(inhibits({ alertname: 'MagpiePoleDown', area: 'mapo', node: 'p1', hub: 'h1' }, pole('core')));
});

test('a sick way is told where nothing of more weight is, and instead of what it loses', () => {
    const of = (alertname, more = {}) => ({ alertname, area: 'mapo', node: 'p1', hub: 'h1', ...more });
    const sick = of('MagpieWaySick', { segment: 'hub' });
    for (const weightier of [
        { alertname: 'MagpieSuspectedFault', area: 'mapo', kind: 'core' },
        { alertname: 'MagpieSuspectedFault', area: 'mapo', kind: 'hub', hub: 'h1' },
        { alertname: 'MagpieHubDown', area: 'mapo', hub: 'h1' },
        { alertname: 'MagpieHubTargetsUnreachable', area: 'mapo', hub: 'h1', class: 'core' },
        of('MagpieTargetUnreachable', { class: 'core' }),
        of('MagpieUplinkErrors'),
        of('MagpiePoleDown'),
    ]) {
        assert.ok(inhibits(weightier, sick), weightier.alertname);
        assert.ok(!inhibits(weightier, { ...sick, area: 'jung' }), weightier.alertname);
    }
    assert.ok(!inhibits({ alertname: 'MagpieSuspectedFault', area: 'mapo', kind: 'hub', hub: 'h2' }, sick));
    assert.ok(inhibits(sick, of('MagpiePathLossy', { target: 't', class: 'hub' })));
    assert.ok(!inhibits(sick, of('MagpiePathLossy', { node: 'p2' })));
});

test('a cause is kept firing for at least as long as what it explains', () => {
    const seconds = (alert) => {
        const [, number, unit] = /^(\d+)([smh])$/.exec(alerts.find(({ alert: name }) => name === alert).keep_firing_for ?? '0s');
        return Number(number) * { s: 1, m: 60, h: 3600 }[unit];
    };
    for (const [cause, effect] of [
        ['MagpieAreaSilent', 'MagpieHubDown'],
        ['MagpieAreaSilent', 'MagpiePoleDown'],
        ['MagpieAreaSilent', 'MagpieSiteDark'],
        ['MagpieHubDown', 'MagpiePoleDown'],
        ['MagpieNetworkStopped', 'MagpieUnusableOnSite'],
        ['MagpieDhcpSilent', 'MagpieClientsCannotConnect'],
        ['MagpieDnsFailing', 'MagpieClientsCannotConnect'],
        ['MagpieClientsCannotConnect', 'MagpieServiceLevelLow'],
        ['MagpieHubDown', 'MagpieHubTargetsUnreachable'],
        ['MagpieHubTargetsUnreachable', 'MagpieTargetUnreachable'],
        ['MagpieTargetUnreachable', 'MagpiePathLossy'],
        ['MagpieUplinkErrors', 'MagpiePathLossy'],
        ['MagpieTargetUnreachable', 'MagpieWaySick'],
        ['MagpieUplinkErrors', 'MagpieWaySick'],
        ['MagpieWaySick', 'MagpiePathLossy'],
    ]) {
        assert.ok(seconds(cause) > seconds(effect), `${cause}, ${effect}`);
    }
});

test('no alert holds itself back, and no two each other', () => {
    const all = alerts.flatMap(({ alert, labels }) =>
        ['', 'radio_hung', 'no_network', 'refusing', 'eap_failed', 'radar_shut'].map((reason) => ({
            alertname: alert, area: 'mapo', node: 'p1', hub: 'h1', site: 's', instance: 'c1', reason, ...labels,
        })),
    );
    for (const one of all) {
        assert.ok(!inhibits(one, one), one.alertname);
        for (const other of all) {
            assert.ok(!(inhibits(one, other) && inhibits(other, one)), `${one.alertname} and ${other.alertname}`);
        }
    }
});
