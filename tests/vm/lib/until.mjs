import * as house from '../../system/lib/until.mjs';
import { architecture } from './architecture.mjs';

/** The house's, in the machine's time: whoever waits for what a slow one does waits longer. */
export const until = (what, condition, seconds = 20) => house.until(what, condition, seconds * architecture.patience);
