// How fast what may go wrong is being used up, by the service levels that the alerts are made of.

import { graph, type Panel, type Steps } from '../panels.js';
import { by, recorded } from '../query.js';
import { errorRatio, type ServiceLevel, serviceLevels, type Window } from '../rules/service_levels.js';
import { rows } from '../tables.js';
import { missing, text, type Words } from '../text.js';

const names: Readonly<Record<string, Words>> = {
    usable: text('Usable on site', '현장 이용 가능'),
    completeness: text('Reports kept', '보고 완전성'),
    event_latency: text('Reports within 5 s', '5초 내 도착'),
};
const nameOf = (level: ServiceLevel): Words => names[level.id] ?? text(level.name, level.name);

const burnSteps: Steps = [
    [null, 'green'],
    [1, 'yellow'],
    [6, 'orange'],
    [14.4, 'red'],
];

const burn = (level: ServiceLevel, window: Window): string =>
    `${recorded(errorRatio(window), `slo="${level.id}"`)} / ${Number((1 - level.objective).toPrecision(6))}`;

const meaning = text(
    'At 1 the budget of thirty days lasts just thirty days; the alerts page at 14.4 (an hour) and 6 (six hours).',
    '1이면 30일 오류 예산을 정확히 30일에 소진합니다. 경보는 14.4배(1시간)와 6배(6시간)에서 발생합니다.',
);

const budget = (level: ServiceLevel): Panel => {
    const goal = `${Number((100 * level.objective).toPrecision(6))} %`;
    const { en, ko } = nameOf(level);
    return graph({
        title: text(`${en}: budget burn`, `${ko}: 오류 예산 소진 속도`),
        description: text(
            `Goal: in ${goal} of cases, ${level.promise.en}. Errors as a multiple of what the goal allows, mean of the districts shown. ${meaning.en}`,
            `목표 ${goal}: ${level.promise.ko}. 목표가 허용하는 오류 대비 배수이며, 표시된 자치구의 평균입니다. ${meaning.ko}`,
        ),
        noValue: missing.rules,
        unit: 'none',
        decimals: 2,
        min: 0,
        steps: burnSteps,
        limits: true,
        width: 8,
        height: 9,
        queries: (['5m', '1h', '6h', '3d'] as const).map((window) => ({
            expr: by('avg', [], burn(level, window)),
            legend: window,
        })),
    });
};

const worst: Panel = rows({
    title: text('Budget burn by district, over six hours', '자치구별 오류 예산 소진 속도(6시간)'),
    description: text(`By district and service level, six hours. ${meaning.en}`, `자치구·서비스 수준별 6시간 기준. ${meaning.ko}`),
    noValue: missing.rules,
    width: 24,
    height: 9,
    sortBy: 0,
    queries: serviceLevels.map((level) => ({ expr: by('max', ['area'], burn(level, '6h')) })),
    columns: [
        { field: 'area', title: text('District', '자치구'), to: 'district' },
        ...serviceLevels.map((level, index) => ({
            field: index,
            title: nameOf(level),
            unit: 'none',
            decimals: 2,
            steps: burnSteps,
        })),
    ],
});

export const errorBudgets: readonly Panel[] = [...serviceLevels.map(budget), worst];
