import { ApiError } from '../api/client';
import { polePath, type Route } from '../app/route';
import type { Context, View } from '../app/view';
import { fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { onTheme } from '../map/theme';
import { Chart } from '../pole/chart';
import { layerList, layerMark, verdict } from '../pole/check_result';
import { moment } from '../text/format';
import { say } from '../text/language';
import { REPORT_KIND_WORDS, SIGNATURE_FAULT_WORDS, T } from '../text/words';
import { type Note, readReport, type Report, type ReportAnswer, type ReportRow, type Signature } from './report';

/** One report: whether the pole's signature holds, what its check found, what the technician wrote, and the hours before. It never changes, so it is read once. */
export class ReportView implements View {
    readonly title: string;
    readonly element = h('div', { class: 'view report-view' });
    private readonly ending = new AbortController();
    private readonly area: string;
    private readonly node: string;
    private readonly id: string;
    private readonly path: string;
    private readonly strips = h('div', { class: 'charts' });
    private readonly stopTheme = onTheme(() => this.draw());
    private report: Report | undefined;
    private charts: Chart[] = [];

    constructor(
        private readonly context: Context,
        { path }: Route,
    ) {
        this.area = path[1] ?? '';
        this.node = path[2] ?? '';
        this.id = path[4] ?? '';
        this.path = `/api/v1/reports/${encodeURIComponent(this.id)}`;
        this.title = `${say(T.reports)}: ${this.node}`;
        fill(this.element, this.back(), h('h1', {}, this.node), h('p', { class: 'muted' }, say(T.loading)));
    }

    begin(): void {
        void this.read();
    }

    end(): void {
        this.ending.abort();
        this.stopTheme();
        this.clear();
    }

    private back(): HTMLElement {
        return h('p', {}, h('a', { href: polePath({ area: this.area, node: this.node }) }, say(T.reportOfPole, { node: this.node })));
    }

    private async read(): Promise<void> {
        const { client } = this.context;
        const { signal } = this.ending;
        try {
            const [{ reports }, answer] = await Promise.all([
                client.get<{ reports: readonly ReportRow[] }>('/api/v1/reports', { area: this.area, node: this.node }, signal),
                client.get<ReportAnswer>(this.path, {}, signal),
            ]);
            const row = reports.find(({ id }) => id === this.id);
            if (row === undefined) {
                this.none(say(T.notFound)); // of another pole than the address says
            } else {
                this.show(row, readReport(answer.report, row.received), answer.signature);
            }
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                this.none(problem.message.includes('damaged') ? say(T.reportDamaged) : say(T.notFound));
            } else {
                this.context.failed(problem);
            }
        }
    }

    private none(why: string): void {
        fill(this.element, this.back(), h('h1', {}, this.node), nothing(why));
    }

    private show(row: ReportRow, report: Report, signature: Signature): void {
        const now = Date.now();
        const { check, notes } = report;
        this.report = report;
        this.element.replaceChildren(
            this.back(),
            h('h1', {}, `${say(REPORT_KIND_WORDS[report.kind])} · ${this.node}`),
            h('p', { class: 'muted' }, [this.area, moment(report.made ?? row.received, now), report.by || say(T.reportByPole)].join(' · ')),
            h(
                'div',
                { class: 'columns' },
                h(
                    'div',
                    { class: 'column' },
                    this.signature(signature),
                    h(
                        'section',
                        { class: 'card check', 'aria-labelledby': 'found' },
                        h('h2', { id: 'found' }, say(T.reportCheck)),
                        ...(check === null
                            ? [nothing(say(T.reportNoCheck))]
                            : [h('p', { class: 'muted' }, say(T.reportTook, { time: moment(check.begun, now), seconds: `${check.seconds.toFixed(1)} s` })), verdict(check), layerList(check.layers)]),
                    ),
                ),
                h('div', { class: 'column side' }, this.notes(notes, now), this.facts(row, report, signature, now)),
            ),
            ...(report.strips.length === 0 ? [] : [h('section', { class: 'card', 'aria-labelledby': 'strips' }, h('h2', { id: 'strips' }, say(T.reportStrips)), this.strips)]),
        );
        this.draw();
    }

    private signature({ held, fault }: Signature): HTMLElement {
        return h(
            'section',
            { class: 'card', 'aria-labelledby': 'signature' },
            h('h2', { id: 'signature' }, say(T.signature)),
            h('div', { class: `seal ${held ? 'v-pass' : 'v-fail'}` }, layerMark(held ? 'pass' : 'fail', held ? T.valid : T.notValid), h('div', {}, h('p', {}, say(held ? T.signatureHeld : T.signatureBroken)), fault !== null && h('p', {}, say(SIGNATURE_FAULT_WORDS[fault])))),
        );
    }

    private notes(notes: readonly Note[], now: number): HTMLElement {
        return h(
            'section',
            { class: 'card', 'aria-labelledby': 'notes' },
            h('h2', { id: 'notes' }, say(T.reportNotes)),
            notes.length === 0
                ? nothing(say(T.reportNoNotes))
                : h('ul', { class: 'notes' }, ...notes.map(({ time, by, text }) => h('li', {}, h('p', { class: 'text' }, text), h('p', { class: 'muted' }, [by, time === null ? '' : moment(time, now)].filter(Boolean).join(' · '))))),
        );
    }

    private facts(row: ReportRow, report: Report, signature: Signature, now: number): HTMLElement {
        const file = `${this.node}-${this.id}.cms`;
        const save = (): void => {
            this.context.client.save(this.path, { format: 'cms' }, file).catch((problem: unknown) => this.context.failed(problem));
        };
        const rows: [string, string][] = [
            [say(T.reportMade), report.made === null ? say(T.reportNoTime) : moment(report.made, now)],
            [say(T.reportReceived), moment(row.received, now)],
            [say(T.reportBy), report.by || say(T.reportByPole)],
            [say(T.reportProgram), report.program],
            [say(T.signer), signature.signer],
            [say(T.serial), signature.serial],
            [say(T.reportName), this.id],
        ];
        return h(
            'section',
            { class: 'card', 'aria-labelledby': 'about' },
            h('h2', { id: 'about' }, say(T.about)),
            h('dl', { class: 'facts' }, ...rows.filter(([, text]) => text !== '').map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text)))),
            h('p', { class: 'save' }, h('button', { type: 'button', 'data-does': 'save', click: save }, say(T.reportSave))),
            h('p', { class: 'muted' }, say(T.reportVerify)),
            h('code', { class: 'command' }, `openssl cms -verify -inform DER -in ${file} -CAfile ca.crt -purpose any`),
        );
    }

    private clear(): void {
        for (const chart of this.charts) {
            chart.end();
        }
        this.charts = [];
    }

    private draw(): void {
        this.clear();
        this.charts = (this.report?.strips ?? []).map(({ metric, unit, history, from, to }) => new Chart(metric, unit, '', history, from, to));
        this.strips.replaceChildren(...this.charts.map(({ element }) => element));
    }
}
