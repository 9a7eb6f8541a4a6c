// A Debian of its own, in which packages are installed and removed as they would be on a pole: without a network, and with no service manager running.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
    existsSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    readlinkSync,
    renameSync,
    rmSync,
    statfsSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const source = resolve(fileURLToPath(import.meta.url), '../../../..');

/** The packages that are tested, each by its name. */
export function builtPackages() {
    const made = process.env.MAGPIE_PACKAGES ?? join(source, 'build/package-amd64/packages');
    const files = readdirSync(made);
    const fileOf = (name) => files.find((file) => file.startsWith(`magpie-${name}_`)) ?? 'missing';
    return Object.fromEntries(['agent', 'collector', 'dashboards', 'planner'].map((name) => [name, join(made, fileOf(name))]));
}

export function run(command, options = {}) {
    const { status, stdout, stderr, error } = spawnSync(command[0], command.slice(1), {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        ...options,
    });
    return { code: status, output: `${stdout ?? ''}${stderr ?? ''}${error ?? ''}`, stdout };
}

export function runWell(command, options) {
    const { code, output, stdout } = run(command, options);
    if (code !== 0) {
        throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
    }
    return stdout;
}

/** What a .deb depends on, without versions, of alternatives the first. */
const depends = (deb) =>
    runWell(['dpkg-deb', '-f', deb, 'Depends'])
        .split(',')
        .map((each) => each.split('|')[0].trim().split(' ')[0])
        .filter((each) => each !== '');

/** The tar of a Debian that has all these packages need, made once for what they need: only that takes a network. */
function debian(debs, directory) {
    const wanted = [...new Set(debs.flatMap(depends))].sort();
    const key = createHash('sha256').update(wanted.join()).digest('hex').slice(0, 12);
    const tar = join(directory, `packages-root-${key}.tar`);
    if (!existsSync(tar)) {
        console.log(`# making a Debian with ${wanted.length} packages and what they need`);
        const unfinished = `${tar}.new.tar`;
        runWell(['mmdebstrap', '--quiet', '--variant=minbase', `--include=${wanted.join()}`, 'bookworm', unfinished]);
        renameSync(unfinished, tar);
    }
    return tar;
}

const made = [];
const mounted = [];
process.once('exit', () => {
    mounted.forEach((directory) => run(['umount', directory]));
    made.forEach((directory) => rmSync(directory, { recursive: true, force: true }));
});

export class Root {
    /** `megabytes`: of a disk of its own, that is no larger. */
    constructor(debs, directory, { megabytes } = {}) {
        this.directory = mkdtempSync(join(tmpdir(), 'magpie-packages-'));
        made.push(this.directory);
        if (megabytes) {
            runWell(['mount', '-t', 'tmpfs', '-o', `size=${megabytes}M`, 'magpie', this.directory]);
            mounted.push(this.directory);
        }
        runWell(['tar', '-C', this.directory, '-xf', debian(debs, directory)]);
        mkdirSync(this.path('debs'));
    }

    path(name) {
        return join(this.directory, name);
    }

    /** In namespaces of its own: it sees no network, and nothing of it outlives it. */
    run(...command) {
        const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
        const unshare = ['unshare', '--mount', '--pid', '--net', '--fork', '--kill-child', `--mount-proc=${this.path('proc')}`];
        return run([...unshare, 'chroot', this.directory, ...command], { env: environment });
    }

    runWell(...command) {
        const { code, output } = this.run(...command);
        if (code !== 0) {
            throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
        }
        return output;
    }

    /** Returns what was said. */
    install(deb) {
        const name = basename(deb);
        runWell(['cp', deb, this.path(`debs/${name}`)]);
        return this.runWell('dpkg', '--force-confold', '-i', `/debs/${name}`);
    }

    /** Of a disk of its own all but so much is taken, until `makeSpace`. */
    fill(freeKilobytes) {
        this.makeSpace();
        const { bavail, bsize } = statfsSync(this.directory);
        const size = bavail * bsize - 1024 * freeKilobytes;
        runWell(['fallocate', '--length', `${size}`, this.path('ballast')]);
    }

    makeSpace() {
        rmSync(this.path('ballast'), { force: true });
    }

    read(name) {
        return readFileSync(this.path(name), 'utf8');
    }

    write(name, text) {
        writeFileSync(this.path(name), text);
    }

    /** Also a link that leads nowhere from here, for it means a file of the root's own. */
    has(name) {
        return lstatSync(this.path(name), { throwIfNoEntry: false }) !== undefined;
    }

    /** Every file, as a line with its kind, its mode, its owner and its content. */
    files() {
        const lines = [];
        const look = (name) => {
            for (const entry of readdirSync(this.path(name), { withFileTypes: true })) {
                const inner = `${name}/${entry.name}`;
                if (['/proc', '/debs', '/sys', '/dev', '/ballast'].includes(inner)) {
                    continue;
                }
                const { mode, uid, gid } = lstatSync(this.path(inner));
                const about = `${inner} ${mode.toString(8)} ${uid}:${gid}`;
                if (entry.isDirectory()) {
                    lines.push(about);
                    look(inner);
                } else if (entry.isSymbolicLink()) {
                    lines.push(`${about} -> ${readlinkSync(this.path(inner))}`);
                } else {
                    lines.push(`${about} ${createHash('sha256').update(readFileSync(this.path(inner))).digest('hex')}`);
                }
            }
        };
        look('');
        return lines.sort();
    }
}

/** The lines of one list that are not in another. */
export const without = (lines, others) => {
    const known = new Set(others);
    return lines.filter((line) => !known.has(line));
};
/** What dpkg and the makers of users write of every package. */
export const bookkeeping = /^\/(var\/lib\/dpkg|var\/log|var\/cache|var\/lib\/systemd|etc\/(passwd|group|shadow|gshadow|subuid|subgid)-?)\b/;

/** A later version of a package, in which `change` has changed the tree. */
export function laterVersion(deb, version, directory, change) {
    const tree = mkdtempSync(join(directory, 'later-'));
    runWell(['dpkg-deb', '-R', deb, tree]);
    const [, before] = /^Version: (.*)$/m.exec(readFileSync(join(tree, 'DEBIAN/control'), 'utf8'));
    for (const name of readdirSync(join(tree, 'DEBIAN'))) {
        const file = join(tree, 'DEBIAN', name);
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, version));
    }
    change(tree);
    const later = join(directory, `later_${version}.deb`);
    runWell(['dpkg-deb', '--root-owner-group', '-b', tree, later]);
    return later;
}
