// Pages that face others: TLS, tokens with scopes, and a real Prometheus that has to show one.

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import tls from 'node:tls';

import { inHouse, programs, Server } from './lib/house.mjs';
import { get } from './lib/http.mjs';
import { MagpieNode } from './lib/magpie_node.mjs';
import { run } from './lib/program.mjs';
import { until } from './lib/until.mjs';

/** A token as the program makes it: { token, line }. */
async function makeToken(name, scope) {
    const { code, output } = await run([programs.collector, 'token', name, '--scope', scope]);
    assert.equal(code, 0, output);
    const [, token] = /^([A-Za-z0-9_-]{43})$/m.exec(output);
    const [, line] = /^(\S+ [0-9a-f]{64} \S+)$/m.exec(output);
    return { token, line };
}

/** A broker, a node, and a collector that wants TLS and tokens. */
async function standUp(house) {
    await house.startPlainBroker();
    const { ca } = await house.identity('any');
    const files = {
        certificate_file: join(house.certificates, 'server.crt'),
        key_file: join(house.certificates, 'server.key'),
        tokens_file: house.path('tokens'),
    };
    const network = await makeToken('prometheus', 'network');
    const security = await makeToken('desk', 'security');
    writeFileSync(files.tokens_file, `# who may read\n${network.line}\n${security.line}\n`);
    const reader = { ca: readFileSync(ca), token: network.token };
    const watch = [ca, house.path('crl.pem')];
    const collector = await house.startCollector({ http: { port: 0, ...files }, identity: { watch } }, { reader });
    const pole = new MagpieNode(await house.connect('pole-9'), { id: 'pole-9' });
    await pole.birth();
    await collector.shows(1, 'magpie_node_up', { node: 'pole-9' });
    return { collector, ca, files, network, security, reader };
}

