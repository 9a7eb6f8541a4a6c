// Another reader's opinion: what Magpie reads in each capture of the corpus is what Wireshark reads in it, field by field.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { runWell } from '../system/lib/program.mjs';

const CORPUS = fileURLToPath(new URL('../golden/capture', import.meta.url));

const FIELDS = [
    'frame.number',
    'radiotap.mactime',
    'radiotap.dbm_antsignal',
    'wlan_radio.frequency',
    'radiotap.flags.badfcs',
    'radiotap.rxflags.badplcp',
    'radiotap.datarate',
    'wlan_radio.data_rate',
    'wlan_radio.duration',
    'radiotap.mcs.index',
    'radiotap.mcs.bw',
    'radiotap.mcs.gi',
    'wlan_radio.11ac.mcs',
    'wlan_radio.11ac.nss',
    'radiotap.vht.bw',
    'radiotap.vht.gi',
    'radiotap.he.data_3.data_mcs',
    'radiotap.he.data_3.stbc',
    'radiotap.he.data_5.data_bw_ru_allocation',
    'radiotap.he.data_5.gi',
    'radiotap.he.data_6.nsts',
    'wlan.fc.type_subtype',
    'wlan.fc.retry',
    'wlan.fc.protected',
    'wlan.seq',
    'wlan.frag',
    'wlan.fixed.reason_code',
    'wlan.fixed.status_code',
    'wlan.ssid',
    '_ws.expert.severity',
];

/** Wireshark's number of a type and subtype: the type's is the upper digit. */
const KINDS = {
    management: [
        'association_request association_response reassociation_request reassociation_response',
        'probe_request probe_response timing_advertisement - beacon atim disassociation authentication',
        'deauthentication action action_no_ack -',
    ],
    control: [
        '- - trigger tack beamforming_report_poll ndp_announcement control_frame_extension control_wrapper',
        'block_ack_request block_ack ps_poll rts cts ack cf_end cf_end_cf_ack',
    ],
    data: ['data - - - null - - - qos_data - - - qos_null - - -'],
};
const kind = (type, subtype) =>
    Object.keys(KINDS).indexOf(type) * 16 + KINDS[type].join(' ').split(' ').indexOf(subtype);

const HE_WIDTHS = [20, 40, 80, 160, '26 tones', '52 tones', '106 tones', 20, 40, 80, 160];
const VHT_WIDTHS = [
    20, 40, 20, 20, 80, 40, 40, 20, 20, 20, 20, 160, 80, 80, 40, 40, 40, 40, 20, 20, 20, 20, 20, 20, 20, 20,
];

const ERROR = 8 << 20; // severity of an expert's word in Wireshark

/** What Wireshark says of one frame, in our words; undefined where it says nothing. */
function theirs(line) {
    const words = line.split(';');
    const first = (name) => words[FIELDS.indexOf(name)].split(',')[0];
    const number = (...names) => {
        const said = names.map(first).find((word) => word !== '');
        return said === undefined ? undefined : Number(said);
    };
    const isSet = (name) => ({ 1: true, 0: false, True: true, False: false })[first(name)];
    const he = number('radiotap.he.data_5.data_bw_ru_allocation');
    const vht = number('radiotap.vht.bw');
    const streams = number('radiotap.he.data_6.nsts');
    const guard = number('radiotap.mcs.gi', 'radiotap.vht.gi');
    const ssid = first('wlan.ssid');
    const hidden = ssid === '<MISSING>' || /^(00)*$/.test(ssid);
    return {
        number: number('frame.number'),
        tsft_us: number('radiotap.mactime'),
        signal_dbm: number('radiotap.dbm_antsignal'),
        mhz: number('wlan_radio.frequency'),
        bad_fcs: Boolean(isSet('radiotap.flags.badfcs') || isSet('radiotap.rxflags.badplcp')),
        rate_mbps: number('wlan_radio.data_rate', 'radiotap.datarate'),
        airtime_us: number('wlan_radio.duration'),
        mcs: number('radiotap.mcs.index', 'wlan_radio.11ac.mcs', 'radiotap.he.data_3.data_mcs'),
        streams:
            streams === undefined
                ? number('wlan_radio.11ac.nss')
                : streams / (number('radiotap.he.data_3.stbc') === 1 ? 2 : 1),
        unit: he,
        width:
            he !== undefined
                ? HE_WIDTHS[he]
                : vht !== undefined
                  ? VHT_WIDTHS[vht]
                  : { 0: 20, 1: 40, 2: 20, 3: 20 }[number('radiotap.mcs.bw')],
        guard_ns:
            he === undefined
                ? guard === undefined
                    ? undefined
                    : guard === 1
                      ? 400
                      : 800
                : 800 << number('radiotap.he.data_5.gi'),
        kind: number('wlan.fc.type_subtype'),
        retry: isSet('wlan.fc.retry'),
        protected: isSet('wlan.fc.protected'),
        sequence: number('wlan.seq'),
        fragment: number('wlan.frag'),
        reason: number('wlan.fixed.reason_code'),
        status: number('wlan.fixed.status_code'),
        ssid: hidden ? undefined : ssid,
        malformed: words[FIELDS.indexOf('_ws.expert.severity')].split(',').some((word) => Number(word) >= ERROR),
    };
}

