// PromQL as a tree, by the grammar of Prometheus' own editor.

import { parser } from '../../../dashboards/node_modules/@prometheus-io/lezer-promql/dist/index.es.js';

/** { name, text, from, to, parts } of each node of the grammar; text that is no PromQL throws. */
export function parse(text) {
    const node = ({ name, from, to, firstChild }) => {
        const parts = [];
        for (let part = firstChild; part; part = part.nextSibling) {
            if (part.type.isError) {
                throw new Error(`no PromQL at ${part.from}: ${text}`);
            }
            parts.push(node(part));
        }
        return { name, text: text.slice(from, to), from, to, parts };
    };
    const top = parser.parse(text).topNode.firstChild;
    if (!top || top.type.isError || top.nextSibling) {
        throw new Error(`no PromQL: ${text}`);
    }
    return node(top);
}

/** The function a call is of; undefined for all that is no call. */
export const calls = ({ name, parts }) => (name === 'FunctionCall' ? parts[0].text : undefined);

/** What a call or an aggregation is given, in its order. */
export const given = ({ parts }) => parts.find(({ name }) => name === 'FunctionCallBody').parts;

/** Of each vector selector in a text its metric. */
export function metricsOf(text) {
    const found = new Set();
    const visit = (node) => {
        if (node.name === 'VectorSelector') {
            found.add(node.parts.find(({ name }) => name === 'Identifier')?.text);
        }
        node.parts.forEach(visit);
    };
    visit(parse(text));
    found.delete(undefined);
    return [...found];
}
