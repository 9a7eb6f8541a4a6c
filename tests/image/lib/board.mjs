import { Guest } from '../../system/lib/guest.mjs';
import { until } from '../../system/lib/until.mjs';

const BOOT_SECONDS = 600; // every instruction is emulated, on a machine with other work
const PATIENCE = 4;

/**
 * A 64-bit Arm board with a card in it: U-Boot and no kernel but the card's, without KVM. It reaches one thing outside, the broker, as
 * ssl://10.0.2.100:8883. It starts again when its system says so, and its watchdog, too, may say so; each start has the slot and the
 * version of its system. Its orders are in /run/share (guest/usr/lib/magpie-test/orders).
 */
export class Board extends Guest {
    constructor({ card, directory, brokerPort }) {
        const network = `user,id=net,restrict=on,guestfwd=tcp:10.0.2.100:8883-cmd:busybox nc 127.0.0.1 ${brokerPort}`;
        const command = [
            'qemu-system-aarch64',
            ...['-nodefaults', '-display', 'none', '-M', 'virt', '-accel', 'tcg', '-cpu', 'cortex-a53', '-m', '512'],
            ...['-bios', '/usr/lib/u-boot/qemu_arm64/u-boot.bin'],
            ...['-drive', `file=${card},format=raw,if=none,id=card`, '-device', 'virtio-blk-pci,drive=card'],
            ...['-device', 'i6300esb', '-action', 'watchdog=reset'],
            ...['-serial', 'stdio'],
            ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=port,path=${Guest.port(directory)}`],
            ...['-device', 'virtserialport,chardev=port,name=orders'],
            ...['-virtfs', `local,path=${directory},mount_tag=share,security_model=none`],
            ...['-netdev', network, '-device', 'virtio-net-pci,netdev=net,romfile='],
        ];
        super('board', command, directory, PATIENCE);
    }

    /** Waits until its system is up: which slot it is of. */
    async switchOn() {
        await this.connect();
        return this.started(1);
    }

    async started(number) {
        const [slot, version] = await super.started(number, BOOT_SECONDS);
        return { slot, version };
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
}
