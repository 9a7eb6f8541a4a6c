// An outbox is one agent's alone: a second agent that is given the same directories ends, and one that was killed holds nobody up.

import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

import { inHouse, programs } from './lib/house.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

inHouse('two agents do not share an outbox', async (house, step) => {
    await house.startPlainBroker();
    await house.startCollector();
    const pole = await house.startAgent('pole-1');
    await house.isUp(pole);
    const second = () => run([programs.agent, '--config', house.path('pole-1.toml')]);

    await step('the second says which directory it is, and ends', async () => {
        const { code, output } = await second();
        assert.equal(code, 1);
        assert.match(output, new RegExp(`^magpie-agent: another program has the directory ${house.path('run', 'pole-1')}, .+\n$`));
    });

    await step('the first is none the worse for it', async () => {
        const reported = () => house.collector.value('magpie_node_last_report_timestamp_seconds', { node: pole.id });
        const before = await until('a report', reported);
        await until('the next report', async () => (await reported()) > before);
        assert.ok(pole.alive);
    });

    await step('the flash alone is reason enough', async () => {
        await house.makeAgent('pole-2', { top: { state_directory: house.path('state', 'pole-1') } });
        const { code, output } = await run([programs.agent, '--config', house.path('pole-2.toml')]);
        assert.equal(code, 1);
        assert.match(output, new RegExp(`has the directory ${house.path('state', 'pole-1', 'outbox')}`));
    });

    await step('one that was killed leaves no lock', async () => {
        await pole.kill();
        assert.ok(existsSync(house.path('run', 'pole-1', 'lock')), 'the file stays');
        await pole.start();
        await house.isUp(pole);
    });

    await step('where there can be no lock it goes on', async () => {
        await pole.stop();
        rmSync(house.path('run', 'pole-1'), { recursive: true });
        writeFileSync(house.path('run', 'pole-1'), 'no directory');
        await pole.start();
        await house.isUp(pole);
        const failures = () => house.collector.sum('magpie_node_outbox_failures_total', { node: pole.id, storage: 'run' });
        await until('the outbox counts why', async () => (await failures()) > 0);
    });
});
