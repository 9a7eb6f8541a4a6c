// How the page talks to the collector. Every answer and every failure also tells `Freshness` whether the collector is there.

import { Freshness } from './freshness';

const TOKEN = 'magpie.token';
const PATIENCE = 15_000;
const LARGE = 300_000; // what is large takes as long as its line needs

export class ApiError extends Error {
    constructor(
        readonly status: number,
        message: string,
        readonly body: Readonly<Record<string, unknown>> = {},
    ) {
        super(message);
    }
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;

/** Only what has a value, in the order given. */
export function withQuery(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
    const text = given.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`).join('&');
    return text === '' ? path : `${path}?${text}`;
}

/** What went wrong, of a body that is JSON with `error` or a line of text. */
export function problemIn(text: string, status: number): { message: string; body: Record<string, unknown> } {
    try {
        const body: unknown = JSON.parse(text);
        if (typeof body === 'object' && body !== null) {
            const { error } = body as { error?: unknown };
            return { message: typeof error === 'string' ? error : `HTTP ${status}`, body: body as Record<string, unknown> };
        }
    } catch {
        // A line of text, then.
    }
    return { message: text.trim().slice(0, 300) || `HTTP ${status}`, body: {} };
}

interface Sent {
    readonly method: string;
    readonly body?: BodyInit;
    readonly type?: string;
    readonly signal?: AbortSignal | undefined;
    readonly patience?: number;
}

export class Client {
    readonly freshness = new Freshness();
    /** Asked for a token, once for all who wait; the answer is whether there is a new one. */
    signIn: (refused: boolean) => Promise<boolean> = () => Promise.resolve(false);
    private asking: Promise<boolean> | undefined;
    private declined = false;

    get token(): string | null {
        return sessionStorage.getItem(TOKEN);
    }

    set token(token: string | null) {
        if (token === null) {
            sessionStorage.removeItem(TOKEN);
        } else {
            sessionStorage.setItem(TOKEN, token);
        }
    }

    headers(): Record<string, string> {
        return this.token === null ? {} : { authorization: `Bearer ${this.token}` };
    }

    get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
        return this.json<T>(withQuery(path, query), { method: 'GET', signal });
    }

    post<T>(path: string, body?: unknown): Promise<T> {
        return this.json<T>(path, { method: 'POST', type: 'application/json', body: JSON.stringify(body ?? {}) });
    }

    put<T>(path: string, body: Blob, type: string): Promise<T> {
        return this.json<T>(path, { method: 'PUT', type, body, patience: LARGE });
    }

    async delete(path: string): Promise<void> {
        await this.send(path, { method: 'DELETE' });
    }

    /** Of a large file, which somebody else reads. */
    async bytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
        const response = await this.send(path, { method: 'GET', signal, patience: LARGE });
        return response.arrayBuffer();
    }

    /** A file of the API into the reader's downloads: a plain link could not carry the token. */
    async save(path: string, query: Query, name: string): Promise<void> {
        const response = await this.send(withQuery(path, query), { method: 'GET', patience: LARGE });
        const address = URL.createObjectURL(await response.blob());
        const link = document.createElement('a');
        link.href = address;
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(address), 10_000);
    }

    private async json<T>(path: string, sent: Sent): Promise<T> {
        const response = await this.send(path, sent);
        const text = await response.text();
        try {
            return (text === '' ? {} : JSON.parse(text)) as T;
        } catch {
            throw new ApiError(response.status, 'no JSON');
        }
    }

    private async send(path: string, sent: Sent): Promise<Response> {
        let used = this.token;
        let response = await this.once(path, sent);
        // Somebody else's request may have been answered with a sign-in meanwhile.
        while (response.status === 401 && (this.token !== used || (await this.askOnce(used !== null)))) {
            used = this.token;
            response = await this.once(path, sent);
        }
        return this.checked(response);
    }

    /** Who has declined is asked again by the next view, not by the next refresh. */
    mayAsk(): void {
        this.declined = false;
    }

    private askOnce(refused: boolean): Promise<boolean> {
        if (this.declined) {
            return Promise.resolve(false);
        }
        this.asking ??= this.signIn(refused).then((given) => {
            this.asking = undefined;
            this.declined = !given;
            return given;
        });
        return this.asking;
    }

    private async checked(response: Response): Promise<Response> {
        if (!response.ok) {
            const { message, body } = problemIn(await response.text(), response.status);
            throw new ApiError(response.status, message, body);
        }
        return response;
    }

    private async once(path: string, { method, body, type, signal, patience = PATIENCE }: Sent): Promise<Response> {
        const ended = new AbortController();
        const stop = (): void => ended.abort();
        signal?.addEventListener('abort', stop);
        const timer = setTimeout(stop, patience);
        try {
            const headers = { ...this.headers(), ...(type === undefined ? {} : { 'content-type': type }) };
            const response = await fetch(path, { method, headers, body: body ?? null, signal: ended.signal, cache: 'no-store', credentials: 'same-origin' });
            if (response.status >= 502 && response.status <= 504 && response.headers.get('content-type')?.includes('json') !== true) {
                this.freshness.failed(Date.now()); // a proxy speaks, not the collector
            } else {
                this.freshness.answered(Date.now());
            }
            return response;
        } catch (problem) {
            if (signal?.aborted === true) {
                throw problem;
            }
            this.freshness.failed(Date.now());
            throw new ApiError(0, problem instanceof Error ? problem.message : String(problem));
        } finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', stop);
        }
    }
}

/** The view has gone: nobody wants to read of it. */
export const isAborted = (problem: unknown): boolean => problem instanceof DOMException && problem.name === 'AbortError';
