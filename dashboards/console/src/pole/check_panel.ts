import { ApiError } from '../api/client';
import { Refresher } from '../api/refresher';
import type { CheckLayer, CheckResult, Fault, LayerState, UrgentCheck } from '../api/types';
import type { Context } from '../app/view';
import { announce } from '../dom/announce';
import { fill, h, svg } from '../dom/h';
import { moment } from '../text/format';
import { say } from '../text/language';
import { CHECK_STATE_WORDS, LAYER_STATE_WORDS, layerWords, T } from '../text/words';

const LOOK = 1000;

const MARKS: Readonly<Record<LayerState, string>> = {
    pass: 'M-.8.050L-.25.6L.8-.6',
    warn: 'M0-.8V.2M0 .65V.75',
    fail: 'M-.65-.65L.65.65M.65-.65L-.65.65',
    blocked: 'M-.7 0H.7',
    skipped: 'M-.6-.6L0 0L-.6.6M.1-.6L.7 0L.1.6',
    running: 'M-.7 0H-.65M0 0H.05M.7 0H.75',
};

const layerMark = (state: LayerState): HTMLElement =>
    h('span', { class: `layer-state l-${state}` }, svg('svg', { viewBox: '-1.200 -1.200 2.400 2.400', 'aria-hidden': 'true' }, svg('path', { d: MARKS[state] })), say(LAYER_STATE_WORDS[state]));

export const isOver = ({ state }: UrgentCheck): boolean => state !== 'asked' && state !== 'running';

/** The fault that `first` names, with what to do about it. */
export const firstFault = ({ first, layers }: CheckResult): Fault | undefined =>
    first === null ? undefined : layers.map(({ fault }) => fault).find((fault) => fault?.id === first.fault);

const VERDICTS = { pass: T.checkPass, warn: T.checkWarn, fail: T.checkFail };

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
        const now = result === null ? say(CHECK_STATE_WORDS[check.state]) : say(T.checkDone, { verdict: say(VERDICTS[result.verdict]), time: asked, seconds: `${result.seconds.toFixed(1)} s` });
        fill(this.told, running === undefined || isOver(check) ? now : `${now}: ${say(layerWords(running))}`);
        fill(this.found, ...(result === null ? [] : this.verdict(result)));
        fill(this.layers, layers.length > 0 && this.list(layers));
        if (result !== null && this.heard !== '' && this.heard !== check.state) {
            const fault = firstFault(result);
            announce(fault === undefined ? say(VERDICTS[result.verdict]) : `${say(T.checkFirst)}: ${say(fault.what)}`);
        }
        this.heard = check.state;
    }

    private verdict(result: CheckResult): HTMLElement[] {
        const fault = firstFault(result);
        if (fault === undefined) {
            return [h('p', { class: `verdict v-${result.verdict}` }, layerMark(result.verdict), ' ', say(VERDICTS[result.verdict]))];
        }
        return [
            h(
                'div',
                { class: `first v-${result.verdict}` },
                h('p', { class: 'over' }, say(T.checkFirst), result.first !== null && ` · ${say(layerWords(result.first))}`),
                h('p', { class: 'what' }, say(fault.what)),
                h('dl', {}, h('dt', {}, say(T.checkLook)), h('dd', {}, say(fault.look)), h('dt', {}, say(T.checkAct)), h('dd', {}, say(fault.act))),
            ),
        ];
    }

    private list(layers: readonly CheckLayer[]): HTMLElement {
        return h(
            'ol',
            { class: 'layers', 'aria-label': say(T.checkLayers) },
            ...layers.map((layer) =>
                h(
                    'li',
                    {},
                    layerMark(layer.state),
                    h('span', { class: 'name' }, say(layerWords(layer))),
                    h('span', { class: 'muted' }, layer.fault === undefined ? (layer.summary === undefined ? '' : say(layer.summary)) : say(layer.fault.what)),
                    h('span', { class: 'muted number' }, layer.seconds === undefined ? '' : `${layer.seconds.toFixed(1)} s`),
                ),
            ),
        );
    }
}
