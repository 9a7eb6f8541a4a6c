// What metrics are called. Those that people look at most have a name of their own; all others are called in English what the catalogue calls
// them, without their unit.

import { say, type Words } from './language';
import { KOREAN } from './metric_korean';

const w = (en: string, ko: string): Words => ({ en, ko });

const METRICS: Readonly<Record<string, Words>> = {
    magpie_wifi_clients: w('Clients', '접속자'),
    magpie_wifi_frequency_hertz: w('Channel', '채널 주파수'),
    magpie_wifi_channel_width_hertz: w('Channel width', '채널 폭'),
    magpie_wifi_transmit_power_dbm: w('Transmit power', '송신 출력'),
    magpie_wifi_noise_dbm: w('Noise of the air', '전파 잡음'),
    magpie_wifi_radio_hung: w('Radio hung', '무선 멈춤'),
    magpie_wifi_channel_busy_seconds_total: w('Air busy', '채널 점유'),
    magpie_wifi_channel_active_seconds_total: w('Air listened to', '채널 청취'),
    magpie_wifi_channel_foreign_seconds_total: w('Air taken by others', '타 장치 점유'),
    magpie_wifi_client_receive_bytes_total: w('Received from clients', '접속자 수신량'),
    magpie_wifi_client_transmit_bytes_total: w('Sent to clients', '접속자 송신량'),
    magpie_wifi_client_transmit_retries_total: w('Retries', '재전송'),
    magpie_wifi_client_transmit_failed_total: w('Failed sends', '전송 실패'),
    magpie_wifi_networks: w('Networks on the air', '송출 SSID'),
    magpie_wifi_neighbours: w('Radios nearby', '주변 무선'),
    magpie_client_visit_usable: w('Usable for a visitor', '접속 시험 성공'),
    magpie_client_visit_stage_seconds: w('Stage of a visit', '접속 단계 시간'),
    magpie_path_up: w('Target answers', '대상 응답'),
    magpie_path_round_trip_seconds: w('Round trip', '왕복 시간'),
    magpie_path_loss_ratio: w('Loss', '손실률'),
    magpie_path_captive: w('Login page in the way', '로그인 페이지 차단'),
    magpie_link_up: w('Link up', '링크 동작'),
    magpie_link_carrier: w('Carrier', '케이블 신호'),
    magpie_link_speed_bytes_per_second: w('Line speed', '회선 속도'),
    magpie_link_receive_bytes_total: w('Received', '수신량'),
    magpie_link_transmit_bytes_total: w('Sent', '송신량'),
    magpie_link_receive_errors_total: w('Damaged packets', '수신 오류'),
    magpie_link_module_receive_power_dbm: w('Light received', '광 수신 세기'),
    magpie_link_poe_allocated_watts: w('PoE power granted', 'PoE 할당 전력'),
    magpie_host_temperature_celsius: w('Board temperature', '보드 온도'),
    magpie_host_memory_available_bytes: w('Memory free', '남은 메모리'),
    magpie_host_storage_available_bytes: w('Storage free', '남은 저장 공간'),
    magpie_host_uptime_seconds: w('Running for', '가동 시간'),
    magpie_host_load_average: w('Load', '부하'),
    magpie_host_flash_life_used_ratio: w('Flash life used', '플래시 수명 사용'),
    magpie_host_clock_synchronised: w('Clock synchronised', '시각 동기'),
    magpie_pole_temperature_celsius: w('Air temperature', '기온'),
    magpie_pole_humidity_ratio: w('Humidity', '습도'),
    magpie_pole_pm2_5_grams_per_cubic_meter: w('Fine dust PM2.5', '초미세먼지 PM2.5'),
    magpie_pole_pm10_grams_per_cubic_meter: w('Dust PM10', '미세먼지 PM10'),
    magpie_pole_noise_decibels: w('Noise of the street', '소음'),
    magpie_pole_illuminance_lux: w('Light', '조도'),
    magpie_pole_supply_volts: w('Supply voltage', '공급 전압'),
    magpie_pole_door_open: w('Door open', '함체 문 열림'),
    magpie_pole_tilt_degrees: w('Tilt', '기울기'),
    magpie_node_outbox_reports: w('Reports waiting', '대기 중 보고'),
    magpie_node_reports_lost_total: w('Reports lost', '유실 보고'),
    magpie_node_certificate_expires_timestamp_seconds: w('Certificate ends', '인증서 만료'),
    magpie_node_report_interval_seconds: w('Report interval', '보고 주기'),
};

const UNITS = /_(?:timestamp_seconds|bytes_per_second|grams_per_cubic_meter|meters_per_second_squared|meters_per_second|seconds|bytes|hertz|dbm|celsius|volts|amperes|watts|decibels|lux|degrees|ratio)$/;

/** `magpie_wifi_scans_total` is `scans`. */
export function plainName(name: string): string {
    const bare = name.replace(/_total$/, '').replace(UNITS, '');
    return bare.split('_').slice(2).join(' ') || name;
}

/** What a histogram tells in three metrics. */
const PARTS: Readonly<Record<string, Words>> = {
    bucket: w('up to a bound', '한계 이하'),
    sum: w('sum', '합계'),
    count: w('count', '횟수'),
};

function ofCatalogue(name: string): Words | undefined {
    const korean = KOREAN[name.replace(/^magpie_/, '')];
    return METRICS[name] ?? (korean === undefined ? undefined : w(plainName(name), korean));
}

/** What is not of the catalogue is called as it is, without its unit. */
export function metricWords(name: string): Words {
    const whole = ofCatalogue(name);
    if (whole !== undefined) {
        return whole;
    }
    const [, base = '', part = ''] = /^(.+)_(bucket|sum|count)$/.exec(name) ?? [];
    const [words, which] = [ofCatalogue(base), PARTS[part]];
    const plain = plainName(name);
    return words === undefined || which === undefined ? w(plain, plain) : w(`${words.en}, ${which.en}`, `${words.ko}, ${which.ko}`);
}

/** For a reader, in his language. */
export const metricName = (name: string): string => say(metricWords(name));
