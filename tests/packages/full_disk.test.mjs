// A disk that is full before, between and after what dpkg does with the agent's package: what was there stays whole, and with space again it goes on.

import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import test from 'node:test';

import { Root, bookkeeping, builtPackages, laterVersion, runWell, source, without } from './lib/root.mjs';

const { agent, collector } = builtPackages();
const FULL = /No space left on device/;
const ENABLED = 'etc/systemd/system/multi-user.target.wants/magpie-agent.service';

/** A root with some 190 MB free, of the Debian that the other tests have, and a package within reach. */
function newRoot(deb) {
    const root = new Root([agent, collector], join(source, 'build'), { megabytes: 400 });
    runWell(['cp', deb, root.path(`debs/${basename(deb)}`)]);
    return root;
}
const dpkg = (root, ...words) => root.run('dpkg', '--force-confold', ...words);
const status = (root) => root.run('dpkg-query', '-W', '-f', '${Status} ${Version}', 'magpie-agent').output;
const differences = (now, before) => [...without(now, before), ...without(before, now)].filter((line) => !bookkeeping.test(line));

test('where there is no space for it, nothing of it is there', () => {
    const root = newRoot(agent);
    const before = root.files();
    root.fill(1500);
    const { code, output } = dpkg(root, '--install', `/debs/${basename(agent)}`);
    assert.notEqual(code, 0);
    assert.match(output, FULL);
    assert.deepEqual(differences(root.files(), before), []);
    root.makeSpace();
    assert.equal(root.runWell('dpkg', '--audit'), '');
    root.install(agent);
    assert.ok(root.has(ENABLED));
});

test('an upgrade without space leaves the version before as it was, and that runs', () => {
    const root = newRoot(agent);
    root.install(agent);
    const [was, before] = [status(root), root.files()];
    const later = laterVersion(agent, '9.9.9', root.directory, () => {});
    root.fill(1500);
    const { code, output } = dpkg(root, '--install', `/${basename(later)}`);
    assert.notEqual(code, 0);
    assert.match(output, FULL);
    assert.equal(status(root), was);
    const left = differences(root.files(), before).filter((line) => !/^\/later/.test(line));
    assert.deepEqual(left, []);
    assert.match(root.runWell('magpie-agent', '--version'), /^magpie-agent \d/);
    root.makeSpace();
    root.install(later);
    assert.equal(status(root), 'install ok installed 9.9.9');
});

test('a disk that fills up before it is configured is said, and configuring it goes on from there', () => {
    const root = newRoot(agent);
    root.runWell('dpkg', '--unpack', `/debs/${basename(agent)}`);
    root.fill(0);
    const { code, output } = dpkg(root, '--configure', 'magpie-agent');
    assert.notEqual(code, 0);
    assert.match(output, FULL);
    assert.ok(!root.has(ENABLED), 'it does not start by half');
    root.makeSpace();
    root.runWell('dpkg', '--configure', '--pending');
    assert.match(status(root), /^install ok installed /);
    assert.ok(root.has('etc/magpie/agent.toml') && root.has(ENABLED));
});

test('it can be removed from a disk that is full', () => {
    const root = newRoot(agent);
    root.install(agent);
    root.fill(1000); // dpkg writes its list anew
    root.runWell('dpkg', '--remove', 'magpie-agent');
    assert.ok(!root.has('usr/bin/magpie-agent') && root.has('etc/magpie/agent.toml'));
});
