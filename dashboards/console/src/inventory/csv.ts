// Just enough CSV (RFC 4180) to show a reader the row that the collector complains of. What is right and wrong the collector decides.

const SEPARATORS = [',', ';', '\t', '|'];

/** The separator that the header has most of. */
export function separatorOf(header: string): string {
    const many = (separator: string): number => header.split(separator).length;
    return SEPARATORS.reduce((best, one) => (many(one) > many(best) ? one : best), ',');
}

/** Rows and their cells; a quote may hide a separator or the end of a line. The header is row 1, as in a spreadsheet. */
export function rowsOf(text: string, most = Number.POSITIVE_INFINITY): string[][] {
    const content = text.replace(/^\uFEFF/, '');
    const separator = separatorOf(content.slice(0, content.search(/\r?\n|$/)));
    const rows: string[][] = [];
    let row: string[] = [];
    let cell = '';
    let quoted = false;
    const ends = (): void => {
        row.push(cell);
        cell = '';
    };
    for (let at = 0; at < content.length && rows.length < most; at += 1) {
        const letter = content[at] as string;
        if (quoted) {
            if (letter !== '"') {
                cell += letter;
            } else if (content[at + 1] === '"') {
                cell += '"';
                at += 1;
            } else {
                quoted = false;
            }
        } else if (letter === '"' && cell === '') {
            quoted = true;
        } else if (letter === separator) {
            ends();
        } else if (letter === '\n') {
            cell = cell.replace(/\r$/, '');
            ends();
            rows.push(row);
            row = [];
        } else {
            cell += letter;
        }
    }
    if (rows.length < most && (cell !== '' || row.length > 0)) {
        ends();
        rows.push(row);
    }
    return rows;
}

export interface Complaint {
    readonly row: number;
    /** As the header has it; or a number, from 1. */
    readonly column: string;
    readonly why: string;
}

/** Where the collector found the mistake: as fields of its answer, or in its sentence. Row 0 is the file as a whole, which has no place to show. */
export function complaintIn(body: Readonly<Record<string, unknown>>, message: string): Complaint | undefined {
    const { row, column } = body;
    if (row === 0) {
        return undefined;
    }
    if (typeof row === 'number' && (typeof column === 'string' || typeof column === 'number')) {
        return { row, column: String(column), why: message };
    }
    const found = /\brow (\d+),? column ["'`]?([\w -]+?)["'`]?(?::|,|;|\.|$)\s*(.*)/i.exec(message);
    return found === null ? undefined : { row: Number(found[1]), column: found[2] ?? '', why: found[3] || message };
}

/** Its index; -1 where the header has no such column. */
export function columnIndex(header: readonly string[], column: string): number {
    const byName = header.findIndex((name) => name.trim().toLowerCase() === column.trim().toLowerCase());
    return byName >= 0 ? byName : /^\d+$/.test(column) ? Number(column) - 1 : -1;
}
