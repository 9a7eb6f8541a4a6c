// A collector as Prometheus might meet it: the pages of a real one, with some lines taken out or written otherwise.

import { once } from 'node:events';
import http from 'node:http';

import { get } from '../../system/lib/http.mjs';

export class AlteredCollector {
    /**
     * `line` gets each line of an exposition and gives what stands there instead: a text, several, or nothing. `targets` is how many
     * instances /sd tells of, each with the same pages. Without `rollup` there is no such page.
     */
    constructor(collector, { line = (text) => text, targets = 1, rollup = true } = {}) {
        Object.assign(this, { collector, line, targets, rollup });
        this.pages = 0;
    }

    async start() {
        this.server = http.createServer((request, response) => void this.answer(request.url, response));
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        this.port = this.server.address().port;
    }

    async answer(url, response) {
        if (url === '/sd') {
            // Two names of one address are two instances.
            const names = ['127.0.0.1', 'localhost'].slice(0, this.targets);
            const body = JSON.stringify(names.map((name) => ({ targets: [`${name}:${this.port}`], labels: {} })));
            response.writeHead(200, { 'content-type': 'application/json' }).end(body);
            return;
        }
        if (url.startsWith('/metrics/rollup') && !this.rollup) {
            response.writeHead(404).end();
            return;
        }
        try {
            const { status, type, body } = await get(this.collector.port, url);
            this.pages += 1;
            const lines = body.split('\n').flatMap((text) => this.line(text, this) ?? []);
            response.writeHead(status, { 'content-type': type }).end(lines.join('\n'));
        } catch {
            response.writeHead(502).end();
        }
    }

    stop() {
        this.server.closeAllConnections();
        this.server.close();
    }
}

/** Takes out all of the families whose name fits. */
export const without = (pattern) => (text) => {
    const [, name] = /^(?:# \w+ )?(\w+)/.exec(text) ?? [];
    return name && pattern.test(name) ? [] : text;
};
