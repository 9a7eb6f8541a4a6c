// Rows that a server gives page by page, each with the cursor of the next. Fetches what is looked at, and what lies before it, in turn.

export interface Page<Row> {
    readonly rows: readonly Row[];
    readonly total: number;
    readonly next: string | null;
}

interface Kept<Row> {
    readonly after: string | null;
    readonly first: number;
    rows: readonly Row[];
    next: string | null;
}

export class PagedRows<Row> {
    private pages: Kept<Row>[] = [];
    private count = 0;
    private generation = 0;
    private wantedLast = 0;
    private wantedFirst = 0;
    private fetching: Promise<void> | undefined;

    constructor(
        private readonly fetch: (after: string | null) => Promise<Page<Row>>,
        private readonly changed: () => void,
    ) {}

    total(): number {
        return this.count;
    }

    at(index: number): Row | undefined {
        const page = this.pageOf(index);
        return page?.rows[index - page.first];
    }

    /** Other rows from now on: those of before stay until the first of the new ones are here. */
    async restart(): Promise<void> {
        this.generation += 1;
        const { generation } = this;
        this.fetching = undefined;
        const page = await this.fetch(null);
        if (generation === this.generation) {
            this.pages = [{ after: null, first: 0, rows: page.rows, next: page.next }];
            this.count = page.total;
            this.changed();
        }
    }

    /** Asks once more for the pages that are looked at. Pages behind one that now ends elsewhere are no longer true. */
    async refresh(): Promise<void> {
        if (this.pages.length === 0) {
            return this.restart();
        }
        const { generation } = this;
        const looked = this.pages.filter(({ first, rows }) => first < Math.max(1, this.wantedLast) && first + rows.length > this.wantedFirst);
        for (const page of looked) {
            const fresh = await this.fetch(page.after);
            if (generation !== this.generation || !this.pages.includes(page)) {
                return;
            }
            const moved = fresh.next !== page.next || fresh.rows.length !== page.rows.length;
            page.rows = fresh.rows;
            page.next = fresh.next;
            this.count = fresh.total;
            if (moved) {
                this.pages.length = this.pages.indexOf(page) + 1;
            }
        }
        this.changed();
    }

    async want(first: number, last: number): Promise<void> {
        this.wantedFirst = first;
        this.wantedLast = last;
        this.fetching ??= this.fetchWanted().finally(() => {
            this.fetching = undefined;
        });
        return this.fetching;
    }

    private async fetchWanted(): Promise<void> {
        const { generation } = this;
        for (;;) {
            const end = this.pages.at(-1);
            if (end === undefined || end.next === null || end.first + end.rows.length >= this.wantedLast) {
                return;
            }
            const page = await this.fetch(end.next);
            if (generation !== this.generation) {
                return;
            }
            if (this.pages.at(-1) !== end) {
                continue; // a refresh has cut the rows meanwhile
            }
            this.pages.push({ after: end.next, first: end.first + end.rows.length, rows: page.rows, next: page.rows.length === 0 ? null : page.next });
            this.count = page.total;
            this.changed();
        }
    }

    private pageOf(index: number): Kept<Row> | undefined {
        let [low, high] = [0, this.pages.length - 1];
        while (low <= high) {
            const middle = (low + high) >> 1;
            const page = this.pages[middle] as Kept<Row>;
            if (index < page.first) {
                high = middle - 1;
            } else if (index >= page.first + page.rows.length) {
                low = middle + 1;
            } else {
                return page;
            }
        }
        return undefined;
    }
}
