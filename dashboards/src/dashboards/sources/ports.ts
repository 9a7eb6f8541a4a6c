import type { Row } from '../../board.js';
import { strips } from '../../panels.js';
import { by, ofPole } from '../../query.js';
import { rows } from '../../tables.js';
import { text } from '../../text.js';
import { bits, each, half, lines } from './lines.js';

const yesNo = { 0: text('no', '아니오'), 1: text('yes', '예') };
const goodAtOne = [
    [null, 'red'],
    [1, 'green'],
] as const;
const badAtOne = [
    [null, 'green'],
    [1, 'red'],
] as const;
const ofPort = (metric: string, ...labels: readonly string[]): string => by('max', ['node', 'interface', ...labels], ofPole(metric));
const noModule = text('No module that measures itself, or the agent may not read it', '자체 측정 광 모듈 없음, 또는 읽기 권한 없음');

export const ports: Row = {
    title: text('Ports and modules (source link)', '포트와 광 모듈(link 소스)'),
    panels: [
        rows({
            title: text('Negotiation', '자동 협상'),
            description: text(
                'Speed each line should have and whether it has less, whether the ends agree on duplex, how good the PHY finds the signal.',
                '회선별 기대 속도와 미달 여부, 이중화 방식 불일치, PHY 신호 품질.',
            ),
            noValue: text('No driver tells it', '드라이버 미제공'),
            sortBy: 2,
            queries: [
                { expr: `${bits} * ${ofPort('magpie_link_expected_speed_bytes_per_second')}` },
                { expr: ofPort('magpie_link_autonegotiation') },
                { expr: ofPort('magpie_link_speed_below_expected') },
                { expr: ofPort('magpie_link_duplex_mismatch') },
                { expr: ofPort('magpie_link_signal_quality_ratio') },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'interface', title: text('Interface', '인터페이스') },
                { field: 0, title: text('Expected', '기대 속도'), unit: 'bps' },
                { field: 1, title: text('Negotiates', '자동 협상'), names: yesNo },
                { field: 2, title: text('Too slow', '속도 미달'), names: yesNo, steps: badAtOne },
                { field: 3, title: text('Duplex mismatch', '이중화 불일치'), names: yesNo, steps: badAtOne },
                { field: 4, title: text('Signal', '신호 품질'), unit: 'percentunit', decimals: 0 },
            ],
            ...half,
        }),
        rows({
            title: text('Named ports', '지정 포트'),
            description: text('What each port of the configuration leads to, and whether it has a carrier.', '설정에 지정된 포트의 용도와 캐리어.'),
            noValue: text('No [[link.port]] in the configuration', '설정에 [[link.port]] 없음'),
            sortBy: 1,
            leastFirst: true,
            queries: [{ expr: ofPort('magpie_link_port_role', 'role', 'medium') }, { expr: ofPort('magpie_link_carrier') }],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'interface', title: text('Interface', '인터페이스') },
                { field: 'role', title: text('Role', '용도') },
                { field: 'medium', title: text('Medium', '매체') },
                { field: 1, title: text('Carrier', '캐리어'), names: yesNo, steps: goodAtOne },
            ],
            ...half,
        }),
        lines(
            text('How full named ports are', '지정 포트 사용률'),
            text('Share of the negotiated speed; above 80 % a camera loses pictures.', '협상 속도 대비 사용률. 80%를 넘으면 카메라 영상이 유실됩니다.'),
            text('No [[link.port]] in the configuration, or no speed known', '설정에 [[link.port]] 없음, 또는 속도 미상'),
            'percentunit',
            [each('magpie_link_utilisation_ratio', ['interface', 'direction'])],
            { min: 0 },
        ),
        lines(
            text('Power over ports', '포트 급전'),
            text('What hangs on each port takes, and may take at most.', '포트에 연결된 장비의 소비 전력과 상한.'),
            text('The board powers nothing, or its kernel does not tell', '급전 없음, 또는 커널 미제공'),
            'watt',
            [
                each('magpie_link_poe_supplied_watts', ['interface'], text('{{node}} {{interface}} taken', '{{node}} {{interface}} 소비')),
                each('magpie_link_poe_limit_watts', ['interface'], text('{{node}} {{interface}} at most', '{{node}} {{interface}} 상한')),
            ],
            { min: 0 },
        ),
        strips({
            title: text('Why no carrier, and state of power', '캐리어 없음 원인과 급전 상태'),
            description: text('As the driver of each port tells it.', '포트 드라이버가 알린 내용.'),
            noValue: text('No driver tells it', '드라이버 미제공'),
            unit: 'none',
            steps: [[null, 'blue']],
            values: { 1: text('so', '해당') },
            queries: [each('magpie_link_down_reason', ['interface', 'reason']), each('magpie_link_poe_state', ['interface', 'state'])],
            width: 8,
            height: 8,
        }),
        rows({
            title: text('Modules', '광 모듈'),
            description: text('Pluggable modules, and what they measure of themselves.', '착탈식 광 모듈과 자체 측정값.'),
            noValue: noModule,
            sortBy: 1,
            queries: [
                { expr: ofPort('magpie_link_module_info', 'form', 'vendor', 'part') },
                { expr: ofPort('magpie_link_module_temperature_celsius') },
                { expr: ofPort('magpie_link_module_supply_volts') },
                { expr: ofPort('magpie_link_module_bias_amperes') },
            ],
            columns: [
                { field: 'node', title: text('Pole', '폴') },
                { field: 'interface', title: text('Interface', '인터페이스') },
                { field: 'form', title: text('Form', '형식') },
                { field: 'vendor', title: text('Maker', '제조사') },
                { field: 'part', title: text('Part', '모델') },
                { field: 1, title: text('Temperature', '온도'), unit: 'celsius', decimals: 0 },
                { field: 2, title: text('Voltage', '전압'), unit: 'volt', decimals: 2 },
                { field: 3, title: text('Laser', '레이저 전류'), unit: 'amp', decimals: 1 },
            ],
            ...half,
        }),
        lines(
            text('Light of modules', '광 세기'),
            text('Received and sent, the weakest lane; -40 dBm is darkness.', '수신·송신 광 세기(가장 약한 레인). -40 dBm은 빛 없음.'),
            noModule,
            'dBm',
            [
                each('magpie_link_module_receive_power_dbm', ['interface'], text('{{node}} {{interface}} received', '{{node}} {{interface}} 수신')),
                each('magpie_link_module_transmit_power_dbm', ['interface'], text('{{node}} {{interface}} sent', '{{node}} {{interface}} 송신')),
            ],
            { width: 6 },
        ),
        strips({
            title: text('Alarms of modules', '광 모듈 경보'),
            description: text('Quantities beyond the limits of the maker.', '제조사 한계를 벗어난 값.'),
            noValue: text('None is beyond its limits, or none is read', '한계를 벗어난 값 없음, 또는 읽지 못함'),
            unit: 'none',
            steps: [
                [null, 'green'],
                [1, 'red'],
            ],
            values: { 1: text('beyond', '이탈') },
            queries: [each('magpie_link_module_alarm', ['interface', 'quantity', 'state'])],
            width: 6,
            height: 8,
        }),
    ],
};
