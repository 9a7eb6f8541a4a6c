// What the pole answers (docs/pole-page.md), and how it is asked.

interface Fault {
    readonly id: string;
    readonly what: Partial<Said>;
    readonly look: Partial<Said>;
    readonly act: Partial<Said>;
}
interface Layer {
    readonly layer: string;
    readonly state: string;
    readonly summary?: Partial<Said>;
    readonly fault?: Fault;
}
interface Result {
    readonly begun?: string;
    readonly seconds?: number;
    readonly verdict?: string;
    readonly first?: { readonly layer: string; readonly fault: string } | null;
    readonly layers?: readonly Layer[];
}
interface Check {
    readonly running: boolean;
    readonly seconds: number;
    readonly layers: readonly Layer[];
    readonly failed: boolean;
    readonly result: Result | null;
    readonly age_seconds: number | null;
}
interface Value {
    readonly metric: string;
    readonly unit: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
}
interface Note {
    readonly time: string | null;
    readonly by: string;
    readonly text: string;
}
interface State {
    readonly area: string;
    readonly node: string;
    readonly program: string;
    readonly time: string | null;
    readonly holder: string;
    readonly until: string;
    readonly values: readonly Value[];
    readonly check: Check;
    readonly notes: readonly Note[];
    readonly reports: number;
}
interface Strip {
    readonly metric: string;
    readonly unit: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly values: readonly (number | null)[];
}
interface Strips {
    readonly step_seconds: number;
    readonly until: number | null;
    readonly age_seconds: number;
    readonly series: readonly Strip[];
}
interface Report {
    readonly report: {
        readonly area: string;
        readonly node: string;
        readonly program: string;
        readonly made: string | null;
        readonly by: string;
        readonly check: Result | null;
        readonly strips: Strips;
        readonly notes: readonly Note[];
    };
    readonly cms: string;
}

/** The pole answered, and said no. */
class Refused extends Error {
    constructor(
        readonly status: number,
        readonly error: string,
        readonly reason: string,
    ) {
        super(reasonOf(error, reason));
    }
}

let token = '';

/** Of this tab alone, and gone with it: a phone is handed on. */
function takeToken(): void {
    const carried = decodeURIComponent(location.hash.slice(1));
    if (carried) {
        sessionStorage.setItem('token', carried.replace(/^token=/, ''));
        history.replaceState(null, '', location.pathname);
    }
    token = sessionStorage.getItem('token') ?? '';
}

function setToken(text: string): void {
    token = text.replace(/\s+/g, '');
    if (token) {
        sessionStorage.setItem('token', token);
    } else {
        sessionStorage.removeItem('token');
    }
}

async function ask<Answer>(path: string, post?: object | ''): Promise<Answer> {
    const options: RequestInit = { method: post === undefined ? 'GET' : 'POST', cache: 'no-store' };
    options.headers = token ? { Authorization: `Bearer ${token}` } : {};
    if (post) {
        options.body = JSON.stringify(post);
    }
    // A phone that sleeps takes its connections with it: no request may hang for ever.
    const given = new AbortController();
    options.signal = given.signal;
    const patience = setTimeout(() => given.abort(), 10_000);
    try {
        const answer = await fetch(path, options);
        const body: unknown = await answer.json();
        if (!answer.ok) {
            const { error = '', reason = '' } = body as { error?: string; reason?: string };
            throw new Refused(answer.status, error, reason);
        }
        return body as Answer;
    } finally {
        clearTimeout(patience);
    }
}
