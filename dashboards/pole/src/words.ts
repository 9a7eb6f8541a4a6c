// What the page says, in both languages.

type Language = 'en' | 'ko';
interface Said {
    readonly en: string;
    readonly ko: string;
}

const words = {
    other: { en: '한국어', ko: 'English' },
    needsToken: { en: 'A token is needed', ko: '접속 토큰이 필요합니다' },
    howToken: {
        en: 'Paste the token that your office made for this pole (magpie-ca page-token), or open its QR code.',
        ko: '사무실에서 이 폴용으로 발급한 토큰(magpie-ca page-token)을 붙여 넣거나 QR 코드를 여십시오.',
    },
    token: { en: 'Token', ko: '토큰' },
    open: { en: 'Open', ko: '열기' },
    check: { en: 'Check now', ko: '지금 점검' },
    checking: { en: 'Checking…', ko: '점검 중…' },
    checked: { en: 'The check is over', ko: '점검이 끝났습니다' },
    noCheck: { en: 'Not checked yet', ko: '아직 점검하지 않았습니다' },
    noFault: { en: 'Nothing is wrong', ko: '이상이 없습니다' },
    cause: { en: 'Look at', ko: '확인' },
    act: { en: 'Do', ko: '조치' },
    checkFailed: { en: 'The check did not come to its end. Try again.', ko: '점검이 끝나지 않았습니다. 다시 시도하십시오.' },
    layers: { en: 'Line by line', ko: '단계별 결과' },
    values: { en: 'Now', ko: '현재 값' },
    strips: { en: 'The last 24 hours', ko: '최근 24시간' },
    noStrips: { en: 'The first values come after five minutes.', ko: '첫 값은 5분 뒤에 표시됩니다.' },
    notes: { en: 'Notes', ko: '메모' },
    note: { en: 'What did you see or do? (500 characters)', ko: '확인하거나 조치한 내용 (500자)' },
    keep: { en: 'Keep the note', ko: '메모 저장' },
    kept: { en: 'The note is kept', ko: '메모를 저장했습니다' },
    report: { en: 'Report', ko: '보고서' },
    reportHow: {
        en: 'Check, last 24 hours and notes, signed by the pole. It goes to the office when the pole has a line again.',
        ko: '점검 결과, 최근 24시간, 메모를 폴이 서명합니다. 회선이 복구되면 사무실로 전송됩니다.',
    },
    makeReport: { en: 'Make a report', ko: '보고서 만들기' },
    reportMade: { en: 'The report is made', ko: '보고서를 만들었습니다' },
    saveJson: { en: 'Save it, signed (JSON)', ko: '서명된 파일 저장 (JSON)' },
    saveHtml: { en: 'Save it as a page (HTML)', ko: '문서로 저장 (HTML)' },
    waiting: { en: 'Reports waiting for the line', ko: '전송 대기 중인 보고서' },
    holder: { en: 'Token of', ko: '토큰 사용자' },
    until: { en: 'until', ko: '만료' },
    unknownTime: { en: 'The pole does not know the time.', ko: '폴의 시각이 맞지 않습니다.' },
    away: { en: 'The pole does not answer. Is the cable, or the Wi-Fi, still connected?', ko: '폴이 응답하지 않습니다. 케이블이나 Wi-Fi 연결을 확인하십시오.' },
    yes: { en: 'yes', ko: '예' },
    no: { en: 'no', ko: '아니요' },
    failed: { en: 'That did not work', ko: '실패했습니다' },
} satisfies Record<string, Said>;

/** Of a request that is not answered, by `error`/`reason`. */
const reasons: Record<string, Said> = {
    'token/format': { en: 'This is no token. Was it copied whole?', ko: '토큰이 아닙니다. 전체를 복사했는지 확인하십시오.' },
    'token/signature': { en: 'This token is not from this city.', ko: '이 시에서 발급한 토큰이 아닙니다.' },
    'token/revoked': { en: 'Whoever made this token may no longer make any.', ko: '이 토큰의 발급 권한이 취소되었습니다.' },
    'token/node': { en: 'This token is for another pole.', ko: '다른 폴의 토큰입니다.' },
    'token/early': { en: 'This token is not good yet.', ko: '아직 유효하지 않은 토큰입니다.' },
    'token/expired': { en: 'This token has ended. Ask for a new one.', ko: '만료된 토큰입니다. 새로 발급받으십시오.' },
    'token/too_many': { en: 'Too many wrong tokens. Try again in a minute.', ko: '잘못된 토큰이 너무 많습니다. 1분 뒤에 다시 시도하십시오.' },
    'note/empty': { en: 'The note is empty.', ko: '메모가 비어 있습니다.' },
    'note/too_long': { en: 'The note is longer than 500 characters.', ko: '메모가 500자를 넘습니다.' },
    'note/too_many': { en: 'There are 20 notes. Make a report first.', ko: '메모가 20개입니다. 먼저 보고서를 만드십시오.' },
    'note/not_kept': { en: "The pole's storage did not take the note.", ko: '폴 저장소에 메모를 저장하지 못했습니다.' },
    'report/not_kept': { en: 'The pole could not sign or keep the report.', ko: '폴이 보고서를 서명하거나 저장하지 못했습니다.' },
    'report/soon': { en: 'A report was made just now.', ko: '방금 보고서를 만들었습니다.' },
    'check/soon': { en: 'A check was begun just now.', ko: '방금 점검을 시작했습니다.' },
    'check/not_begun': { en: 'The check could not be begun.', ko: '점검을 시작하지 못했습니다.' },
};

