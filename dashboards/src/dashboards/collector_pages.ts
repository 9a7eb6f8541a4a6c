// The collector's pages over HTTP, and what the collector and its broker are known by.

import type { Row } from '../board.js';
import { bars, graph } from '../panels.js';
import { by, own, rate, sum } from '../query.js';
import { missing, or, text } from '../text.js';

const third = { width: 8, height: 8 };
/** Below it an alert is told; of a revocation list, that is renewed each day, it is red always. */
const fortnight = 14 * 86_400;
const fiveDays = 5 * 86_400;

export const pages: Row = {
    title: text('Pages and certificates', '페이지와 인증서'),
    panels: [
        bars({
            title: text('Certificates and lists end in', '인증서·폐기 목록 만료까지'),
            description: text(
                'How long the collector’s own certificates last, and the files it watches ([identity] watch). Two weeks before the end of a certificate there is an alert, and five days before that of a revocation list (CRL), which is made anew each day. Decades ago: the file cannot be read.',
                '수집기 인증서와 감시 파일([identity] watch)의 남은 기간. 인증서는 만료 2주 전, 매일 새로 만드는 폐기 목록(CRL)은 5일 전부터 경보가 발생합니다. 수십 년 전으로 보이면 파일을 읽지 못한 것입니다.',
            ),
            noValue: or(missing.collector, text('it has no certificate and watches no file', '인증서도 감시 파일도 없음')),
            unit: 's',
            steps: [
                [null, 'red'],
                [fiveDays, 'yellow'],
                [fortnight, 'green'],
            ],
            queries: [
                {
                    expr: `sort(${by('min', ['file'], own('magpie_collector_certificate_expires_timestamp_seconds'))} - time())`,
                    legend: '{{file}}',
                },
            ],
            ...third,
        }),
        graph({
            title: text('Requests denied', '거부한 요청'),
            description: text(
                'Without a token, with one that is unknown or for other pages, or too many from one address, a second.',
                '토큰 없음, 알 수 없는 토큰, 권한 밖의 페이지, 한 주소의 과다 요청. 초당.',
            ),
            noValue: missing.collector,
            unit: 'cps',
            min: 0,
            queries: [{ expr: sum(['reason'], rate(own('magpie_collector_http_denied_total'))), legend: '{{reason}}' }],
            ...third,
        }),
        graph({
            title: text('Clients closed early', '응답 전에 끊은 연결'),
            description: text(
                'Slow ones that gave way to a new client, new ones for whom there was no place, and TLS handshakes that failed, a second.',
                '새 연결에 자리를 내준 느린 연결, 자리가 없어 돌려보낸 연결, 실패한 TLS 핸드셰이크. 초당.',
            ),
            noValue: missing.collector,
            unit: 'cps',
            min: 0,
            queries: [{ expr: sum(['reason'], rate(own('magpie_collector_http_closed_total'))), legend: '{{reason}}' }],
            ...third,
        }),
    ],
};
