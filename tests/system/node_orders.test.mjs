// A node and its orders: signed by somebody whom its CA vouches for, tried, followed once a collector has heard the node, and gone back from.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inHouse, source } from './lib/house.mjs';
import { freePort } from './lib/ports.mjs';
import { handIn } from './lib/orders.mjs';
import { runWell } from './lib/program.mjs';
import { fields } from './lib/protobuf.mjs';
import { encodePayload } from './lib/sparkplug.mjs';
import { until } from './lib/until.mjs';

const program = process.env.MAGPIE_CA ?? join(source, 'build/dev/collector/magpie-ca');
const WORDS = ['none', 'signature', 'format', 'too_late', 'configuration', 'version', 'not_heard', 'not_kept', 'revoked', 'revocations'];

/** What a payload says of orders: { followed, tried, refused, why }; undefined where it says nothing. */
function orders(payload) {
    const report = payload.metrics.find(({ name, alias }) => name === 'report' || (name === undefined && alias === 0));
    const told = [...fields(report.value)].find(({ field }) => field === 11);
    if (!told) {
        return undefined;
    }
    const number = (wanted) => Number([...fields(told.value)].find(({ field }) => field === wanted)?.value ?? 0n);
    return { followed: number(1), tried: number(2), refused: number(3), why: WORDS[number(4)] };
}

/** Somebody who may sign, for those who believe this CA. */
class Signer {
    static async of(house, city) {
        const signer = new Signer();
        signer.directory = house.path(city);
        signer.ca = join(signer.directory, 'root.crt');
        signer.list = join(signer.directory, 'crl.pem');
        await runWell([program, 'init', signer.directory, '--city', city]);
        await signer.issues('kim');
        return signer;
    }

    issues(name) {
        return runWell([program, 'issue', this.directory, 'signer', name, '--out', this.directory]);
    }

    revokes(name) {
        return runWell([program, 'revoke', this.directory, name]);
    }

    /** What the CA has revoked by now, as it goes with an order. */
    async revocations() {
        const der = `${this.list}.der`;
        await runWell(['openssl', 'crl', '-in', this.list, '-outform', 'DER', '-out', der]);
        return readFileSync(der);
    }

    async signsFile(text, name = 'kim') {
        const [plain, signed] = ['order.toml', 'order'].map((file) => join(this.directory, file));
        writeFileSync(plain, text);
        const by = ['crt', 'key'].map((ending) => join(this.directory, `${name}.${ending}`));
        await runWell([program, 'order', plain, '--signer-certificate', by[0], '--signer-key', by[1], '--out', signed]);
        return signed;
    }

    async signs(text, name) {
        return readFileSync(await this.signsFile(text, name));
    }
}

/** A broker with TLS for the node, which believes nobody's orders without a CA, and without for us. */
async function startBroker(house, signer) {
    const securePort = await freePort();
    const user = (await runWell(['id', '-un'])).trim(); // who can read the key
    await runWell([program, 'issue', signer.directory, 'broker', 'localhost', '--out', signer.directory]);
    await house.startBrokerWith((port) => {
        const config = house.path('broker.conf');
        const [ca, certificate, key] = ['ca.crt', 'broker.crt', 'broker.key'].map((name) => join(signer.directory, name));
        const secure = `listener ${securePort} 127.0.0.1\ncafile ${ca}\ncertfile ${certificate}\nkeyfile ${key}\n`;
        writeFileSync(config, `listener ${port} 127.0.0.1\n${secure}allow_anonymous true\nuser ${user}\n`);
        return config;
    });
    house.server = `tcp://127.0.0.1:${house.broker.port}`;
    return `ssl://localhost:${securePort}`;
}

/** As the collector sends it: what the CA revoked, if anything is said of that, and then the order. */
function sendOrder(peer, id, der, revocations) {
    const metric = (name, bytes) => ({ name: `Node Control/${name}`, datatype: 17, value: ['bytes', bytes] });
    const metrics = [...(revocations ? [metric('Revocations', revocations)] : []), metric('Order', der)];
    return peer.publish(`spBv1.0/mapo/NCMD/${id}`, encodePayload({ timestamp: Date.now(), metrics }));
}

