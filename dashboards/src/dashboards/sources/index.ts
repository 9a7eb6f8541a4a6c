// Everything a pole measures, source by source, in rows that are closed until somebody asks.

import type { Row } from '../../board.js';
import { agent } from './agent.js';
import { air } from './air.js';
import { board } from './board.js';
import { check } from './check.js';
import { citizen } from './citizen.js';
import { clients } from './clients.js';
import { connections } from './connections.js';
import { interfaces } from './interfaces.js';
import { neighbours } from './neighbours.js';
import { path } from './path.js';
import { ports } from './ports.js';
import { radios } from './radios.js';
import { sensors } from './sensors.js';

export const everySource: readonly Row[] = [check, radios, clients, connections, citizen, air, neighbours, interfaces, ports, path, sensors, board, agent];
