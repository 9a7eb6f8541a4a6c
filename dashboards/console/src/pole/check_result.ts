// What a check has found, as the pole's page and a report of it show it.

import type { CheckLayer, CheckResult, Fault, LayerState } from '../api/types';
import { h, svg } from '../dom/h';
import { say, type Words } from '../text/language';
import { LAYER_STATE_WORDS, layerWords, T } from '../text/words';

const MARKS: Readonly<Record<LayerState, string>> = {
    pass: 'M-.8.050L-.25.6L.8-.6',
    warn: 'M0-.8V.2M0 .65V.75',
    fail: 'M-.65-.65L.65.65M.65-.65L-.65.65',
    blocked: 'M-.7 0H.7',
    skipped: 'M-.6-.6L0 0L-.6.6M.1-.6L.7 0L.1.6',
    running: 'M-.7 0H-.65M0 0H.05M.7 0H.75',
};

export const VERDICT_WORDS = { pass: T.checkPass, warn: T.checkWarn, fail: T.checkFail };

/** Of anything else that is well or not, with words of its own. */
export const layerMark = (state: LayerState, words: Words = LAYER_STATE_WORDS[state]): HTMLElement =>
    h('span', { class: `layer-state l-${state}` }, svg('svg', { viewBox: '-1.200 -1.200 2.400 2.400', 'aria-hidden': 'true' }, svg('path', { d: MARKS[state] })), say(words));

/** The fault that `first` names, with what to do about it. */
export const firstFault = ({ first, layers }: CheckResult): Fault | undefined =>
    first === null ? undefined : layers.map(({ fault }) => fault).find((fault) => fault !== undefined && fault.id === first.fault);

/** The first fault large, for all else follows of it. A layer that is red without a fault, as of an acceptance one that was not tried, says why itself. */
export function verdict(result: CheckResult): HTMLElement {
    const { first, layers } = result;
    const fault = firstFault(result);
    const summary = layers.find(({ layer }) => layer === first?.layer)?.summary;
    if (first === null || (fault === undefined && summary === undefined)) {
        return h('p', { class: `verdict v-${result.verdict}` }, layerMark(result.verdict), ' ', say(VERDICT_WORDS[result.verdict]));
    }
    return h(
        'div',
        { class: `first v-${result.verdict}` },
        h('p', { class: 'over' }, say(T.checkFirst), ` · ${say(layerWords(first))}`),
        h('p', { class: 'what' }, say(fault?.what ?? summary ?? VERDICT_WORDS[result.verdict])),
        fault !== undefined && h('dl', {}, h('dt', {}, say(T.checkLook)), h('dd', {}, say(fault.look)), h('dt', {}, say(T.checkAct)), h('dd', {}, say(fault.act))),
    );
}

export const layerList = (layers: readonly CheckLayer[]): HTMLElement =>
    h(
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
