import { ApiError } from '../api/client';
import { Refresher } from '../api/refresher';
import { reportPath } from '../app/route';
import type { Context } from '../app/view';
import { type Child, fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { table } from '../dom/table';
import { layerMark } from '../pole/check_result';
import { moment } from '../text/format';
import { say } from '../text/language';
import { layerWords, REPORT_KIND_WORDS, T } from '../text/words';
import type { ReportRow } from './report';

const AGAIN = 60_000;
const FEW = 4;

/** When it was made; where the pole did not know, or says what is no time, when it came. */
function timeOf({ brief, received }: ReportRow): number {
    const made = Date.parse(brief?.made ?? '');
    return Number.isNaN(made) ? received : made;
}

/** What a layer says of itself may be nothing. */
function firstRed({ brief }: ReportRow): Child {
    if (brief === null || brief === undefined) {
        return say(T.reportDamaged);
    }
    const notes = brief.notes > 0 && h('span', { class: 'muted detail' }, say(T.reportNotesMany, { count: brief.notes }));
    const what = brief.first === null ? '' : say(brief.first.what) || say(layerWords(brief.first));
    return what === '' && notes === false ? '' : h('span', {}, what, notes);
}

/** What technicians and acceptance tests have left of a pole: the newest first. */
export class ReportList {
    readonly element = h('section', { class: 'card reports', 'aria-labelledby': 'reports' }, h('h2', { id: 'reports' }, say(T.reports)), h('p', { class: 'muted' }, say(T.loading)));
    private readonly refresher = new Refresher(() => this.look(), AGAIN);
    private all: readonly ReportRow[] = [];
    private whole = false;

    constructor(
        private readonly context: Context,
        private readonly pole: { readonly area: string; readonly node: string },
        private readonly signal: AbortSignal,
    ) {
        this.refresher.now();
    }

    end(): void {
        this.refresher.end();
    }

    private async look(): Promise<void> {
        try {
            const { reports } = await this.context.client.get<{ reports: readonly ReportRow[] }>('/api/v1/reports', { area: this.pole.area, node: this.pole.node }, this.signal);
            this.all = reports;
            this.show();
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                fill(this.element, h('h2', { id: 'reports' }, say(T.reports)), nothing(say(T.reportsOff)));
            } else {
                this.context.failed(problem);
            }
        }
    }

    private show(): void {
        const now = Date.now();
        const rows = this.whole ? this.all : this.all.slice(0, FEW);
        const columns = [
            { title: say(T.time), cell: (row: ReportRow) => h('a', { href: reportPath(row) }, h('time', { datetime: new Date(timeOf(row)).toISOString() }, moment(timeOf(row), now))) },
            { title: say(T.reportBy), cell: ({ brief }: ReportRow) => (brief ? (brief.by ?? say(T.reportByPole)) : '') },
            { title: say(T.kind), cell: ({ brief }: ReportRow) => (brief ? say(REPORT_KIND_WORDS[brief.kind]) : '') },
            { title: say(T.result), cell: ({ brief }: ReportRow) => (brief?.verdict ? layerMark(brief.verdict) : '') },
            { title: say(T.checkFirst), kind: 'wide' as const, cell: firstRed },
        ];
        fill(
            this.element,
            h('h2', { id: 'reports' }, say(T.reports)),
            this.all.length === 0 ? nothing(say(T.reportsNone)) : table(say(T.reports), columns, rows),
            rows.length < this.all.length &&
                h(
                    'button',
                    {
                        type: 'button',
                        class: 'small',
                        click: () => {
                            this.whole = true;
                            this.show();
                            this.element.querySelectorAll<HTMLElement>('tbody a')[FEW]?.focus();
                        },
                    },
                    say(T.reportsAll, { count: this.all.length }),
                ),
        );
    }
}
