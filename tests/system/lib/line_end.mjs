// The end of a line in a network namespace (line_in.mjs): takes connections to a port of its loopback to a Unix socket.
//   node line_end.mjs PORT SOCKET

import net from 'node:net';
import { fileURLToPath } from 'node:url';

/** Both ways, and the end of one is that of the other. */
export function carry(one, other) {
    for (const [from, to] of [
        [one, other],
        [other, one],
    ]) {
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [, , port, socket] = process.argv;
    net.createServer((end) => carry(end, net.connect(socket))).listen(Number(port), '127.0.0.1', () => console.log('ready'));
    process.on('SIGTERM', () => process.exit(0));
}
