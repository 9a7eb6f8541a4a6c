/** Nothing is worse than a calm map of an hour ago: how old is what is shown, and is the collector there? */
export const STALE_AFTER = 30_000;

export type Fresh =
    | { readonly state: 'waiting' }
    | { readonly state: 'fresh' | 'stale'; readonly at: number; readonly age: number }
    | { readonly state: 'gone'; readonly at: number | null };

export class Freshness {
    private last: number | null = null;
    private failing = false;
    private readonly listeners = new Set<() => void>();

    onChange(listener: () => void): void {
        this.listeners.add(listener);
    }

    answered(now: number): void {
        this.last = now;
        this.failing = false;
        this.tell();
    }

    failed(_now: number): void {
        this.failing = true;
        this.tell();
    }

    at(now: number): Fresh {
        if (this.failing) {
            return { state: 'gone', at: this.last };
        }
        if (this.last === null) {
            return { state: 'waiting' };
        }
        const age = now - this.last;
        return { state: age > STALE_AFTER ? 'stale' : 'fresh', at: this.last, age };
    }

    private tell(): void {
        for (const listener of this.listeners) {
            listener();
        }
    }
}
