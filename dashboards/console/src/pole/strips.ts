import { ApiError } from '../api/client';
import type { History, Value } from '../api/types';
import type { Context } from '../app/view';
import { fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { onTheme } from '../map/theme';
import { say } from '../text/language';
import { metricName } from '../text/metric_words';
import { DOMAIN_WORDS, T } from '../text/words';
import { Chart } from './chart';
import { domainOf, drawable, SPANS, type Span, unitOf, usualMetrics } from './series';

const AGAIN = 60_000;

/** Strips of history: the usual ones, or one that the reader chose. */
export class Strips {
    readonly element: HTMLElement;
    private readonly holder = h('div', { class: 'charts' });
    private readonly metric = h('select', { id: 'metric' });
    private readonly spans: HTMLElement;
    private charts: Chart[] = [];
    private values: readonly Value[] = [];
    private chosen: string;
    private span: Span;
    private generation = 0;
    private drawnAt = 0;
    private readonly stopTheme = onTheme(() => void this.read());

    constructor(
        private readonly context: Context,
        private readonly base: string,
        query: Readonly<Record<string, string>>,
        private readonly signal: AbortSignal,
    ) {
        this.chosen = query['metric'] ?? '';
        this.span = SPANS.find(({ id }) => id === query['hours']) ?? (SPANS[1] as Span);
        this.metric.addEventListener('change', () => {
            this.chosen = this.metric.value;
            this.context.note({ metric: this.chosen });
            void this.read();
        });
        const names = { '1': T.hour1, '24': T.hour24, '168': T.hour168 };
        this.spans = h(
            'div',
            { class: 'segments', role: 'group', 'aria-label': say(T.hours) },
            ...SPANS.map((span) => h('button', { type: 'button', 'aria-pressed': String(span === this.span), click: () => this.choose(span), 'data-hours': span.id }, say(names[span.id]))),
        );
        this.element = h(
            'section',
            { class: 'card history', 'aria-labelledby': 'history' },
            h('div', { class: 'head' }, h('h2', { id: 'history' }, say(T.history)), this.spans, h('label', { for: 'metric', class: 'unseen' }, say(T.metric)), this.metric),
            this.holder,
        );
    }

    /** What the pole measures, every time it is asked. */
    show(values: readonly Value[]): void {
        const first = this.drawnAt === 0;
        this.values = values;
        const names = drawable(values);
        const domains = [...new Set(names.map(domainOf))];
        const options = domains.map((domain) => {
            const words = DOMAIN_WORDS[domain];
            return h('optgroup', { label: words === undefined ? domain : say(words) }, ...names.filter((name) => domainOf(name) === domain).map((name) => h('option', { value: name }, metricName(name))));
        });
        fill(this.metric, h('option', { value: '' }, say(T.metricsShown)), ...options);
        if (this.chosen !== '' && !names.includes(this.chosen)) {
            this.metric.append(h('option', { value: this.chosen }, this.chosen));
        }
        this.metric.value = this.chosen;
        if (first || Date.now() - this.drawnAt > AGAIN) {
            void this.read();
        }
    }

    end(): void {
        this.stopTheme();
        this.generation += 1;
        this.clear();
    }

    private choose(span: Span): void {
        this.span = span;
        this.context.note({ hours: span.id });
        for (const button of this.spans.querySelectorAll('button')) {
            button.setAttribute('aria-pressed', String(button.dataset['hours'] === span.id));
        }
        void this.read();
    }

    private clear(): void {
        for (const chart of this.charts) {
            chart.end();
        }
        this.charts = [];
    }

    private async read(): Promise<void> {
        this.generation += 1;
        const { generation, span } = this;
        this.drawnAt = Date.now();
        const names = this.chosen === '' ? usualMetrics(this.values) : [this.chosen];
        // On whole steps, so that what is asked again is the same points again.
        const to = Math.floor(Date.now() / 1000 / span.step) * span.step;
        const from = to - span.seconds;
        try {
            const answers = await Promise.all(names.map((metric) => this.context.client.get<History>(`${this.base}/history`, { metric, from, to, step: span.step }, this.signal)));
            if (generation !== this.generation) {
                return;
            }
            this.clear();
            const isSilent = this.values.length === 0;
            this.charts = answers.flatMap((history, index) => {
                const name = names[index] as string;
                if (isSilent && this.chosen === '' && history.series.length === 0) {
                    return []; // usual elsewhere, and never measured here
                }
                const help = this.values.find((value) => value.name === name)?.help ?? '';
                return [new Chart(name, unitOf(name, this.values), help, history, from, to)];
            });
            this.holder.replaceChildren(...(this.charts.length === 0 ? [nothing(say(T.emptyHistory))] : this.charts.map(({ element }) => element)));
        } catch (problem) {
            if (generation === this.generation && problem instanceof ApiError && (problem.status === 502 || problem.status === 503)) {
                this.clear();
                const isNone = problem.status === 503 && problem.message.startsWith('no history store');
                this.holder.replaceChildren(nothing(isNone ? say(T.noHistory) : say(T.failed, { why: problem.message })));
            } else {
                this.context.failed(problem);
            }
        }
    }
}
