// What a citizen's phone does: one thing a call, and what came of it in a word.
//   node citizen.mjs SERVER resolve LABEL
//   node citizen.mjs SERVER connect PORT SECONDS
//   node citizen.mjs SERVER fetch PATH
//   node citizen.mjs SERVER send BYTES

import dgram from 'node:dgram';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

const [, , server, what, ...words] = process.argv;

async function resolve(label) {
    const header = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    const name = Buffer.concat([Buffer.from([label.length]), Buffer.from(label), Buffer.from([0, 0, 1, 0, 1])]);
    const socket = dgram.createSocket('udp4');
    socket.send(Buffer.concat([header, name]), 53, server);
    const timer = setTimeout(() => socket.close(), 1000);
    const heard = await Promise.race([once(socket, 'message'), once(socket, 'close')]);
    clearTimeout(timer);
    return heard.length ? `code ${heard[0][3] & 15}` : 'silence';
}

async function connect(port, seconds) {
    const socket = net.connect(Number(port), server);
    socket.setTimeout(Number(seconds) * 1000, () => socket.destroy(new Error('silence')));
    return once(socket, 'connect').then(
        () => (socket.end(), 'connected'),
        (problem) => problem.code ?? problem.message,
    );
}

async function request(options, body) {
    const asked = http.request({ host: server, agent: false, ...options });
    asked.end(body);
    const [response] = await once(asked, 'response');
    response.resume();
    await once(response, 'end');
    return `status ${response.statusCode}`;
}

const deeds = {
    resolve,
    connect,
    fetch: (path) => request({ path }),
    send: (bytes) => request({ method: 'POST', path: '/' }, Buffer.alloc(Number(bytes))),
};
console.log(await deeds[what](...words));
process.exit(0);
