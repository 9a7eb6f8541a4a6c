// What script/release makes of which commit, with packages that are none; and that ours come out the same wherever they are built.

import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';

import { run, runWell, source } from './lib/root.mjs';

const made = [];
process.once('exit', () => made.forEach((directory) => rmSync(directory, { recursive: true, force: true })));
const newDirectory = () => {
    made.push(mkdtempSync(join(tmpdir(), 'magpie-release-')));
    return made.at(-1);
};

/** Sources with a script/release of ours and packages of nobody's: `deb` is what the shell writes into one. */
class Sources {
    constructor(deb = 'echo "$*"') {
        this.directory = newDirectory();
        this.out = join(newDirectory(), 'dist');
        this.write('CMakeLists.txt', 'project(magpie VERSION 1.2.0 LANGUAGES CXX)\n');
        this.write('CHANGELOG.md', '# Changes\n\n## Unreleased\n\n* not yet\n\n## 1.2.0\n\n* this one\n\n## 1.1.0\n\n* that one\n');
        this.write('.gitignore', '/build/\n');
        mkdirSync(join(this.directory, 'script'));
        cpSync(join(source, 'script/release'), join(this.directory, 'script/release'));
        this.write(
            'cross/packages/debian/build',
            `#!/bin/sh\ncd "$(dirname "$0")/../../.." && mkdir -p "build/package-$1/packages" && { ${deb}; } >"build/package-$1/packages/magpie-agent_$1.deb"\n`,
        );
        this.git('init', '-q');
        this.commit('the first');
    }

    write(name, text) {
        const file = join(this.directory, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        chmodSync(file, 0o755);
    }

    git(...command) {
        const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
        return runWell(['git', '-C', this.directory, ...who, ...command]).trim();
    }

    commit(what) {
        this.git('add', '-A');
        this.git('commit', '-q', '--allow-empty', '-m', what);
    }

    release() {
        rmSync(this.out, { recursive: true, force: true });
        return run([join(this.directory, 'script/release'), '--agent', '--arch', 'amd64', this.out]);
    }

    /** The version that was released. */
    released() {
        const { code, output } = this.release();
        assert.equal(code, 0, output);
        return /^release: (.*)$/m.exec(output)[1];
    }

    read(name) {
        return readFileSync(join(this.out, name), 'utf8');
    }
}

test('a tag is a release: its version in all that is built, its changes, and sums that are right', () => {
    const sources = new Sources();
    sources.git('tag', 'v1.2.0');
    assert.equal(sources.released(), '1.2.0');
    assert.deepEqual(readdirSync(sources.out).sort(), ['CHANGES.md', 'SHA256SUMS', 'magpie-1.2.0.tar.gz', 'magpie-agent_amd64.deb']);
    assert.match(sources.read('magpie-agent_amd64.deb'), /^amd64 .*-DMAGPIE_RELEASE=1\.2\.0\b/);
    assert.equal(sources.read('CHANGES.md'), '## 1.2.0\n\n* this one\n');
    runWell(['sh', '-c', `cd '${sources.out}' && sha256sum --check --strict --quiet SHA256SUMS`]);
    assert.equal(sources.read('SHA256SUMS').split('\n').length - 1, 3);
    assert.match(runWell(['tar', '-tzf', join(sources.out, 'magpie-1.2.0.tar.gz')]), /^magpie-1\.2\.0\/CMakeLists\.txt$/m);
});

test('a commit without a tag is a snapshot, which dpkg sorts where it belongs', () => {
    const sources = new Sources();
    const before = sources.released();
    assert.match(before, /^1\.2\.0~1\.[0-9a-f]{12}$/);
    assert.equal(sources.read('CHANGES.md'), '## Unreleased\n\n* not yet\n');
    sources.git('tag', 'v1.1.0');
    sources.commit('another');
    const later = sources.released();
    assert.match(later, /^1\.2\.0~1\.[0-9a-f]{12}$/);
    sources.git('tag', 'v1.2.0');
    sources.commit('one more');
    const after = sources.released();
    assert.match(after, /^1\.2\.0\+1\.[0-9a-f]{12}$/);
    for (const [one, other] of [[before, '1.2.0'], [later, '1.2.0'], ['1.2.0', after], ['1.1.0', later], [after, '1.2.1']]) {
        runWell(['dpkg', '--compare-versions', one, 'lt', other]);
    }
});

test('what cannot be a release is none', () => {
    const sources = new Sources();
    sources.git('tag', 'v1.3.0');
    assert.match(sources.release().output, /the tag is v1\.3\.0, and CMakeLists\.txt says 1\.2\.0/);
    sources.git('tag', '-d', 'v1.3.0');
    appendFileSync(join(sources.directory, 'CMakeLists.txt'), '# mine\n');
    assert.match(sources.release().output, /what is not committed: +M CMakeLists\.txt/);
    sources.write('CHANGELOG.md', '# Changes\n');
    sources.commit('nothing to tell');
    sources.git('tag', 'v1.2.0');
    assert.match(sources.release().output, /CHANGELOG\.md has no section "## 1\.2\.0"/);
});

test('a byte that tells of the directory or the hour ends a release', () => {
    for (const deb of ['pwd', 'date +%s%N', 'echo a; echo b >"build/package-$1/packages/other_$(basename "$PWD").deb"']) {
        const sources = new Sources(deb);
        const { code, output } = sources.release();
        assert.equal(code, 1, output);
        assert.match(output, /two builds of the same sources differ/);
        assert.deepEqual(readdirSync(sources.out), [], 'and leaves nothing that could be taken for one');
    }
    const { code, output } = new Sources('echo "no compiler" >&2; exit 3').release();
    assert.equal(code, 1);
    assert.match(output, /no compiler\n.*amd64 could not be built/);
});

// The compilers' cache may answer here, as it does not in script/release: what links, strips and packs is what is tried.
test('the agent’s package is the same from another directory', () => {
    const packages = process.env.MAGPIE_PACKAGES ?? join(source, 'build/package-amd64/packages');
    const name = readdirSync(packages).find((each) => each.startsWith('magpie-agent_'));
    const tree = join(newDirectory(), 'a', 'tree', 'of', 'another', 'length');
    mkdirSync(tree, { recursive: true });
    runWell(['sh', '-c', `cd '${source}' && git ls-files -z | tar -c --null -T - | tar -x -C '${tree}'`]);
    runWell([join(tree, 'cross/packages/debian/build'), 'amd64', '-DMAGPIE_COLLECTOR=OFF']);
    const [here, there] = [join(packages, name), join(tree, 'build/package-amd64/packages', name)].map((file) =>
        runWell(['sha256sum', file]).split(' ')[0],
    );
    assert.equal(there, here);
});
