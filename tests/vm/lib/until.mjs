import * as house from '../../system/lib/until.mjs';
import { architecture } from './architecture.mjs';

/** As the house waits, and longer for what a slow machine does. */
export const until = (what, condition, seconds = 20) => house.until(what, condition, seconds * architecture.patience);
