// The way from a pole to the world, each part of it in a network namespace: pole - access switch (a bridge) - hub - core - outside, all of
// them routers but the switch. Each can be broken alone. Needs root, as network namespaces do.

import { Namespace } from './street.mjs';

export const GATEWAY = '10.1.0.1'; // of the hub, towards the pole
export const HUB = '10.9.0.1'; // of the hub itself
export const CORE = '10.9.0.2';
export const OUTSIDE = '10.9.0.3';

export class Way {
    constructor(house) {
        for (const name of ['pole', 'accessSwitch', 'hub', 'core', 'outside']) {
            this[name] = new Namespace(name);
        }
        house.atEnd.push(() => this.spaces().forEach((space) => space.end()));
    }

    spaces() {
        return [this.pole, this.accessSwitch, this.hub, this.core, this.outside];
    }

    async start() {
        const { pole, accessSwitch, hub, core, outside } = this;
        for (const space of this.spaces()) {
            await space.start();
        }
        await this.line(pole, 'up0', accessSwitch, 'port1');
        await this.line(accessSwitch, 'trunk', hub, 'down0');
        await this.line(hub, 'up0', core, 'down0');
        await this.line(core, 'up0', outside, 'down0');
        await accessSwitch.does('ip', 'link', 'add', 'br0', 'type', 'bridge');
        for (const port of ['port1', 'trunk']) {
            await accessSwitch.does('ip', 'link', 'set', port, 'master', 'br0');
        }
        await accessSwitch.does('ip', 'link', 'set', 'br0', 'up');
        await this.addresses(pole, ['up0', '10.1.0.2/24']);
        await this.addresses(hub, ['down0', `${GATEWAY}/24`], ['up0', '10.2.0.1/24'], ['lo', `${HUB}/32`]);
        await this.addresses(core, ['down0', '10.2.0.2/24'], ['up0', '10.3.0.1/24'], ['lo', `${CORE}/32`]);
        await this.addresses(outside, ['down0', '10.3.0.2/24'], ['lo', `${OUTSIDE}/32`]);
        await pole.does('ip', 'route', 'add', 'default', 'via', GATEWAY);
        await hub.does('ip', 'route', 'add', 'default', 'via', '10.2.0.2');
        await core.does('ip', 'route', 'add', 'default', 'via', '10.3.0.2');
        await core.does('ip', 'route', 'add', '10.1.0.0/24', 'via', '10.2.0.1');
        await core.does('ip', 'route', 'add', `${HUB}/32`, 'via', '10.2.0.1');
        await outside.does('ip', 'route', 'add', '10.0.0.0/8', 'via', '10.3.0.1');
        for (const router of [hub, core, outside]) {
            await router.does('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv4/icmp_ratelimit');
            await router.does('nft', 'add table ip wall; add chain ip wall in { type filter hook input priority 0; }');
            await router.does('nft', 'add chain ip wall through { type filter hook forward priority 0; }');
        }
    }

    async line(near, name, other, otherName) {
        await near.does('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', otherName, 'netns', `${other.keeper.pid}`);
        await near.does('ip', 'link', 'set', name, 'up');
        await other.does('ip', 'link', 'set', otherName, 'up');
    }

    async addresses(space, ...all) {
        for (const [interface_, address] of all) {
            await space.does('ip', 'address', 'add', address, 'dev', interface_);
        }
    }

    /** A router that passes nothing on, and answers for itself at what is nearest to the pole alone. */
    async dies(router, { butFor = [] } = {}) {
        for (const address of butFor) {
            await router.does('nft', `add rule ip wall in ip daddr ${address} accept`);
        }
        await router.does('nft', 'add rule ip wall in drop');
        await router.does('nft', 'add rule ip wall through drop');
    }

    /** One that answers no probe, and passes all on; what it says of packets whose time is over it says. */
    async isShy(router) {
        await router.does('nft', 'add rule ip wall in drop');
    }

    async mends(router) {
        await router.does('nft', 'flush chain ip wall in; flush chain ip wall through');
    }
}
