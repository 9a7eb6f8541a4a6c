// Servers that a probe should not believe, and some that it should. 10.88.0.2 is well; 10.88.0.4 is not.
//   node reach_servers.mjs CERTIFICATE KEY

import dgram from 'node:dgram';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';

const [, , certificate, key] = process.argv;
const [WELL, ILL] = ['10.88.0.2', '10.88.0.4'];
const AHEAD = 5; // seconds

const listening = [];
const udp = (address, port, hear, late = 0) => {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (message, from) => {
        setTimeout(() => socket.send(hear(message), from.port, from.address), late);
    });
    listening.push(promisify(socket.bind.bind(socket))(port, address));
};

// A resolver that takes its time.
const nothing = (query) => {
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8183, 2);
    return answer;
};
udp(WELL, 5300, nothing, 400);

// A resolver that answers what somebody else has asked.
udp(ILL, 53, (query) => {
    const answer = nothing(query);
    answer[13] ^= 1; // of the first label
    return answer;
});

const ntp = (request, stratum) => {
    const answer = Buffer.alloc(48);
    answer[0] = (4 << 3) | 4;
    answer[1] = stratum;
    answer.write('RATE', 12);
    request.copy(answer, 24, 40, 48);
    const seconds = Date.now() / 1000 + AHEAD + 2_208_988_800;
    for (const place of [32, 40]) {
        answer.writeUInt32BE(Math.floor(seconds) % 2 ** 32, place);
        answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), place + 4);
    }
    return answer;
};
udp(WELL, 123, (request) => ntp(request, 2));
udp(ILL, 123, (request) => ntp(request, 0));

const pages = (request, response) => {
    const [status, headers, body] = {
        '/generate_204': [204, {}],
        '/captive': [302, { location: '/login' }],
        '/login': [200, {}, 'Welcome'],
        '/for-ever': [302, { location: '/for-ever' }],
        '/broken': [302, { location: '/fails' }],
        '/api-captive': [200, { 'content-type': 'application/captive+json' }, '{"captive": true, "user-portal-url": "https://p/"}'],
        '/api-open': [200, { 'content-type': 'application/captive+json' }, '{"captive": false}'],
        '/silent': [],
    }[request.url] ?? [503, {}];
    if (status) {
        response.writeHead(status, headers).end(body);
    }
};
for (const [server, port] of [
    [http.createServer(pages), 80],
    [https.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, pages), 443],
]) {
    listening.push(promisify(server.listen.bind(server))(port, WELL));
}

await Promise.all(listening);
console.log('ready');
process.on('SIGTERM', () => process.exit(0));
