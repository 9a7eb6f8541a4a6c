// A line into another network namespace: who connects to a port there comes out at one of ours. Between lies a Unix socket, which no
// namespace parts; line_end.mjs is the half inside.

import net from 'node:net';
import { fileURLToPath } from 'node:url';

import { carry } from './line_end.mjs';
import { Program } from './program.mjs';

const inner = fileURLToPath(new URL('./line_end.mjs', import.meta.url));

/** From 127.0.0.1:`inside` of the namespace to 127.0.0.1:`outside` here. */
export async function lineInto(house, space, inside, outside) {
    const socket = house.path(`line-${space.name}-${inside}`);
    const server = net.createServer((end) => carry(end, net.connect(outside, '127.0.0.1')));
    await new Promise((done) => server.listen(socket, done));
    house.atEnd.push(() => server.close());
    const half = new Program('line in', space.command(process.execPath, inner, `${inside}`, socket), {
        ready: () => half.log.includes('ready'),
    });
    await house.add(half).start();
}
