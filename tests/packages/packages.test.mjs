// The .debs of amd64 as a pole and a collector's machine meet them. `./test packages` makes them first.
//
// It needs root, for it enters a Debian of its own (lib/root.mjs); the first time also a network, to make that.

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { Root, bookkeeping, builtPackages, laterVersion, run, runWell, source, without } from './lib/root.mjs';

const deb = builtPackages();
const services = [deb.agent, deb.collector];
/** Of the pole whose certificates never came: what the template says is nobody's. */
const template = /certificate file \/etc\/magpie\/node\.crt does not exist/;
const newRoot = () => new Root(services, join(source, 'build'));

test('lintian finds nothing', () => {
    const { code, output } = run(['lintian', '--allow-root', '--fail-on', 'error,warning', ...Object.values(deb)]);
    assert.deepEqual([code, output], [0, '']);
});

test('each program has a manual page with all its options, without a complaint of man', () => {
    for (const name of ['agent', 'collector', 'planner']) {
        const root = runWell(['mktemp', '-d']).trim();
        try {
            runWell(['dpkg-deb', '-x', deb[name], root]);
            for (const program of readdirSync(join(root, 'usr/bin'))) {
                const section = program === 'magpie-planner' ? 1 : 8;
                const page = join(root, `usr/share/man/man${section}/${program}.${section}.gz`);
                const shown = run(['man', '--warnings', '-E', 'UTF-8', '-l', page], { env: { ...process.env, MANWIDTH: '200', LC_ALL: 'C.UTF-8' } });
                assert.equal(shown.code, 0, shown.output);
                assert.equal(shown.output.slice(shown.stdout.length), '', 'man complains of nothing');
                const help = run([join(root, 'usr/bin', program), '--help']).output;
                const options = new Set(help.match(/--[a-z-]+/g));
                for (const option of options) {
                    assert.ok(shown.output.includes(option), `${page}: ${option}`);
                }
            }
        } finally {
            runWell(['rm', '-rf', root]);
        }
    }
});

test('bash completes commands and options', () => {
    const root = newRoot();
    services.forEach((each) => root.install(each));
    // Of nobody's dependencies, and in bash's own place.
    root.write('usr/share/bash-completion/bash_completion', readFileSync('/usr/share/bash-completion/bash_completion'));
    const completed = (line) => {
        const words = line.split(' ');
        const script = `
            . /usr/share/bash-completion/bash_completion
            . /usr/share/bash-completion/completions/${words[0]}
            COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
            COMP_LINE='${line}'; COMP_POINT=${line.length}
            $(complete -p ${words[0]} | sed 's/.*-F \\([^ ]*\\).*/\\1/') ${words[0]} '${words.at(-1)}' '${words.at(-2)}'
            printf '%s\\n' "\${COMPREPLY[@]}" | sort -u`;
        return root.runWell('bash', '-c', script).trim().split('\n');
    };
    assert.deepEqual(completed('magpie-agent s'), ['sample']);
    assert.deepEqual(completed('magpie-agent c'), ['check']);
    assert.deepEqual(completed('magpie-agent probe tr'), ['trace']);
    assert.deepEqual(completed('magpie-agent probe dh'), ['dhcp']);
    assert.deepEqual(completed('pole-check --pl'), ['--plain']);
    assert.deepEqual(completed('pole-check --lang k'), ['ko']);
    assert.deepEqual(completed('magpie-agent --check'), ['--check-config']);
    assert.deepEqual(completed('magpie-collector order'), ['order', 'orders']);
    assert.deepEqual(completed('magpie-collector quarantine r'), ['release']);
    assert.deepEqual(completed('magpie-ca rev'), ['revoke']);
    assert.deepEqual(completed('magpie-ca revoke --wh'), ['--whole-area', '--why']);
    assert.deepEqual(completed('magpie-capture --re'), ['--read', '--resolver']);
});

