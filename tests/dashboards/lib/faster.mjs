// A day in minutes: the committed rules, queries and routes with every duration divided by the same number, for poles whose time goes as
// much faster. Nothing else is changed, and by rule alone:
//   [5m], offset 1h, for:, interval:, group_wait: ...   are divided;
//   rate, irate, deriv                                  are by the second of the city: divided;
//   predict_linear(v[1h], SECONDS)                      looks as far ahead in the city: SECONDS are divided;
//   time() - ...                                        is in seconds of the city: multiplied.
// Counts of a window (increase, changes, resets) and thresholds stay as they are, for as much happens in it as before.

import { calls, given, parse } from './promql.mjs';

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 };
const BY_THE_SECOND = ['rate', 'irate', 'deriv'];

/** Of `1h30m`. */
export function milliseconds(text) {
    const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
    if (parts.map(([part]) => part).join('') !== text || text === '') {
        throw new Error(`no duration: ${text}`);
    }
    return parts.reduce((sum, [, number, unit]) => sum + Number(number) * MILLISECONDS[unit], 0);
}

export const fasterDuration = (text, speed) => `${Math.max(1, Math.round(milliseconds(text) / speed))}ms`;

/** The same query for a city whose time goes `speed` times as fast. */
export function fasterQuery(text, speed) {
    const rewrite = (node) => {
        if (node.name === 'NumberDurationLiteralInDurationContext') {
            return fasterDuration(node.text, speed);
        }
        if (node.parts.length === 0) {
            return node.text;
        }
        let rewritten = '';
        let at = node.from;
        for (const part of node.parts) {
            rewritten += text.slice(at, part.from) + rewrite(part);
            at = part.to;
        }
        rewritten += text.slice(at, node.to);
        if (BY_THE_SECOND.includes(calls(node))) {
            return `(${rewritten} / ${speed})`;
        }
        if (calls(node) === 'predict_linear') {
            const [vector, seconds] = given(node);
            return `predict_linear(${rewrite(vector)}, (${rewrite(seconds)}) / ${speed})`;
        }
        const [left, operator] = node.parts;
        if (node.name === 'BinaryExpr' && operator.name === 'Sub' && calls(left) === 'time') {
            return `((${rewritten}) * ${speed})`;
        }
        return rewritten;
    };
    return rewrite(parse(text));
}

/** Groups of a rule file, as read from YAML. */
export function fasterRules({ groups }, speed) {
    const rule = ({ expr, for: wait, keep_firing_for: keep, ...rest }) => ({
        ...rest,
        expr: fasterQuery(expr, speed),
        ...(wait && { for: fasterDuration(wait, speed) }),
        ...(keep && { keep_firing_for: fasterDuration(keep, speed) }),
    });
    return {
        groups: groups.map(({ interval, rules, ...rest }) => ({
            ...rest,
            ...(interval && { interval: fasterDuration(interval, speed) }),
            rules: rules.map(rule),
        })),
    };
}

/** A configuration of Alertmanager, as read from YAML: its waits. */
export function fasterRoutes(config, speed) {
    const waits = ['group_wait', 'group_interval', 'repeat_interval', 'resolve_timeout'];
    const visit = (value) => {
        if (Array.isArray(value)) {
            return value.map(visit);
        }
        if (value === null || typeof value !== 'object') {
            return value;
        }
        const entries = Object.entries(value).map(([key, inner]) => [
            key,
            waits.includes(key) ? fasterDuration(inner, speed) : visit(inner),
        ]);
        return Object.fromEntries(entries);
    };
    return visit(config);
}