/** One that scrapes what /sd lists, over TLS, with the token of this file. */
async function startPrometheus(house, collector, ca, credentials_file) {
    const data = house.path('prometheus');
    mkdirSync(data);
    const config = house.path('prometheus.yml');
    // As docs/operations.md has it.
    writeFileSync(
        config,
        `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: magpie
    scheme: https
    authorization: { credentials_file: ${credentials_file} }
    tls_config: { ca_file: ${ca} }
    http_sd_configs:
      - url: https://localhost:${collector.port}/sd
        authorization: { type: Bearer, credentials_file: ${credentials_file} }
        tls_config: { ca_file: ${ca} }
        refresh_interval: 1s
`,
    );
    const command = (port) => [
        ...['prometheus', `--config.file=${config}`, `--storage.tsdb.path=${data}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'],
    ];
    const ready = async (port) => (await get(port, '/-/ready')).status === 200;
    const prometheus = house.add(new Server('prometheus', command, ready));
    await prometheus.start();
    prometheus.value = async (query) => {
        const page = await get(prometheus.port, `/api/v1/query?${new URLSearchParams({ query })}`);
        return Number(JSON.parse(page.body).data.result[0]?.value[1]);
    };
    return prometheus;
}

/** The serial number of the certificate that is shown now. */
function serialShown(port, ca) {
    return new Promise((resolve, reject) => {
        const socket = tls.connect({ port, host: '127.0.0.1', ca }, () => {
            resolve(socket.getPeerCertificate().serialNumber);
            socket.destroy();
        });
        socket.on('error', reject);
    });
}

inHouse('who shows the right token over TLS reads its pages, and nobody else', async (house, step) => {
    const { collector, ca, files, network, security, reader } = await standUp(house);
    const asks = (path, token) => collector.get(path, { ...reader, token });

    await step('each page by its scope', async () => {
        for (const path of ['/metrics', '/metrics/rollup', '/sd', '/api/v1/export']) {
            assert.equal((await asks(path, network.token)).status, 200, path);
            assert.equal((await asks(path, security.token)).status, 403, path);
            const none = await asks(path, undefined);
            assert.equal(none.status, 401, path);
            assert.equal(none.headers['www-authenticate'], 'Bearer realm="magpie"');
        }
        assert.equal((await asks('/api/v1/refused', network.token)).status, 403);
        assert.equal((await asks('/api/v1/refused', security.token)).status, 200);
        for (const path of ['/', '/healthz', '/readyz']) {
            assert.equal((await asks(path, undefined)).status, 200, path);
        }
    });
    const closed = (reason) => collector.value('magpie_collector_http_closed_total', { reason });
    await step('no TLS, no page', async () => {
        assert.equal(await closed('failed_handshake'), 0);
        await assert.rejects(get(collector.port, '/healthz'));
    });
    await step('who was not let in is counted', async () => {
        const denied = (reason) => collector.value('magpie_collector_http_denied_total', { reason });
        assert.deepEqual([await denied('no_token'), await denied('wrong_scope'), await denied('unknown_token')], [4, 5, 0]);
        await until('the handshake is counted', async () => (await closed('failed_handshake')) === 1);
        assert.equal(await closed('gave_way'), 0);
    });
    await step('when certificates end is told, and of a file that is not there that it is none', async () => {
        const ends = (file) => collector.value('magpie_collector_certificate_expires_timestamp_seconds', { file });
        for (const file of [files.certificate_file, ca]) {
            const { validTo } = new X509Certificate(readFileSync(file));
            assert.equal(await ends(basename(file)), Date.parse(validTo) / 1000);
        }
        assert.equal(await ends('crl.pem'), 0);
        const said = collector.log.match(/nobody sees when a watched certificate ends reason=".*crl\.pem: No such file or directory"/g);
        assert.equal(said?.length, 1);
    });
    await step('a real Prometheus', async () => {
        const credentials = house.path('credentials');
        writeFileSync(credentials, `${network.token}\n`);
        const prometheus = await startPrometheus(house, collector, ca, credentials);
        await until('it has scraped', async () => (await prometheus.value('magpie_node_up{node="pole-9"}')) === 1);
        assert.equal(await prometheus.value('up{job="magpie"}'), 1);
        // With a token that is none it is refused; with the right one again it goes on.
        writeFileSync(credentials, `${security.token}\n`);
        await until('it is refused', async () => (await prometheus.value('up{job="magpie"}')) === 0);
        writeFileSync(credentials, `${network.token}\n`);
        await until('it is let in again', async () => (await prometheus.value('up{job="magpie"}')) === 1);
        await prometheus.stop();
    });
    await step('a new certificate is shown, and a broken one is not, without a restart', async () => {
        const before = await serialShown(collector.port, reader.ca);
        await house.identity('other', { directory: house.path('other') });
        const renewed = { ...reader, ca: readFileSync(house.path('other', 'ca.crt')) };
        writeFileSync(files.certificate_file, 'not yet');
        await until('it is said', async () => {
            assert.equal(await serialShown(collector.port, reader.ca), before);
            return /the certificate of the pages stays as it was/.test(collector.log);
        });
        renameSync(house.path('other', 'server.key'), files.key_file);
        renameSync(house.path('other', 'server.crt'), files.certificate_file);
        const [serial] = await until('the new one is shown', async () => [await serialShown(collector.port, renewed.ca)]);
        assert.notEqual(serial, before);
        collector.reader = renewed;
        assert.equal((await collector.get('/metrics')).status, 200);
    });
    await step('a token that is taken out of the file is none', async () => {
        writeFileSync(files.tokens_file, `${security.line}\n`);
        await until('it is refused', async () => (await collector.get('/metrics')).status === 401);
        await collector.says(/the tokens of the pages were read again tokens=1/);
    });
    await step('who tries many tokens has to wait', async () => {
        const statuses = [];
        while (statuses.at(-1) !== 429) {
            statuses.push((await collector.get('/metrics', { ...collector.reader, token: 'guess' })).status);
        }
        assert.ok(statuses.length <= 12, `${statuses}`);
        const { headers } = await collector.get('/metrics', { ...collector.reader, token: security.token });
        assert.ok(Number(headers['retry-after']) <= 6);
    });
    await step('and no token is in the log', async () => {
        for (const { token } of [network, security]) {
            assert.ok(!collector.log.includes(token));
        }
    });
});

inHouse('what is wrong with files or address is said before it starts', async (house, step) => {
    const { ca, certificate, key } = await house.identity('any');
    const check = (http, watch = []) => {
        const file = house.writeConfig('check', {
            mqtt: { server: 'tcp://localhost:1883' },
            database: { path: house.path('check.sqlite') },
            http,
            identity: { watch },
        });
        return run([programs.collector, '--config', file, '--check-config']);
    };
    const tokens_file = house.path('tokens');
    writeFileSync(tokens_file, `${(await makeToken('a', 'network,security')).line}\n`);
    await step('good ones', async () => {
        const { code, output } = await check({ certificate_file: certificate, key_file: key, tokens_file });
        assert.deepEqual([code, output], [0, `${house.path('check.toml')}: good\n`]);
    });
    await step('a key that is none', async () => {
        const { code, output } = await check({ certificate_file: certificate, key_file: ca });
        assert.equal(code, 1);
        assert.match(output, /the key file .*ca\.crt holds no private key/);
    });
    await step('a line that is none', async () => {
        writeFileSync(house.path('bad'), '# first\nnetwork 123 name\n');
        const { code, output } = await check({ tokens_file: house.path('bad') });
        assert.equal(code, 1);
        assert.match(output, /the tokens file .*bad cannot be used: line 2 has no SHA-256/);
    });
    await step('a file to watch that is none', async () => {
        const { code, output } = await check({}, [certificate, tokens_file]);
        assert.equal(code, 1);
        assert.match(output, /tokens holds no certificate or revocation list in PEM that ends/);
        assert.equal((await check({}, [certificate])).code, 0);
    });
    await step('an address that others reach, without tokens or TLS', async () => {
        const { code, output } = await check({ address: '0.0.0.0' });
        assert.equal(code, 0);
        assert.match(output, /others can reach http\.address 0\.0\.0\.0: without tokens_file .*, and without certificate_file/);
        const secure = await check({ address: '0.0.0.0', certificate_file: certificate, key_file: key, tokens_file });
        assert.doesNotMatch(secure.output, /others/);
        const half = await check({ address: '0.0.0.0', tokens_file });
        assert.match(half.output, /0\.0\.0\.0: without certificate_file/);
    });
    await step('a token for nothing', async () => {
        for (const words of [['a'], ['--scope', 'network'], ['a', '--scope', 'all'], ['a b', '--scope', 'network']]) {
            const { code, output } = await run([programs.collector, 'token', ...words]);
            assert.equal(code, 2, output);
        }
    });
});
