import { ApiError } from '../api/client';
import { Refresher } from '../api/refresher';
import type { UrgentCheck } from '../api/types';
import type { Context } from '../app/view';
import { announce } from '../dom/announce';
import { fill, h } from '../dom/h';
import { moment } from '../text/format';
import { say } from '../text/language';
import { CHECK_STATE_WORDS, layerWords, T } from '../text/words';
import { firstFault, layerList, verdict, VERDICT_WORDS } from './check_result';

const LOOK = 1000;

export const isOver = ({ state }: UrgentCheck): boolean => state !== 'asked' && state !== 'running';

/** Asks the pole to check itself, shows how it goes on, and what was found: the first fault large, for all else follows of it. */
export class CheckPanel {
    readonly element: HTMLElement;
    private readonly button = h('button', { type: 'button', class: 'primary', click: () => void this.begin() }, say(T.checkNow));
    private readonly told = h('p', { class: 'muted', role: 'status' }, say(T.loading));
    private readonly found = h('div', { class: 'found' });
    private readonly layers = h('div', {});
    private readonly address: string;
    private refresher: Refresher | undefined;
    private heard = '';

    constructor(
        private readonly context: Context,
        base: string,
        private readonly signal: AbortSignal,
    ) {
        this.address = `${base}/check`;
        this.element = h(
            'section',
            { class: 'card check', 'aria-labelledby': 'check' },
            h('div', { class: 'head' }, h('h2', { id: 'check' }, say(T.check)), this.button),
            h('p', { class: 'muted' }, say(T.checkWhy)),
            this.told,
            this.found,
            this.layers,
        );
        void this.look();
    }

    end(): void {
        this.refresher?.end();
    }

    private async begin(): Promise<void> {
        this.button.disabled = true;
        try {
            await this.context.client.post(this.address);
            announce(say(CHECK_STATE_WORDS.asked));
            await this.look();
        } catch (problem) {
            this.button.disabled = false;
            this.context.failed(problem);
            if (problem instanceof ApiError && problem.status === 409) {
                await this.look(); // somebody else has asked: his check is ours, too
            }
        }
    }

    /** Once a second while it goes on. */
    private async look(): Promise<void> {
        try {
            const check = await this.context.client.get<UrgentCheck>(this.address, {}, this.signal);
            this.show(check);
            if (isOver(check)) {
                this.refresher?.end();
                this.refresher = undefined;
            } else {
                this.refresher ??= this.following();
            }
        } catch (problem) {
            if (problem instanceof ApiError && problem.status === 404) {
                fill(this.told, say(T.checkNone));
            } else {
                this.context.failed(problem);
            }
        }
    }

    private following(): Refresher {
        const refresher = new Refresher(() => this.look(), LOOK);
        setTimeout(() => refresher.now(), LOOK);
        this.signal.addEventListener('abort', () => refresher.end());
        return refresher;
    }

    private show(check: UrgentCheck): void {
        const { result } = check;
        this.button.disabled = !isOver(check);
        const layers = result?.layers ?? check.layers;
        const running = layers.find(({ state }) => state === 'running');
        const asked = moment(check.asked, Date.now());
        const now = result === null ? say(CHECK_STATE_WORDS[check.state]) : say(T.checkDone, { verdict: say(VERDICT_WORDS[result.verdict]), time: asked, seconds: `${result.seconds.toFixed(1)} s` });
        fill(this.told, running === undefined || isOver(check) ? now : `${now}: ${say(layerWords(running))}`);
        fill(this.found, result !== null && verdict(result));
        fill(this.layers, layers.length > 0 && layerList(layers));
        if (result !== null && this.heard !== '' && this.heard !== check.state) {
            const fault = firstFault(result);
            announce(fault === undefined ? say(VERDICT_WORDS[result.verdict]) : `${say(T.checkFirst)}: ${say(fault.what)}`);
        }
        this.heard = check.state;
    }
}
