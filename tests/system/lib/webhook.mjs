import { once } from 'node:events';
import http from 'node:http';

import { awake } from './clock.mjs';

/** Who Alertmanager notifies: keeps what it was told, and when. */
export class Webhook {
    constructor() {
        this.notifications = []; // { at, status, labels, annotations } of each alert of each request
        this.server = http.createServer(async (request, response) => {
            const at = awake();
            let body = '';
            for await (const piece of request.setEncoding('utf8')) {
                body += piece;
            }
            for (const { status, labels, annotations } of JSON.parse(body).alerts) {
                this.notifications.push({ at, status, labels, annotations });
            }
            response.end();
        });
    }

    async start(house) {
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        house.atEnd.push(() => this.close());
        return this;
    }

    get url() {
        return `http://127.0.0.1:${this.server.address().port}/`;
    }

    /** What was told of alerts with these labels. */
    of(labels) {
        const wanted = Object.entries(labels);
        return this.notifications.filter((one) => wanted.every(([name, value]) => one.labels[name] === value));
    }

    async close() {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, 'close');
    }
}
