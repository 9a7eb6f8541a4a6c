import { T } from '../text/words';
import { say } from '../text/language';
import { h } from './h';

interface Asked {
    readonly title: string;
    readonly why: string;
    readonly label: string;
    readonly action: string;
    readonly secret?: boolean;
    readonly problem?: string;
}

/** Letters: the collector takes a reason of 500 bytes, and one of Hangul is three. */
const LONGEST = 160;
let open = 0;

/** Asks for one line of text; null where nothing was given. */
export function ask({ title, why, label, action, secret = false, problem }: Asked): Promise<string | null> {
    return new Promise((resolve) => {
        open += 1;
        const id = `ask-${open}`;
        const input = h('input', { id, type: secret ? 'password' : 'text', required: true, maxlength: LONGEST, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${id}-why` });
        const dialog = h(
            'dialog',
            { 'aria-labelledby': `${id}-title` },
            h(
                'form',
                {
                    method: 'dialog',
                    submit: () => {
                        dialog.returnValue = input.value;
                    },
                },
                h('h2', { id: `${id}-title` }, title),
                h('p', { id: `${id}-why` }, why),
                problem !== undefined && h('p', { class: 'bad', role: 'alert' }, problem),
                h('label', { for: id }, label),
                input,
                h(
                    'div',
                    { class: 'buttons' },
                    h('button', { type: 'button', click: () => dialog.close('') }, say(T.cancel)),
                    h('button', { class: 'primary' }, action),
                ),
            ),
        );
        dialog.addEventListener('close', () => {
            dialog.remove();
            resolve(dialog.returnValue.trim() === '' ? null : input.value.trim());
        });
        document.body.append(dialog);
        dialog.showModal();
        input.focus();
    });
}
