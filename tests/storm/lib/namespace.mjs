import { spawn } from 'node:child_process';
import { once } from 'node:events';

export const inside = () => Boolean(process.env.MAGPIE_STORM_INSIDE);

/**
 * The same command again, in a namespace of its own, as a rule of mounts: however this ends, the kernel takes the mounts and their loop
 * devices away, or the interfaces. Gives the exit code.
 */
export async function inOwnNamespace(kind = ['--mount', '--propagation', 'private']) {
    const own = process.getuid() === 0 ? [] : ['--map-root-user'];
    const unshare = [...kind, ...own, '--'];
    // The account of ten thousand faults reads logs of gigabytes.
    const self = [process.execPath, '--max-old-space-size=12288', ...process.argv.slice(1)];
    const child = spawn('unshare', [...unshare, 'setpriv', '--pdeathsig', 'TERM', '--', ...self], {
        stdio: 'inherit',
        env: { ...process.env, MAGPIE_STORM_INSIDE: '1' },
    });
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
        process.on(signal, () => child.kill('SIGTERM'));
    }
    const [code, signal] = await once(child, 'exit');
    return signal ? 1 : code;
}
