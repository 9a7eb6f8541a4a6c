// Who is reached, and what is said of those who are not: probes over real lines, past servers that lie and routers that
// are silent; and what an agent tells of its targets at /metrics.

import assert from 'node:assert/strict';
import { join } from 'node:path';

import { inHouse, programs, source } from './lib/house.mjs';
import { freePort } from './lib/ports.mjs';
import { Program, run, runWell } from './lib/program.mjs';
import { Street } from './lib/street.mjs';

const [WELL, RESOLVER, ILL] = ['10.88.0.2', '10.88.0.3', '10.88.0.4'];

/** A certificate for WELL that ends soon. */
async function certificate(house) {
    const [file, key] = [house.path('far.crt'), house.path('far.key')];
    await runWell([
        ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', '/CN=far', '-addext', `subjectAltName=IP:${WELL}`, '-keyout', key, '-out', file],
    ]);
    return { file, key };
}

/** A street with addresses at once, and servers at its far end. */
async function furnish(house, street) {
    const { client, pole, far } = street;
    for (const space of [client, pole, far]) {
        await space.start();
    }
    for (const [near, name, other] of [
        [pole, 'ap0', client],
        [pole, 'up0', far],
    ]) {
        await near.does('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${other.keeper.pid}`);
        await near.does('ip', 'link', 'set', name, 'up');
        await other.does('ip', 'link', 'set', 'eth0', 'up');
    }
    const addresses = [
        [pole, 'ap0', ['10.77.0.1/24', 'fd77::1/64']],
        [pole, 'up0', ['10.88.0.1/24', 'fd88::1/64']],
        [client, 'eth0', ['10.77.0.5/24', 'fd77::5/64']],
        [far, 'eth0', [WELL, RESOLVER, ILL].map((address) => `${address}/24`).concat('fd88::2/64')],
    ];
    for (const [space, interface_, all] of addresses) {
        for (const address of all) {
            const more = address.includes('::') ? ['nodad'] : [];
            await space.does('ip', 'address', 'add', address, 'dev', interface_, ...more);
        }
    }
    await client.does('ip', 'route', 'add', 'default', 'via', '10.77.0.1');
    await client.does('ip', 'route', 'add', 'default', 'via', 'fd77::1');
    await far.does('ip', 'route', 'add', 'default', 'via', '10.88.0.1');
    await far.does('ip', 'route', 'add', 'default', 'via', 'fd88::1');
    await pole.does('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding');
    const files = await certificate(house);
    const servers = new Program(
        'servers',
        far.command(process.execPath, join(source, 'tests/system/lib/reach_servers.mjs'), files.file, files.key),
        { ready: () => servers.log.includes('ready') },
    );
    await house.add(servers).start();
    // It knows a name and a zone, and refuses all else, for it has nobody to ask.
    const words = ['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--user=root', '--log-facility=-'];
    const names = ['--address=/good.test/10.1.2.3', '--local=/zone.test/', `--listen-address=${RESOLVER}`, '--bind-interfaces'];
    const dnsmasq = new Program('dnsmasq', far.command('dnsmasq', ...words, ...names), {
        ready: () => dnsmasq.log.includes('started'),
    });
    await house.add(dnsmasq).start();
    return files;
}

inHouse('a probe says who is reached, and what is wrong with who is not', async (house, step) => {
    const street = new Street(house);
    const { client, pole, far } = street;
    const files = await furnish(house, street);
    /** What one probe says, and its exit code. */
    const asks = async (...words) => {
        const environment = { SSL_CERT_FILE: files.file };
        const { code, output } = await run(client.command(programs.agent, 'probe', ...words, '--json'), { environment });
        assert.ok(output.startsWith('{'), output);
        return { code, ...JSON.parse(output) };
    };
    const ends = async (outcome, ...words) => {
        const found = await asks(...words);
        assert.equal(found.last.outcome, outcome, JSON.stringify(found));
        assert.equal(found.code, outcome === 'answered' ? 0 : 1);
        if (outcome !== 'answered') {
            assert.equal(found.round_trip_seconds.median, null, 'what is not known is not zero');
        }
        return found;
    };

    await step('ping, as ping(8) has it', async () => {
        for (const address of [WELL, 'fd88::2', 'gateway']) {
            const { sent, answered, round_trip_seconds } = await ends('answered', 'ping', address, '--count', '2');
            assert.deepEqual([sent, answered], [2, 2]);
            assert.ok(round_trip_seconds.median > 0 && round_trip_seconds.median < 0.1);
        }
        const times = /min\/avg\/max = ([\d.]+)\/([\d.]+)\/([\d.]+) ms/.exec(await client.does('busybox', 'ping', '-c', '3', WELL));
        const { round_trip_seconds } = await asks('ping', WELL, '--count', '3');
        assert.ok(Math.abs(round_trip_seconds.median * 1000 - Number(times[2])) < 5, `${times[2]} ms`);
    });
    await step('with a line for each and one for all', async () => {
        const output = await client.does(programs.agent, 'probe', 'ping', WELL, '--count', '2');
        assert.match(output, /^1 ping 10\.88\.0\.2: answered in \d+\.\d{3} ms\n2 ping .*\nping .*: 2 of 2 answered; round trip /);
    });
    await step('a host that is not there', async () => {
        await pole.does('ip', 'route', 'add', 'unreachable', '10.99.0.0/24');
        await ends('unreachable', 'ping', '10.99.0.1', '--count', '1');
        await client.does('ip', 'route', 'add', 'blackhole', '10.98.0.0/24');
        await ends('unreachable', 'ping', '10.98.0.1', '--count', '1');
        await far.does('nft', 'add table ip far; add chain ip far input { type filter hook input priority 0; }');
        await far.does('nft', `add rule ip far input ip daddr ${ILL} icmp type echo-request drop`);
        await ends('no_answer', 'ping', ILL, '--count', '1');
    });
    await step('tcp', async () => {
        const { round_trip_seconds } = await ends('answered', 'tcp', `${WELL}:80`, '--count', '1');
        assert.ok(round_trip_seconds.median > 0);
        await ends('refused', 'tcp', `${WELL}:81`, '--count', '1');
        await far.does('nft', 'add rule ip far input tcp dport 82 drop; add rule ip far input udp dport 54 drop');
        await ends('no_answer', 'tcp', `${WELL}:82`, '--count', '1');
    });
    await step('a resolver, as nslookup has it', async () => {
        assert.match(await client.does('busybox', 'nslookup', '-type=a', 'good.test', RESOLVER), /10\.1\.2\.3/);
        const good = await ends('answered', 'dns', `good.test@${RESOLVER}`);
        assert.equal(good.last.detail, 'NOERROR, 1 records');
        await ends('name_error', 'dns', `missing.zone.test@${RESOLVER}`);
        const invented = await ends('answered', 'dns', `*.zone.test@${RESOLVER}`);
        assert.match(invented.last.detail, /NXDOMAIN/);
        await ends('refused', 'dns', `elsewhere.example@${RESOLVER}`);
    });
    await step('a resolver that takes its time', async () => {
        const { round_trip_seconds } = await ends('answered', 'dns', `*.zone.test@${WELL}:5300`);
        assert.ok(Math.abs(round_trip_seconds.median - 0.4) < 0.1, `${round_trip_seconds.median} s`);
    });
    await step('a resolver that is silent, gone, or answers somebody else', async () => {
        await ends('no_answer', 'dns', `good.test@${WELL}:54`);
        await ends('refused', 'dns', `good.test@${WELL}:55`);
        await ends('wrong_answer', 'dns', `good.test@${ILL}`);
    });
    await step('a portal, open and captive', async () => {
        const captive = async (path) => (await ends('answered', 'portal', `http://${WELL}${path}`)).last.captive;
        assert.equal(await captive('/generate_204'), false);
        assert.equal(await captive('/captive'), true);
        assert.equal(await captive('/api-captive'), true);
        assert.equal(await captive('/api-open'), false);
    });
    await step('a portal that leads nowhere', async () => {
        assert.equal((await ends('redirects', 'portal', `http://${WELL}/for-ever`)).last.captive, true);
        assert.equal((await ends('failed', 'portal', `http://${WELL}/broken`)).last.captive, true);
        assert.equal((await ends('failed', 'portal', `http://${WELL}/error`)).last.captive, undefined);
        assert.equal((await ends('no_answer', 'portal', `http://${WELL}/silent`)).last.captive, undefined);
        await ends('refused', 'portal', `http://${WELL}:81/`);
    });
    await step('HTTPS, and when its certificate ends', async () => {
        const days = (found) => (found.last.certificate_expires_timestamp_seconds * 1000 - Date.now()) / 86_400_000;
        const good = await ends('answered', 'https', `https://${WELL}/login`);
        assert.ok(days(good) > 1.9 && days(good) < 2.1, `${days(good)} days`);
        assert.equal(good.last.status, 200);
        // Whom we do not trust tells when his ends all the same.
        const { output } = await run(client.command(programs.agent, 'probe', 'https', `https://${WELL}/`, '--json'));
        const stranger = JSON.parse(output);
        assert.equal(stranger.last.outcome, 'certificate');
        assert.ok(days(stranger) > 1.9);
        await ends('failed', 'https', `https://${WELL}/error`);
        await ends('certificate', 'https', `https://${WELL}:80/`);
    });
    await step('clocks', async () => {
        const good = await ends('answered', 'ntp', WELL);
        assert.ok(Math.abs(good.last.clock_offset_seconds - 5) < 0.1, `${good.last.clock_offset_seconds} s`);
        const kiss = await ends('failed', 'ntp', ILL);
        assert.equal(kiss.last.detail, 'a kiss of death: RATE');
        assert.equal(kiss.last.clock_offset_seconds, undefined);
        await ends('refused', 'ntp', RESOLVER);
    });
    const mtu = async (...words) => {
        const { last } = await ends('answered', 'mtu', ...words);
        return [last.mtu_bytes, last.black_hole];
    };
    await step('the MTU of a free way, and of one whose router says so', async () => {
        assert.deepEqual(await mtu(WELL), [1500, false]);
        await pole.does('ip', 'link', 'set', 'up0', 'mtu', '1400');
        assert.deepEqual(await mtu(WELL), [1400, false]);
        assert.deepEqual(await mtu('fd88::2'), [1400, false]);
    });
    await step('a black hole', async () => {
        await pole.does('nft', 'add table inet hole; add chain inet hole out { type filter hook output priority 0; }');
        await pole.does('nft', 'add rule inet hole out icmp type destination-unreachable drop');
        await pole.does('nft', 'add rule inet hole out icmpv6 type packet-too-big drop');
        assert.deepEqual(await mtu(WELL), [1400, true]);
        assert.deepEqual(await mtu('fd88::2'), [1400, true]);
    });
});

inHouse('what an agent finds is at /metrics', async (house, step) => {
    await house.startPlainBroker();
    const collector = await house.startCollector();
    const common = { class: 'core', host: '127.0.0.1', interval_seconds: 1 };
    const shut = await freePort();
    const target = [
        { ...common, name: 'broker', probes: ['ping', 'tcp'], tcp_port: house.broker.port },
        { ...common, name: 'shut', probes: ['tcp', 'portal'], tcp_port: shut, portal_url: `http://127.0.0.1:${shut}/` },
        { ...common, name: 'collector', class: 'outside', probes: ['portal'], portal_url: `http://127.0.0.1:${collector.port}/healthz` },
    ];
    const { id: node } = await house.startAgent('pole-1', { report: { interval_seconds: 1 }, path: { target } });

    await step('of who is reached', async () => {
        for (const probe of ['ping', 'tcp']) {
            const labels = { node, target: 'broker', class: 'core', probe };
            await collector.shows(1, 'magpie_path_up', labels);
            const page = await collector.metrics();
            assert.ok(page.value('magpie_path_round_trip_seconds', labels) > 0);
            assert.ok(page.value('magpie_path_probes_total', { ...labels, outcome: 'answered' }) >= 1);
            assert.equal(page.value('magpie_path_probes_total', { ...labels, outcome: 'no_answer' }), 0);
        }
    });
    await step('of who is not, without a time', async () => {
        for (const probe of ['tcp', 'portal']) {
            const labels = { node, target: 'shut', class: 'core', probe };
            await collector.shows(0, 'magpie_path_up', labels);
            const page = await collector.metrics();
            assert.equal(page.value('magpie_path_round_trip_seconds', labels), undefined);
            assert.ok(page.value('magpie_path_probes_total', { ...labels, outcome: 'refused' }) >= 1);
        }
    });
    await step('of a portal', async () => {
        await collector.shows(1, 'magpie_path_captive', { node, target: 'collector', class: 'outside' });
        assert.equal((await collector.metrics()).value('magpie_path_captive', { node, target: 'shut', class: 'core' }), undefined);
    });
});
