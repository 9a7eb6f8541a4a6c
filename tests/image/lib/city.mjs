import { join } from 'node:path';

import { source } from '../../system/lib/house.mjs';
import { freePort } from '../../system/lib/ports.mjs';
import { runWell } from '../../system/lib/program.mjs';

const program = process.env.MAGPIE_CA ?? join(source, 'build/dev/collector/magpie-ca');
export const BROKER = '10.0.2.100'; // as the board sees it

/** A CA, and a broker and a collector whose certificates are of it. */
export class City {
    constructor(house, name) {
        this.house = house;
        this.ca = house.path(name);
        this.files = house.path(`${name}-files`);
        this.certificate = join(this.ca, 'root.crt');
    }

    do(word, ...rest) {
        return runWell([program, word, this.ca, ...rest]);
    }

    async found() {
        await this.do('init', '--city', 'Mapo');
        return this;
    }

    async issue(kind, ...name) {
        await this.do('issue', kind, ...name, '--out', this.files);
        const at = (ending) => join(this.files, `${name[0] ?? kind}.${ending}`);
        return { ca: this.certificate, certificate: at('crt'), key: at('key') };
    }

    async startBroker() {
        const directory = this.house.path('broker');
        await this.do('issue', 'broker', 'localhost', '127.0.0.1', BROKER, '--out', directory);
        const user = (await runWell(['id', '-un'])).trim();
        await this.house.startBrokerWith(async (port) => {
            const options = ['--port', `${port}`, '--kick-port', `${await freePort()}`, '--address', '127.0.0.1', '--user', user];
            await this.do('broker-config', '--out', directory, ...options);
            return join(directory, 'mosquitto.conf');
        });
        this.house.server = `ssl://localhost:${this.house.broker.port}`;
    }

    /** What a technician carries to a pole. */
    async handover(node) {
        const file = this.house.path(`${node}.tar`);
        await this.do('handover', node, '--area', 'mapo', '--server', `ssl://${BROKER}:8883`, '--out', file);
        return file;
    }
}
