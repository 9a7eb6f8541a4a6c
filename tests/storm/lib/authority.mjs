import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { source } from '../../system/lib/house.mjs';
import { runWell } from '../../system/lib/program.mjs';

/** Who says who is who in the city: script/throwaway-ca with a memory of what it has revoked. `clock` is its own. */
export class Authority {
    constructor(directory, clock) {
        this.directory = directory;
        this.clock = clock;
        this.crl = join(directory, 'crl.pem');
        this.revoked = []; // lines of openssl's index
    }

    run(command) {
        return runWell(this.clock.wrap(command));
    }

    file(name) {
        return join(this.directory, name);
    }

    async issue(...names) {
        await this.run([join(source, 'script/throwaway-ca'), this.directory, ...names]);
    }

    /** Another key and another certificate of the same name; the earlier one stays good. */
    async roll(name) {
        rmSync(this.file(`${name}.crt`));
        await this.issue(name);
    }

    /** From the next list on, which is written; who believes it is for the broker's configuration to say. */
    async revoke(name) {
        const said = await runWell(['openssl', 'x509', '-in', this.file(`${name}.crt`), '-noout', '-serial', '-subject', '-nameopt', 'compat']);
        const [, serial] = /serial=([0-9A-F]+)/.exec(said);
        this.revoked.push(`R\t400101000000Z\t250101000000Z\t${serial}\tunknown\t/CN=${name}\n`);
        await this.writeList();
    }

    async writeList() {
        const [index, config] = [this.file('index.txt'), this.file('crl.cnf')];
        writeFileSync(index, this.revoked.join(''));
        writeFileSync(config, `[ca]\ndefault_ca = it\n[it]\ndatabase = ${index}\ndefault_md = sha256\n`);
        const signer = ['-cert', this.file('ca.crt'), '-keyfile', this.file('ca.key')];
        await this.run(['openssl', 'ca', '-config', config, '-gencrl', '-crldays', '30', ...signer, '-out', this.crl]);
    }
}
