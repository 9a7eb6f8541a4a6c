// Records what nl80211 says of an access point with two clients into the directory that is named: see README.md.

import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { inLaboratory } from './lib/laboratory.mjs';

const [, , into = '.'] = process.argv;

inLaboratory('golden vectors', { radios: 3 }, async (lab) => {
    const golden = join(lab.directory, 'golden');
    mkdirSync(golden);
    await lab.serve('events', '/share/magpie_record /share/golden');
    await lab.startMedium();
    await lab.accessPoint(0, { ssid: 'magpie', channel: 1, more: ['ieee80211n=1'] });
    await lab.clients([1, 2], { ssid: 'magpie', channel: 1 });
    await lab.associated(2, 0);
    await lab.air('loss 30');
    await lab.talk(0, 1);
    await lab.does('iw dev wlan0 scan trigger freq 2412 2437 ap-force');
    await lab.machine.until('scan results', 'iw dev wlan1 scan dump | grep -q magpie');
    await lab.machine.until('packets', "iw dev wlan0 station dump | grep -qE 'tx packets:\\s*([5-9][0-9]|[0-9]{3})'");
    await lab.does(`/share/magpie_record /share/golden wlan0
mkdir /share/client
/share/magpie_record /share/client wlan1
mv /share/client/wifi_scan_hwsim.hex /share/golden/`);
    await lab.does('hostapd_cli -i wlan0 chan_switch 5 2437');
    await lab.machine.until('the switch', 'iw dev wlan0 info | grep -q 2437');
    for (const file of readdirSync(golden)) {
        copyFileSync(join(golden, file), join(into, file));
    }
});
