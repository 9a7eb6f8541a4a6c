// Orders as an operator makes and hands them in; the signatures are the command line's of OpenSSL.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { programs } from './house.mjs';
import { run, runWell } from './program.mjs';
import { encodeOrder } from './report.mjs';

const day = 86_400_000;

/** Whom a CA of script/throwaway-ca lets sign. */
export async function makeSigner(house, name, directory = house.certificates) {
    const { ca } = await house.identity('any', { directory });
    const at = (end) => join(directory, `${name}.${end}`);
    const use = house.path('use');
    writeFileSync(use, 'extendedKeyUsage=codeSigning\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\n');
    await runWell(['openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at('key')]);
    await runWell(['openssl', 'req', '-new', '-key', at('key'), '-subj', `/CN=${name}`, '-out', at('csr')]);
    const issuer = ['-CA', ca, '-CAkey', join(directory, 'ca.key'), '-set_serial', `${Date.now()}`];
    await runWell(['openssl', 'x509', '-req', '-in', at('csr'), ...issuer, '-days', '2', '-extfile', use, '-out', at('crt')]);
    return { certificate: at('crt'), key: at('key') };
}

/** A file with this order, signed. */
export async function sign(house, { certificate, key }, order) {
    const plain = house.path('plain');
    const file = house.path(`${order.number}.order`);
    writeFileSync(plain, encodeOrder({ notAfter: Date.now() + day, ...order }));
    const form = ['-sign', '-binary', '-nodetach', '-md', 'sha256', '-outform', 'DER'];
    await runWell(['openssl', 'cms', ...form, '-in', plain, '-signer', certificate, '-inkey', key, '-out', file]);
    return file;
}

export const handIn = (file, ports, more = []) =>
    run([programs.collector, 'order', file, ...ports.flatMap((port) => ['--url', `http://127.0.0.1:${port}`]), ...more]);
