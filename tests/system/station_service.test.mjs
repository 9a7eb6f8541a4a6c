// magpie-station as systemd runs it, and that it does nothing where the pole's own ways are.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs, source } from './lib/house.mjs';
import { run, runWell } from './lib/program.mjs';
import { readUnit, verified } from './lib/unit_file.mjs';

const UNITS = join(source, 'cross/systemd');
const MOST_EXPOSED = 1.6;

inHouse('magpie-station is confined to its own network', async (house, step) => {
    const units = ['magpie-station', 'magpie-station-network', 'magpie-supplicant'];

    await step('its units are such', async () => {
        const files = units.map((name) => {
            const text = readFileSync(join(UNITS, `${name}.service`), 'utf8');
            // What is not installed here would be found wanting for that.
            const here = text
                .replace('/usr/bin/magpie-station', programs.station)
                .replaceAll(/ExecSt(art|opPost)=(-?)\/usr\/sbin\/\S+/g, 'ExecSt$1=$2/bin/true');
            writeFileSync(house.path(`${name}.service`), here);
            return house.path(`${name}.service`);
        });
        const { code, output } = await verified(...files);
        assert.deepEqual([code, output], [0, '']);
    });

    await step(`it is exposed by at most ${MOST_EXPOSED}`, async () => {
        const file = join(UNITS, 'magpie-station.service');
        const output = await runWell(['systemd-analyze', 'security', '--offline=yes', '--no-pager', file]);
        const [, exposure] = /Overall exposure level for \S+: ([0-9.]+) /.exec(output);
        assert.ok(Number(exposure) <= MOST_EXPOSED, output);
    });

    await step('it is in a network of its own, with two capabilities and no more', () => {
        const values = Object.fromEntries(readUnit(join(UNITS, 'magpie-station.service')));
        assert.equal(values.NetworkNamespacePath, '/run/netns/magpie-station');
        assert.equal(values.CapabilityBoundingSet, 'CAP_NET_ADMIN CAP_NET_BIND_SERVICE');
    });

    await step('the configuration that ships is good', async () => {
        const output = await runWell([programs.station, '--config', join(source, 'agent/station/station.toml'), '--check-config']);
        assert.match(output, /: good\n/);
    });

    await step('where the pole has its interfaces it does not run', async () => {
        const config = house.path('station.toml');
        writeFileSync(config, `interface = "wlan1"\nsocket = "${house.path('station.sock')}"\n`);
        const others = readFileSync('/proc/net/dev', 'utf8').match(/^ *(?!lo:)\S+:/gm) ?? [];
        if (others.length > 0) {
            const { code, output } = await run([programs.station, '--config', config]);
            assert.equal(code, 1);
            assert.match(output, /a visit must not touch the pole's own routes/);
        }
    });
});
