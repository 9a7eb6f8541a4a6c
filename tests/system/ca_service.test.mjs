// `magpie-ca serve` as its unit runs it: what it tells its manager, what it may call, and as whom.

import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { city } from './lib/city.mjs';
import { inHouse, programs } from './lib/house.mjs';
import { Program, runWell, sanitized } from './lib/program.mjs';
import { UNITS, confine, listen, unitFile } from './lib/service_manager.mjs';
import { readUnit, words } from './lib/unit_file.mjs';
import { until } from './lib/until.mjs';

/** As ExecStart= has it, with these directories. */
function desk(here) {
    const { house } = here;
    const given = { MAGPIE_CA_SERVER: house.server, MAGPIE_CA_OPTIONS: `--broker ${here.broker}` };
    const command = words(readUnit(unitFile('ca')), 'ExecStart').flatMap((word) => {
        const [, name] = /^\$\{?(\w+)\}?$/.exec(word) ?? [];
        return name ? given[name].split(' ') : word === '/srv/magpie-ca' ? here.ca : word;
    });
    assert.equal(command[0], '/usr/bin/magpie-ca');
    return house.add(new Program('ca', [programs.ca, ...command.slice(1)]));
}

const list = (directory) => readFileSync(join(directory, 'crl.pem'), 'utf8');

inHouse('the CA tells its manager how it is', async (house, step) => {
    const here = await city(house);
    await house.broker.stop();
    const manager = await listen(house);
    const ca = desk(here);
    ca.environment = manager.environment;
    ca.launch();

    await step('it is ready when it has tried, and fed, though its broker is away; the list is new all the same', async () => {
        await manager.hears('READY=1');
        await manager.tells(/^STATUS=no connection to the broker: /);
        await manager.hears('WATCHDOG=1', 3);
        await ca.says(/wrote the CRL .*broker_reads_it=no/);
        assert.equal(list(here.ca), list(here.broker));
    });

    await step('it says when it is connected', async () => {
        await house.broker.start();
        await manager.tells(/^STATUS=connected to the broker$/);
        await manager.hears('WATCHDOG=1', manager.heard('WATCHDOG=1') + 2);
    });

    await step('it says that it goes', async () => {
        await ca.stop();
        await manager.hears('STOPPING=1');
        assert.equal(manager.heard('READY=1'), 1);
    });
});

inHouse('the CA calls nothing that its unit does not allow', async (house, step, t) => {
    if (sanitized(programs.ca)) {
        t.skip('built with sanitizers, which make calls of their own');
        return;
    }
    const here = await city(house);
    const ca = desk(here);
    const confined = await confine(house, 'ca', ca);

    await step('under the filter all goes as it should', async () => {
        await ca.start();
        await ca.says(/wrote the CRL .*broker_reads_it=yes/);
        await ca.says(/connected to the broker/);
        const request = await here.renewalRequest(await here.issue('node', 'pole-1'), 'pole-1');
        const pole = await here.connect(here.files('pole-1'));
        await pole.subscribe('magpie/v1/renewed/pole-1');
        await pole.publish('magpie/v1/renew/pole-1', readFileSync(request));
        await ca.says(/renewed node=pole-1 .*sent=yes/);
        await house.broker.kill();
        await ca.says(/no connection to the broker/);
        await house.broker.start();
        const connected = /connected to the broker[^]*no connection to the broker[^]*\bconnected to the broker/;
        await until('it is back', () => connected.test(ca.log), 30);
        await ca.stop();
    });

    await step('nothing was refused to it but the question whether the clock is synchronised', async () => {
        // As root, which the service is not, SQLite gives its files to the owner of the database.
        const known = ['adjtimex', 'clock_adjtime', ...(process.getuid() === 0 ? ['fchown'] : [])];
        const refused = (await confined.refused()).filter((call) => !known.includes(call));
        assert.deepEqual(refused, []);
    });
});

inHouse('as a user of its own it writes the list and has another user’s broker read it', async (house, step, t) => {
    if (process.getuid() !== 0) {
        t.skip('only root can become another user');
        return;
    }
    chmodSync(house.directory, 0o755);
    const here = await city(house);
    const nobody = 65534;
    const rules = readFileSync(join(UNITS, 'magpie.tmpfiles.conf'), 'utf8')
        .split('\n')
        .filter((line) => /^[^#].*\bmagpie-ca\b/.test(line))
        .map((line) => line.replace('/srv/magpie-ca', here.ca).replace('/etc/mosquitto/magpie', here.broker))
        .map((line) => line.replaceAll(/ magpie-ca\b/g, ` ${nobody}`).replace('user:magpie-ca:', `user:${nobody}:`));
    assert.equal(rules.length, 2);
    const file = house.path('tmpfiles.conf');
    writeFileSync(file, `${rules.join('\n')}\n`);
    const settle = () => runWell(['systemd-tmpfiles', '--create', file]);
    await settle();

    const [capability] = words(readUnit(unitFile('ca')), 'CapabilityBoundingSet');
    const only = `-all,+${capability.toLowerCase().replace('cap_', '')}`;
    const as = ['--reuid', nobody, '--regid', nobody, '--clear-groups', '--no-new-privs', '--pdeathsig', 'KILL'];
    const able = [`--bounding-set=${only}`, `--inh-caps=${only}`, `--ambient-caps=${only}`];
    const ca = desk(here);
    ca.command = ['setpriv', ...as.map(String), ...able, '--', ...ca.command];
    const serves = async () => {
        const reloads = () => house.broker.log.split('Reloading config').length - 1;
        const before = reloads();
        await ca.start();
        await ca.says(/wrote the CRL .*broker_reads_it=yes/);
        await ca.says(/connected to the broker/);
        await until('the broker reads it', () => reloads() > before);
        assert.equal(list(here.ca), list(here.broker));
        const { uid, mode } = statSync(join(here.broker, 'crl.pem'));
        assert.deepEqual([uid, mode & 0o777], [nobody, 0o644]);
        await ca.stop();
    };
    await step('as it is made', serves);
    await step('after root has revoked one', async () => {
        await here.issue('node', 'pole-1');
        await here.do('revoke', 'pole-1', '--broker', here.broker);
        await serves();
    });
    await step('after the issuing certificate was prolonged, and all was given to it once more', async () => {
        await here.do('prolong');
        await settle();
        await serves();
    });
});
