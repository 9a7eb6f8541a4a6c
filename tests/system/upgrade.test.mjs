// What installs the version that an order wants, with an apt that is none.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, source } from './lib/house.mjs';
import { run } from './lib/program.mjs';

const script = join(source, 'cross/systemd/magpie-agent-upgrade');

/** A machine on which 1.2.0 is installed; each call of a program is a line of `calls`. */
class Machine {
    constructor(directory) {
        this.orders = join(directory, 'orders');
        this.bin = join(directory, 'bin');
        this.calls = join(directory, 'calls');
        mkdirSync(this.orders, { recursive: true });
        mkdirSync(this.bin);
        writeFileSync(this.calls, '');
        this.program('dpkg-query', 'printf 1.2.0');
        this.program('systemctl', 'echo "systemctl $*" >> "$CALLS"');
        this.aptInstalls(':');
    }

    program(name, body) {
        const file = join(this.bin, name);
        writeFileSync(file, `#!/bin/sh\n${body}\n`);
        chmodSync(file, 0o755);
    }

    /** `after`: what the shell does after an installation of version $v. */
    aptInstalls(after) {
        this.program(
            'apt-get',
            `echo "apt-get $*" >> "$CALLS"\n[ "$1" = install ] || exit 0\nfor last; do :; done\nv=\${last#magpie-agent=}\n${after}`,
        );
    }

    async upgrade(wanted, patience = 1) {
        writeFileSync(join(this.orders, 'wanted-version'), wanted);
        const environment = {
            PATH: `${this.bin}:${process.env.PATH}`,
            CALLS: this.calls,
            MAGPIE_ORDERS: this.orders,
            MAGPIE_PATIENCE_SECONDS: String(patience),
            MAGPIE_LOOK_SECONDS: '0.1',
        };
        return run([script], { environment });
    }

    get installed() {
        return [...readFileSync(this.calls, 'utf8').matchAll(/^apt-get install .*magpie-agent=(\S+)$/gm)].map(([, v]) => v);
    }

    get isWanted() {
        return existsSync(join(this.orders, 'wanted-version'));
    }
}

inHouse('an upgrade that an order wants', async (house, step) => {
    let count = 0;
    const machine = () => new Machine(house.path(`machine-${++count}`));

    await step('stays when a collector has heard it', async () => {
        const here = machine();
        here.aptInstalls('printf %s "$v" > "$MAGPIE_ORDERS/confirmed-version"');
        const { code, output } = await here.upgrade('1.3.0', 60);
        assert.equal(code, 0, output);
        assert.match(output, /1\.3\.0 was heard, and stays/);
        assert.deepEqual(here.installed, ['1.3.0']);
        assert.match(readFileSync(here.calls, 'utf8'), /systemctl restart magpie-agent/);
        assert.ok(!here.isWanted);
    });

    await step('is taken back when none has', async () => {
        const here = machine();
        writeFileSync(join(here.orders, 'confirmed-version'), '1.3.0'); // of an earlier time
        const { code } = await here.upgrade('1.3.0');
        assert.equal(code, 1);
        assert.deepEqual(here.installed, ['1.3.0', '1.2.0']);
        assert.ok(!here.isWanted);
    });

    await step('is taken back when it cannot be installed', async () => {
        const here = machine();
        here.aptInstalls('[ "$v" = 1.2.0 ]');
        const { code } = await here.upgrade('1.3.0', 60);
        assert.equal(code, 1);
        assert.deepEqual(here.installed, ['1.3.0', '1.2.0']);
        assert.ok(!here.isWanted);
    });

    await step('leaves what is wanted next', async () => {
        const here = machine();
        here.aptInstalls('printf 1.4.0 > "$MAGPIE_ORDERS/wanted-version"');
        await here.upgrade('1.3.0');
        assert.equal(readFileSync(join(here.orders, 'wanted-version'), 'utf8'), '1.4.0');
    });

    await step('is none of what is no version', async () => {
        for (const bad of ['', '-o', '1.3.0 x', '1;reboot', '$(reboot)', '1.3.0\n1', 'A', '1'.repeat(65)]) {
            const here = machine();
            const { code } = await here.upgrade(bad);
            assert.equal(code, 1, bad);
            assert.equal(readFileSync(here.calls, 'utf8'), '', bad);
            assert.ok(!here.isWanted, bad);
        }
    });
});