/** The same of our line. */
function ours(line) {
    const { type, subtype, width_mhz: width, ru_tones: tones, ssid, ...rest } = JSON.parse(line);
    return {
        ...rest,
        ...(type === undefined ? {} : { kind: kind(type, subtype) }),
        width: tones === undefined ? width : `${tones} tones`,
        ssid: ssid === undefined ? undefined : hexOf(ssid),
    };
}

/** Of a name in which bytes that are no text stand as \xNN. */
const hexOf = (name) =>
    name.replaceAll(/\\x([0-9a-f]{2})|([^\\]+)/g, (_all, byte, text) => byte ?? Buffer.from(text).toString('hex'));

const OF_RADIO = ['mhz', 'rate_mbps', 'airtime_us', 'mcs', 'streams', 'width', 'guard_ns'];
const OF_FRAME = ['kind', 'retry', 'protected', 'sequence', 'fragment', 'reason', 'status', 'ssid'];

/** Where version 4.0 of Wireshark is silent or says otherwise, and why we do not follow it. */
const DIFFERENCES = [
    // It knows no TLV of radiotap, and so nothing of EHT.
    { when: ({ m }) => m.phy === 'eht', fields: ['rate_mbps', 'mcs', 'streams', 'width', 'guard_ns'] },
    // It does not tell how many streams an MCS of HT has.
    { when: ({ m }) => m.phy === 'ht', fields: ['streams'] },
    // It counts the 48 data subcarriers of MCS 32 as 52 at a half of their bits (IEEE 802.11-2020 table 19-37: 6 Mbit/s).
    { when: ({ m }) => m.phy === 'ht' && m.mcs === 32, fields: ['rate_mbps'] },
    // It gives no rate where radiotap leaves the width out; we take the narrowest and the long guard interval.
    { when: ({ m, o }) => m.phy === 'ht' && o.width === undefined, fields: ['rate_mbps', 'width', 'guard_ns'] },
    // Space-time streams are streams to it, and each bit of DCM, which is sent twice, counts twice.
    { when: ({ m }) => m.phy === 'he' && (m.stbc || m.dcm), fields: ['rate_mbps'] },
    // Two units of 996 tones have no rate.
    { when: ({ o }) => o.unit === 10, fields: ['rate_mbps'] },
    // Without a frame it tells nothing of the radio.
    { when: ({ m }) => m.zero_length, fields: OF_RADIO },
    // It takes a length without FCS for one with it, a short preamble at 1 Mbit/s for possible, one that is not told
    // for short, and from HT on leaves out what the standard puts before and behind an MPDU.
    {
        when: ({ m, file }) => !/^(dsss|ofdm)$/.test(m.phy) || !/^(frames|phys)/.test(file) || m.rate_mbps === 1,
        fields: ['airtime_us'],
    },
    // What cannot be believed we do not read.
    { when: ({ m }) => m.bad === 'bad_fcs', fields: OF_FRAME },
    { when: ({ m }) => m.bad === 'elements', fields: ['ssid'] },
];

/** It reads version 1 as if it were 0, and takes presence words that do not end for the last. */
const READ_BY_THEM_ALONE = { 'lies.pcap': [1, 8, 9, 10] };

const same = (key, mine, other) =>
    key === 'rate_mbps' && mine !== undefined && other !== undefined
        ? Math.abs(mine - other) < 0.06 // of a rounded one
        : mine === other;

async function read(file) {
    const lines = async (command, pattern) =>
        (await runWell(command)).split('\n').filter((line) => pattern.test(line));
    const fields = FIELDS.flatMap((field) => ['-e', field]);
    const [mine, other] = await Promise.all([
        lines([process.env.MAGPIE_READ_CAPTURE, file], /^\{/),
        lines(['tshark', '-r', file, '-T', 'fields', '-E', 'separator=;', '-E', 'occurrence=a', ...fields], /^\d+;/),
    ]);
    return { mine: mine.map(ours), other: other.map(theirs) };
}

let compared = 0;
for (const file of readdirSync(CORPUS).filter((name) => name.endsWith('.pcap'))) {
    test(`${file} is read as Wireshark reads it`, async () => {
        const { mine, other } = await read(join(CORPUS, file));
        assert.equal(mine.length, other.length);
        for (const [index, m] of mine.entries()) {
            const o = other[index];
            const refused = m.bad !== undefined && m.bad !== 'bad_fcs';
            const alone = READ_BY_THEM_ALONE[file]?.includes(m.number) ?? false;
            assert.equal(refused && !alone, o.malformed, `frame ${m.number}: ${m.bad ?? 'good'}`);
            assert.equal(m.bad === 'bad_fcs', o.bad_fcs, `frame ${m.number}`);
            if (/^radiotap|^frame_short/.test(m.bad)) {
                continue;
            }
            const passed = DIFFERENCES.filter(({ when }) => when({ m, o, file })).flatMap(({ fields }) => fields);
            for (const key of ['tsft_us', 'signal_dbm', ...OF_RADIO, ...OF_FRAME]) {
                if (!passed.includes(key)) {
                    assert.ok(same(key, m[key], o[key]), `frame ${m.number}: ${key} is ${m[key]}, theirs ${o[key]}`);
                    compared += o[key] === undefined ? 0 : 1;
                }
            }
        }
    });
}

test('and that was not nothing', () => {
    assert.ok(compared > 6000, `${compared} fields`);
});
