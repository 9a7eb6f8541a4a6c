// What the machine is made of: all that differs from one architecture to another, and how much longer things take there.

import { join } from 'node:path';

import { source } from '../../system/lib/house.mjs';

const sysrootOfArm64 = process.env.MAGPIE_VM_SYSROOT || join(source, 'build/sysroot-arm64');

const architectures = {
    amd64: {
        image: 'build/vm',
        qemu: ['qemu-system-x86_64', '-cpu', 'max'],
        console: 'ttyS0',
        sysroot: '/', // whence the libraries of programs come
        ldd: ['ldd'],
        strip: 'strip',
        patience: 1, // times as long until something is given up; what is promised in seconds stays as it is
    },
    arm64: {
        image: 'build/vm-arm64',
        qemu: ['qemu-system-aarch64', '-M', 'virt', '-cpu', 'cortex-a53'],
        console: 'ttyAMA0',
        sysroot: sysrootOfArm64,
        // What ldd does, for programs that do not run here.
        ldd: ['qemu-aarch64', '-L', sysrootOfArm64, join(sysrootOfArm64, 'lib/ld-linux-aarch64.so.1'), '--list'],
        strip: 'aarch64-linux-gnu-strip',
        patience: 3,
    },
};

const name = process.env.MAGPIE_VM_ARCHITECTURE ?? 'amd64';
if (!Object.hasOwn(architectures, name)) {
    throw new Error(`MAGPIE_VM_ARCHITECTURE is ${name}, and none of ${Object.keys(architectures).join(', ')}`);
}

export const architecture = architectures[name];
