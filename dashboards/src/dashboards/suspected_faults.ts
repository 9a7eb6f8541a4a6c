// What is to blame where many poles fell at once.

import { graph, type Panel, type Size } from '../panels.js';
import { by, ofArea } from '../query.js';
import { rows } from '../tables.js';
import { or, sharedKinds, text } from '../text.js';

const none = or(text('Nothing is suspected', '의심되는 장애 없음'), text('/metrics/rollup is not scraped', '/metrics/rollup 미수집'));

export const suspectedFaults = (size: Size): Panel =>
    rows({
        title: text('Suspected faults', '의심 장애'),
        description: text(
            'One thing that many poles share and that is to blame for their fall: a hub, a switch, or the core behind hubs.',
            '여러 폴이 동시에 끊긴 공통 원인으로 의심되는 집선 장치, 스위치 또는 상위망.',
        ),
        noValue: none,
        sortBy: 0,
        queries: [{ expr: by('max', ['area', 'kind', 'name'], ofArea('magpie_rollup_suspected_fault_members')) }],
        columns: [
            { field: 'area', title: text('District', '자치구'), to: 'district' },
            { field: 'kind', title: text('What', '종류'), names: sharedKinds },
            { field: 'name', title: text('Name', '이름') },
            { field: 0, title: text('Fell with it', '함께 끊김'), decimals: 0 },
        ],
        ...size,
    });

export const suspectedFaultsOverTime = (size: Size): Panel =>
    graph({
        title: text('Suspected faults over time', '의심 장애 추이'),
        description: text('How many things are suspected, by kind.', '종류별 의심 장애 수.'),
        noValue: none,
        unit: 'short',
        decimals: 0,
        min: 0,
        names: sharedKinds,
        queries: [
            {
                expr: by('sum', ['kind'], by('max', ['area', 'kind', 'name'], ofArea('magpie_rollup_suspected_fault'))),
                legend: '{{kind}}',
            },
        ],
        ...size,
    });
