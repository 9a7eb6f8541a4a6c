// What probes cost an agent's processor: fifty targets, by each kind of probe on its own, beside the same agent without any. Called by
// `./bench path`, and fails where any kind is above the budget; in a network namespace of its own, for which it needs root or user namespaces.
//   path.mjs [--out FILE] [--seconds N]

import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import dgram from 'node:dgram';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { inOwnNamespace, inside } from '../storm/lib/namespace.mjs';
import { House } from '../system/lib/house.mjs';
import { runWell } from '../system/lib/program.mjs';

const TARGETS = 50;
const BUDGET = 0.005; // of a core
/** Seconds from one probe of a target to the next. A page over TLS is reckoned as twenty pings (agent/config/path.cpp), and asked for as seldom. */
const KINDS = { ping: 1, dns_uncached: 1, tcp: 1, ntp: 1, https: 20, mtu: 60 };

const { values } = parseArgs({ options: { out: { type: 'string', default: 'bench.json' }, seconds: { type: 'string', default: '30' } } });
const SECONDS = Number(values.seconds);

/** Seconds on a processor, of all its threads, by the scheduler. */
const cpuOf = ({ pid }) =>
    readdirSync(`/proc/${pid}/task`)
        .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
        .reduce((sum, one) => sum + one, 0) / 1e9;

const addresses = Array.from({ length: TARGETS }, (_, place) => `127.0.0.${place + 1}`);

/** A clock at each address: what is asked comes back as a server's, one whose time is its own. */
async function serveTime(house) {
    for (const address of addresses) {
        const socket = dgram.createSocket('udp4');
        socket.on('message', (question, from) => {
            const answer = Buffer.alloc(48);
            answer[0] = (4 << 3) | 4; // version 4, server
            answer[1] = 1;
            question.copy(answer, 24, 40, 48);
            const seconds = Date.now() / 1000 + 2208988800;
            for (const at of [32, 40]) {
                answer.writeUInt32BE(Math.floor(seconds), at);
                answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
            }
            socket.send(answer, from.port, from.address);
        });
        socket.bind(123, address);
        await once(socket, 'listening');
        house.atEnd.push(() => socket.close());
    }
}

/** A page over TLS, with a certificate of its own; its URL and the file that vouches for it. */
async function servePage(house) {
    const [key, certificate] = [house.path('page.key'), house.path('page.crt')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
    const name = ['-subj', '/CN=page', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-out', certificate];
    await runWell(['openssl', 'req', '-x509', ...curve, ...name]);
    const server = https.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, answer) => answer.end('well\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    house.atEnd.push(() => server.close());
    return { url: `https://127.0.0.1:${server.address().port}/`, certificate };
}

/** Of a core. */
async function share(house, kind, page) {
    const interval = KINDS[kind] ?? 1;
    const seconds = Math.max(SECONDS, interval); // so that each is asked once at least
    const target = (kind ? addresses : []).map((host, place) => ({
        name: `t${place}`,
        class: 'core',
        host,
        interval_seconds: interval,
        probes: [kind],
        tcp_port: house.broker.port,
        dns_zone: 'example.org',
        https_url: page.url,
    }));
    const agent = await house.startAgent(kind?.replace('_', '-') ?? 'idle', {
        report: { interval_seconds: 10 },
        path: { mtu_interval_seconds: 60, ca_file: page.certificate, target },
    });
    await sleep(3000); // the first report and the first lookups are not what is measured
    const before = cpuOf(agent);
    await sleep(seconds * 1000);
    const used = (cpuOf(agent) - before) / seconds;
    await agent.stop();
    return used;
}

async function measure(house) {
    await runWell(['ip', 'link', 'set', 'lo', 'up']);
    // As on a pole, where the agent has no privilege; a raw socket costs three times as much.
    writeFileSync('/proc/sys/net/ipv4/ping_group_range', '0 2147483647');
    await house.startPlainBroker();
    await serveTime(house);
    const page = await servePage(house);
    const nothing = await share(house, null, page);
    const rows = [];
    for (const kind of Object.keys(KINDS)) {
        rows.push({ kind, interval: KINDS[kind], share: (await share(house, kind, page)) - nothing });
    }
    return { name: 'path', targets: TARGETS, budget: BUDGET, without: nothing, rows };
}

if (!inside()) {
    process.exit(await inOwnNamespace(['--net']));
}
const house = new House();
let result;
try {
    result = await measure(house);
} finally {
    await house.close();
}
const percent = (part) => `${(part * 100).toFixed(2)} %`;
console.log(`without targets: ${percent(result.without)} of a core`);
for (const { kind, interval, share } of result.rows) {
    console.log(`${TARGETS} targets, ${kind} every ${interval === 1 ? 'second' : `${interval} seconds`}: ${percent(share)} more (budget ${percent(BUDGET)})`);
}
const known = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : [];
writeFileSync(values.out, `${JSON.stringify([...known.filter(({ name }) => name !== 'path'), result], null, 2)}\n`);
const above = result.rows.filter(({ share }) => share > BUDGET).map(({ kind }) => kind);
if (above.length > 0) {
    console.log(`above the budget: ${above.join(', ')}`);
}
process.exit(above.length > 0 ? 1 : 0);
