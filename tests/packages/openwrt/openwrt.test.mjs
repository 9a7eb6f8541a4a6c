// What OpenWrt runs of ours that is no program: UCI to TOML, and the init script; with a uci and a procd that are none, under OpenWrt's shell and awk.

import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { run, source } from '../lib/root.mjs';

const files = join(source, 'cross/packages/openwrt/files');
const agent = process.env.MAGPIE_AGENT ?? join(source, 'build/package-amd64/agent/magpie-agent');

const made = [];
process.once('exit', () => made.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** A router whose `uci export` says this. */
class Router {
    constructor(exported) {
        this.directory = mkdtempSync(join(tmpdir(), 'magpie-openwrt-'));
        made.push(this.directory);
        mkdirSync(this.path('bin'));
        symlinkSync('/usr/bin/busybox', this.path('bin/awk')); // as on OpenWrt
        writeFileSync(this.path('exported'), exported);
        this.program('uci', `[ "$*" = 'export magpie' ] && cat '${this.path('exported')}'`);
    }

    path(name) {
        return join(this.directory, name);
    }

    program(name, body) {
        writeFileSync(this.path(`bin/${name}`), `#!/bin/sh\n${body}\n`);
        chmodSync(this.path(`bin/${name}`), 0o755);
    }

    run(command, environment = {}) {
        return run(command, { env: { ...environment, PATH: `${this.path('bin')}:/usr/sbin:/usr/bin:/sbin:/bin` } });
    }

    toml() {
        return this.run(['busybox', 'sh', join(files, 'uci-to-toml')]);
    }
}

const toml = (exported) => {
    const { code, output } = new Router(`package magpie\n\n${exported}`).toml();
    assert.equal(code, 0, output);
    return output;
};
const refusal = (exported) => {
    const { code, output } = new Router(`package magpie\n\n${exported}`).toml();
    assert.notEqual(code, 0, output);
    return output;
};

test('a section is a table, and its options are its keys', () => {
    assert.equal(
        toml("config table 'node'\n\toption area 'mapo'\n\toption id 'pole-0001'\n\n"),
        '\n[node]\narea = "mapo"\nid = "pole-0001"\n',
    );
});

test('numbers and truth are none of text, and text that looks like them can be said', () => {
    const told = toml("config table 'x'\n\toption a '10'\n\toption b '-2.5'\n\toption c 'true'\n\toption d '007'\n\toption e '\"2026\"'\n\toption f '1e3'\n");
    assert.equal(told, '\n[x]\na = 10\nb = -2.5\nc = true\nd = "007"\ne = "2026"\nf = "1e3"\n');
});

test('a list of one is a list', () => {
    assert.equal(toml("config table 'mqtt'\n\tlist servers 'ssl://a:1'\n"), '\n[mqtt]\nservers = ["ssl://a:1"]\n');
    assert.equal(
        toml("config table 'mqtt'\n\tlist servers 'ssl://a:1'\n\tlist servers 'ssl://b:1'\n\tlist other '1'\n\toption keep_alive_seconds '15'\n"),
        '\n[mqtt]\nservers = ["ssl://a:1", "ssl://b:1"]\nother = [1]\nkeep_alive_seconds = 15\n',
    );
});

test('tables of a list keep their order, with those within each', () => {
    const told = toml(
        "config item\n\toption table 'pole.sensor'\n\toption name 'air'\n\nconfig item\n\toption table 'pole.sensor.register'\n\toption address '1'\n\n" +
            "config item\n\toption name 'mast'\n\toption table 'pole.sensor'\n",
    );
    assert.equal(told, '\n[[pole.sensor]]\nname = "air"\n\n[[pole.sensor.register]]\naddress = 1\n\n[[pole.sensor]]\nname = "mast"\n');
});

test('what is before all tables comes first, wherever it stands; other sections are not told', () => {
    const told = toml("config service 'agent'\n\toption enabled '1'\n\nconfig table 'node'\n\toption id 'a'\n\nconfig top\n\toption log_level 'debug'\n");
    assert.equal(told, 'log_level = "debug"\n\n[node]\nid = "a"\n');
});

test('no value gets out of its quotes', () => {
    const told = toml("config table 'x'\n\toption a 'it'\\''s \"b\" \\ $(reboot) `reboot` # ]'\n\toption b '\"a\" = 1, \"b\"'\n");
    assert.equal(told, '\n[x]\na = "it\'s \\"b\\" \\\\ $(reboot) `reboot` # ]"\nb = "a\\" = 1, \\"b"\n');
});

test('what cannot be told is refused, by its line', () => {
    assert.match(refusal("config table 'x'\n\toption a 'two\nlines'\n"), /line 4: a value over several lines/);
    assert.match(refusal("config table 'x'\n\toption a '\u0001'\n"), /line 4: a control character/);
    assert.match(refusal("config item\n\toption a '1'\n"), /without a name/);
    assert.match(refusal("config table 'x'\n\toption table 'a]\\n[b'\n"), /no name of a table/);
    assert.match(refusal("\toption a '1'\n"), /before every section/);
    assert.match(refusal('nonsense\n'), /nonsense/);
});

test('the shipped configuration is one but for the certificates that are not there yet', () => {
    const router = new Router(`package magpie\n\n${readFileSync(join(files, 'magpie.config'), 'utf8').replace(/^#.*\n/gm, '')}`);
    const { code, output } = router.toml();
    assert.equal(code, 0, output);
    writeFileSync(router.path('agent.toml'), output);
    const checked = run([agent, '--config', router.path('agent.toml'), '--check-config']);
    assert.notEqual(checked.code, 0);
    assert.match(checked.output, /certificate file \/etc\/magpie\/node\.crt does not exist/);
    writeFileSync(router.path('agent.toml'), output.replace('ssl://', 'tcp://').replace(/^(ca|certificate|key)_file.*\n/gm, ''));
    assert.equal(run([agent, '--config', router.path('agent.toml'), '--check-config']).code, 0);
});

/** The init script with a procd that writes down what it is told. */
function initialised(enabled, translation, check) {
    const router = new Router('');
    router.program('translate', translation);
    router.program('agent', check);
    writeFileSync(
        router.path('script'),
        `config_load() { :; }
         logger() { echo "log: $*"; }
         chown() { :; }
         config_get_bool() { eval "$1=${enabled}"; }
         for each in procd_open_instance procd_set_param procd_add_jail procd_add_jail_mount procd_add_jail_mount_rw procd_close_instance procd_add_reload_trigger; do
             eval "$each() { echo $each \\"\\$@\\"; }"
         done
         . '${join(files, 'magpie-agent.init')}'
         start_service`,
    );
    const environment = {
        MAGPIE_PROGRAM: router.path('bin/agent'),
        MAGPIE_TRANSLATE: router.path('bin/translate'),
        MAGPIE_RUN: router.path('run'),
        MAGPIE_STATE: router.path('state'),
    };
    return { router, ...router.run(['busybox', 'sh', router.path('script')], environment) };
}

test('procd gets a jailed service without privileges, which it never gives up', () => {
    const { router, code, output } = initialised(1, 'echo "[node]"', 'exit 0');
    assert.equal(code, 0, output);
    const told = output.trim().split('\n');
    assert.equal(told[0], 'procd_open_instance agent');
    assert.equal(told.at(-1), 'procd_close_instance');
    for (const line of [
        `procd_set_param command ${router.path('bin/agent')} --config ${router.path('run/agent.toml')}`,
        'procd_set_param user magpie-agent',
        'procd_set_param no_new_privs 1',
        'procd_set_param respawn 0 10 0',
        'procd_add_jail magpie-agent log ronly procfs sysfs',
        `procd_add_jail_mount_rw ${router.path('run')} ${router.path('state')} /var/run/hostapd`,
    ]) {
        assert.ok(told.includes(line), `${line}\n${output}`);
    }
    assert.equal(readFileSync(router.path('run/agent.toml'), 'utf8'), '[node]\n');
});

test('a router that is not enabled starts nothing', () => {
    assert.equal(initialised(0, 'exit 1', 'exit 1').output, '');
});

test('a configuration that is none is said, and nothing is started', () => {
    const unread = initialised(1, 'exit 1', 'exit 0');
    assert.notEqual(unread.code, 0);
    assert.match(unread.output, /^log: .*cannot be read/);
    assert.doesNotMatch(unread.output, /procd_open_instance/);
    assert.ok(!existsSync(unread.router.path('run/agent.toml')));

    const wrong = initialised(1, 'echo "[node]"', 'echo "node.area is missing" >&2; exit 1');
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.output, /log: .*node\.area is missing/);
    assert.doesNotMatch(wrong.output, /procd_open_instance/);
});