test('without a network it is installed, its service enabled, and it is said what is still missing', () => {
    const root = newRoot();
    const said = root.install(deb.agent);
    assert.match(said, /^magpie-agent: it is not started, for its configuration is not whole:\n {4}\S/m);
    assert.match(said, template);
    assert.equal(root.runWell('dpkg', '--audit'), '');
    assert.match(root.read('etc/passwd'), /^magpie-agent:/m);
    assert.match(root.read('etc/group'), /^magpie-capture:.*:magpie-agent$/m);
    assert.doesNotMatch(root.read('etc/passwd'), /magpie-(collector|ca):/);
    assert.ok(root.has('etc/systemd/system/multi-user.target.wants/magpie-agent.service'));
    assert.ok(!root.has('etc/systemd/system/multi-user.target.wants/magpie-capture.service'), 'it has no interface yet');
    assert.ok(!root.has('etc/systemd/system/multi-user.target.wants/magpie-agent-upgrade.path'), 'who wants upgrades says so');

    assert.match(root.read('etc/group'), /^magpie-uplink:.*:magpie-agent$/m);
    assert.ok(!root.has('etc/systemd/system/multi-user.target.wants/magpie-uplink.service'), 'who wants DHCP asked says so');

    root.install(deb.collector);
    assert.match(root.read('etc/passwd'), /^magpie-collector:/m);
    assert.match(root.read('etc/passwd'), /^magpie-ca:/m);
    assert.ok(!root.has('etc/systemd/system/multi-user.target.wants/magpie-ca.service'), 'whoever has the CA here says so');
    assert.ok(!root.has('srv/magpie-ca'), 'a CA is made by its owner alone');
    for (const program of readdirSync(root.path('usr/bin')).filter((each) => each.startsWith('magpie-') && each !== 'magpie-throughput')) {
        assert.match(root.runWell(program, '--version'), /^magpie-\S+ [0-9][0-9a-z.+~]*\n$/, program);
    }
    const units = ['agent', 'capture', 'collector', 'ca', 'uplink', 'agent-upgrade'].map((name) => `magpie-${name}.service`);
    const verified = root.run('systemd-analyze', 'verify', '--man=no', ...units);
    assert.doesNotMatch(verified.output, /magpie/, 'systemd has nothing to complain of');
});

test('each file in /etc/magpie is a configuration file of dpkg, and one that its program takes', () => {
    const root = newRoot();
    services.forEach((each) => root.install(each));
    const there = readdirSync(root.path('etc/magpie')).sort();
    assert.deepEqual(there, ['agent.toml', 'capture.toml', 'collector.toml', 'station.toml', 'uplink.toml']);
    const known = services.flatMap((each) => runWell(['dpkg-deb', '-I', each, 'conffiles']).trim().split('\n'));
    assert.deepEqual(known.sort(), there.map((name) => `/etc/magpie/${name}`));

    for (const [program, file] of [['capture', 'capture'], ['station', 'station'], ['station', 'uplink']]) {
        const { code, output } = root.run(`magpie-${program}`, '--config', `/etc/magpie/${file}.toml`, '--check-config');
        assert.equal(code, 0, output);
    }
    // Nobody has a certificate yet; of the keys nothing is wrong.
    for (const name of ['agent', 'collector']) {
        const { code, output } = root.run(`magpie-${name}`, '--check-config');
        assert.notEqual(code, 0);
        assert.doesNotMatch(output, /unknown|must|needs/);
    }
});

