// The image on a board that is emulated whole (lib/board.mjs): a card becomes a pole, takes updates, leaves those that do not do, and
// those of strangers alone. `./test image` makes what it needs; it takes root, for the image's packages are installed in it.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { inHouse, source } from '../system/lib/house.mjs';
import { until } from '../system/lib/until.mjs';
import { Board } from './lib/board.mjs';
import { Card, buildImage, bundle, tree } from './lib/card.mjs';
import { City } from './lib/city.mjs';

const NODE = { node: 'pole-0001' };
const MINUTES = 60;
const guest = join(source, 'tests/image/guest');
const goodSlot = (slot) => `grub-editenv /boot/efi/magpie/grubenv list | grep -q ${slot}_TRY=0`;
/** A version whose agent ends as soon as it begins, with less patience than a pole in a street has. */
const broken = {
    'etc/systemd/system/magpie-agent.service.d/broken.conf': '[Service]\nExecStart=\nExecStart=/bin/false\n',
    'etc/systemd/system/magpie-slot.service.d/patience.conf': '[Service]\nEnvironment=MAGPIE_PATIENCE_SECONDS=60\n',
};

inHouse('a card becomes a pole, and a version that does not do is left again', async (house, step) => {
    const began = performance.now();
    let stuck = false; // each part begins where the one before has ended
    const timed = (name, body) =>
        step(name, async () => {
            assert.ok(!stuck, 'what comes before it has failed');
            stuck = true;
            await body();
            stuck = false;
            console.log(`# at ${Math.round((performance.now() - began) / 1000)} s: ${name}`);
        });
    const mapo = await new City(house, 'mapo').found();
    const stranger = await new City(house, 'stranger').found();
    const kim = await mapo.issue('signer', 'kim');
    const share = house.path('share');
    const shared = (name) => join(share, name);
    tree(share, { 'root.squashfs': randomBytes(1 << 17) }); // no root, but something to be signed
    let card;
    let board;
    let first;

    await timed('the image is made', async () => {
        first = await buildImage(house, '1', mapo.certificate, [guest]);
        card = new Card(house.path('card'), first.card);
    });
    await timed('a card that is nobody’s starts, and says what is missing', async () => {
        await mapo.startBroker();
        board = house.add(new Board({ card: card.file, directory: share, brokerPort: house.broker.port }));
        assert.deepEqual(await board.switchOn(), { slot: 'A', version: '1' });
        await board.until('it is good as it is', goodSlot('A'));
        await board.until('its agent runs', 'systemctl is-active magpie-agent');
        assert.match(await board.does('systemctl show -P StatusText magpie-agent'), /^no connection to the broker; reports are kept: ./);
        await board.switchOff();
        const said = await card.read('pole.txt');
        assert.match(said, /^Magpie image 1, slot A$/m);
        assert.match(said, /^What the agent lacks: .*certificate file \/etc\/magpie\/node\.crt does not exist/m);
    });
    await timed('with the handover on it the collector hears of it', async () => {
        const store = await house.startPrometheusStore();
        await house.startCollector(
            { history: { url: `http://127.0.0.1:${store.port}/api/v1/write`, batch_seconds: 1, settle_seconds: 1 } },
            { tls: await mapo.issue('collector') },
        );
        await card.lay(await mapo.handover(NODE.node));
        await board.switchOn();
        await house.collector.shows(1, 'magpie_node_up', NODE, 5 * MINUTES);
        await board.until('it is good', goodSlot('A'));
    });
    await timed('and the key is no longer where a laptop finds it', async () => {
        assert.match(await board.does('cat /media/magpie/pole.txt'), /^pole-0001\.tar: taken\. This is pole-0001\r$/m);
        assert.doesNotMatch(await board.does('ls /media/magpie'), /pole-0001\.tar/);
        assert.match(await board.does('stat -c "%a %U %G" /etc/magpie/node.key'), /^640 root magpie-agent$/m);
    });
    await timed('nothing is written to what the image says', async () => {
        await board.does('touch /usr/bin/nothing');
        assert.match(await board.does('findmnt -no OPTIONS /run/root/image'), /^ro,/);
        assert.equal((await board.try('touch /run/root/image/nothing')).code, 1);
        assert.match(await board.does('findmnt -no SOURCE /var/lib/magpie-agent'), /^\/dev\/vda5\[\/agent\]$/m);
        assert.match(await board.does('systemctl --failed --no-legend --plain'), /^$/);
    });
    await timed('a stranger’s update is refused, and so is one that a pole has signed', async () => {
        const liars = { stranger: await stranger.issue('signer', 'kim'), pole: await mapo.issue('node', 'pole-0002') };
        for (const [name, identity] of Object.entries(liars)) {
            await bundle({ root: shared('root.squashfs') }, '9', identity, shared(`${name}.raucb`));
            const { code, output } = await board.try(`rauc install /run/share/${name}.raucb`);
            assert.notEqual(code, 0, output);
            assert.match(output, /signature verification failed/);
        }
        assert.match(await board.does('rauc status --output-format=shell'), /^RAUC_BOOT_PRIMARY='rootfs\.0'$/m);
    });
    await timed('an update is written beside the version that runs, while nobody hears of the pole', async () => {
        const second = await buildImage(house, '2', mapo.certificate, [guest]);
        await bundle(second, '2', kim, shared('2.raucb'));
        await house.broker.stop();
        await board.does('rauc install /run/share/2.raucb', 4 * MINUTES);
        await board.until('reports are on the card', 'ls /var/lib/magpie-agent/outbox/*.segment', MINUTES);
    });
    await timed('starts, and is good once the broker is reached', async () => {
        assert.deepEqual(await board.startsAgain(), { slot: 'B', version: '2' });
        await board.until('it is on trial', 'journalctl -u magpie-slot -o cat | grep -qx "slot B is on trial"');
        assert.match(await board.does('grub-editenv /boot/efi/magpie/grubenv list'), /^B_TRY=1$/m);
        await house.broker.start();
        await house.collector.shows(1, 'magpie_node_up', NODE, 5 * MINUTES);
        await board.until('it is good', goodSlot('B'));
    });
    await timed('and nothing was lost of what the version before had kept', async () => {
        const late = () => house.collector.sum('magpie_collector_historical_reports_total');
        await until('what was kept arrives', async () => (await late()) > 0, 3 * MINUTES);
        await house.collector.shows(0, 'magpie_node_reports_lost_total', NODE);
    });
    await timed('a version whose agent does not begin is left for the one before', async () => {
        const third = await buildImage(house, '3', mapo.certificate, [guest, tree(house.path('broken'), broken)]);
        await bundle(third, '3', kim, shared('3.raucb'));
        await board.does('rauc install /run/share/3.raucb', 4 * MINUTES);
        const starts = board.starts.length;
        assert.deepEqual(await board.startsAgain(), { slot: 'A', version: '3' });
        assert.deepEqual(await board.started(starts + 2), { slot: 'B', version: '2' });
        await board.until('it says so', 'journalctl -u magpie-slot -o cat | grep -q "slot A did not come up; this is the version before"');
        await house.collector.shows(1, 'magpie_node_up', NODE, 5 * MINUTES);
        await board.until('it is good again', goodSlot('B'));
        assert.match(await board.does('rauc status --output-format=shell'), /^RAUC_BOOT_PRIMARY='rootfs\.1'$/m);
    });
    await timed('a kernel that stands still is started again by the watchdog', async () => {
        const starts = board.starts.length;
        board.tell('echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger');
        assert.deepEqual(await board.started(starts + 1), { slot: 'B', version: '2' });
        await house.collector.shows(1, 'magpie_node_up', NODE, 5 * MINUTES);
    });
    await board.switchOff();
});
