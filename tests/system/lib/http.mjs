import http from 'node:http';
import https from 'node:https';

/**
 * GET from 127.0.0.1: { status, type, headers, body }. With `ca` (the text of it) over TLS, from localhost; with `token` as its bearer.
 */
export function get(port, path, { ca, token } = {}) {
    return new Promise((resolve, reject) => {
        const host = ca ? 'localhost' : '127.0.0.1';
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
        const options = { host, port, path, ca, headers, family: 4, agent: false, timeout: 10000 };
        const request = (ca ? https : http).get(options, (response) => {
            let body = '';
            response.setEncoding('utf8');
            response.on('data', (text) => (body += text));
            response.on('error', reject);
            response.on('end', () => {
                if (response.complete) {
                    const { statusCode: status, headers } = response;
                    resolve({ status, type: headers['content-type'], headers, body });
                } else {
                    reject(new Error(`GET ${path}: cut off`));
                }
            });
        });
        request.on('timeout', () => request.destroy(new Error(`GET ${path}: no answer`)));
        request.on('error', reject);
    });
}
