// What a look at eight networks and two hundred clients costs, beside others who look at the same in the same kernel
// and the same seconds. In instructions, the kernel's included, and not in seconds: qemu is slowest at forks, and by its
// clock we look several times better beside iw. Called by ./bench:
//   bench.mjs [--out FILE] [--list] [NAME...]     prints a table, and adds its rows to FILE

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { Exposition } from '../system/lib/exposition.mjs';
import { House } from '../system/lib/house.mjs';
import { missing, openLaboratory } from './lib/laboratory.mjs';
import { INSTRUCTIONS_A_SECOND } from './lib/machine.mjs';
import { until } from './lib/until.mjs';

const CHANNELS = [6, 36]; // a radio each
const NETWORKS = [0, 1, 2, 3]; // of each radio
const STATIONS = 25; // of each network
const ALL_STATIONS = CHANNELS.length * NETWORKS.length * STATIONS;
const CYCLES = 8; // a second each, as long as the agent's interval
const REPETITIONS = 3;
const A_SECOND = INSTRUCTIONS_A_SECOND / 1e6;
const EXPORTER = '127.0.0.1:9100';

const MILLIONS = 'M instructions';
const figures = [
    {
        name: 'wifi_cycle',
        unit: MILLIONS,
        of: ({ withWifi, without }) => withWifi - without,
        peer: ({ forks }) => `iw, ${forks} forks for ${ALL_STATIONS} clients`,
        ofPeer: ({ forked }) => forked,
    },
    {
        name: 'wifi_agent_cycle',
        unit: MILLIONS,
        of: ({ withWifi }) => withWifi,
        peer: ({ exporterSeries, series }) => `node_exporter, wifi only, ${exporterSeries} series to our ${series}`,
        ofPeer: ({ exporter }) => exporter,
    },
    {
        name: 'wifi_agent_memory',
        unit: 'MB of its own',
        of: ({ memory }) => memory,
        peer: () => 'node_exporter, wifi only',
        ofPeer: ({ exporterMemory }) => exporterMemory,
    },
];

function parse(words) {
    const line = { out: 'bench.json', list: false, names: [] };
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
        if (word === '--list') {
            line.list = true;
        } else if (word === '--out' && words.length > 0) {
            line.out = words.shift();
        } else if (figures.some(({ name }) => name === word)) {
            line.names.push(word);
        } else {
            console.error(`bench.mjs: ${word}: no such figure`);
            process.exit(2);
        }
    }
    return line;
}

const interfacesOf = (radio) => NETWORKS.map((network) => `wlan${radio}${network ? `-${network}` : ''}`);
const interfaces = CHANNELS.flatMap((_, radio) => interfacesOf(radio));
const ssids = NETWORKS.map((network) => `net-${network}`);

async function fill(lab) {
    for (const [radio, channel] of CHANNELS.entries()) {
        const bssid = (network) => `02:00:00:00:${radio.toString().padStart(2, '0')}:0${network}`;
        const [, ...others] = interfacesOf(radio);
        const more = others.flatMap((name, i) => [`bss=${name}`, `ssid=${ssids[i + 1]}`, `bssid=${bssid(i + 1)}`]);
        await lab.accessPoint(radio, { ssid: ssids[0], channel, more });
    }
    await lab.does(`/share/magpie_stations ${STATIONS} ${interfaces.join(' ')}`);
}

async function assertFull(lab) {
    const dump = await lab.does(interfaces.map((name) => `iw dev ${name} station dump`).join('\n'));
    assert.equal(dump.match(/^Station/gm)?.length, ALL_STATIONS, 'hostapd, or the kernel, has thrown stations out');
}

// The scrapes have a shell of their own, so that the other's children are only those that are measured.
const cycles = `every_second() { while sleep 1 && echo; do :; done; }
every_second | { cycle=0
    while [ $cycle -lt ${CYCLES} ] && read -r _; do cycle=$((cycle + 1))
        wget -q -O /dev/null http://${EXPORTER}/metrics
    done; } >/run/scrapes 2>&1 &
every_second | { cycle=0
    while [ $cycle -lt ${CYCLES} ] && read -r _; do cycle=$((cycle + 1))
        iw dev
        for interface in ${interfaces.join(' ')}; do iw dev $interface station dump; iw dev $interface survey dump; done
    done >/dev/null; times; }
wait`;

/** The children of a shell, as the second line of its `times` tells in user and system seconds. */
function childrenOf(times) {
    const seconds = [...times.trim().split('\n')[1].matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * m + Number(s));
    assert.equal(seconds.length, 2, times);
    return (seconds[0] + seconds[1]) * A_SECOND;
}

/** The machine's seconds, and what all threads of our services have spent until now. */
async function spent(lab) {
    const ofAll = (name) => `cat /proc/$(cat /run/${name}.pid)/task/*/schedstat | awk '{ sum += $1 } END { print sum }'`;
    const lines = ["cut -d' ' -f1 /proc/uptime", ...['pole-1', 'pole-2', 'exporter'].map(ofAll)];
    const [seconds, ...nanoseconds] = (await lab.does(lines.join('\n'))).trim().split('\n').map(Number);
    const [withWifi, without, exporter] = nanoseconds.map((number) => (number / 1e9) * A_SECOND);
    return { seconds, withWifi, without, exporter };
}

