// A DHCP server that offers an address to whoever asks, and refuses him when he wants it.
//   node refusing_dhcp.mjs OWN-ADDRESS OFFERED-ADDRESS

import dgram from 'node:dgram';

const [OFFER, REQUEST, NAK] = [2, 3, 6];
const OPTIONS = 240;
const [own, offered] = process.argv.slice(2).map((address) => Buffer.from(address.split('.').map(Number)));

const typeOf = (message) => {
    for (let at = OPTIONS; at + 2 < message.length && message[at] !== 255; at += 2 + message[at + 1]) {
        if (message[at] === 53) {
            return message[at + 2];
        }
    }
    return 0;
};

const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
socket.on('message', (message) => {
    const refuses = typeOf(message) === REQUEST;
    const answer = Buffer.alloc(300);
    message.copy(answer, 0, 0, OPTIONS); // transaction, flags, hardware, cookie
    answer[0] = 2;
    answer.fill(0, 12, 28);
    (refuses ? Buffer.alloc(4) : offered).copy(answer, 16);
    Buffer.from([53, 1, refuses ? NAK : OFFER, 54, 4, ...own, 51, 4, 0, 0, 1, 44, 255]).copy(answer, OPTIONS);
    socket.send(answer, 68, own.subarray(0, 3).join('.') + '.255'); // of its network: it has a way there
});
process.on('SIGTERM', () => process.exit(0));
socket.bind(67, '0.0.0.0', () => {
    socket.setBroadcast(true);
    console.log('ready');
});
