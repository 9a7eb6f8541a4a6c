// What the machine is made of: all that differs from one architecture to another, and how much longer things take there.

import { join } from 'node:path';

import { source } from '../../system/lib/house.mjs';

const ofToday = process.env.MAGPIE_VM_SYSROOT || join(source, 'build/sysroot-arm64');

const architectures = {
    amd64: {
        image: 'build/vm',
        qemu: ['qemu-system-x86_64', '-cpu', 'max'],
        console: 'ttyS0',
        sysroot: '/', // whence the libraries of programs come
        ldd: ['ldd'],
        strip: 'strip',
        patience: 1,
    },
    arm64: {
        image: 'build/vm-arm64',
        qemu: ['qemu-system-aarch64', '-M', 'virt', '-cpu', 'cortex-a53'],
        console: 'ttyAMA0',
        sysroot: ofToday,
        // What ldd does, for programs that do not run here.
        ldd: ['qemu-aarch64', '-L', ofToday, join(ofToday, 'lib/ld-linux-aarch64.so.1'), '--list'],
        strip: 'aarch64-linux-gnu-strip',
        patience: 1,
    },
};

export const name = process.env.MAGPIE_VM_ARCHITECTURE ?? 'amd64';
export const architecture = architectures[name];
