// What a pole asks besides its broker: a right clock at ADDRESS, a wrong one at OTHER, and at ADDRESS a page that is as it should be, and one that
// is a portal's.
//   node check_servers.mjs ADDRESS OTHER

import dgram from 'node:dgram';
import http from 'node:http';
import { promisify } from 'node:util';

const [, , address, other] = process.argv;
const SINCE_1900 = 2_208_988_800;

const clock = (host, ahead) => {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (request, from) => {
        const answer = Buffer.alloc(48);
        answer[0] = (4 << 3) | 4;
        answer[1] = 2;
        request.copy(answer, 24, 40, 48);
        const seconds = Date.now() / 1000 + ahead + SINCE_1900;
        for (const place of [32, 40]) {
            answer.writeUInt32BE(Math.floor(seconds) % 2 ** 32, place);
            answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), place + 4);
        }
        socket.send(answer, from.port, from.address);
    });
    return promisify(socket.bind.bind(socket))(123, host);
};

const server = http.createServer((request, response) => {
    const [status, headers] = { '/generate_204': [204, {}], '/captive': [302, { location: '/login' }] }[request.url] ?? [200, {}];
    response.writeHead(status, headers).end(status === 200 ? 'Welcome' : '');
});

await Promise.all([clock(address, 0), clock(other, 100), promisify(server.listen.bind(server))(80, address)]);
console.log('ready');
process.on('SIGTERM', () => process.exit(0));
