import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { source } from '../../system/lib/house.mjs';
import { run, runWell } from '../../system/lib/program.mjs';

const PEOPLE = 80 << 20; // where the partition MAGPIE begins (firmware/image/build)
const image = join(source, 'firmware/image');

/** Makes the image of a version, over whose root these trees are laid: where its files are. */
export async function buildImage(house, version, certificate, trees) {
    const out = house.path(`image-${version}`);
    mkdirSync(out);
    const added = trees.flatMap((tree) => ['--add', tree]);
    await runWell([join(image, 'build'), '--out', out, '--name', version, ...added, certificate]);
    return { card: join(out, 'magpie.img'), root: join(out, 'root.squashfs') };
}

/** An update of that image, signed by somebody. */
export function bundle({ root }, version, { certificate, key }, out) {
    return runWell([join(image, 'bundle'), root, version, certificate, key, out]);
}

/** A directory of files by their names in the root. */
export function tree(directory, files) {
    for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(directory, name, '..'), { recursive: true });
        writeFileSync(join(directory, name), text);
    }
    return directory;
}

/** A card to which an image was written, as a laptop sees it: the files of its partition MAGPIE. */
export class Card {
    constructor(file, like) {
        renameSync(like, file); // which spares a copy
        this.file = file;
        this.people = `${file}@@${PEOPLE}`;
    }

    lay(file) {
        return runWell(['mcopy', '-i', this.people, file, '::']);
    }

    /** Undefined where there is no such file. */
    async read(name) {
        const { code, output } = await run(['mtype', '-i', this.people, `::${name}`]);
        return code === 0 ? output.replaceAll('\r', '') : undefined;
    }
}