const states: Record<string, Said & { readonly sign: string }> = {
    pass: { sign: '✓', en: 'good', ko: '정상' },
    warn: { sign: '▲', en: 'look', ko: '주의' },
    fail: { sign: '✕', en: 'bad', ko: '고장' },
    blocked: { sign: '–', en: 'not reached', ko: '확인 불가' },
    skipped: { sign: '○', en: 'not there', ko: '해당 없음' },
    running: { sign: '…', en: 'running', ko: '진행 중' },
};

const layerNames: Record<string, Said> = {
    power: { en: 'Power', ko: '전원' },
    poe: { en: 'Power over Ethernet', ko: 'PoE 급전' },
    door: { en: 'Door', ko: '함체 문' },
    temperature: { en: 'Temperature', ko: '온도' },
    link: { en: 'Cable', ko: '케이블' },
    lldp: { en: 'Switch', ko: '스위치' },
    vlan: { en: 'VLAN', ko: 'VLAN' },
    dhcp: { en: 'Address (DHCP)', ko: '주소 (DHCP)' },
    gateway: { en: 'Gateway', ko: '게이트웨이' },
    dns: { en: 'Names (DNS)', ko: '이름 (DNS)' },
    internet: { en: 'Internet', ko: '인터넷' },
    portal: { en: 'Portal', ko: '포털' },
    time: { en: 'Time', ko: '시각' },
    collector: { en: 'Collector', ko: '수집 서버' },
    radios: { en: 'Radios', ko: '무선' },
    sensors: { en: 'Sensors', ko: '센서' },
    storage: { en: 'Storage', ko: '저장소' },
};

const metricNames: Record<string, Said> = {
    pole_supply_volts: { en: 'Supply', ko: '공급 전압' },
    pole_supply_amperes: { en: 'Supply current', ko: '공급 전류' },
    link_carrier: { en: 'Cable connected', ko: '케이블 연결' },
    link_utilisation_ratio: { en: 'Line in use', ko: '회선 사용률' },
    link_module_receive_power_dbm: { en: 'Light received', ko: '광 수신 세기' },
    path_up: { en: 'Reached', ko: '도달' },
    path_loss_ratio: { en: 'Packets lost', ko: '패킷 손실' },
    path_round_trip_seconds: { en: 'Round trip', ko: '왕복 시간' },
    wifi_clients: { en: 'Clients', ko: '접속자' },
    wifi_noise_dbm: { en: 'Noise', ko: '잡음' },
    client_visit_usable: { en: 'Usable', ko: '사용 가능' },
    host_temperature_celsius: { en: 'Board temperature', ko: '보드 온도' },
    host_memory_available_bytes: { en: 'Memory free', ko: '남은 메모리' },
    host_load_average: { en: 'Load', ko: '부하' },
    pole_temperature_celsius: { en: 'Temperature', ko: '기온' },
    pole_humidity_ratio: { en: 'Humidity', ko: '습도' },
    pole_door_open: { en: 'Door open', ko: '문 열림' },
    pole_tilt_degrees: { en: 'Tilt', ko: '기울기' },
    pole_pm2_5_grams_per_cubic_meter: { en: 'PM2.5', ko: '초미세먼지' },
    pole_noise_decibels: { en: 'Sound', ko: '소음' },
};

const remembered = localStorage.getItem('language');
let language: Language = remembered === 'ko' || remembered === 'en' ? remembered : navigator.language.startsWith('ko') ? 'ko' : 'en';

const say = (word: keyof typeof words): string => words[word][language];
const inLanguage = (said: Partial<Said> | undefined): string => said?.[language] ?? said?.en ?? '';
const reasonOf = (error: string, reason: string): string =>
    inLanguage(reasons[`${error}/${reason}`]) || `${say('failed')} (${error}${reason ? `, ${reason}` : ''})`;
