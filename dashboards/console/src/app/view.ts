import type { Client } from '../api/client';
import type { Settings } from './settings';
import type { Route } from './route';

/** What a view is given. */
export interface Context {
    readonly client: Client;
    readonly settings: Settings;
    /** Changes the query of the address without another step in the history; an empty text takes it out. */
    note(query: Readonly<Record<string, string>>): void;
    /** Tells of a failure. A view that has gone has none. */
    failed(problem: unknown): void;
}

/** One screen. It is made anew when its path or the language changes, and told when only the query does. */
export interface View {
    readonly title: string;
    readonly element: HTMLElement;
    /** In the document from now on. */
    begin?(): void;
    routed?(route: Route): void;
    end(): void;
}
