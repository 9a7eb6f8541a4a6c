// What our codec of the wired side reads of captures, Wireshark's dissectors read of them too.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { runWell } from '../system/lib/program.mjs';

const source = resolve(fileURLToPath(import.meta.url), '../../..');
const golden = join(source, 'tests/golden/capture/wired');
const built = join(source, 'build/dev/tests/capture');
const packetLines = process.env.MAGPIE_PACKET_LINES ?? join(built, 'magpie_packet_lines');
const wiredCaptures = process.env.MAGPIE_WIRED_CAPTURES ?? join(built, 'magpie_wired_captures');

const ourReading = async (file) =>
    (await runWell([packetLines, join(golden, file)])).trim().split('\n').map(JSON.parse);

/** Rows of the fields named, each the list of its values in a packet. */
async function theirReading(file, fields) {
    const words = ['-n', '-r', join(golden, file), '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a'];
    const checks = ['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]);
    // So that it tells the lines of its own from those of packets.
    const named = ['frame.number', ...fields].flatMap((field) => ['-e', field]);
    const lines = (await runWell(['tshark', ...words, ...checks, ...named])).split('\n');
    const rows = lines.filter((line) => /^\d+\t/.test(line)).map((line) => line.split('\t').slice(1));
    return rows.map((row) =>
        Object.fromEntries(row.map((cell, place) => [fields[place], cell === '' ? [] : cell.split(',')])),
    );
}

const read = {
    'eth.src': (packet) => packet.source,
    'eth.dst': (packet) => packet.destination,
    'ip.src': (packet) => (packet.ether_type === 0x0800 ? packet.from : undefined),
    'ip.dst': (packet) => (packet.ether_type === 0x0800 ? packet.to : undefined),
    'ipv6.src': (packet) => (packet.ether_type === 0x86dd ? packet.from : undefined),
    'ipv6.dst': (packet) => (packet.ether_type === 0x86dd ? packet.to : undefined),
    'udp.srcport': (packet) => packet.udp?.[0],
    'udp.dstport': (packet) => packet.udp?.[1],
    'tcp.srcport': (packet) => packet.tcp?.[0],
    'tcp.dstport': (packet) => packet.tcp?.[1],
    'tcp.seq_raw': (packet) => packet.sequence,
    'tcp.ack_raw': (packet) => packet.acknowledgement,
    'tcp.flags': (packet) => packet.flags,
    'tcp.len': (packet) => packet.length,
    'dhcp.option.dhcp': (packet) => packet.dhcp?.type,
    'dhcp.id': (packet) => packet.dhcp?.transaction,
    'dhcp.hw.mac_addr': (packet) => packet.dhcp?.client,
    'dns.id': (packet) => packet.dns?.id,
    'dns.flags.response': (packet) => packet.dns && Number(packet.dns.response),
    'dns.flags.opcode': (packet) => packet.dns?.opcode,
    // Wireshark has it of answers only.
    'dns.flags.rcode': (packet) => (packet.dns?.response ? packet.dns.code : undefined),
    'dns.flags.truncated': (packet) => packet.dns && Number(packet.dns.truncated),
    'dns.count.queries': (packet) => packet.dns?.questions,
    'dns.count.answers': (packet) => packet.dns?.answers,
    'wlan_rsna_eapol.keydes.msgnr': (packet) => packet.key_message || undefined,
    // Beyond what a number of JavaScript holds: nearly.
    'eapol.keydes.replay_counter': (packet) => (packet.key_message ? packet.replay_counter : undefined),
    'eap.code': (packet) => packet.eap_code || undefined,
};

const isNumber = (text) => /^(0x[0-9a-f]+|\d+)$/i.test(text);
const plain = (text) => (isNumber(text) ? Number(text) : text);

test('the captures are what the builders of the unit tests build', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'magpie-captures-'));
    try {
        await runWell([wiredCaptures, folder]);
        assert.deepEqual(readdirSync(folder).sort(), readdirSync(golden).sort());
        for (const file of readdirSync(folder)) {
            assert.ok(readFileSync(join(folder, file)).equals(readFileSync(join(golden, file))), file);
        }
    } finally {
        rmSync(folder, { recursive: true });
    }
});

for (const file of ['connect.pcap', 'shapes.pcap']) {
    test(`each field of ${file} is what Wireshark says`, async () => {
        const ours = await ourReading(file);
        const faults = ['_ws.malformed', 'tcp.checksum.status', 'udp.checksum.status', 'ip.checksum.status'];
        const types = ['eth.type', 'vlan.etype'];
        const others = ['dhcp.option.captive_portal', ...types, ...faults];
        const theirs = await theirReading(file, [...Object.keys(read), ...others]);
        assert.equal(ours.length, theirs.length);
        let compared = 0;
        for (const [place, packet] of ours.entries()) {
            const row = theirs[place];
            const frame = `frame ${place + 1} of ${file}`;
            assert.equal(packet.bad, undefined, frame);
            assert.deepEqual(row['_ws.malformed'], [], frame);
            for (const fault of faults.slice(1)) {
                // 0 is bad; where the packet was cut there is none to check.
                assert.ok(!row[fault].includes('0'), `${fault} of ${frame}`);
            }
            const etherType = Number(types.flatMap((type) => row[type]).at(-1));
            assert.equal(packet.ether_type, etherType, frame);
            for (const [field, ofOurs] of Object.entries(read)) {
                // Wireshark does not read DHCP that was cut.
                if (packet.cut && field.startsWith('dhcp.')) {
                    continue;
                }
                const [value] = row[field].map(plain);
                assert.equal(ofOurs(packet), value, `${field} of ${frame}`);
                compared += value === undefined ? 0 : 1;
            }
            if (packet.dhcp && !packet.cut) {
                assert.equal(packet.dhcp.portal, row['dhcp.option.captive_portal'].length > 0, frame);
            }
        }
        assert.ok(compared > 100, `only ${compared} fields were compared`);
    });
}

test('what is bad is refused by its name', async () => {
    const reasons = (await ourReading('bad.pcap')).map(({ bad }) => bad);
    assert.deepEqual(reasons, [
        'ethernet_short',
        'vlan_depth',
        ...Array(4).fill('ip_header'),
        ...Array(2).fill('fragment'),
        ...Array(2).fill('transport_short'),
        ...Array(3).fill('dhcp'),
        ...Array(3).fill('dns'),
        ...Array(2).fill('eapol'),
    ]);
});

test('what is malformed by its bytes alone is to Wireshark too', async () => {
    const rows = await theirReading('bad.pcap', ['_ws.malformed', '_ws.expert.message', '_ws.col.Info']);
    const isFaulty = (row) =>
        row['_ws.malformed'].length + row['_ws.expert.message'].length > 0 || /loops/.test(row['_ws.col.Info']);
    const faulty = rows.flatMap((row, place) => (isFaulty(row) ? [place + 1] : []));
    // The others were cut, are fragments, or have more tags and headers than we go through.
    assert.deepEqual(faulty, [3, 4, 5, 9, 10, 11, 12, 14, 15, 16, 18]);
});
