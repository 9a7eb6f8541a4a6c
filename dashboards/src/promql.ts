// What is asked for in a PromQL expression, as far as the checks need it. Grafana's variables are no PromQL; they are
// put in plain first.

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface Matcher {
    readonly label: string;
    readonly operator: string;
    readonly value: string;
}

export interface Selector {
    /** Empty where the name is a matcher. */
    readonly metric: string;
    readonly matchers: readonly Matcher[];
    /** `5m`, as it stands there; empty at an instant vector. */
    readonly range: string;
    /** How long ago, as it stands there; empty for now. */
    readonly offset: string;
    /** Functions and aggregations around it, innermost first. */
    readonly inside: readonly string[];
}

/** An aggregation by labels, and what it is over. */
export interface Grouping {
    readonly labels: readonly string[];
    readonly over: readonly Selector[];
}

export interface Expression {
    readonly selectors: readonly Selector[];
    readonly groupings: readonly Grouping[];
    /** Labels of `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
    readonly labels: readonly string[];
    /** Labels that label_replace, label_join and count_values make. */
    readonly made: readonly string[];
}

// A duration that nobody writes by hand, so that what was $__rate_interval can be told from a fixed range.
export const rateInterval = '11m23s';
const intervals: Readonly<Record<string, string>> = {
    __rate_interval: rateInterval,
    __interval: '1m7s',
    __range: '3h7m',
};

/** The expression as Prometheus could be sent it: intervals for durations, a word for each other variable. */
export function withoutVariables(expr: string): string {
    return expr.replace(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (_, braced?: string, bare?: string) => {
        const name = braced ?? bare ?? '';
        return intervals[name] ?? name;
    });
}

const making = ['label_replace', 'label_join', 'count_values'];

function unquoted(literal: string): string {
    return literal.slice(1, -1).replaceAll('\\\\', '\\');
}

function matchersOf(selector: SyntaxNode, expr: string): Matcher[] {
    const matchers: Matcher[] = [];
    for (const matcher of selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
        const part = (name: string): string => {
            const node = matcher.getChild(name);
            return node ? expr.slice(node.from, node.to) : '';
        };
        matchers.push({ label: part('LabelName'), operator: part('MatchOp'), value: unquoted(part('StringLiteral')) });
    }
    return matchers;
}

function readSelector(selector: SyntaxNode, expr: string): Selector {
    const inside: string[] = [];
    let range = '';
    let offset = '';
    for (let node = selector.parent; node; node = node.parent) {
        if (node.name === 'MatrixSelector') {
            const duration = node.getChild('DurationExpr') ?? node.lastChild;
            range = duration ? expr.slice(duration.from, duration.to) : '';
        } else if (node.name === 'OffsetExpr') {
            const duration = node.getChild('OffsetDurationExpr');
            offset = duration ? expr.slice(duration.from, duration.to) : '';
        } else if (node.name === 'FunctionCall' || node.name === 'AggregateExpr') {
            const name = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp');
            inside.push(name ? expr.slice(name.from, name.to) : '');
        }
    }
    const name = selector.getChild('Identifier');
    return { metric: name ? expr.slice(name.from, name.to) : '', matchers: matchersOf(selector, expr), range, offset, inside };
}

function labelsIn(modifier: SyntaxNode, expr: string): string[] {
    const labels = modifier.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
    return labels.map(({ from, to }) => expr.slice(from, to));
}

function selectorsIn(root: SyntaxNode, expr: string): Selector[] {
    const found: Selector[] = [];
    const cursor = root.cursor();
    cursor.iterate(({ name, node }) => {
        if (name === 'VectorSelector') {
            found.push(readSelector(node, expr));
        }
    });
    return found;
}

/** Throws at what is not PromQL, and says where. */
export function readPromql(template: string): Expression {
    const expr = withoutVariables(template);
    const selectors: Selector[] = [];
    const groupings: Grouping[] = [];
    const labels: string[] = [];
    const made: string[] = [];
    parser.parse(expr).iterate({
        enter: (reference) => {
            const node = reference.node;
            const said = expr.slice(node.from, node.to);
            if (node.type.isError) {
                throw new Error(`not PromQL at "${expr.slice(Math.max(0, node.from - 20), node.to + 20)}": ${expr}`);
            }
            if (node.name === 'VectorSelector') {
                selectors.push(readSelector(node, expr));
            } else if (node.name === 'AggregateModifier' && node.getChild('By') && node.parent) {
                groupings.push({ labels: labelsIn(node, expr), over: selectorsIn(node.parent, expr) });
            } else if (node.name === 'LabelName' && node.parent?.name === 'GroupingLabels') {
                labels.push(said);
            } else if (node.name === 'StringLiteral' && node.parent?.name === 'FunctionCallBody') {
                const call = node.parent.parent;
                const name = call?.getChild('FunctionIdentifier') ?? call?.getChild('AggregateOp');
                const isFirst = node.prevSibling?.name !== 'StringLiteral';
                if (name && isFirst && making.includes(expr.slice(name.from, name.to))) {
                    made.push(unquoted(said));
                }
            }
        },
    });
    return { selectors, groupings, labels, made };
}
