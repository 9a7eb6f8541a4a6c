import { once } from 'node:events';
import net from 'node:net';

/** Where the lines of some poles come together. What is cut here nobody is told of: nothing passes, and nothing is closed. Ends with the house. */
export class Hub {
    constructor(house, port) {
        this.open = new Set();
        this.isCut = false;
        this.listener = net.createServer({ allowHalfOpen: false }, (pole) => {
            const centre = net.connect(port, '127.0.0.1');
            for (const [from, to] of [
                [pole, centre],
                [centre, pole],
            ]) {
                this.open.add(from);
                from.on('error', () => {}); // its close says all that there is to do
                from.on('data', (bytes) => to.write(bytes));
                from.once('close', () => {
                    this.open.delete(from);
                    to.destroy();
                });
                this.let(from);
            }
        });
        house.atEnd.push(() => this.close());
    }

    async start() {
        this.listener.listen(0, '127.0.0.1');
        await once(this.listener, 'listening');
        this.server = `tcp://127.0.0.1:${this.listener.address().port}`;
        return this;
    }

    let(socket) {
        if (this.isCut) {
            socket.pause();
        } else {
            socket.resume();
        }
    }

    cut(is = true) {
        this.isCut = is;
        this.open.forEach((socket) => this.let(socket));
    }

    close() {
        this.listener.close();
        this.open.forEach((socket) => socket.destroy());
    }
}