test('the pole’s check is there by its own name, and the collector’s machine has the console’s page', () => {
    const root = newRoot();
    services.forEach((each) => root.install(each));
    root.write('root/agent.toml', '[node]\narea = "mapo"\nid = "pole-0001"\n[mqtt]\nservers = ["tcp://127.0.0.1:1"]\n');
    const { code, output, stdout } = root.run('pole-check', '--config', '/root/agent.toml', '--json');
    assert.notEqual(code, 2, output);
    assert.equal(JSON.parse(stdout).node, 'pole-0001');

    const toml = root.read('etc/magpie/collector.toml');
    assert.match(toml, /^\[console\]\n(?:#.*\n)+directory = "\/usr\/share\/magpie-collector\/console"$/m);
    assert.match(toml, /^\[reports\]\n(?:#.*\n)+directory = "\/var\/lib\/magpie-collector\/reports"$/m);
    const page = root.read('usr/share/magpie-collector/console/index.html');
    for (const [, file] of page.matchAll(/(?:src|href)="\.?\/?(?:console\/)?([^"#:]+)"/g)) {
        assert.ok(root.has(`usr/share/magpie-collector/console/${file}`), file);
    }
    assert.match(root.read('usr/share/magpie-collector/console/licenses.txt'), /leaflet/);
});

test('a broken configuration stays as it is through an upgrade, the unit says why, and all else is untouched', () => {
    const root = newRoot();
    root.install(deb.agent);
    const broken = '[node]\narea = "mapo"\nid = "pole-0001"\ncolour = "blue"\n';
    root.write('etc/magpie/agent.toml', broken);
    root.write('etc/magpie/node.key', 'a key\n');
    const before = root.files();
    const later = laterVersion(deb.agent, '9.9.9', root.directory, (tree) =>
        appendFileSync(join(tree, 'etc/magpie/agent.toml'), '# a new default\n'),
    );
    const said = root.install(later);
    assert.match(said, /agent\.toml/);
    assert.match(said, /colour/, 'the key is named');
    assert.match(root.runWell('dpkg-query', '-W', '-f', '${Status} ${Version}', 'magpie-agent'), /install ok installed 9\.9\.9/);
    assert.equal(root.read('etc/magpie/agent.toml'), broken);

    // As the unit runs it.
    const [, command] = /^ExecStart=(.*)$/m.exec(root.read('lib/systemd/system/magpie-agent.service'));
    const { code, output } = root.run('setpriv', '--reuid=magpie-agent', '--regid=magpie-agent', '--init-groups', ...command.split(' '));
    assert.notEqual(code, 0);
    assert.match(output, /colour/);

    const key = runWell(['stat', '-c', '%a %G', root.path('etc/magpie/node.key')]).trim();
    assert.match(key, /^640 /, 'a key that was put there is its own from now on');
    const changed = without(root.files(), before).filter((line) => !bookkeeping.test(line));
    const others = changed.filter((line) => !/^\/(etc\/magpie|later|tmp)/.test(line));
    assert.deepEqual(others, [], 'nothing outside of its own');
});

test('an upgrade keeps what was edited, and lays the new default beside it', () => {
    const root = newRoot();
    root.install(deb.collector);
    const edited = `${root.read('etc/magpie/collector.toml')}# ours\n`;
    root.write('etc/magpie/collector.toml', edited);
    const later = laterVersion(deb.collector, '9.9.9', root.directory, (tree) =>
        appendFileSync(join(tree, 'etc/magpie/collector.toml'), '# a new default\n'),
    );
    root.install(later);
    assert.equal(root.read('etc/magpie/collector.toml'), edited);
    assert.match(root.read('etc/magpie/collector.toml.dpkg-dist'), /# a new default\n$/);
    assert.ok(root.has('etc/systemd/system/multi-user.target.wants/magpie-collector.service'));
});

test('a default that nobody edited becomes the new one', () => {
    const root = newRoot();
    root.install(deb.agent);
    const later = laterVersion(deb.agent, '9.9.9', root.directory, (tree) =>
        appendFileSync(join(tree, 'etc/magpie/capture.toml'), '# a new default\n'),
    );
    root.install(later);
    assert.match(root.read('etc/magpie/capture.toml'), /# a new default\n$/);
});

test('who goes back to an older version is told what becomes of what was kept', () => {
    const root = newRoot();
    const later = laterVersion(deb.agent, '9.9.9', root.directory, () => {});
    root.install(later);
    root.runWell('install', '-d', '-o', 'magpie-agent', '/var/lib/magpie-agent');
    root.write('var/lib/magpie-agent/kept', 'a report\n');
    const said = root.install(deb.agent);
    assert.match(said, /magpie-agent: goes back from 9\.9\.9 to [0-9.]+\. What the newer one kept stays where it is/);
    assert.ok(root.has('var/lib/magpie-agent/kept'));
});

test('a service that its owner has disabled stays so through an upgrade', () => {
    const root = newRoot();
    root.install(deb.agent);
    root.runWell('systemctl', 'disable', 'magpie-agent.service');
    root.install(laterVersion(deb.agent, '9.9.9', root.directory, () => {}));
    assert.ok(!root.has('etc/systemd/system/multi-user.target.wants/magpie-agent.service'));
});

test('a removal leaves configuration and reports, a purge neither, and nothing of anybody else goes', () => {
    const root = newRoot();
    const before = root.files();
    services.forEach((each) => root.install(each));
    for (const [name, owner] of [['agent', 'node'], ['collector', 'collector']]) {
        root.runWell('install', '-d', '-o', `magpie-${name}`, `/var/lib/magpie-${name}`);
        root.write(`var/lib/magpie-${name}/kept`, 'kept\n');
        root.write(`etc/magpie/${owner}.key`, 'a key\n');
    }
    root.write('etc/magpie/ca.crt', 'a certificate\n');

    root.runWell('dpkg', '--remove', 'magpie-agent', 'magpie-collector');
    const left = without(root.files(), before).filter((line) => !bookkeeping.test(line));
    const rest = left.filter((line) => !/^\/(etc\/magpie|var\/lib\/magpie-(agent|collector)|var\/lib$|etc\/systemd\/system)\b/.test(line));
    assert.deepEqual(rest, []);
    assert.ok(root.has('var/lib/magpie-agent/kept') && root.has('etc/magpie/agent.toml') && root.has('etc/magpie/node.key'));

    root.runWell('dpkg', '--purge', 'magpie-agent');
    assert.ok(!root.has('etc/magpie/node.key') && !root.has('var/lib/magpie-agent'));
    assert.ok(root.has('etc/magpie/ca.crt') && root.has('etc/magpie/collector.key'), 'they are the collector’s');
    root.runWell('dpkg', '--purge', 'magpie-collector');
    const after = root.files();
    const kept = without(after, before).filter((line) => !bookkeeping.test(line));
    assert.deepEqual(kept, []);
    assert.deepEqual(without(before, after).filter((line) => !bookkeeping.test(line)), []);
});

test('a removal does not fail, however little of the machine is left', () => {
    const root = newRoot();
    root.install(deb.agent);
    for (const gone of ['usr/bin/deb-systemd-invoke', 'usr/bin/deb-systemd-helper', 'usr/bin/systemctl', 'usr/bin/magpie-agent']) {
        runWell(['rm', '-f', root.path(gone)]);
    }
    root.runWell('dpkg', '--purge', 'magpie-agent');
    assert.ok(!root.has('etc/magpie'));
});

test('rules and dashboards are those of the sources', () => {
    const root = runWell(['mktemp', '-d']).trim();
    try {
        runWell(['dpkg-deb', '-x', deb.dashboards, root]);
        const there = join(root, 'usr/share/magpie/dashboards');
        for (const file of readdirSync(join(source, 'dashboards/rules')).filter((name) => name.endsWith('.yaml'))) {
            assert.equal(readFileSync(join(there, 'rules', file), 'utf8'), readFileSync(join(source, 'dashboards/rules', file), 'utf8'));
        }
        runWell(['promtool', 'check', 'rules', ...readdirSync(join(there, 'rules')).map((name) => join(there, 'rules', name))]);
        assert.ok(existsSync(join(there, 'grafana/ko/city.json')) && existsSync(join(root, 'usr/share/doc/magpie-dashboards/runbooks')));
    } finally {
        runWell(['rm', '-rf', root]);
    }
});
