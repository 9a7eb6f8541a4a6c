// The page: asks the pole, and draws what it says. What is typed and what has the focus survives each drawing.

const place = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const main = place('main');

const every = { check: 1_000, state: 10_000, strips: 300_000 };

const parts = {
    trouble: make('p', '', { class: 'error', role: 'alert' }),
    verdict: make('div'),
    check: make('button', '', { type: 'button', id: 'check' }),
    layers: make('div'),
    values: make('div'),
    strips: make('div'),
    notes: make('div'),
    text: make('textarea', '', { id: 'note', maxlength: '500' }),
    keep: make('button', '', { type: 'button', id: 'keep' }),
    report: make('button', '', { type: 'button', id: 'report' }),
    files: make('div', '', { id: 'files' }),
    waiting: make('p', '', { class: 'small' }),
    foot: make('p', '', { class: 'small' }),
};

let timer = 0;
let state: State | null = null;
let check: Check | null = null;
let strips: Strips | null = null;
let stripsAt = 0;
let made: Report | null = null;

const live = (text: string): void => {
    place('live').textContent = text;
};

function showTrouble(problem: unknown): void {
    if (problem instanceof Refused && problem.error === 'token') {
        // One that was not looked at may be good: it is there to be tried again.
        return askForToken(problem.reason === 'none' ? '' : problem.message, problem.reason === 'too_many' ? token : '');
    }
    parts.trouble.textContent = problem instanceof Refused ? problem.message : say('away');
}

/** Without a token the page says whose it is, and no more. */
function askForToken(why = '', tried = ''): void {
    clearTimeout(timer);
    state = null;
    setToken('');
    const text = make('textarea', '', { id: 'token', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' });
    text.value = tried;
    const open = make('button', say('open'), { type: 'submit' });
    const form = make('form', [make('label', say('token'), { for: 'token' }), text, open]);
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        setToken(text.value);
        void look();
    });
    const sentence = make('p', why, { class: 'error', role: 'alert' });
    main.replaceChildren(make('h2', say('needsToken')), make('p', say('howToken')), sentence, form);
}

function layOut(): void {
    const headed = (word: keyof typeof words, ...content: Node[]): Node[] => [make('h2', say(word)), ...content];
    main.replaceChildren(
        parts.trouble,
        parts.verdict,
        parts.check,
        parts.layers,
        ...headed('values', parts.values),
        ...headed('strips', parts.strips),
        ...headed('notes', make('label', say('note'), { for: 'note' }), parts.text, parts.keep, parts.notes),
        ...headed('report', make('p', say('reportHow')), parts.report, parts.files, parts.waiting),
        parts.foot,
    );
}

function drawCheck({ running, result, layers, failed, seconds }: Check): void {
    parts.verdict.replaceChildren(running ? '' : verdictCard(result, failed));
    parts.check.disabled = running;
    parts.check.textContent = running ? `${say('checking')} ${seconds} s` : say('check');
    const shown = running ? layers : (result?.layers ?? []);
    parts.layers.replaceChildren(...(shown.length > 0 ? [make('h2', say('layers')), layerList(shown)] : []));
}

function draw(): void {
    if (!state || !check) {
        return;
    }
    drawCheck(check);
    place('node').textContent = state.node;
    parts.values.replaceChildren(valueList(state.values));
    parts.notes.replaceChildren(noteList(state.notes));
    parts.keep.textContent = say('keep');
    parts.report.textContent = say('makeReport');
    parts.waiting.textContent = state.reports > 0 ? `${say('waiting')}: ${state.reports}` : '';
    const clock = state.time === null ? [say('unknownTime')] : [];
    parts.foot.textContent = [
        `${state.area} / ${state.node}`,
        state.program,
        `${say('holder')} ${state.holder}, ${say('until')} ${localTime(state.until)}`,
        ...clock,
    ].join(' · ');
}

function drawFiles(): void {
    parts.files.replaceChildren(...(made ? downloads(made) : []));
}

/** Again in a while; a phone that wakes up looks at once. */
function later(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), milliseconds);
}

async function look(): Promise<void> {
    clearTimeout(timer);
    try {
        const first = !state;
        if (check?.running && state) {
            check = await ask<Check>('/api/check');
        } else {
            state = await ask<State>('/api/state');
            check = state.check;
        }
        parts.trouble.textContent = '';
        if (first) {
            layOut();
        }
        draw();
        if (!check.running && Date.now() - stripsAt > every.strips) {
            strips = await ask<Strips>('/api/strips');
            stripsAt = Date.now();
            drawStrips(parts.strips, strips);
        }
    } catch (problem) {
        showTrouble(problem);
    }
    if (token) {
        later(check?.running ? every.check : every.state);
    }
}

/** What a button asks for; it cannot be pressed twice. */
function onPress(button: HTMLButtonElement, act: () => Promise<void>): void {
    button.addEventListener('click', () => {
        button.disabled = true;
        parts.trouble.textContent = '';
        act()
            .catch(showTrouble)
            .finally(() => {
                button.disabled = button === parts.check && Boolean(check?.running);
            });
    });
}

onPress(parts.check, async () => {
    check = await ask<Check>('/api/check', '');
    draw();
    live(say('checking'));
    void followCheck();
});

/** Until it is over, however long the phone slept in between: each answer is the whole state. */
async function followCheck(): Promise<void> {
    while (check?.running) {
        await new Promise((done) => setTimeout(done, every.check));
        await look();
        if (!token) {
            return;
        }
    }
    live(`${say('checked')}. ${parts.verdict.textContent ?? ''}`);
}

onPress(parts.keep, async () => {
    const notes = await ask<Note[]>('/api/notes', { text: parts.text.value });
    parts.text.value = '';
    parts.notes.replaceChildren(noteList(notes));
    live(say('kept'));
});

onPress(parts.report, async () => {
    made = await ask<Report>('/api/report', '');
    drawFiles();
    live(say('reportMade'));
    await look();
});

function speak(): void {
    document.documentElement.lang = language;
    const other = place('language');
    other.textContent = say('other');
    other.lang = language === 'ko' ? 'en' : 'ko';
}

place('language').addEventListener('click', () => {
    language = language === 'ko' ? 'en' : 'ko';
    localStorage.setItem('language', language);
    speak();
    if (!state) {
        return askForToken();
    }
    layOut();
    draw();
    drawFiles();
    if (strips) {
        drawStrips(parts.strips, strips);
    }
});

document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && token) {
        void look();
    }
});
window.addEventListener('hashchange', () => {
    takeToken();
    void look();
});

async function begin(): Promise<void> {
    takeToken();
    speak();
    try {
        const { node } = await ask<{ node: string }>('/api/who');
        place('node').textContent = node;
        document.title = `Magpie ${node}`;
    } catch {
        // It is asked again below, and the trouble shown there.
    }
    if (token) {
        layOut();
        await look();
    } else {
        askForToken();
    }
}

void begin();
