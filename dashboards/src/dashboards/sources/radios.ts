import type { Row } from '../../board.js';
import { figure, graph } from '../../panels.js';
import { by, ofPole, rate, sum } from '../../query.js';
import { rows } from '../../tables.js';
import { events, missing, refusals, text } from '../../text.js';
import { airtime, each, grows, lines, perMinute, third } from './lines.js';

export const radios: Row = {

    title: text('Radios (source wifi)', '무선(wifi 소스)'),
    panels: [
        rows({
            title: text('Radios', '무선'),
            description: text(
                'Channel, width, power and radar state of each radio; “hung” means it serves and its counters stand still.',
                '무선별 채널, 대역폭, 출력, 레이더 상태. “멈춤”은 서비스 중인데 카운터가 움직이지 않는 상태입니다.',
            ),
            noValue: missing.radio,
            width: 24,
            height: 7,
            sortBy: 3,
            queries: [
                { expr: by('max', ['node', 'radio'], ofPole('magpie_wifi_frequency_hertz')) },
                { expr: by('max', ['node', 'radio'], ofPole('magpie_wifi_channel_width_hertz')) },
                { expr: by('max', ['node', 'radio'], ofPole('magpie_wifi_transmit_power_dbm')) },
                { expr: by('max', ['node', 'radio'], ofPole('magpie_wifi_radio_hung')) },
                { expr: by('max', ['node', 'radio'], ofPole('magpie_wifi_dfs_state')) },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'radio', title: text('Radio', '무선') },
                { field: 0, title: text('Channel', '채널(주파수)'), unit: 'hertz', decimals: 3 },
                { field: 1, title: text('Width', '대역폭'), unit: 'hertz', decimals: 0 },
                { field: 2, title: text('Power', '출력'), unit: 'dBm', decimals: 0 },
                {
                    field: 3,
                    title: text('Hung', '멈춤'),
                    names: { 0: text('no', '아니오'), 1: text('yes', '예') },
                    steps: [
                        [null, 'green'],
                        [1, 'red'],
                    ],
                },
                {
                    field: 4,
                    title: text('Radar', '레이더 상태'),
                    names: {
                        0: text('no check needed', '확인 불필요'),
                        1: text('not checked yet', '확인 전'),
                        2: text('free of radar', '레이더 없음'),
                        3: text('radar seen, channel shut', '레이더 감지, 채널 폐쇄'),
                    },
                },
            ],
        }),
        lines(
            text('Own sending', '자체 송신'),
            text('Share of time the radio was sending.', '무선이 송신한 시간의 비율.'),
            missing.driver,
            'percentunit',
            [airtime('transmit', text('sending', '송신'))],
            { min: 0 },
        ),
        lines(
            text('Receiving', '수신'),
            text(
                'Share of time spent receiving Wi-Fi frames: those of the own network, and anybody’s.',
                'Wi-Fi 프레임을 수신한 시간의 비율: 자망과 전체.',
            ),
            missing.driver,
            'percentunit',
            [airtime('own_receive', text('own network', '자망')), airtime('receive', text('anybody', '전체'))],
            { min: 0 },
        ),
        lines(
            text('Taken by others and by noise', '타망과 잡음'),
            text(
                'Share of time neither sending nor receiving the own network, and, of that, without any Wi-Fi in it: microwave ovens, radar, noise.',
                '자망 송수신이 아닌 점유 비율과, 그중 Wi-Fi가 아닌 잡음(전자레인지, 레이더 등)의 비율.',
            ),
            missing.driver,
            'percentunit',
            [airtime('foreign', text('others', '타망')), airtime('non_wifi', text('no Wi-Fi', '비Wi-Fi'))],
            { min: 0 },
        ),
        lines(
            text('Noise', '잡음 세기'),
            text('Noise on the channel, as the driver measures it.', '드라이버가 측정한 채널 잡음.'),
            missing.driver,
            'dBm',
            [each('magpie_wifi_noise_dbm', ['band'])],
        ),
        lines(
            text('Temperature of the radios', '무선 온도'),
            text('By radio; a hot radio sends less and drops out.', '무선별 온도. 과열되면 출력이 줄고 중단될 수 있습니다.'),
            missing.driver,
            'celsius',
            [each('magpie_wifi_temperature_celsius', ['radio'])],
        ),
        lines(
            text('Networks served', '송출 중인 네트워크'),
            text('Networks (BSS) by band and name; none means that nobody can join.', '대역·SSID별 송출 BSS 수. 0이면 접속할 수 없습니다.'),
            missing.radio,
            'short',
            [each('magpie_wifi_networks', ['band', 'ssid'])],
            { min: 0, decimals: 0 },
        ),
        graph({
            title: text('Events', '이벤트'),
            description: text('What the kernel told of, a minute.', '커널이 알린 분당 이벤트 수.'),
            noValue: missing.radio,
            unit: 'cpm',
            min: 0,
            names: events,
            queries: [
                {
                    expr: `${perMinute} * ${sum(['type'], rate(ofPole('magpie_wifi_events_total')))}`,
                    legend: '{{type}}',
                },
            ],
            ...third,
        }),
        graph({
            title: text('Joins refused', '접속 거부'),
            description: text('Clients that were not let in, a minute, by reason.', '원인별 분당 접속 거부 수.'),
            noValue: missing.hostapd,
            unit: 'cpm',
            min: 0,
            names: refusals,
            queries: [
                {
                    expr: `${perMinute} * ${sum(['reason'], rate(ofPole('magpie_wifi_refused_joins_total')))}`,
                    legend: '{{reason}}',
                },
            ],
            ...third,
        }),
        lines(
            text('Deauthentications', '인증 해제 수신'),
            text('Received by the access points, a minute, by the reason the frame gave.', 'AP가 수신한 분당 인증 해제 프레임, 사유 코드별.'),
            missing.hostapd,
            'cpm',
            [grows('magpie_wifi_deauthentications_total', ['radio', 'reason'], perMinute)],
            { min: 0 },
        ),
        lines(
            text('Counters not believed', '버린 측정'),
            text(
                'Intervals of a radio’s counters that were not believable and are in no total, a minute.',
                '믿을 수 없어 합계에서 뺀 무선 카운터 구간, 분당.',
            ),
            missing.events,
            'cpm',
            [grows('magpie_wifi_discarded_total', ['radio', 'reason'], perMinute)],
            { min: 0 },
        ),
        figure({
            title: text('Regulatory domain', '규제 국가'),
            description: text('The country whose rules the kernel obeys.', '커널이 따르는 규제 국가.'),
            noValue: missing.radio,
            unit: 'none',
            shows: 'name',
            queries: [each('magpie_wifi_regulatory_info', ['country'], text('{{country}}', '{{country}}'))],
            ...third,
        }),
    ],
};
