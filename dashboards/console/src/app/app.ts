import { ApiError, Client, isAborted } from '../api/client';
import { ask } from '../dom/dialog';
import { chooseLanguage, type Language, say } from '../text/language';
import { T } from '../text/words';
import { CoverageView } from '../coverage/coverage_view';
import { EventsView } from '../events/events_view';
import { InventoryView } from '../inventory/inventory_view';
import { MapView } from '../map/map_view';
import { PoleView } from '../pole/pole_view';
import { ReportView } from '../report/report_view';
import { Frame } from './frame';
import { formatRoute, parseRoute, type Route, viewOf } from './route';
import type { Settings } from './settings';
import type { Context, View } from './view';

/** Shows the view that the address names. */
export class App {
    private readonly client = new Client();
    private readonly frame: Frame;
    private view: View | undefined;
    private shown = '';
    private route: Route = { path: [], query: {} };

    constructor(private readonly settings: Settings) {
        this.frame = new Frame(this.client, (language) => this.speak(language));
        this.client.signIn = (refused) => this.signIn(refused);
        addEventListener('hashchange', () => this.go(true));
        this.go(false);
    }

    private speak(language: Language): void {
        chooseLanguage(language);
        this.shown = '';
        this.go(false);
        document.querySelector<HTMLElement>('[data-does=language]')?.focus();
    }

    private go(moved: boolean): void {
        const next = parseRoute(location.hash);
        const path = next.path.join('/');
        this.route = next;
        if (this.view !== undefined && path === this.shown) {
            this.view.routed?.(next);
            return;
        }
        this.view?.end();
        this.shown = path;
        this.client.mayAsk();
        this.frame.draw(viewOf(next));
        this.view = this.made(next, this.context());
        this.frame.show(this.view.element, this.view.title);
        this.view.begin?.();
        if (moved) {
            this.frame.main.focus({ preventScroll: true });
            scrollTo(0, 0);
        }
    }

    private context(): Context {
        const { path } = this.route;
        return {
            client: this.client,
            settings: this.settings,
            note: (query) => {
                if (path.join('/') === this.shown) {
                    this.route = { path, query: { ...this.route.query, ...query } };
                    history.replaceState(null, '', formatRoute(path.length === 0 ? ['map'] : path, this.route.query));
                }
            },
            failed: (problem) => this.failed(problem),
        };
    }

    private made(route: Route, context: Context): View {
        switch (viewOf(route)) {
            case 'pole':
                return route.path[3] === 'report' ? new ReportView(context, route) : new PoleView(context, route);
            case 'events':
                return new EventsView(context, route);
            case 'inventory':
                return new InventoryView(context, route);
            case 'coverage':
                return new CoverageView(context, route);
            default:
                return new MapView(context, route);
        }
    }

    private failed(problem: unknown): void {
        if (isAborted(problem)) {
            return;
        }
        if (problem instanceof ApiError) {
            if (problem.status === 0) {
                return; // the banner says it
            }
            this.frame.tell(problem.status === 403 ? say(T.forbidden) : say(T.failed, { why: problem.message }));
            return;
        }
        this.frame.tell(say(T.failed, { why: problem instanceof Error ? problem.message : String(problem) }));
        console.error(problem);
    }

    private async signIn(refused: boolean): Promise<boolean> {
        const words = { title: say(T.signIn), why: say(T.signInWhy), label: say(T.token), action: say(T.signIn), secret: true };
        const token = await ask(refused ? { ...words, problem: say(T.tokenRefused) } : words);
        if (token === null) {
            return false;
        }
        this.client.token = token;
        const button = document.querySelector<HTMLElement>('[data-does=sign-out]');
        if (button !== null) {
            button.hidden = false;
        }
        return true;
    }
}