/** Of one cycle. Agents keep to their own clock: theirs are as many as seconds have passed. */
async function repeat(lab) {
    const before = await spent(lab);
    const times = await lab.does(cycles, 10 * CYCLES);
    const after = await spent(lab);
    assert.equal(await lab.does('cat /run/scrapes'), '', 'each scrape is answered');
    const grown = (what) => after[what] - before[what];
    return {
        withWifi: grown('withWifi') / grown('seconds'),
        without: grown('without') / grown('seconds'),
        exporter: grown('exporter') / CYCLES,
        forked: childrenOf(times) / CYCLES,
    };
}

/** What of a program's memory is nobody else's (USS), in MB. */
async function memoryOf(lab, name) {
    const rollup = await lab.does(`cat /proc/$(cat /run/${name}.pid)/smaps_rollup`);
    const all = [...rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)];
    assert.equal(all.length, 2, rollup);
    return all.reduce((sum, [, kilobytes]) => sum + (Number(kilobytes) * 1024) / 1e6, 0);
}

async function measure(lab) {
    await fill(lab);
    const exporter = 'prometheus-node-exporter --collector.disable-defaults --collector.wifi';
    await lab.serve('exporter', `${exporter} --web.listen-address=${EXPORTER}`);
    await lab.machine.until('node_exporter answers', `wget -q -O /share/exporter http://${EXPORTER}/metrics`);
    const wifi = { ssids, scan: 'never' }; // else the hour would have a say
    await lab.startAgent(wifi);
    const counted = async () => {
        const metrics = await lab.metrics();
        // By the third look every series is there.
        const heard = metrics.sum('magpie_wifi_client_signal_dbm_count') >= 3 * ALL_STATIONS;
        return heard && metrics.sum('magpie_wifi_clients') === ALL_STATIONS && metrics;
    };
    const page = await until('all clients are counted, and heard', counted, 60);
    const without = await lab.startAgent({ enabled: false }, 'pole-2');
    const repetitions = [];
    while (repetitions.length < REPETITIONS) {
        repetitions.push(await repeat(lab));
        process.stderr.write('.');
    }
    process.stderr.write('\n');
    await assertFull(lab);
    // What two programs share is neither's own: the second agent goes first.
    assert.equal(await without.end(), 0);
    const seriesOf = (metrics, prefix) => metrics.samples.filter(({ name }) => name.startsWith(prefix)).length;
    return {
        repetitions,
        all: {
            forks: 1 + 2 * interfaces.length,
            series: seriesOf(page, 'magpie_wifi_'),
            exporterSeries: seriesOf(new Exposition(lab.machine.read('exporter')), 'node_wifi_'),
            memory: await memoryOf(lab, 'pole-1'),
            exporterMemory: await memoryOf(lab, 'exporter'),
        },
    };
}

async function inAHouse(body) {
    const house = new House();
    try {
        const lab = await openLaboratory(house, {
            radios: CHANNELS.length,
            tools: ['stations'],
            countsInstructions: true,
        });
        const result = await body(lab);
        await lab.endAgents();
        await house.end();
        return result;
    } catch (problem) {
        house.tell();
        throw problem;
    } finally {
        await house.close();
    }
}

function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}

/** As main.cpp in tests/bench writes its rows. */
function rowOf(figure, { repetitions, all }) {
    const over = (of) => median(repetitions.map((one) => of({ ...one, ...all })));
    return {
        name: figure.name,
        value: over(figure.of),
        unit: figure.unit,
        better: 'lower',
        budget: null,
        peer: figure.peer(all),
        peer_value: over(figure.ofPeer),
    };
}

function absent({ name, unit }) {
    return { name, value: null, unit, better: 'lower', budget: null, peer: null, peer_value: null };
}

function print(columns) {
    const [name, value, unit, budget, peer, beside] = columns;
    const aligned = [name.padEnd(20), value.padStart(10), '', unit.padEnd(16), budget.padStart(9), '', peer.padStart(10)];
    console.log(`${aligned.join(' ')}  ${beside}`);
}

function columnsOf({ name, value, unit, peer, peer_value: other }) {
    const text = (number) => number.toFixed(number >= 1000 ? 0 : number >= 10 ? 1 : number >= 0.1 ? 2 : 4);
    const ratio = other >= value ? `${(other / value).toFixed(1)} times better` : `${(other / value).toFixed(2)} of it`;
    return [name, text(value), unit, '', text(other), `${peer}: ${ratio}`];
}

const line = parse(process.argv.slice(2));
const wanted = figures.filter(({ name }) => line.names.length === 0 || line.names.includes(name));
if (line.list) {
    wanted.forEach(({ name }) => console.log(name));
} else {
    const without = missing();
    const measured = without ? undefined : await inAHouse(measure);
    const rows = wanted.map((figure) => (measured ? rowOf(figure, measured) : absent(figure)));
    const known = existsSync(line.out) ? JSON.parse(readFileSync(line.out, 'utf8')) : [];
    if (known.length === 0) {
        print(['figure', 'value', 'unit', 'budget', 'peer', 'beside']);
    }
    for (const row of rows) {
        print(measured ? columnsOf(row) : [row.name, '-', row.unit, '', '', `there is no ${without}`]);
    }
    const others = known.filter(({ name }) => !rows.some((row) => row.name === name));
    writeFileSync(line.out, `${JSON.stringify([...others, ...rows], null, 2)}\n`);
}
