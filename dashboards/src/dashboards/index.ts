import type { Board } from '../board.js';
import { air } from './air.js';
import { city } from './city.js';
import { clients } from './clients.js';
import { collector } from './collector.js';
import { district } from './district.js';
import { poles } from './pole.js';
import { security } from './security.js';

/** Every dashboard whose source exists; one comes with its source, none is shown empty. */
export const boards: readonly Board[] = [city, district, poles, air, clients, security, collector];
