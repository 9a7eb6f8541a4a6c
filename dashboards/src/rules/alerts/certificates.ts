// What the collector and its broker are known by, and the list of those who are known no more.

import { text } from '../../text.js';
import { nobodyOnTheStreet } from '../affected.js';
import type { Alert } from '../model.js';

const ends = 'magpie_collector_certificate_expires_timestamp_seconds';
/** What a file of revoked certificates is called, by whoever set `identity.watch`. */
const list = '(?i).*crl.*';

export const certificateAlerts: readonly Alert[] = [
    {
        name: 'MagpieCollectorCertificateExpiring',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        expr: `min by (instance, file) (${ends}{file!~"${list}"}) - time() < 14 * 86400`,
        labels: ['instance', 'file'],
        for: '10m',
        keep: '15m',
        summary: text(
            'The certificate {{ $labels.file }} ends soon, or cannot be read',
            '인증서 {{ $labels.file }}: 만료 임박 또는 읽기 불가',
        ),
        description: text(
            'The collector {{ $labels.instance }} sees it last for {{ $value | humanizeDuration }} more (minus some decades: it cannot read the file). Nobody renews it by itself.',
            '수집기 {{ $labels.instance }}에서 본 남은 기간 {{ $value | humanizeDuration }}(마이너스 수십 년이면 파일을 읽지 못함). 자동으로 갱신되지 않음.',
        ),
        runbook: {
            meaning:
                'Less than two weeks are left of the collector\'s own certificate, of that of its pages, or of a file in `[identity] watch`, such as the broker\'s. Once it has ended the broker refuses ' +
                'the collector, Prometheus the pages, or every pole the broker: the city is not watched, and poles keep their reports while they can. Nothing on the street has failed.',
            confirm: [
                { ask: 'days left, by file; of one that cannot be read some -20,000', expr: `(${ends} - time()) / 86400` },
                { ask: 'nodes whose own end soon as well: the authority, or one date for all', expr: 'count(magpie_node_certificate_expires_timestamp_seconds - time() < 14 * 86400)' },
            ],
            commands: [
                'magpie-ca list /srv/magpie-ca',
                'openssl x509 -noout -subject -dates -in /etc/magpie/collector.crt',
                "journalctl -u magpie-collector | grep 'nobody sees'",
                'date -u',
            ],
            faults: [],
            act: [
                'Issue it again to the same place: `magpie-ca issue /srv/magpie-ca collector --out /etc/magpie`, and restart the collector, which costs nothing. The broker\'s likewise, and SIGHUP. That of the pages is read again by itself.',
                'It cannot be read: the log names the reason. The file must be there and the collector\'s to read, and so must its directory be.',
                'The file is new already and the alert ends, and the program still has the old one: restart it.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
    {
        name: 'MagpieRevocationListStale',
        scope: 'collector',
        severity: 'warning',
        team: 'network',
        // It lasts for seven days and is made anew each day: two have been missed, and five are left.
        expr: `min by (instance, file) (${ends}{file=~"${list}"}) - time() < 5 * 86400`,
        labels: ['instance', 'file'],
        for: '10m',
        keep: '15m',
        summary: text(
            'The revocation list {{ $labels.file }} is not renewed, or cannot be read',
            '인증서 폐기 목록 {{ $labels.file }}: 갱신되지 않거나 읽기 불가',
        ),
        description: text(
            'In {{ $value | humanizeDuration }} it ends (minus some decades: the collector {{ $labels.instance }} cannot read it), and then the broker refuses every pole.',
            '{{ $value | humanizeDuration }} 뒤 만료되며(마이너스 수십 년이면 수집기 {{ $labels.instance }}가 읽지 못함), 그 뒤에는 브로커가 모든 폴을 거부함.',
        ),
        runbook: {
            meaning:
                'A list of what is revoked (CRL) lasts for seven days, and `magpie-ca serve` gives the broker a new one each day: two have been missed. Until it ends nothing is wrong but that; ' +
                'then the broker refuses everybody, and the whole city falls silent at once. Nothing that was revoked is forgotten: each `magpie-ca revoke` makes a list, too.',
            confirm: [{ ask: 'days left; of one that cannot be read some -20,000', expr: `(${ends}{file=~"${list}"} - time()) / 86400` }],
            commands: [
                'openssl crl -noout -lastupdate -nextupdate -in /etc/mosquitto/magpie/crl.pem',
                "journalctl -u magpie-collector | grep 'nobody sees'",
                'systemctl status magpie-ca # does it run, and does it reach the broker?',
                'df -h /srv/magpie-ca /etc/mosquitto/magpie',
                'date -u',
            ],
            faults: [],
            act: [
                'At once: `magpie-ca crl /srv/magpie-ca --broker /etc/mosquitto/magpie`, which also has the broker read it. Then find out why `magpie-ca serve` does not: its log says, "the CRL is not where it should be".',
                'The list is new where the authority is, and old here: who carries it over? The broker reads it at SIGHUP alone.',
                'It cannot be read: the collector must be allowed to read the file and its directory.',
                'It has ended already: the same. Poles come back by themselves within minutes, and bring what they kept.',
            ],
            affected: nobodyOnTheStreet,
            dashboards: ['magpie-collector'],
        },
    },
];
