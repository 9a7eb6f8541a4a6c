export const EVERY = 10_000;

/** Calls again and again while somebody looks: not in a tab in the background, and never twice at a time. */
export class Refresher {
    private timer: ReturnType<typeof setTimeout> | undefined;
    private running = false;
    private again = false;
    private ended = false;
    private readonly seen = (): void => {
        if (document.hidden) {
            clearTimeout(this.timer);
        } else {
            this.now();
        }
    };

    constructor(
        private readonly work: () => Promise<void>,
        private readonly every = EVERY,
    ) {
        document.addEventListener('visibilitychange', this.seen);
    }

    /** At once; where one is under way, once more after it. */
    now(): void {
        if (this.ended) {
            return;
        }
        if (this.running) {
            this.again = true;
            return;
        }
        clearTimeout(this.timer);
        void this.run();
    }

    end(): void {
        this.ended = true;
        clearTimeout(this.timer);
        document.removeEventListener('visibilitychange', this.seen);
    }

    private async run(): Promise<void> {
        this.running = true;
        try {
            await this.work();
        } finally {
            this.running = false;
            if (this.ended) {
                // Nobody looks any more.
            } else if (this.again) {
                this.again = false;
                void this.run();
            } else if (!document.hidden) {
                this.timer = setTimeout(() => this.now(), this.every);
            }
        }
    }
}