inHouse('a node and its orders', async (house, step) => {
    const signer = await Signer.of(house, 'mapo');
    const secureServer = await startBroker(house, signer);
    const collector = await house.startCollector();
    const observer = await house.connect('observer');
    await observer.subscribe('spBv1.0/#');
    const pole = await house.startAgent('pole-1', {
        mqtt: { servers: [secureServer], ca_file: signer.ca },
    });
    await house.isUp(pole);
    const births = () => observer.heard('NBIRTH', pole.id).length;
    await until('a birth and a report', () => births() > 0 && observer.heard('NDATA', pole.id).length > 0);

    const told = (verb = 'NDATA') => orders(observer.payloads(verb, pole.id).at(-1));
    const says = (wanted, seconds = 20) =>
        until(`the node says ${JSON.stringify(wanted)}`, () => assert.deepEqual(told(), wanted) ?? true, seconds);
    const send = (der) => sendOrder(observer, pole.id, der);
    const interval = () => collector.value('magpie_node_report_interval_seconds', { node: pole.id });
    const lost = () => collector.value('magpie_node_reports_lost_total', { node: pole.id });

    await step('says nothing of orders before the first', () => {
        assert.equal(told('NBIRTH'), undefined);
        assert.equal(told(), undefined);
        assert.ok(!existsSync(house.path('state', pole.id, 'orders')));
    });

    await step('follows one in the same process, and loses nothing by it', async () => {
        const { pid } = pole;
        await send(await signer.signs('number = 3\nareas = ["mapo"]\n[configuration]\nreport.interval_seconds = 0.5\n'));
        await says({ followed: 3, tried: 0, refused: 0, why: 'none' });
        assert.equal(pole.pid, pid);
        assert.ok(pole.alive);
        await until('the collector hears of the interval', async () => (await interval()) === 0.5);
        await collector.shows(3, 'magpie_node_order', { node: pole.id, state: 'followed' });
        assert.equal(await lost(), 0);
        assert.deepEqual(orders(observer.payloads('NBIRTH', pole.id)[1]), { followed: 0, tried: 3, refused: 0, why: 'none' });
        for (const line of [/takes an order number=3 signer=kim/, /tries an order number=3/, /was heard, and follows the order number=3/]) {
            await pole.says(line);
        }
    });

    await step('follows it after a restart', async () => {
        const before = births();
        await pole.stop();
        await pole.start();
        await until('the birth', () => births() > before);
        assert.deepEqual(told('NBIRTH'), { followed: 3, tried: 0, refused: 0, why: 'none' });
        await house.isUp(pole);
        await says({ followed: 3, tried: 0, refused: 0, why: 'none' });
        await pole.says(/follows an order number=3 signer=kim/);
        assert.equal(await interval(), 0.5);
    });

    await step('refuses what it cannot do, and tells why', async () => {
        await send(await signer.signs('number = 4\n[configuration]\nnode.id = "pole-2"\n'));
        await says({ followed: 3, tried: 0, refused: 4, why: 'configuration' });
        await pole.says(/does not follow an order number=4 .*order 4:2: `node.id` may not be set here/);
    });

    await step('tells of one that a stranger signed, and follows the next', async () => {
        const stranger = await Signer.of(house, 'other');
        await send(await stranger.signs('number = 90\n'));
        await says({ followed: 3, tried: 0, refused: 90, why: 'signature' });
        await send(await signer.signs('number = 5\n[configuration]\nreport.interval_seconds = 0.7\n'));
        await says({ followed: 5, tried: 0, refused: 4, why: 'configuration' });
    });

    await step('goes back from one with which nobody hears it', async () => {
        const nowhere = `ssl://localhost:${await freePort()}`;
        await send(await signer.signs(`number = 6\n[configuration]\nmqtt.servers = ["${nowhere}"]\n`));
        await until('it tries', () => /tries an order number=6/.test(pole.log));
        await house.isDown(pole);
        for (let start = 0; start < 3; ++start) {
            await pole.kill(); // as a crash would
            await pole.start();
        }
        await says({ followed: 5, tried: 0, refused: 6, why: 'not_heard' });
        await pole.says(/does not follow an order number=6 signer=kim reason=not_heard/);
        await house.isUp(pole);
    });

    await step('wants another version, and goes on as it is until that comes', async () => {
        await send(await signer.signs('number = 7\nversion = "9.9.9"\n[configuration]\nsomething.new = 1\n'));
        await says({ followed: 5, tried: 7, refused: 6, why: 'not_heard' });
        assert.equal(readFileSync(house.path('state', pole.id, 'orders', 'wanted-version'), 'utf8'), '9.9.9');
        assert.equal(await interval(), 0.7);
    });

    await step('takes all back for an order that sets nothing', async () => {
        await send(await signer.signs('number = 8\n'));
        await says({ followed: 8, tried: 0, refused: 6, why: 'not_heard' });
        await until('the interval of its own file', async () => (await interval()) === 1);
        assert.ok(!existsSync(house.path('state', pole.id, 'orders', 'wanted-version')));
        assert.equal(await lost(), 0);
    });
});

