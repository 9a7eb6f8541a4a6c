import { type Child, h } from './h';

export interface Column<Row> {
    readonly title: string;
    readonly cell: (row: Row) => Child;
    readonly kind?: 'number' | 'wide';
}

const classOf = ({ kind }: { readonly kind?: string }): string | undefined => (kind === 'number' ? 'number' : kind === 'wide' ? 'wide' : undefined);

/** On a phone each row becomes a card, in which a cell says its column: so each cell carries the title. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[], kind = ''): HTMLElement {
    return h(
        'div',
        { class: 'scrolls', tabindex: '0', role: 'group', 'aria-label': caption },
        h(
            'table',
            { class: `cards ${kind}` },
            h('caption', { class: 'unseen' }, caption),
            h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col', class: classOf(column) }, column.title)))),
            h(
                'tbody',
                {},
                ...rows.map((row) =>
                    h('tr', {}, ...columns.map((column) => h('td', { class: classOf(column), 'data-title': column.title }, h('span', {}, column.cell(row))))),
                ),
            ),
        ),
    );
}
