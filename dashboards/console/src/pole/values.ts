import type { Value } from '../api/types';
import { h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { count, isMoment, measure, moment } from '../text/format';
import { say } from '../text/language';
import { metricName } from '../text/metric_words';
import { DOMAIN_WORDS, T } from '../text/words';
import { domainOf, labelText } from './series';

const ORDER = ['wifi', 'client', 'path', 'link', 'pole', 'host', 'air', 'node'];

/** By domain, those first that people ask for first. The buckets of histograms are for machines. */
export function byDomain(values: readonly Value[]): [string, Value[]][] {
    const groups = new Map<string, Value[]>();
    for (const value of values) {
        if (!('le' in value.labels)) {
            const domain = domainOf(value.name);
            groups.set(domain, [...(groups.get(domain) ?? []), value]);
        }
    }
    const place = (domain: string): number => (ORDER.includes(domain) ? ORDER.indexOf(domain) : ORDER.length);
    return [...groups].sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}

const isInfo = ({ name }: Value): boolean => name.endsWith('_info');

/** An info says what it has to say in its labels. */
export const valueText = (value: Value, now: number): string =>
    isInfo(value) ? labelText(value.labels) : isMoment(value.name) && value.value !== null ? moment(value.value * 1000, now) : measure(value.value, value.unit);

/** Everything that the pole measures. Which domains are open outlives a refresh. */
export class Values {
    readonly element: HTMLElement;
    private readonly holder = h('div', {});
    private readonly open = new Set(['wifi']);

    constructor() {
        this.element = h('section', { class: 'card', 'aria-labelledby': 'values' }, h('h2', { id: 'values' }, say(T.values)), this.holder);
    }

    show(values: readonly Value[], now: number): void {
        const groups = byDomain(values);
        if (groups.length === 0) {
            this.holder.replaceChildren(nothing(say(T.noValues)));
            return;
        }
        for (const [domain, rows] of groups) {
            const old = this.holder.querySelector<HTMLDetailsElement>(`[data-domain="${CSS.escape(domain)}"]`);
            const body = this.rows(rows, now);
            if (old === null) {
                this.holder.querySelector('.nothing')?.remove();
                this.holder.append(this.group(domain, rows.length, body));
            } else {
                // Only what has changed, so that a reader who selects text keeps it.
                const dl = old.querySelector('dl');
                if (dl !== null && !dl.isEqualNode(body)) {
                    dl.replaceWith(body);
                }
            }
        }
    }

    private group(domain: string, many: number, body: HTMLElement): HTMLElement {
        const words = DOMAIN_WORDS[domain];
        const details = h('details', { 'data-domain': domain, open: this.open.has(domain) }, h('summary', {}, words === undefined ? domain : say(words), ' ', h('span', { class: 'muted' }, count(many))), body);
        details.addEventListener('toggle', () => (details.open ? this.open.add(domain) : this.open.delete(domain)));
        return details;
    }

    private rows(rows: readonly Value[], now: number): HTMLElement {
        return h(
            'dl',
            { class: 'values' },
            ...rows.map((value) =>
                h(
                    'div',
                    { title: value.help },
                    h('dt', {}, metricName(value.name), !isInfo(value) && h('span', { class: 'muted' }, labelText(value.labels))),
                    h('dd', {}, valueText(value, now)),
                ),
            ),
        );
    }
}
