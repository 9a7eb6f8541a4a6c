import { h } from './h';
import { rowAfter, scrollFor, shownRows } from './window';

const SPARE = 8;

export interface RowSource<Row> {
    total(): number;
    /** Nothing while it is not here yet. */
    at(index: number): Row | undefined;
    /** These are looked at: whoever has the rows may fetch them, and then calls `draw`. */
    wanted(first: number, last: number): void;
}

/** A list of any length, of which only the rows in view are in the page. One row is in the order of Tab; the arrows move it. */
export class VirtualList<Row> {
    readonly element: HTMLElement;
    private readonly inner = h('div', { role: 'list', class: 'rows' });
    private readonly rows = new Map<number, { row: Row | undefined; item: HTMLElement }>();
    private active = 0;
    private waitsForFocus = false;

    constructor(
        label: string,
        private readonly height: number,
        private readonly source: RowSource<Row>,
        private readonly draws: (row: Row) => HTMLElement,
    ) {
        this.inner.setAttribute('aria-label', label);
        this.element = h('div', { class: 'virtual', scroll: () => this.draw(), keydown: (event) => this.key(event as KeyboardEvent) }, this.inner);
        this.element.addEventListener('focusin', (event) => {
            const item = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
            if (item !== null) {
                this.activate(Number(item.dataset['index']));
            }
        });
        new ResizeObserver(() => this.draw()).observe(this.element);
    }

    toTop(): void {
        this.active = 0;
        this.element.scrollTop = 0;
    }

    draw(): void {
        const total = this.source.total();
        this.inner.style.height = `${total * this.height}px`;
        this.active = Math.min(this.active, Math.max(0, total - 1));
        const { first, last } = shownRows(this.element.scrollTop, this.element.clientHeight, this.height, total, SPARE);
        for (const [index, { item }] of this.rows) {
            if ((index < first || index >= last) && !item.contains(document.activeElement)) {
                item.remove();
                this.rows.delete(index);
            }
        }
        for (let index = first; index < last; index += 1) {
            this.place(index, total);
        }
        const tab = this.active >= first && this.active < last ? this.active : first;
        for (const [index, { item }] of this.rows) {
            item.querySelector('a')?.setAttribute('tabindex', index === tab ? '0' : '-1');
        }
        if (this.waitsForFocus) {
            this.focusActive();
        }
        if (last > first) {
            this.source.wanted(first, last);
        }
    }

    private place(index: number, total: number): void {
        const row = this.source.at(index);
        const old = this.rows.get(index);
        if (old !== undefined && old.row === row) {
            old.item.setAttribute('aria-setsize', String(total));
            return;
        }
        const body = row === undefined ? h('span', { class: 'placeholder' }, '…') : this.draws(row);
        const had = old?.item.contains(document.activeElement) ?? false;
        const item = h('div', { role: 'listitem', 'data-index': index, 'aria-posinset': index + 1, 'aria-setsize': total }, body);
        item.style.transform = `translateY(${index * this.height}px)`;
        item.style.height = `${this.height}px`;
        if (old === undefined) {
            this.inner.append(item);
        } else {
            old.item.replaceWith(item);
        }
        this.rows.set(index, { row, item });
        if (had) {
            item.querySelector('a')?.focus({ preventScroll: true });
        }
    }

    private key(event: KeyboardEvent): void {
        const page = Math.max(1, Math.floor(this.element.clientHeight / this.height) - 1);
        const to = rowAfter(event.key, this.active, this.source.total(), page);
        if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) {
            return;
        }
        event.preventDefault();
        this.activate(to);
        this.waitsForFocus = true;
        this.element.scrollTop = scrollFor(to, this.element.scrollTop, this.element.clientHeight, this.height);
        this.draw();
    }

    private focusActive(): void {
        const link = this.rows.get(this.active)?.item.querySelector('a');
        if (link !== null && link !== undefined) {
            this.waitsForFocus = false;
            link.setAttribute('tabindex', '0');
            link.focus({ preventScroll: true });
        }
    }

    private activate(index: number): void {
        if (index !== this.active) {
            this.rows.get(this.active)?.item.querySelector('a')?.setAttribute('tabindex', '-1');
            this.active = index;
        }
    }
}
