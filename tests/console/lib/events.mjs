// What happened in the made-up city: a hub that was cut, and the usual.

import { dice } from './city.mjs';

const WHAT = [
    ['down', { en: 'Silent: power or line lost', ko: '무응답: 전원 또는 회선 단절' }],
    ['radio_hung', { en: 'A radio hangs', ko: '무선이 멈춤' }],
    ['overheated', { en: 'The board is too hot', ko: '보드 과열' }],
    ['evil_twin', { en: 'Somebody poses as our network', ko: '우리 네트워크를 사칭하는 장치' }],
];
const HOUR = 3_600_000;

/** Newest first, with numbers that fall. */
export function makeEvents(poles, now = Date.now()) {
    const roll = dice(11);
    const events = [];
    const add = (time, kind, pole, [alert, what], until, detail = '') =>
        events.push({ time, kind, area: pole.area, node: pole.node, what, alert: kind === 'event' ? null : alert, detail, until });
    const cut = now - 5 * HOUR;
    poles.filter(({ area, state }) => area === 'yongsan' && state === 'down').slice(0, 14).forEach((pole, index) => add(cut + index * 900, 'alarm', pole, WHAT[0], null, 'hub-yongsan-2')); // prettier-ignore
    for (let index = 0; index < 260; index += 1) {
        const pole = poles[Math.floor(roll() * poles.length)];
        const began = now - Math.floor(roll() ** 2 * 60 * HOUR) - 60_000;
        const what = WHAT[Math.floor(roll() ** 2 * WHAT.length)];
        const lasted = Math.floor((0.05 + roll() ** 3 * 9) * HOUR);
        const isOver = began + lasted < now;
        add(began, 'alarm', pole, what, isOver ? began + lasted : null);
        if (isOver) {
            add(began + lasted, 'recovery', pole, what, null);
        }
        if (index % 9 === 0) {
            add(began - 5000, 'event', pole, ['', { en: 'Maintenance began', ko: '작업 시작' }], null, 'cable swapped <b>twice</b>');
        }
    }
    for (const [index, pole] of poles.filter(({ state }) => state === 'critical').entries()) {
        add(Date.parse(pole.since), 'alarm', pole, WHAT[1 + (index % 3)], null);
    }
    events.sort((a, b) => b.time - a.time);
    const text = (time) => (time === null ? null : new Date(time).toISOString());
    return events.map((event, index) => ({ number: events.length - index, ...event, time: text(event.time), until: text(event.until) }));
}

export function chosenEvents(events, query) {
    const [from, to] = [query.get('from'), query.get('to')].map((text) => (text === null ? null : Date.parse(text)));
    return events.filter(
        ({ time, kind, area, node }) =>
            (from === null || Date.parse(time) >= from) &&
            (to === null || Date.parse(time) < to) &&
            ['kind', 'area', 'node'].every((key) => !query.get(key) || query.get(key) === { kind, area, node }[key]),
    );
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function eventsCsv(events) {
    const rows = events.map(({ number, time, kind, area, node, what, detail, until }) => [number, time, kind, area, node, what.en, detail, until ?? ''].map((cell) => quoted(String(cell))).join(','));
    return ['number,time,kind,area,node,what,detail,until', ...rows, ''].join('\r\n');
}
