// Threats in the air, as poles hear them: what, where, since when, and who does it.

import { bars, figure, graph, type Panel, type Size } from '../panels.js';
import { by, happenedInArea, ofArea, recorded, sum, top } from '../query.js';
import { rows } from '../tables.js';
import { missing, severities, text, threats } from '../text.js';
import { noneIsGood } from './steps.js';

const place = 'area, node, threat, ssid';
const who = by('max', ['area', 'node', 'threat', 'ssid', 'bssid', 'channel', 'severity'], ofArea('magpie_air_threat_evidence'));

/** What is known of a threat, once for each of those who do it. */
const ofEach = (metric: string): string =>
    `${by('max', ['area', 'node', 'threat', 'ssid'], ofArea(metric))} * on (${place}) group_right () ${who}`;

export const threatsNow = (size: Size): Panel =>
    figure({
        title: text('Threats now', '현재 위협'),
        description: text(
            'Threats that last, each counted at each pole that hears it.',
            '지속 중인 위협. 듣는 폴마다 한 건으로 셉니다.',
        ),
        noValue: missing.air,
        unit: 'short',
        decimals: 0,
        steps: noneIsGood,
        tile: true,
        queries: [{ expr: `sum(${recorded('area:magpie_air_threats:sum')})` }],
        ...size,
    });

export const whoThreatens = (size: Size): Panel =>
    rows({
        title: text('Threats in the air', '전파 위협'),
        description: text(
            'Those that last or ended within ten minutes: who bears our name or throws clients off. The BSSID is that of an access point, never of a client; the strongest signal is nearest.',
            '지속 중이거나 10분 안에 끝난 위협. BSSID는 AP의 것이며 단말의 것이 아닙니다. 신호가 가장 센 폴이 가장 가깝습니다.',
        ),
        noValue: missing.threats,
        sortBy: 1,
        queries: [
            { expr: ofEach('magpie_air_threat') },
            // Of those that are still told of: for how long of the time shown.
            {
                expr: `(time() - ${by('min', ['area', 'node', 'threat', 'ssid', 'bssid', 'channel', 'severity'], `min_over_time(timestamp(${ofArea('magpie_air_threat_evidence')})[$__range:1m])`)}) and on (${place}, bssid, channel, severity) ${who}`,
            },
            { expr: ofEach('magpie_air_threat_signal_dbm') },
            { expr: ofEach('magpie_air_threat_frames') },
        ],
        columns: [
            { field: 'area', title: text('District', '자치구'), to: 'district' },
            { field: 'node', title: text('Pole', '폴'), to: 'pole' },
            { field: 'threat', title: text('What', '위협'), names: threats },
            { field: 'ssid', title: text('Name of ours', '도용된 SSID') },
            { field: 'bssid', title: text('BSSID', 'BSSID') },
            { field: 'channel', title: text('Channel', '채널') },
            { field: 'severity', title: text('Severity', '심각도'), names: severities },
            {
                field: 0,
                title: text('Lasts', '지속 중'),
                names: { 0: text('over', '종료'), 1: text('yes', '예') },
                steps: [
                    [null, 'green'],
                    [1, 'red'],
                ],
            },
            { field: 1, title: text('First heard before', '최초 감지 후 경과'), unit: 's', decimals: 0 },
            { field: 2, title: text('Signal', '신호'), unit: 'dBm', decimals: 0 },
            { field: 3, title: text('Frames', '프레임'), decimals: 0 },
        ],
        ...size,
    });

export const threatsOverTime = (size: Size): Panel =>
    graph({
        title: text('Threats by kind', '종류별 위협'),
        description: text('That last, each counted at each pole that hears it.', '지속 중인 위협. 듣는 폴마다 한 건으로 셉니다.'),
        noValue: missing.threats,
        unit: 'short',
        decimals: 0,
        min: 0,
        stacked: true,
        names: threats,
        queries: [{ expr: sum(['threat'], recorded('area:magpie_air_threats:sum')), legend: '{{threat}}' }],
        ...size,
    });

export const threatsBegun = (size: Size): Panel =>
    bars({
        title: text('Poles that heard most threats', '위협이 잦은 폴'),
        description: text('Threats that began in the time shown, by kind.', '표시 기간에 시작된 위협, 종류별.'),
        noValue: missing.threats,
        unit: 'short',
        decimals: 0,
        to: 'pole',
        queries: [
            {
                expr: `sort_desc(${top(15, sum(['area', 'node', 'threat'], happenedInArea('magpie_air_threats_total')))} > 0)`,
                legend: '{{area}} {{node}} {{threat}}',
            },
        ],
        ...size,
    });
