import { once } from 'node:events';
import net from 'node:net';

/** One address before several servers: each new connection goes to the next of them that takes it. Ends with the house. */
export class Balancer {
    constructor(house, ports) {
        this.ports = ports;
        this.turn = 0;
        this.open = new Map(ports.map((port) => [port, new Set()]));
        this.listener = net.createServer((client) => {
            client.on('error', () => {}); // its close says all that there is to do
            this.forward(client);
        });
        house.atEnd.push(() => this.close());
    }

    async start() {
        this.listener.listen(0, '127.0.0.1');
        await once(this.listener, 'listening');
        this.server = `tcp://127.0.0.1:${this.listener.address().port}`;
        return this;
    }

    /** How many connections are open to the server of this port. */
    connections(port) {
        return this.open.get(port).size;
    }

    forward(client, attempts = this.ports.length) {
        if (attempts === 0 || client.destroyed) {
            client.destroy();
            return;
        }
        const port = this.ports[this.turn++ % this.ports.length];
        const server = net.connect(port, '127.0.0.1');
        const refused = () => this.forward(client, attempts - 1);
        server.once('error', refused);
        server.once('connect', () => {
            server.off('error', refused).on('error', () => {});
            if (client.destroyed) {
                server.destroy();
                return;
            }
            this.open.get(port).add(client);
            client.once('close', () => {
                this.open.get(port).delete(client);
                server.destroy();
            });
            server.once('close', () => client.destroy());
            client.pipe(server).pipe(client);
        });
    }

    close() {
        this.listener.close();
        for (const clients of this.open.values()) {
            clients.forEach((client) => client.destroy());
        }
    }
}
