// What is around every view: the bar with the views, the language, and whether what is seen is true still.

import type { Client } from '../api/client';
import { announce, announcer } from '../dom/announce';
import { fill, h } from '../dom/h';
import { lasting, moment } from '../text/format';
import { LANGUAGES, type Language, language, say } from '../text/language';
import { T } from '../text/words';
import { formatRoute, type ViewName } from './route';

const LINKS: readonly ViewName[] = ['map', 'events', 'inventory', 'coverage'];

export class Frame {
    readonly main = h('main', { id: 'main', tabindex: '-1' });
    private readonly freshness = h('span', { class: 'fresh' });
    private readonly banner = h('div', { class: 'banner', role: 'alert', hidden: true });
    private readonly problem = h('div', { class: 'problem', role: 'alert', hidden: true });
    private readonly header = h('header', { class: 'bar' });
    private readonly skip = h('a', { class: 'skip', href: '#main' });
    private wasGone = false;

    constructor(
        private readonly client: Client,
        private readonly chooses: (language: Language) => void,
    ) {
        this.skip.addEventListener('click', (event) => {
            event.preventDefault(); // the hash is the route
            this.main.focus();
        });
        document.body.replaceChildren(this.skip, this.header, this.banner, this.problem, this.main, announcer());
        client.freshness.onChange(() => this.look());
        setInterval(() => this.look(), 1000);
    }

    draw(view: ViewName): void {
        const names = { map: T.map, events: T.events, inventory: T.inventory, coverage: T.coverage };
        const current = view === 'pole' ? 'map' : view;
        this.skip.textContent = say(T.skip);
        fill(
            this.header,
            h('span', { class: 'brand' }, h('img', { src: '/console/icon.svg', alt: '', width: 26, height: 26 }), h('span', {}, 'Magpie')),
            h(
                'nav',
                { 'aria-label': say(T.views) },
                ...LINKS.map((name) =>
                    h('a', { href: formatRoute([name]), 'aria-current': name === current ? 'page' : undefined }, say(names[name as keyof typeof names])),
                ),
            ),
            this.freshness,
            h('button', { class: 'quiet', 'data-does': 'sign-out', hidden: this.client.token === null }, say(T.signOut)),
            h(
                'select',
                { 'aria-label': say(T.language), 'data-does': 'language' },
                ...LANGUAGES.map(({ id, name }) => h('option', { value: id, selected: id === language() }, name)),
            ),
        );
        this.header.querySelector('select')?.addEventListener('change', (event) => this.chooses((event.target as HTMLSelectElement).value as Language));
        this.header.querySelector('[data-does=sign-out]')?.addEventListener('click', () => {
            this.client.token = null;
            location.reload();
        });
        this.look();
    }

    show(element: HTMLElement, title: string): void {
        this.problem.hidden = true;
        document.title = `${title} · ${say(T.magpie)}`;
        this.main.replaceChildren(element);
    }

    tell(text: string): void {
        if (this.problem.hidden || this.problem.firstChild?.textContent !== text) {
            const close = h('button', { class: 'quiet', click: () => (this.problem.hidden = true) }, say(T.close));
            this.problem.replaceChildren(h('span', {}, text), close);
        }
        this.problem.hidden = false;
    }

    calm(): void {
        this.problem.hidden = true;
    }

    private look(): void {
        const now = Date.now();
        const fresh = this.client.freshness.at(now);
        const isGone = fresh.state === 'gone';
        const text = isGone ? (fresh.at === null ? say(T.never) : say(T.gone, { time: moment(fresh.at, now) })) : '';
        if (this.banner.textContent !== text) {
            this.banner.textContent = text;
        }
        this.banner.hidden = !isGone;
        document.body.classList.toggle('is-stale', isGone || fresh.state === 'stale');
        if (this.wasGone && fresh.state === 'fresh') {
            announce(say(T.back));
        }
        this.wasGone = isGone;
        this.freshness.className = `fresh ${fresh.state}`;
        const told = fresh.state === 'fresh' ? say(T.updated, { time: moment(fresh.at, now) }) : fresh.state === 'stale' ? say(T.stale, { age: lasting(fresh.age) }) : fresh.state === 'waiting' ? say(T.loading) : '';
        if (this.freshness.textContent !== told) {
            this.freshness.textContent = told;
        }
    }
}
