import { ApiError } from '../api/client';
import type { InventoryTaken } from '../api/types';
import type { Context } from '../app/view';
import { fill, h } from '../dom/h';
import { count, measure } from '../text/format';
import { say } from '../text/language';
import { T } from '../text/words';
import { columnIndex, complaintIn, rowsOf } from './csv';
import type { Panel } from './panel';

/** A new inventory as a CSV. What is refused is shown where it stands in the file. */
export class UploadPanel implements Panel {
    readonly element: HTMLElement;
    private readonly input = h('input', { type: 'file', id: 'file', accept: '.csv,text/csv' });
    private readonly chosen = h('p', { class: 'muted' });
    private readonly send = h('button', { type: 'button', class: 'primary', disabled: true }, say(T.uploadNow));
    private readonly told = h('div', { role: 'status' });
    private text = '';
    private file: File | undefined;

    constructor(private readonly context: Context) {
        this.input.addEventListener('change', () => void this.choose());
        this.send.addEventListener('click', () => void this.upload());
        this.element = h(
            'section',
            { class: 'card upload', 'aria-labelledby': 'upload' },
            h('h2', { id: 'upload' }, say(T.upload)),
            h('p', { class: 'muted' }, say(T.uploadWhy)),
            h('p', {}, h('label', { for: 'file' }, say(T.file)), ' ', this.input),
            this.chosen,
            this.send,
            this.told,
        );
    }

    begin(): void {
        // Nothing is asked of the collector before there is a file.
    }

    end(): void {
        this.text = '';
    }

    private async choose(): Promise<void> {
        this.file = this.input.files?.[0];
        fill(this.told);
        this.send.disabled = this.file === undefined;
        if (this.file !== undefined) {
            this.text = await this.file.text();
            const rows = Math.max(0, rowsOf(this.text).length - 1);
            fill(this.chosen, say(T.uploadRows, { name: this.file.name, rows: count(rows), size: measure(this.file.size, 'bytes') }));
        }
    }

    private async upload(): Promise<void> {
        if (this.file === undefined) {
            return;
        }
        this.send.disabled = true;
        fill(this.told, say(T.loading));
        try {
            const { poles, added, removed, changed } = await this.context.client.put<InventoryTaken>('/api/v1/console/inventory', this.file, 'text/csv');
            fill(this.told, h('p', { class: 'good' }, say(T.uploadTaken, { poles: count(poles), added: count(added), removed: count(removed), changed: count(changed) })));
        } catch (problem) {
            fill(this.told);
            if (problem instanceof ApiError && (problem.status === 400 || problem.status === 413)) {
                this.refused(problem);
            } else {
                this.context.failed(problem);
            }
        } finally {
            this.send.disabled = false;
        }
    }

    private refused({ body, message }: ApiError): void {
        const complaint = complaintIn(body, message);
        if (complaint === undefined) {
            fill(this.told, h('p', { class: 'bad' }, say(T.uploadRefusedPlain, { why: message })));
            return;
        }
        const rows = rowsOf(this.text, complaint.row);
        const [header = [], row] = [rows[0], rows[complaint.row - 1]];
        const at = columnIndex(header, complaint.column);
        fill(
            this.told,
            h('p', { class: 'bad' }, say(T.uploadRefused, { row: count(complaint.row), column: complaint.column, why: complaint.why })),
            row !== undefined &&
                complaint.row > 1 &&
                h(
                    'div',
                    { class: 'scrolls', tabindex: '0', role: 'group', 'aria-label': `${say(T.row)} ${complaint.row}` },
                    h(
                        'table',
                        { class: 'offender' },
                        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, say(T.row)), ...header.map((name) => h('th', { scope: 'col' }, name)))),
                        h('tbody', {}, h('tr', {}, h('th', { scope: 'row' }, count(complaint.row)), ...row.map((cell, index) => h('td', { class: index === at ? 'wrong' : undefined }, index === at ? h('mark', {}, cell || '∅') : cell)))),
                    ),
                ),
        );
    }
}
