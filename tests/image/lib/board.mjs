import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';

import { Program } from '../../system/lib/program.mjs';
import { until } from '../../system/lib/until.mjs';

const BOOT_SECONDS = 600; // every instruction is emulated, on a machine with other work

/**
 * A 64-bit Arm board with a card in it: U-Boot and no kernel but the card's, without KVM. It reaches one thing outside, the broker, as
 * ssl://10.0.2.100:8883. It starts again when its system says so, and its watchdog, too, may say so; `starts` has the slot and the version of
 * each time. Orders are shell scripts in `directory`, which it sees as /run/share (guest/usr/lib/magpie-test/orders).
 */
export class Board extends Program {
    constructor({ card, directory, brokerPort }) {
        const port = join(directory, 'port');
        const network = `user,id=net,restrict=on,guestfwd=tcp:10.0.2.100:8883-cmd:busybox nc 127.0.0.1 ${brokerPort}`;
        super('board', [
            'qemu-system-aarch64',
            ...['-nodefaults', '-display', 'none', '-M', 'virt', '-accel', 'tcg', '-cpu', 'cortex-a53', '-m', '512'],
            ...['-bios', '/usr/lib/u-boot/qemu_arm64/u-boot.bin'],
            ...['-drive', `file=${card},format=raw,if=none,id=card`, '-device', 'virtio-blk-pci,drive=card'],
            ...['-device', 'i6300esb', '-action', 'watchdog=reset'],
            ...['-serial', 'stdio'],
            ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=port,path=${port}`],
            ...['-device', 'virtserialport,chardev=port,name=orders'],
            ...['-virtfs', `local,path=${directory},mount_tag=share,security_model=none`],
            ...['-netdev', network, '-device', 'virtio-net-pci,netdev=net,romfile='],
        ]);
        this.directory = directory;
        this.port = port;
        this.orders = 0;
        this.codes = new Map();
        this.starts = [];
    }

    /** Waits until its system is up: which slot it is of. */
    async switchOn() {
        this.starts = [];
        const listener = net.createServer().listen(this.port);
        await once(listener, 'listening');
        const connected = once(listener, 'connection');
        this.launch();
        [this.socket] = await Promise.race([connected, this.ended.then(() => [])]);
        listener.close();
        let heard = '';
        this.socket?.setEncoding('utf8').on('data', (text) => {
            heard += text;
            const lines = heard.split('\n');
            heard = lines.pop();
            for (const line of lines) {
                const [word, first, second] = line.split(' ');
                if (word === 'ready') {
                    this.starts.push({ slot: first, version: second });
                } else {
                    this.codes.set(word, Number(first));
                }
            }
        });
        this.socket?.on('error', () => {}); // the board may end while it speaks
        return this.started(1);
    }

    /** Waits for the start of this number, from 1 on, and says which slot it is of. */
    async started(number) {
        await until(`start ${number} of the board`, () => this.starts.length >= number || !this.alive, BOOT_SECONDS);
        if (this.starts.length < number) {
            throw new Error(`the board ended: ${this.tail()}`);
        }
        return this.starts[number - 1];
    }

    /** Does what a shell script says: its exit code and what it wrote. */
    async try(script, seconds = 120) {
        const order = this.tell(script);
        await until(`the board has done: ${script}`, () => this.codes.has(order) || !this.alive, seconds);
        return { code: this.codes.get(order), output: readFileSync(join(this.directory, `${order}.out`), 'utf8') };
    }

    /** The same, for scripts that must succeed; what they wrote. */
    async does(script, seconds) {
        const { code, output } = await this.try(`set -e\n${script}`, seconds);
        if (code !== 0) {
            throw new Error(`on the board, ${script} ended with ${code}:\n${output}`);
        }
        return output;
    }

    /** Waits until a command succeeds. */
    async until(what, script, seconds = 120) {
        await until(what, async () => (await this.try(script)).code === 0, seconds);
    }

    /** Tells it to start again, and waits until it has. */
    async startsAgain() {
        const before = this.starts.length;
        this.tell('systemctl reboot');
        return this.started(before + 1);
    }

    /** As its system ends it. */
    async switchOff() {
        this.expected = false;
        this.tell('systemctl poweroff');
        await until('the board is off', () => !this.alive, BOOT_SECONDS);
        await this.ended;
    }

    /** An order whose end nobody waits for; its name. */
    tell(script) {
        const order = `order-${++this.orders}`;
        writeFileSync(join(this.directory, order), script);
        this.socket.write(`${order}\n`);
        return order;
    }
}
