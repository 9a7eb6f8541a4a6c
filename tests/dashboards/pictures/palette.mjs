// A PNG with a palette: of a dashboard's few colours a picture needs but a byte a pixel, and a third of the file.

import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST = 256;

const table = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit += 1) {
        value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    }
    return value;
});
function crc(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) {
        value = table[(value ^ byte) & 0xff] ^ (value >>> 8);
    }
    return (value ^ 0xffffffff) >>> 0;
}

function* chunks(png) {
    for (let at = SIGNATURE.length; at < png.length; ) {
        const length = png.readUInt32BE(at);
        yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
        at += length + 12;
    }
}

function chunk(type, data) {
    const whole = Buffer.alloc(data.length + 12);
    whole.writeUInt32BE(data.length, 0);
    whole.write(type, 4, 'latin1');
    data.copy(whole, 8);
    whole.writeUInt32BE(crc(whole.subarray(4, data.length + 8)), data.length + 8);
    return whole;
}

/** PNG, section 9: what a filter took from each byte is added again. */
function unfiltered(raw, height, stride, bytes) {
    const out = Buffer.alloc(height * stride);
    for (let y = 0; y < height; y += 1) {
        const filter = raw[y * (stride + 1)];
        for (let x = 0; x < stride; x += 1) {
            const at = y * stride + x;
            const left = x >= bytes ? out[at - bytes] : 0;
            const up = y > 0 ? out[at - stride] : 0;
            const corner = x >= bytes && y > 0 ? out[at - stride - bytes] : 0;
            const guess = left + up - corner;
            const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
            const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
            out[at] = raw[y * (stride + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth][filter];
        }
    }
    return out;
}

/** Of eight bits a channel, as Chromium writes it: the same picture in its 256 most frequent colours, each pixel in the nearest. */
export function withPalette(png) {
    const all = [...chunks(png)];
    const header = all.find(({ type }) => type === 'IHDR').data;
    const [width, height, depth, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
    if (depth !== 8 || (kind !== 2 && kind !== 6)) {
        throw new Error(`a PNG of ${depth} bits and colour type ${kind}`);
    }
    const bytes = kind === 6 ? 4 : 3;
    const raw = inflateSync(Buffer.concat(all.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
    const pixels = unfiltered(raw, height, width * bytes, bytes);
    const colourAt = (at) => (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
    const counts = new Map();
    for (let at = 0; at < pixels.length; at += bytes) {
        counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1);
    }
    const palette = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST).map(([colour]) => colour);
    const channels = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
    const known = palette.map(channels);
    const nearest = new Map(palette.map((colour, i) => [colour, i]));
    const find = (colour) => {
        const [red, green, blue] = channels(colour);
        let [best, least] = [0, Infinity];
        known.forEach(([r, g, b], i) => {
            const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
            [best, least] = far < least ? [i, far] : [best, least];
        });
        nearest.set(colour, best);
        return best;
    };
    const rows = Buffer.alloc(height * (width + 1));
    for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
            const colour = colourAt((y * width + x) * bytes);
            rows[y * (width + 1) + 1 + x] = nearest.get(colour) ?? find(colour);
        }
    }
    const indexed = Buffer.from(header);
    indexed[9] = 3;
    return Buffer.concat([
        SIGNATURE,
        chunk('IHDR', indexed),
        chunk('PLTE', Buffer.from(known.flat())),
        chunk('IDAT', deflateSync(rows, { level: 9 })),
        chunk('IEND', Buffer.alloc(0)),
    ]);
}
