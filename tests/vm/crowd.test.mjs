// Forty people at one pole: they are counted, and nobody can tell who they were.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { addressOf, inLaboratory } from './lib/laboratory.mjs';
import { until } from './lib/until.mjs';

const SIZE = 40;
const WAVE = 8;
const labels = { band: '2.4GHz', ssid: 'magpie' };
const count = 'magpie_wifi_client_signal_dbm_count';

/** Addresses that do not occur by chance, as hwsim's own with their zeros might. */
function addressOfSomebody(number) {
    const bytes = createHash('sha256').update(`somebody ${number}`).digest().subarray(0, 6);
    bytes[0] = 0x02; // locally administered, and no group
    return bytes;
}

/** The forms in which an address may slip out of a program. */
function formsOf(bytes) {
    const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
    const texts = [pairs, [...pairs].reverse()].flatMap((p) => [p.join(':'), p.join('-'), p.join('')]);
    const upper = texts.map((text) => text.toUpperCase());
    const numbers = [`${bytes.readUIntBE(0, 6)}`, `${bytes.readUIntLE(0, 6)}`];
    const base64 = bytes.toString('base64');
    const told = [...texts, ...upper, ...numbers, base64].map((word) => Buffer.from(word));
    return [bytes, Buffer.from(bytes).reverse(), ...told];
}

/** Of an IP address; as bytes it would be found by chance. */
function formsOfIp(address) {
    const bytes = Buffer.from(address.split('.').map(Number));
    const reversed = address.split('.').reverse().join('.');
    return [address, reversed, bytes.toString('hex'), bytes.toString('hex').toUpperCase(), `${bytes.readUInt32BE()}`];
}

const holds = (buffer, bytes) => formsOf(bytes).some((form) => buffer.includes(form));

/** What a program leaves behind when it crashes, if anything. */
async function coreOf(lab, service) {
    assert.equal(await service.end('ABRT'), 128 + 6);
    const core = `/run/core.$(cat /run/${service.name}.pid)`;
    await lab.does(`[ ! -e ${core} ] || mv ${core} /share/${service.name}.core`);
    const file = join(lab.directory, `${service.name}.core`);
    return existsSync(file) ? readFileSync(file) : undefined;
}

inLaboratory('forty clients', { radios: SIZE + 1 }, async (lab, step) => {
    const observer = await lab.house.observe();
    await lab.accessPoint(0, { ssid: 'magpie', channel: 1 });
    const everybody = Array.from({ length: SIZE }, (_, index) => index + 1);
    const addresses = everybody.map(addressOfSomebody);
    const addressOnTheLine = '10.211.7.93';
    const text = (bytes) => bytes.toString('hex').replace(/..(?!$)/g, '$&:');
    await lab.toTheStreet(everybody); // so many radios of its own no pole has, and the agent says so
    const dress = (radio, i) => `${lab.inTheStreet} ip link set wlan${radio} address ${text(addresses[i])}`;
    await lab.does(everybody.map(dress).join('\n'));
    const capture = await lab.startCapture(0, [{ of: 0, ssid: 'magpie' }]);
    await lab.does('ip address add 10.211.7.1/24 dev wlan0');
    await lab.startAgent(undefined, 'pole-1', {
        capture: { socket: '/run/capture.sock', network: [{ ssid: 'magpie', security: 'open' }], access_points: [addressOf(0)] },
    });
    const before = await lab.metrics();
    // A storm of all at once costs the air frames, and the test half a minute of waiting for those who try again.
    const supplicants = [];
    for (let first = 0; first < SIZE; first += WAVE) {
        supplicants.push(await lab.clients(everybody.slice(first, first + WAVE), { ssid: 'magpie', channel: 1 }));
        await lab.associated(first + WAVE, 0);
    }

    await step('they are counted', async () => {
        await lab.shows(SIZE, 'magpie_wifi_clients', labels);
        await lab.grows('magpie_wifi_events_total', { type: 'join', radio: 'phy0' }, before, SIZE);
    });
    await step('each is heard once a report', async () => {
        const first = await lab.metrics();
        await lab.grows(count, labels, first, 3 * SIZE);
        const grown = (await lab.metrics()).sum(count, labels) - first.sum(count, labels);
        assert.equal(grown % SIZE, 0, `${grown}`);
    });
    await step('how their connections go', async () => {
        await lab.does(`${lab.inTheStreet} ip address add ${addressOnTheLine}/24 dev wlan1`);
        await lab.does(`! ${lab.inTheStreet} nc 10.211.7.1 81 </dev/null`);
        await lab.grows('magpie_client_stage_total', { stage: 'tcp_network', outcome: 'reset' }, before);
        await lab.grows('magpie_client_stage_total', { stage: 'association', outcome: 'success' }, before, SIZE);
    });
    await step('one that crashes takes them with it', async () => {
        await lab.does('echo /run/core.%p >/proc/sys/kernel/core_pattern');
        const gossip = await lab.serve('gossip', `env NEIGHBOUR=${text(addresses[0])} sleep 1000`);
        assert.ok(holds(await coreOf(lab, gossip), addresses[0]), 'others do leave something');
        const crashing = await lab.startAgent(undefined, 'pole-2');
        await lab.shows(SIZE, 'magpie_wifi_clients', { ...labels, node: 'pole-2' });
        const core = await coreOf(lab, crashing);
        const found = addresses.filter((bytes) => core && holds(core, bytes));
        assert.equal(found.length, 0, `of ${SIZE} addresses ${found.length} are in a core of ${core?.length} bytes`);
        assert.equal(await coreOf(lab, capture), undefined, 'who holds frames leaves no core');
    });
    await step('they leave', async () => {
        await Promise.all(supplicants.map((supplicant) => supplicant.end()));
        await lab.grows('magpie_wifi_events_total', { type: 'leave', radio: 'phy0' }, before, SIZE, 30);
        await until('nobody is there', async () => (await lab.metrics()).sum('magpie_wifi_clients', labels) === 0);
    });
    await step('nothing that left the agent says who they were', async () => {
        await lab.does('find /run/pole-[12] -type f -exec cat {} + >/share/state');
        const page = await lab.collector.get('/metrics');
        const told = {
            'the agent on its stderr': Buffer.from(lab.agents.map(({ log }) => log).join('')),
            'the collector on its page': Buffer.from(page.body),
            'the collector on its stderr': Buffer.from(lab.collector.log),
            'the agent to its broker': Buffer.concat(
                observer.messages.flatMap(({ topic, payload }) => [Buffer.from(topic), payload]),
            ),
            'the capture on its stderr': Buffer.from(capture.log),
            'the agent to its disk': readFileSync(join(lab.directory, 'state')),
        };
        assert.ok(told['the agent to its broker'].includes('spBv1.0/mapo/NDATA/pole-1'), 'the observer has heard it');
        for (const [where, buffer] of Object.entries(told)) {
            const forms = formsOfIp(addressOnTheLine).filter((form) => buffer.includes(form));
            assert.deepEqual(forms, [], `told by ${where}`);
        }
        const hostapd = Buffer.from(lab.machine.read('hostapd-0.log'));
        for (const bytes of addresses) {
            assert.ok(holds(hostapd, bytes), 'one who does tell is found out');
            for (const [where, buffer] of Object.entries(told)) {
                assert.ok(!holds(buffer, bytes), `${text(bytes)} was told by ${where}`);
            }
        }
    });
});
