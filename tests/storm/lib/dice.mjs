const MASK = (1n << 64n) - 1n;

function fnv1a(text) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of Buffer.from(text)) {
        hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK;
    }
    return hash;
}

/**
 * Chance with a name: the same seed and name give the same row of numbers for ever (splitmix64). Each decision has a row of its own, so
 * that one more throw for one thing changes nothing of another.
 */
export class Dice {
    constructor(seed, name = '') {
        this.seed = BigInt(seed) & MASK;
        this.name = name;
        this.state = (this.seed ^ fnv1a(name)) & MASK;
    }

    /** A row of its own, of the same seed. */
    of(name) {
        return new Dice(this.seed, `${this.name}/${name}`);
    }

    /** From 0 to below 1. */
    next() {
        this.state = (this.state + 0x9e3779b97f4a7c15n) & MASK;
        let z = this.state;
        z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
        z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
        return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
    }

    between(low, high) {
        return low + this.next() * (high - low);
    }

    /** A whole number, both ends included. */
    whole(low, high) {
        return Math.floor(this.between(low, high + 1));
    }

    pick(list) {
        return list[this.whole(0, list.length - 1)];
    }

    /** One of a list whose members have a `weight`. */
    weighted(list) {
        let left = this.next() * list.reduce((sum, { weight }) => sum + weight, 0);
        return list.find(({ weight }) => (left -= weight) < 0) ?? list.at(-1);
    }
}
