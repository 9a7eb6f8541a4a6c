// The kinds of network a citizen meets: open, OWE, SAE, and 802.1X; and each that has a secret with a wrong one.

import { Citizen, makeCertificates, passphrase } from './lib/citizen.mjs';
import { inLaboratory } from './lib/laboratory.mjs';

const protectedFrames = ['wpa=2', 'rsn_pairwise=CCMP', 'ieee80211w=2'];
const enterprise = [
    'wpa=2',
    'wpa_key_mgmt=WPA-EAP',
    'rsn_pairwise=CCMP',
    'ieee8021x=1',
    'eap_server=1',
    'eap_user_file=/share/eap_users',
    'ca_cert=/share/ca.crt',
    'server_cert=/share/server.crt',
    'private_key=/share/server.key',
];

const kinds = [
    { security: 'open', more: [] },
    { security: 'owe', more: [...protectedFrames, 'wpa_key_mgmt=OWE'] },
    { security: 'sae', more: [...protectedFrames, 'wpa_key_mgmt=SAE', `sae_password=${passphrase}`], wrong: ['association', 'wrong_key'] },
    { security: 'dot1x', more: enterprise, wrong: ['keys', 'eap_failed'], identity: 'citizen', ca_file: '/share/ca.crt' },
];

inLaboratory('a citizen joins every kind of network', { radios: 2 }, async (lab, step) => {
    const citizen = new Citizen(lab);
    makeCertificates(lab);
    citizen.write('eap_users', `"citizen" PEAP\n"citizen" MSCHAPV2 "${passphrase}" [2]\n`);
    await citizen.begin();
    for (const { security, more, wrong, ...own } of kinds) {
        await step(security, async () => {
            const ssid = `magpie-${security}`;
            await citizen.neighbour({ ssid, more });
            await citizen.startDhcp();
            const secret = wrong ? { secret_file: '/share/citizen.secret' } : {};
            await citizen.startAgent({ ssid, security, ...secret, ...own });
            await citizen.usable(1);
            if (wrong) {
                citizen.write('citizen.secret', 'magpies steal silver\n');
                await citizen.comesTo(...wrong);
            }
            await citizen.agent.end();
            await lab.does('rm -r /run/pole-1');
            await citizen.dhcp.end();
            await citizen.neighbourGoes();
        });
    }
});
