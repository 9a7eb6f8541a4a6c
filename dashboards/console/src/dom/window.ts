// Which rows of a long list are drawn.

export interface Shown {
    readonly first: number;
    readonly last: number; // one past the end
}

/** Of `total` rows of one height, those within the viewport and `spare` beyond each edge. */
export function shownRows(top: number, height: number, row: number, total: number, spare: number): Shown {
    const first = Math.max(0, Math.floor(top / row) - spare);
    const last = Math.min(total, Math.ceil((top + height) / row) + spare);
    return { first: Math.min(first, last), last };
}

/** Where to scroll so that a row is whole within the viewport: where it is, if it is already. */
export function scrollFor(index: number, top: number, height: number, row: number): number {
    if (index * row < top) {
        return index * row;
    }
    return (index + 1) * row > top + height ? (index + 1) * row - height : top;
}

/** The row that a key leads to; undefined where the key is none of a list's. */
export function rowAfter(key: string, at: number, total: number, page: number): number | undefined {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: total - 1 }[key];
    return to === undefined ? undefined : Math.max(0, Math.min(total - 1, to));
}