test('what the package takes of the sources is all that its programs are made of', () => {
    const makefile = readFileSync(join(files, '../Makefile'), 'utf8');
    const tree = mkdtempSync(join(tmpdir(), 'magpie-openwrt-'));
    made.push(tree);
    const taken = [...makefile.matchAll(/\$\(CP\) \$\(MAGPIE_SOURCE\)\/(\S+) \$\(PKG_BUILD_DIR\)\/(\S*)/g)].flatMap(([, what, where]) =>
        what.replace(/[{}]/g, '').split(',').map((name) => [name, join(where, name.split('/').at(-1))]),
    );
    assert.ok(taken.length > 5);
    for (const [name, where] of taken) {
        cpSync(join(source, name), join(tree, where), { recursive: true });
    }
    // As a machine of its own: only what CMake and ninja look for is asked here, and nothing is compiled.
    const without = ['COLLECTOR', 'TESTS', 'BENCH'].map((part) => `-DMAGPIE_${part}=OFF`);
    const configured = run(['cmake', '-G', 'Ninja', '-S', tree, '-B', join(tree, 'build'), ...without]);
    assert.equal(configured.code, 0, configured.output);
    const planned = run(['ninja', '-C', join(tree, 'build'), '-n', 'all']);
    assert.equal(planned.code, 0, planned.output);
});

test('the package is of the version of the house', () => {
    const [, version] = /^project\(magpie VERSION (\S+)/m.exec(readFileSync(join(source, 'CMakeLists.txt'), 'utf8'));
    assert.match(readFileSync(join(files, '../Makefile'), 'utf8'), new RegExp(`^PKG_VERSION:=${version.replaceAll('.', '\\.')}$`, 'm'));
});