inHouse('a signer whom the CA has revoked orders no more', async (house, step) => {
    const city = await Signer.of(house, 'mapo');
    await city.issues('lee');
    const server = await startBroker(house, city);
    const collector = await house.startCollector({ orders: { ca_file: city.ca, crl_file: city.list } });
    const observer = await house.connect('observer');
    await observer.subscribe('spBv1.0/#');
    const pole = await house.startAgent('pole-1', { mqtt: { servers: [server], ca_file: city.ca } });
    await house.isUp(pole);
    const says = (wanted, seconds = 20) =>
        until(
            `the node says ${JSON.stringify(wanted)}`,
            () => assert.deepEqual(orders(observer.payloads('NDATA', pole.id).at(-1)), wanted) ?? true,
            seconds,
        );
    const held = async () => JSON.parse((await collector.get('/api/v1/orders')).body).orders.map(({ number }) => number);
    const lists = () => readdirSync(house.path('state', pole.id, 'orders')).filter((name) => name.endsWith('.crl'));
    const before = await city.revocations();

    await step('while he is none, his order is followed, and the list that came with it is kept', async () => {
        const { code, output } = await handIn(await city.signsFile('number = 3\n'), [collector.port]);
        assert.equal(code, 0, output);
        await says({ followed: 3, tried: 0, refused: 0, why: 'none' }, 60);
        assert.equal(lists().length, 1);
        assert.deepEqual(readFileSync(house.path('state', pole.id, 'orders', lists()[0])), before);
    });

    await city.revokes('kim');
    await step('the collector takes none of his, and holds none that he left', async () => {
        await collector.stop();
        await collector.start(); // or a minute later
        assert.deepEqual(await held(), []);
        const { code, output } = await handIn(await city.signsFile('number = 4\n'), [collector.port]);
        assert.equal(code, 1);
        assert.match(output, /not taken: 403 revoked/);
        await collector.shows(1, 'magpie_collector_orders_refused_total', { reason: 'revoked' });
    });

    await step('nor does the node, whoever sends it, and with whatever list', async () => {
        await house.isUp(pole);
        await sendOrder(observer, pole.id, await city.signs('number = 4\n'), await city.revocations());
        await says({ followed: 3, tried: 0, refused: 4, why: 'revoked' });
        await collector.shows(1, 'magpie_node_orders_refused_total', { node: pole.id, reason: 'revoked' });
        await sendOrder(observer, pole.id, await city.signs('number = 5\n'), before);
        await says({ followed: 3, tried: 0, refused: 5, why: 'revoked' });
        await sendOrder(observer, pole.id, await city.signs('number = 9000\n'));
        await says({ followed: 3, tried: 0, refused: 9000, why: 'revoked' });
        await pole.says(/does not follow an order number=4 signer=kim reason=revoked problem="?revocation list \d+ has the signer/);
    });

    await step('a list of nobody we know is none', async () => {
        const stranger = await Signer.of(house, 'other');
        await sendOrder(observer, pole.id, await city.signs('number = 6\n', 'lee'), await stranger.revocations());
        await says({ followed: 3, tried: 0, refused: 6, why: 'revocations' });
    });

    await step('another signer goes on where he was', async () => {
        const { code, output } = await handIn(await city.signsFile('number = 6\n', 'lee'), [collector.port]);
        assert.equal(code, 0, output);
        await says({ followed: 6, tried: 0, refused: 0, why: 'none' }, 60);
    });
});
