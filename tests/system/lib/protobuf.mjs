// As much of protobuf's wire format as it takes to write what is wrong on purpose, and to read what is right without the help of any
// library of Sparkplug.

export function varint(value) {
    const bytes = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) {
        bytes.push(Number(rest & 127n) | 128);
    }
    return Buffer.from([...bytes, Number(rest)]);
}

const tag = (field, type) => varint(field * 8 + type);

export const integer = (field, value) => Buffer.concat([tag(field, 0), varint(value)]);

export function fixed64(field, value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return Buffer.concat([tag(field, 1), bytes]);
}

export function double(field, value) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return Buffer.concat([tag(field, 1), bytes]);
}

export function float(field, value) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return Buffer.concat([tag(field, 5), bytes]);
}

/** A string, bytes or a message. */
export function chunk(field, content) {
    const bytes = Buffer.from(content);
    return Buffer.concat([tag(field, 2), varint(bytes.length), bytes]);
}

/** Each field of a message as { field, type, value }: varints and fixed64 as BigInt, fixed32 as its four bytes, chunks as Buffers. */
export function* fields(message) {
    let at = 0;
    const readVarint = () => {
        let value = 0n;
        for (let shift = 0n; ; shift += 7n) {
            if (at >= message.length || shift > 63n) {
                throw new Error('a varint without an end');
            }
            const byte = message[at++];
            value |= BigInt(byte & 127) << shift;
            if (byte < 128) {
                return value;
            }
        }
    };
    const take = (length) => {
        if (at + length > message.length) {
            throw new Error('a field that is longer than its message');
        }
        at += length;
        return message.subarray(at - length, at);
    };
    while (at < message.length) {
        const key = Number(readVarint());
        const field = key >> 3;
        const type = key & 7;
        switch (type) {
            case 0:
                yield { field, type, value: readVarint() };
                break;
            case 1:
                yield { field, type, value: take(8).readBigUInt64LE() };
                break;
            case 2:
                yield { field, type, value: take(Number(readVarint())) };
                break;
            case 5:
                yield { field, type, value: take(4) };
                break;
            default:
                throw new Error(`wire type ${type}`);
        }
    }
}
