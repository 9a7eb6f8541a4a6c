// A city whose certificates all come from magpie-ca.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';

import mqtt from 'mqtt';

import { programs } from './house.mjs';
import { MqttPeer } from './mqtt_peer.mjs';
import { freePort } from './ports.mjs';
import { Program, runWell } from './program.mjs';

/** A CA, a broker that runs from what it wrote, and the files of each who has a certificate. */
class City {
    constructor(house) {
        this.house = house;
        this.ca = house.path('ca');
        this.broker = house.path('broker');
        this.work = house.path('work');
        mkdirSync(this.work);
    }

    command(word, ...rest) {
        return [programs.ca, word, this.ca, ...rest];
    }

    do(word, ...rest) {
        return runWell(this.command(word, ...rest));
    }

    async build() {
        await this.do('init', '--city', 'Mapo');
        await this.do('issue', 'broker', 'localhost', '127.0.0.1', '--out', this.broker);
        const user = (await runWell(['id', '-un'])).trim();
        const kickPort = await freePort();
        await this.house.startBrokerWith(async (port) => {
            const ports = ['--port', port, '--kick-port', kickPort, '--address', '127.0.0.1'].map(String);
            await this.do('broker-config', '--out', this.broker, '--user', user, ...ports);
            return join(this.broker, 'mosquitto.conf');
        });
        this.house.server = `ssl://localhost:${this.house.broker.port}`;
        return this;
    }

    files(name, directory = this.work) {
        const at = (ending) => join(directory, `${name}.${ending}`);
        return { ca: join(this.ca, 'root.crt'), certificate: at('crt'), key: at('key') };
    }

    async issue(kind, ...name) {
        await this.do('issue', kind, ...name, '--out', this.work);
        return this.files(name[0] ?? kind);
    }

    async startCollector() {
        return this.house.startCollector({}, { tls: await this.issue('collector') });
    }

    /** From one command to a pole that reports. */
    async startPole(id, wrap = (command) => command) {
        const directory = this.house.path(id);
        const file = this.house.path(`${id}.tar`);
        mkdirSync(directory);
        const { server } = this.house;
        await this.do('handover', id, '--area', 'mapo', '--server', server, '--at', directory, '--out', file);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        await runWell(['tar', '-xf', file, '-C', directory]);
        assert.equal(statSync(join(directory, 'node.key')).mode & 0o777, 0o600);
        const config = join(directory, 'agent.toml');
        const command = [programs.agent, '--config', config];
        assert.match(await runWell([...command, '--check-config']), /good/);
        const state = `state_directory = ${JSON.stringify(join(directory, 'state'))}\n`;
        const outbox = `[outbox]\nrun_directory = ${JSON.stringify(join(directory, 'run'))}\n`;
        writeFileSync(config, `${state}${readFileSync(config)}\n[report]\ninterval_seconds = 1\n${outbox}`);
        const pole = this.house.add(new Program(id, wrap(command), { ready: () => pole.catches(15) }));
        pole.id = id;
        pole.directory = directory;
        await pole.start();
        return pole;
    }

    async connect(tls, options = {}) {
        const peer = new MqttPeer(this.house.server.replace('ssl:', 'mqtts:'), tls, options);
        this.house.peers.push(peer);
        return peer.connected();
    }

    /** A TLS session that the broker offers to take up again, and whether it does so with `earlier`. */
    async session({ ca, certificate, key }, earlier) {
        const [trusted, cert, own] = [ca, certificate, key].map((file) => readFileSync(file));
        const to = { host: 'localhost', port: this.house.broker.port };
        const socket = connectTls({ ...to, ca: trusted, cert, key: own, session: earlier });
        const [session] = await once(socket, 'session');
        const reused = socket.isSessionReused();
        socket.destroy();
        return { session, reused };
    }

    /** What the broker says to this certificate: 'connected', or why not. */
    async word({ ca, certificate, key }, session) {
        const patience = { reconnectPeriod: 0, connectTimeout: 10000, clientId: 'peer' };
        const options = { ca: readFileSync(ca), session, ...patience };
        if (certificate) {
            Object.assign(options, { cert: readFileSync(certificate), key: readFileSync(key) });
        }
        const client = mqtt.connect(this.house.server.replace('ssl:', 'mqtts:'), options);
        const answer = await new Promise((resolve) => {
            client.once('connect', () => resolve('connected'));
            client.once('error', ({ message }) => resolve(message));
            client.once('close', () => resolve('closed'));
        });
        client.on('error', () => {});
        client.end(true);
        return answer;
    }

    openssl(...words) {
        return runWell(['openssl', ...words.map(String)]);
    }

    /** A request for a certificate and its key. */
    async csr(name, file) {
        const key = join(this.work, `${file}.key`);
        const csr = join(this.work, `${file}.csr`);
        await this.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
        await this.openssl('req', '-new', '-key', key, '-subj', `/CN=${name}`, '-out', csr);
        return csr;
    }

    /** With the issuing CA's own key, but for other times: what its program never makes. */
    async forgeTimes(name, from, to) {
        const file = `${name}-times`;
        const config = join(this.work, 'forge.cnf');
        writeFileSync(join(this.work, 'index.txt'), '');
        writeFileSync(
            config,
            `[ca]\ndefault_ca = one\n[one]\ndatabase = ${this.work}/index.txt\nnew_certs_dir = ${this.work}\nrand_serial = yes\n` +
                'default_md = sha256\npolicy = names\nx509_extensions = client\n[names]\ncommonName = supplied\n' +
                '[client]\nbasicConstraints = critical,CA:FALSE\nextendedKeyUsage = clientAuth\n',
        );
        const time = (seconds) =>
            new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, '');
        const csr = await this.csr(name, file);
        const made = join(this.work, `${file}.crt`);
        const by = ['-cert', join(this.ca, 'issuing.crt'), '-keyfile', join(this.ca, 'issuing.key')];
        const times = ['-startdate', time(from), '-enddate', time(to)];
        await this.openssl('ca', '-batch', '-notext', '-config', config, ...by, ...times, '-in', csr, '-out', made);
        writeFileSync(made, `${readFileSync(made)}${readFileSync(join(this.ca, 'issuing.crt'))}`);
        return this.files(file);
    }

    /** A request for renewal in DER, as a program that is not ours makes it. */
    async renewalRequest({ certificate, key }, name) {
        const csr = await this.csr(name, `${name}-next`);
        const [der, request] = ['der', 'p7'].map((ending) => join(this.work, `${name}-next.${ending}`));
        await this.openssl('req', '-in', csr, '-outform', 'DER', '-out', der);
        const signer = ['-signer', certificate, '-inkey', key, '-md', 'sha256'];
        const form = ['-binary', '-nodetach', '-nosmimecap', '-outform', 'DER'];
        await this.openssl('cms', '-sign', ...form, ...signer, '-in', der, '-out', request);
        return request;
    }
}

export const city = (house) => new City(house).build();
