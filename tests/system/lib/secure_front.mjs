import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

/** A proxy with TLS before a server of 127.0.0.1; it may want a client's certificate, and a bearer token. */
export class SecureFront {
    constructor(port, { ca, certificate, key }, { wantsCertificate = false, token, address = '127.0.0.1' } = {}) {
        this.address = address;
        this.paths = []; // of the requests it passed on
        const options = {
            cert: readFileSync(certificate),
            key: readFileSync(key),
            ca: readFileSync(ca),
            requestCert: wantsCertificate,
            rejectUnauthorized: wantsCertificate,
        };
        this.server = https.createServer(options, (request, response) => {
            if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
                request.resume();
                response.writeHead(401).end('who are you?');
                return;
            }
            this.paths.push(request.url);
            const { method, url: path, headers } = request;
            const inner = http.request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
                response.writeHead(answer.statusCode, answer.headers);
                answer.pipe(response);
            });
            inner.on('error', () => response.destroy());
            request.pipe(inner);
        });
    }

    async start() {
        this.server.listen(0, this.address);
        await once(this.server, 'listening');
        return this;
    }

    get url() {
        return `https://${this.address === '127.0.0.1' ? 'localhost' : this.address}:${this.server.address().port}`;
    }

    async end() {
        this.server.close();
        this.server.closeAllConnections();
        await once(this.server, 'close');
    }
}
