// The far side of a street: a resolver that answers as the first label of the name says, and a web server.
//   node far_side.mjs ADDRESS

import dgram from 'node:dgram';
import http from 'node:http';

const [, , address] = process.argv;
const codes = { good: 0, late: 0, failing: 2, missing: 3, refused: 5 };
const LATE = 400; // ms

const resolver = dgram.createSocket('udp4');
resolver.on('message', (query, from) => {
    const label = query.subarray(13, 13 + query[12]).toString();
    if (!(label in codes)) {
        return; // silent
    }
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8180 | codes[label], 2);
    setTimeout(() => resolver.send(answer, from.port, from.address), label === 'late' ? LATE : 0);
});
resolver.bind(53, address);

const server = http.createServer((request, response) => {
    if (request.url === '/portal') {
        response.writeHead(302, { location: 'http://portal.example/' }).end();
    } else if (request.method === 'POST') {
        request.resume().on('end', () => response.writeHead(204).end());
    } else {
        response.writeHead(204).end();
    }
});
server.listen(80, address, () => console.log('ready'));

process.on('SIGTERM', () => process.exit(0));
