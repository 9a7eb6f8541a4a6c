import type { AuditRow } from '../api/types';
import type { Context } from '../app/view';
import { fill, h } from '../dom/h';
import { nothing } from '../dom/nothing';
import { table } from '../dom/table';
import { moment } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import type { Panel } from './panel';

const PAGE = 100;

/** What people commanded, newest first. Reading it wants a token of its own scope, security. */
export class AuditPanel implements Panel {
    readonly element: HTMLElement;
    private readonly holder = h('div', {}, nothing(say(T.loading)));
    private readonly more = h('button', { type: 'button', hidden: true, click: () => void this.read() }, say(T.more));
    private readonly ending = new AbortController();
    private rows: readonly AuditRow[] = [];

    constructor(private readonly context: Context) {
        this.element = h('section', { class: 'card', 'aria-labelledby': 'audit' }, h('h2', { id: 'audit' }, say(T.audit)), this.holder, this.more);
    }

    begin(): void {
        void this.read();
    }

    end(): void {
        this.ending.abort();
    }

    private async read(): Promise<void> {
        try {
            const { audit } = await this.context.client.get<{ audit: AuditRow[] }>('/api/v1/audit', { limit: PAGE, before: this.rows.at(-1)?.id }, this.ending.signal);
            this.rows = [...this.rows, ...audit];
            this.more.hidden = audit.length < PAGE;
            const now = Date.now();
            const shown = table(
                say(T.audit),
                [
                    { title: say(T.time), cell: ({ at_ms }) => moment(at_ms, now) },
                    { title: say(T.who), cell: ({ who }) => who },
                    { title: say(T.auditWhat), cell: ({ what }) => what.replace(/_/g, ' ') },
                    { title: say(T.detail), kind: 'wide', cell: ({ detail }) => detail },
                ],
                this.rows,
            );
            fill(this.holder, this.rows.length === 0 ? nothing(say(T.none)) : shown);
        } catch (problem) {
            fill(this.holder);
            this.context.failed(problem);
        }
    }
}
