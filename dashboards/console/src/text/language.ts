/** What a reader sees, in each language that is shipped: a missing translation does not compile. */
export interface Words {
    readonly en: string;
    readonly ko: string;
}

export type Language = keyof Words;

export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
    { id: 'ko', name: '한국어' },
    { id: 'en', name: 'English' },
];

const KEY = 'magpie.language';

/** The one chosen before; else the first of the browser's that we speak; else English. */
export function firstLanguage(remembered: string | null, wanted: readonly string[]): Language {
    const spoken = [remembered ?? '', ...wanted].map((tag) => tag.toLowerCase().split('-')[0]);
    return (spoken.find((tag) => tag === 'ko' || tag === 'en') as Language | undefined) ?? 'en';
}

let chosen: Language = 'en';

export const language = (): Language => chosen;

export function chooseLanguage(next: Language): void {
    chosen = next;
    document.documentElement.lang = next;
    try {
        localStorage.setItem(KEY, next);
    } catch {
        // A browser that keeps nothing asks again the next time.
    }
}

export function rememberedLanguage(): Language {
    let remembered: string | null = null;
    try {
        remembered = localStorage.getItem(KEY);
    } catch {
        // as above
    }
    return firstLanguage(remembered, navigator.languages);
}

/** Fills `{name}` from the values. */
export function say(words: Words, values: Readonly<Record<string, string | number>> = {}): string {
    return words[chosen].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
