// What is wrong with a configuration is said by name and line, by both programs, before anything is started.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, programs, source } from './lib/house.mjs';
import { run } from './lib/program.mjs';

const GOOD = {
    agent: '[node]\narea = "mapo"\nid = "pole-1"\n[mqtt]\nservers = ["tcp://127.0.0.1:1"]\n',
    collector: '[mqtt]\nserver = "tcp://127.0.0.1:1"\n',
};

function check(house, program, text, ...options) {
    const file = house.path(`${program}.toml`);
    writeFileSync(file, text);
    return run([programs[program], '--config', file, '--check-config', ...options]);
}

for (const program of ['agent', 'collector']) {
    inHouse(`magpie-${program}: every problem of a configuration is named with its line`, async (house, step) => {
        await step('a good one is good', async () => {
            const { code, output } = await check(house, program, GOOD[program]);
            assert.deepEqual([code, output], [0, `${house.path(`${program}.toml`)}: good\n`]);
        });
        for (const [name, text, line, words] of [
            ['a misspelt key', '\nlog_levl = "info"\n', 2, /log_levl.*log_level/],
            ['a misspelt table', '# one\n\n[mqt]\nkeep_alive_seconds = 10\n', 3, /mqt.*mqtt/],
            ['a key of another program', '[firewall]\n', 1, /firewall/],
            ['a value of another type', 'log_level = 3\n', 1, /log_level/],
            ['a value that is none of those allowed', 'log_level = "loud"\n', 1, /log_level.*debug.*info/],
            ['what is no TOML', 'log_level = "info\n', 1, /./],
            ['a key given twice', 'log_level = "info"\nlog_level = "debug"\n', 2, /log_level/],
        ]) {
            await step(name, async () => {
                const { code, output } = await check(house, program, text + GOOD[program]);
                assert.equal(code, 1);
                const complaint = output.split('\n').find((each) => each.includes(`${program}.toml:${line}`));
                assert.ok(complaint, `line ${line} is named in:\n${output}`);
                assert.match(complaint, words);
            });
        }
        await step('all problems at once', async () => {
            const { output } = await check(house, program, `log_levl = "info"\nnothing = 1\n${GOOD[program]}`);
            assert.match(output, /log_levl/);
            assert.match(output, /nothing/);
        });
        await step('what is not there', async () => {
            const { code, output } = await run([
                programs[program],
                '--config',
                house.path('nowhere.toml'),
                '--check-config',
            ]);
            assert.equal(code, 1);
            assert.match(output, /nowhere\.toml/);
        });
        await step('it does not start with a bad one either', async () => {
            const file = house.path('bad.toml');
            writeFileSync(file, `log_levl = "info"\n${GOOD[program]}`);
            const { code, output } = await run([programs[program], '--config', file]);
            assert.equal(code, 1);
            assert.match(output, /bad\.toml:1.*log_levl/);
        });
        await step('a line of its own for a command line it does not know', async () => {
            const { code, output } = await run([programs[program], '--confg', 'x']);
            assert.equal(code, 2);
            assert.match(output, /confg/);
        });
        await step('the template names nothing but the certificate files that are not there', async () => {
            const { code, output } = await run([
                programs[program],
                '--config',
                join(source, program, 'config', `${program}.toml`),
                '--check-config',
            ]);
            assert.equal(code, 1);
            const complaints = output.trimEnd().split('\n');
            assert.ok(
                complaints.every((each) => /\/etc\/magpie\/\S+ does not exist$/.test(each)),
                output,
            );
        });
    });
}
