// The mock's own judgement of an inventory: enough rules to refuse what a person would get wrong.

const HEADER = ['area', 'node', 'name', 'latitude', 'longitude', 'model', 'site'];
const ID = /^[a-z0-9-]{1,32}$/;

const refusal = (row, column, error) => ({ error: `row ${row}, column ${column}: ${error}`, row, column });

/** Either `{ rows }` or `{ refused }`; rows are counted as in a spreadsheet. */
export function readInventory(text) {
    const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter(Boolean); // prettier-ignore
    const header = (lines[0] ?? '').split(',');
    const missing = HEADER.find((name) => !header.includes(name));
    if (missing !== undefined) {
        return { refused: refusal(1, missing, 'this column is missing') };
    }
    const seen = new Set();
    const rows = [];
    for (const [index, line] of lines.slice(1).entries()) {
        const cells = line.split(',');
        const of = Object.fromEntries(header.map((name, column) => [name, cells[column] ?? '']));
        const bad = ['area', 'node'].find((name) => !ID.test(of[name]));
        if (bad !== undefined) {
            return { refused: refusal(index + 2, bad, 'must be of a to z, 0 to 9 and -') };
        }
        const [latitude, longitude] = [Number(of.latitude), Number(of.longitude)];
        if (!(Math.abs(latitude) <= 90) || of.latitude === '') {
            return { refused: refusal(index + 2, 'latitude', 'must be -90 to 90 degrees: are the coordinates exchanged?') };
        }
        if (!(Math.abs(longitude) <= 180) || of.longitude === '') {
            return { refused: refusal(index + 2, 'longitude', 'must be -180 to 180 degrees') };
        }
        if (seen.has(`${of.area}/${of.node}`)) {
            return { refused: refusal(index + 2, 'node', 'comes twice') };
        }
        seen.add(`${of.area}/${of.node}`);
        rows.push({ ...of, latitude, longitude });
    }
    return { rows };
}

export function inventoryCsv(poles) {
    const rows = poles.filter(({ state }) => state !== 'unregistered').map(({ area, node, name, lat, lon, model, site }) => [area, node, name, lat, lon, model, site].map((cell) => cell ?? '').join(','));
    return [HEADER.join(','), ...rows, ''].join('\r\n');
}
