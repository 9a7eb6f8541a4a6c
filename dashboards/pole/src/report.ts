// A report as files that a phone keeps: the signed one, and a page that needs neither this pole nor a network.

const pageStyle =
    'body{margin:16px auto;max-width:720px;padding:0 12px;font:16px/1.4 sans-serif;color:#000;background:#fff;overflow-wrap:anywhere}' +
    'table{border-collapse:collapse;width:100%}td,th{border:1px solid #595959;padding:6px;text-align:left;vertical-align:top}' +
    '.big{font-size:22px;font-weight:700}li{margin:6px 0}.row{display:flex;justify-content:space-between;gap:12px}';

function table(head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
    return make('table', [
        make('thead', make('tr', head.map((text) => make('th', text)))),
        make('tbody', rows.map((cells) => make('tr', cells.map((text) => make('td', text))))),
    ]);
}

function stripRow({ metric, unit, labels, values }: Strip): string[] {
    const seen = values.filter((value): value is number => value !== null);
    const last = seen[seen.length - 1];
    return [
        metricName(metric, labels),
        ...(last === undefined ? ['', '', ''] : [Math.min(...seen), Math.max(...seen), last].map((value) => written(value, unit, metric))),
    ];
}

function reportPage({ report }: Report): string {
    const page = document.implementation.createHTMLDocument(`${report.node} ${report.made ?? ''}`);
    page.documentElement.lang = language;
    page.head.prepend(make('meta', '', { charset: 'utf-8' }), make('meta', '', { name: 'viewport', content: 'width=device-width, initial-scale=1' }));
    page.head.append(make('style', pageStyle));
    page.body.append(
        make('h1', `${report.area} / ${report.node}`),
        make('p', [localTime(report.made) || say('unknownTime'), report.by, report.program].filter(Boolean).join(' · ')),
        verdictCard(report.check, false),
        make('h2', say('layers')),
        layerList(report.check?.layers ?? []),
        make('h2', say('strips')),
        table(['', 'min', 'max', say('values')], report.strips.series.map(stripRow)),
        make('h2', say('notes')),
        noteList(report.notes),
    );
    return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

let urls: string[] = [];

function download(text: string, type: string, name: string, words: string): HTMLElement {
    const url = URL.createObjectURL(new Blob([text], { type }));
    urls.push(url);
    return make('a', words, { class: 'button', href: url, download: name });
}

function downloads(made: Report): HTMLElement[] {
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [];
    const when = (made.report.made ?? 'no-time').replace(/[^0-9A-Za-z-]/g, '').slice(0, 17);
    const name = `${made.report.area}-${made.report.node}-${when}`;
    return [
        download(JSON.stringify(made), 'application/json', `${name}.json`, say('saveJson')),
        download(reportPage(made), 'text/html', `${name}.html`, say('saveHtml')),
    ];
}
