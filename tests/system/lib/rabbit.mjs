import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { answers, freePort } from './ports.mjs';
import { Program } from './program.mjs';
import { until } from './until.mjs';

// Not the wrapper that Debian puts in the path: that one becomes the user rabbitmq.
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Erlang's register of nodes and their ports. SIGTERM is no end in order to it. */
class Register extends Program {
    stop() {
        return this.kill();
    }
}

/**
 * A subscription at QoS 1 is a durable queue at the node the client is connected to. Had it no mirror at another node, its name would
 * stay taken when that node dies, and its clients could subscribe nowhere until it is back.
 */
const DEFINITIONS = {
    vhosts: [{ name: '/' }],
    users: [{ name: 'guest', password: 'guest', tags: '' }],
    permissions: [{ user: 'guest', vhost: '/', configure: '.*', write: '.*', read: '.*' }],
    policies: [
        {
            vhost: '/',
            name: 'mqtt-subscriptions',
            pattern: '^mqtt-subscription-.*qos1$',
            'apply-to': 'queues',
            definition: { 'ha-mode': 'exactly', 'ha-params': 2 },
        },
    ],
};

function config({ names, port, definitions }) {
    const peers = names.map((each, i) => `cluster_formation.classic_config.nodes.${i + 1} = ${each}@localhost\n`);
    return `listeners.tcp = none
mqtt.listeners.tcp.default = 127.0.0.1:${port}
mqtt.allow_anonymous = true
mqtt.sparkplug = true
cluster_name = magpie
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.discovery_retry_interval = 100
${peers.join('')}cluster_partition_handling = pause_minority
load_definitions = ${definitions}
log.file = false
log.console = true
`;
}

/** One of the cluster: its `server` is what an agent's mqtt.servers says. */
class RabbitNode extends Program {
    constructor(name, port, environment) {
        super(`broker ${name}`, [SERVER], { environment });
        this.port = port;
        this.server = `tcp://127.0.0.1:${port}`;
    }

    /** Slow: seconds of processor, and the first of a cluster waits six for others. */
    async start() {
        this.launch();
        const complete = () => this.log.includes('Server startup complete', this.begun);
        await until(`${this.name} is ready`, () => !this.alive || complete(), 60);
        if (!this.alive) {
            throw new Error(`${this.name} ended: ${this.tail(5)}`);
        }
    }
}

/**
 * A broker of several nodes: RabbitMQ with its MQTT plug-in, without TLS, where everybody may do everything. All that it writes is in
 * the house's directory, all that it listens to is on 127.0.0.1, and its register of nodes is its own.
 */
export async function startRabbit(house, names = ['one', 'two', 'three']) {
    const home = house.path('rabbit');
    mkdirSync(home);
    writeFileSync(join(home, '.erlang.cookie'), 'magpie', { mode: 0o400 });
    const plugins = join(home, 'plugins');
    writeFileSync(plugins, '[rabbitmq_mqtt].\n');
    const definitions = join(home, 'definitions.json');
    writeFileSync(definitions, JSON.stringify(DEFINITIONS));
    const registerPort = await freePort();
    const command = ['epmd', '-port', `${registerPort}`, '-address', '127.0.0.1'];
    const register = house.add(new Register('epmd', command, { ready: () => answers(registerPort) }));
    await register.start();
    const nodes = [];
    for (const name of names) {
        const port = await freePort();
        const file = join(home, `${name}.conf`);
        writeFileSync(file, config({ names, port, definitions }));
        const environment = {
            HOME: home,
            ERL_EPMD_PORT: `${registerPort}`,
            ERL_EPMD_ADDRESS: '127.0.0.1',
            RABBITMQ_NODENAME: `${name}@localhost`,
            RABBITMQ_DIST_PORT: `${await freePort()}`,
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
            RABBITMQ_MNESIA_BASE: home,
            RABBITMQ_LOG_BASE: home,
            RABBITMQ_LOGS: '-',
            RABBITMQ_CONF_ENV_FILE: '/dev/null',
            RABBITMQ_CONFIG_FILE: file,
            RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
            // The script then becomes the broker, which is the process to end, and is no parent that waits for it.
            RUNNING_UNDER_SYSTEMD: 'true',
        };
        nodes.push(house.add(new RabbitNode(name, port, environment)));
    }
    // One after the other: the plug-in's own register of client ids, started on all at once, may never find a leader.
    for (const node of nodes) {
        await node.start();
    }
    return nodes;
}
