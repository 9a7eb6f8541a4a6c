// What technicians have left of a pole: a check with notes, an acceptance, notes alone; as the collector keeps and shows them.

import { CheckRun } from './check_run.mjs';

const HOUR = 3_600_000;

const wave = (low, high) => Array.from({ length: 288 }, (_, i) => (i > 120 && i < 140 ? null : low + ((high - low) * (1 + Math.sin(i / 30))) / 2));
const strip = (metric, unit, labels, values) => ({ metric, unit, labels, values });

function foundBy(run) {
    let answer = run.answer();
    while (answer.result === null) {
        answer = run.answer();
    }
    return answer.result;
}

function accepted() {
    const result = foundBy(new CheckRun('0', false));
    const layers = result.layers.map((layer) => ({ ...layer, state: layer.state === 'skipped' ? 'skipped' : 'pass', fault: undefined }));
    return { ...result, accept: true, verdict: 'pass', first: null, layers };
}

/** Of one pole, the `number`th that has any: { id, area, node, received, bytes, report, signature, damaged }. */
export function makeReports({ area, node }, number) {
    const now = Date.now();
    const base = { version: 1, area, node, program: 'magpie-agent 0.9' };
    const strips = {
        step_seconds: 300,
        until: now - 2 * HOUR,
        age_seconds: 10,
        series: [
            strip('magpie_pole_supply_volts', 'volts', { sensor: 'mains' }, wave(51.2, 53.4)),
            strip('magpie_path_loss_ratio', 'ratio', { target: 'gw', class: 'gateway' }, wave(0, 0.1)),
            strip('magpie_path_loss_ratio', 'ratio', { target: 'dns-1', class: 'outside' }, wave(0, 0.2)),
        ],
    };
    const notes = [
        { time: new Date(now - 3 * HOUR).toISOString(), by: '김민수', text: '함체 문이 열려 있었음.\n커넥터에 <b>녹</b> & 물기.' },
        { time: null, by: 'Kim', text: 'Cable swapped.' },
    ];
    const iso = (ago) => new Date(now - ago).toISOString();
    const held = { held: true, fault: null, signer: node, serial: '4E21A90B7C33D512' };
    const rows = [
        { report: { ...base, made: iso(2 * HOUR), by: '김민수', check: { ...foundBy(new CheckRun('0', false)), begun: iso(2 * HOUR + 40_000) }, strips, notes }, signature: held },
        { report: { ...base, made: null, by: '', check: null, strips: { step_seconds: 300, until: null, age_seconds: 0, series: [] }, notes: [notes[1]] }, signature: { held: false, fault: 'chain', signer: 'someone', serial: '01' } },
        { report: null, damaged: true },
        { report: { ...base, made: iso(90 * 24 * HOUR), by: '', check: { ...accepted(), begun: iso(90 * 24 * HOUR + 30_000) }, strips, notes: [] }, signature: held },
        { report: { ...base, made: 'some day', by: 'Lee', check: { verdict: 'fail', first: { layer: 'dns' }, layers: [{ layer: 7 }, null, { layer: 'dns', state: 'exploded' }] }, strips: 3, notes: { a: 1 } }, signature: held },
    ];
    return rows.map((row, index) => ({ id: (number * 16 + index).toString(16).padStart(16, '0'), area, node, received: now - (2 + index * 30) * HOUR + 60_000, bytes: 21_000 + index, ...row }));
}

function briefOf({ report, damaged }) {
    if (damaged) {
        return null;
    }
    const { made, by, check, notes } = report;
    const first = check?.first ?? null;
    const red = check?.layers.find((layer) => layer?.layer === first?.layer);
    return {
        made,
        by: by || null,
        kind: check === null ? 'note' : check.accept ? 'acceptance' : 'check',
        verdict: check?.verdict ?? null,
        first: first && { layer: first.layer, what: red?.fault?.what ?? red?.summary ?? { en: '', ko: '' } },
        notes: Array.isArray(notes) ? notes.length : 0,
    };
}

/** [status, body, type] of what is asked of `reports`, as a collector answers it. */
export function reportsAnswer(reports, path, query) {
    const id = path.slice('/api/v1/reports/'.length);
    if (id === '') {
        const mine = reports.filter(({ area, node }) => (!query.get('area') || area === query.get('area')) && (!query.get('node') || node === query.get('node')));
        return [200, { reports: mine.map(({ id, area, node, received, bytes, ...rest }) => ({ id, area, node, received, bytes, ...(query.get('node') && { brief: briefOf(rest) }) })) }];
    }
    const found = reports.find((one) => one.id === id);
    if (found === undefined || found.damaged) {
        return [404, { error: found ? 'the file of this report is damaged' : 'there is no such report' }];
    }
    return query.get('format') === 'cms' ? [200, `signed ${id}`, 'application/cms'] : [200, { report: found.report, cms: 'AAAA', signature: found.signature }];
}
