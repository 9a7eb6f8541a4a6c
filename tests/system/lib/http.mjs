import http from 'node:http';

/** GET from 127.0.0.1: { status, type, body }. */
export function get(port, path) {
    return new Promise((resolve, reject) => {
        const request = http.get({ host: '127.0.0.1', port, path, agent: false, timeout: 10000 }, (response) => {
            let body = '';
            response.setEncoding('utf8');
            response.on('data', (text) => (body += text));
            response.on('error', reject);
            response.on('end', () => {
                if (response.complete) {
                    resolve({ status: response.statusCode, type: response.headers['content-type'], body });
                } else {
                    reject(new Error(`GET ${path}: cut off`));
                }
            });
        });
        request.on('timeout', () => request.destroy(new Error(`GET ${path}: no answer`)));
        request.on('error', reject);
    });
}
