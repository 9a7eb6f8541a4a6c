import { h } from '../dom/h';
import { say } from '../text/language';
import { T } from '../text/words';
import { LONGEST, SHIFT, tokenCommand } from './token_command';

/** magpie-ca takes as many bytes. */
const NAME = 64;

/** The command that makes a token for the page of one pole. The collector has no key to make it itself: who breaks into it is not to open every cabinet of the city. */
export function showTokenCommand(pole: { readonly area: string; readonly node: string }): void {
    const holder = h('input', { id: 'token-holder', type: 'text', maxlength: NAME, autocomplete: 'off', spellcheck: 'false' });
    const hours = h('input', { id: 'token-hours', type: 'number', min: 1, max: LONGEST, step: 1, value: SHIFT, inputmode: 'numeric' });
    const command = h('code', { class: 'command', id: 'token-command' });
    const told = h('p', { class: 'muted', role: 'status' });
    const write = (): void => {
        command.textContent = tokenCommand(pole, holder.value, hours.valueAsNumber);
        told.textContent = '';
    };
    const copy = async (): Promise<void> => {
        try {
            await navigator.clipboard.writeText(command.textContent ?? '');
            told.textContent = say(T.copied);
        } catch {
            // Without TLS a browser lends nobody its clipboard.
            getSelection()?.selectAllChildren(command);
            told.textContent = say(T.selected);
        }
    };
    holder.addEventListener('input', write);
    hours.addEventListener('input', write);
    const dialog = h(
        'dialog',
        { class: 'wide', 'aria-labelledby': 'token-title', 'aria-describedby': 'token-why' },
        h(
            'form',
            { method: 'dialog' },
            h('h2', { id: 'token-title' }, say(T.pageToken)),
            h('p', { id: 'token-why' }, say(T.pageTokenWhy)),
            h(
                'div',
                { class: 'fields' },
                h('div', { class: 'field' }, h('label', { for: 'token-holder' }, say(T.pageTokenHolder)), holder),
                h('div', { class: 'field' }, h('label', { for: 'token-hours' }, say(T.pageTokenHours, { most: LONGEST })), hours),
            ),
            h('p', {}, say(T.pageTokenRun)),
            command,
            h('p', { class: 'muted' }, say(T.pageTokenThen)),
            told,
            h('div', { class: 'buttons' }, h('button', { type: 'button', 'data-does': 'copy', click: () => void copy() }, say(T.copy)), h('button', { class: 'primary' }, say(T.close))),
        ),
    );
    dialog.addEventListener('close', () => dialog.remove());
    write();
    document.body.append(dialog);
    dialog.showModal();
    holder.focus();
}
