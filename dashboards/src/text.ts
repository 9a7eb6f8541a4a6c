/** What a reader sees, in each language that is shipped: a missing translation does not compile. */
export interface Words {
    readonly en: string;
    readonly ko: string;
}

export type Language = keyof Words;

export const languages: readonly Language[] = ['en', 'ko'];

/** Words for what a label's values mean. */
export type Names = Readonly<Record<string, Words>>;

export const text = (en: string, ko: string): Words => ({ en, ko });

/** Two sentences, one after the other. */
export const join = (...parts: readonly Words[]): Words => ({
    en: parts.map(({ en }) => en).join(' '),
    ko: parts.map(({ ko }) => ko).join(' '),
});

/** One cause, or another. */
export const or = (one: Words, other: Words): Words => ({
    en: `${one.en}; or ${other.en}`,
    ko: `${one.ko}; 또는 ${other.ko}`,
});

export const reasons: Names = {
    down: text('Silent: power or line lost', '무응답: 전원 또는 회선 단절'),
    radio_hung: text('Radio hung', '무선 멈춤'),
    no_network: text('No network on the air', 'SSID 송출 없음'),
    radar_shut: text('Shut by radar', '레이더 감지로 채널 폐쇄'),
    refusing: text('Refuses joins', '접속 거부'),
    failing: text('Packets do not arrive', '전송 실패 과다'),
    crowded_air: text('Crowded air', '채널 혼잡'),
    visits_fail: text('Its own visits fail', '폴의 접속 시험 실패'),
};

export const siteTypes: Names = {
    street: text('Street', '가로'),
    market: text('Market', '전통시장'),
    park: text('Park', '공원'),
    bus_stop: text('Bus stop', '버스정류소'),
    building: text('Public building', '공공·복지시설'),
    bus: text('Bus', '버스'),
    none: text('Not said', '미지정'),
};

export const states: Names = {
    up: text('Reporting', '정상 보고'),
    down: text('Silent', '무응답'),
    expected: text('Expected', '보고 대기'),
};

/** How far away a target is: the label `class` of what is told of paths. */
export const targetClasses: Names = {
    gateway: text('Gateway', '게이트웨이'),
    hub: text('Hub', '집선 장치'),
    core: text('Core', '상위망'),
    outside: text('Outside', '외부'),
};

export const segments: Names = {
    radio: text('Radio', '무선'),
    pole_cable: text('Cable of the pole', '폴 케이블'),
    access_switch: text('Access switch', '접속 스위치'),
    hub: text('Hub', '집선 장치'),
    core: text('Core', '상위망'),
    outside: text('Outside', '외부'),
};

export const sharedKinds: Names = {
    hub: text('Hub', '집선 장치'),
    switch: text('Switch', '스위치'),
    core: text('Core', '상위망'),
};

export const refusals: Names = {
    wrong_passphrase: text('Wrong passphrase', '비밀번호 불일치'),
    full: text('Access point full', '수용 인원 초과'),
    blocked: text('On a block list', '차단 목록'),
    eap_failed: text('Sign-in failed (EAP)', '인증 실패(EAP)'),
};

export const events: Names = {
    radar_detected: text('Radar heard', '레이더 감지'),
    ap_stopped: text('Access point stopped', 'AP 중단'),
    channel_switch: text('Channel switched', '채널 변경'),
    cac_started: text('Radar check begun', '레이더 확인 시작'),
    cac_aborted: text('Radar check broken off', '레이더 확인 중단'),
    nop_finished: text('Channel free of radar again', '레이더 채널 재개방'),
    radio_added: text('Radio appeared', '무선 장치 추가'),
    radio_removed: text('Radio vanished', '무선 장치 사라짐'),
    regulatory_changed: text('Regulatory domain changed', '규제 국가 변경'),
};

/** Of a value that a sensor gave: magpie_pole_value_quality. */
export const qualities: Names = {
    0: text('good', '정상'),
    1: text('stale', '오래됨'),
    2: text('out of range', '범위 초과'),
    3: text('stuck', '고착'),
    4: text('jumped', '급변'),
    5: text('absent', '없음'),
};

/** Steps of a connection, as magpie-capture tells them. */
export const stages: Names = {
    authentication: text('Authentication', '인증 요청'),
    association: text('Association', '결합'),
    handshake: text('Key handshake', '키 교환'),
    dot1x: text('Sign-in (802.1X)', '로그인(802.1X)'),
    dhcp_discover: text('Address offered (DHCP)', '주소 제안(DHCP)'),
    dhcp_request: text('Address given (DHCP)', '주소 할당(DHCP)'),
    dns: text('Names (DNS)', '이름 조회(DNS)'),
    tcp_network: text('Backbone (TCP)', '백본 구간(TCP)'),
    tcp_radio: text('Air (TCP)', '무선 구간(TCP)'),
    portal: text('Portal', '포털'),
    connect: text('All of it', '전체 접속'),
};

/** How a step of a connection ended. */
export const outcomes: Names = {
    success: text('Success', '성공'),
    refused: text('Refused', '거부'),
    no_answer: text('No answer', '응답 없음'),
    wrong_key: text('Wrong key', '비밀번호 불일치'),
    pool_exhausted: text('No address left', '주소 고갈'),
    nak: text('Address denied', '주소 거절(NAK)'),
    name_error: text('No such name', '없는 이름'),
    server_failure: text('Name server failed', 'DNS 서버 오류'),
    reset: text('Reset', '연결 재설정(RST)'),
    redirected: text('Sent to the portal', '포털로 이동'),
};

/** Threats in the air: magpie_air_threat. */
export const threats: Names = {
    unknown_bssid: text('Stranger with our name', '미등록 AP가 시 SSID 사용'),
    other_security: text('Our name, other security', '보안 설정이 다름'),
    open_twin: text('Open copy of ours', '개방형 복제 AP'),
    look_alike: text('Name that looks like ours', '유사 SSID'),
    two_clocks: text('Two access points, one BSSID', 'BSSID 도용(시계 2개)'),
    two_channels: text('One BSSID on two channels', '한 BSSID가 두 채널에 존재'),
    deauthentications: text('Flood of deauthentications', '인증 해제 폭주'),
};

export const severities: Names = {
    info: text('for information', '참고'),
    warning: text('warning', '주의'),
    critical: text('critical', '심각'),
};

/** Why a panel may be empty; each begins alike, so that a glance tells a gap from a zero. */
export const missing = {
    rules: text(
        'No data: recording rules not loaded, or younger than two minutes',
        '데이터 없음: 기록 규칙이 없거나 적용된 지 2분이 지나지 않음',
    ),
    rollup: text(
        'No data: Prometheus does not scrape /metrics/rollup',
        '데이터 없음: Prometheus가 /metrics/rollup을 수집하지 않음',
    ),
    nodes: text(
        'No data: no pole here, or /metrics is not scraped',
        '데이터 없음: 해당 폴이 없거나 /metrics를 수집하지 않음',
    ),
    place: text(
        'No data: the poles here do not tell their position (node.latitude, node.longitude)',
        '데이터 없음: 폴에 위치가 설정되지 않음(node.latitude, node.longitude)',
    ),
    radio: text(
        'No data: no radio, source wifi down, or an older agent',
        '데이터 없음: 무선이 없거나 wifi 소스가 내려감, 또는 구버전 에이전트',
    ),
    clients: text(
        'No data: no client here, or fewer than the minimum group',
        '데이터 없음: 접속자가 없거나 최소 집계 인원 미만',
    ),
    driver: text(
        'No data: the driver does not count this',
        '데이터 없음: 드라이버가 제공하지 않는 값',
    ),
    hostapd: text(
        'No data: the agent is not told by hostapd (wifi.hostapd_directory)',
        '데이터 없음: 에이전트가 hostapd 소켓에 연결되지 않음(wifi.hostapd_directory)',
    ),
    scans: text(
        'No data: no scan has been made yet, or scans are switched off',
        '데이터 없음: 아직 주변 스캔을 하지 않았거나 꺼져 있음',
    ),
    certificate: text(
        'No data: the pole has no certificate (its broker is not asked over TLS), or an older agent',
        '데이터 없음: 인증서가 없거나(TLS 미사용) 구버전 에이전트',
    ),
    board: text(
        'No data: the board does not tell this, or an older agent',
        '데이터 없음: 보드가 제공하지 않거나 구버전 에이전트',
    ),
    sensors: text(
        'No data: no sensor is configured here ([[pole.sensor]]), or it does not measure this',
        '데이터 없음: 설정된 센서가 없거나([[pole.sensor]]) 측정하지 않는 항목',
    ),
    neighbours: text(
        'No data: fewer than four poles nearby measure the same, or they do not tell their position',
        '데이터 없음: 같은 항목을 측정하는 주변 폴이 4개 미만이거나 위치가 설정되지 않음',
    ),
    air: text(
        'No data: the pole has no monitor interface that magpie-capture listens to, or source capture is down',
        '데이터 없음: magpie-capture가 듣는 모니터 인터페이스가 없거나 capture 소스가 내려감',
    ),
    capture: text(
        'No data: no magpie-capture on this pole, or source capture is down',
        '데이터 없음: 폴에 magpie-capture가 없거나 capture 소스가 내려감',
    ),
    connections: text(
        'No data: magpie-capture listens to no network of clients here, or nobody has come',
        '데이터 없음: magpie-capture가 접속자 네트워크를 듣지 않거나 접속 시도가 없음',
    ),
    resolvers: text(
        'No data: no resolver has a name here ([[capture.resolver]]), or source capture is down',
        '데이터 없음: 이름이 정해진 리졸버가 없거나([[capture.resolver]]) capture 소스가 내려감',
    ),
    detail: text(
        'No data: told in detail alone (capture.detail)',
        '데이터 없음: 상세 보고에서만 제공(capture.detail)',
    ),
    visits: text(
        'No data: the pole visits no neighbours ([citizen]), or source citizen is down',
        '데이터 없음: 폴이 주변 네트워크를 시험하지 않거나([citizen]) citizen 소스가 내려감',
    ),
    failures: text(
        'None failed; or no data: magpie-capture listens to no network of clients here',
        '실패 없음. 또는 데이터 없음: magpie-capture가 접속자 네트워크를 듣지 않음',
    ),
    minutes: text(
        'No data: recording rules not loaded, or no pole with magpie-capture has clients',
        '데이터 없음: 기록 규칙 미적용, 또는 magpie-capture가 있는 폴에 접속자 없음',
    ),
    threats: text(
        'None; or no data: no pole listens to the air (magpie-capture)',
        '없음. 또는 데이터 없음: 전파를 듣는 폴이 없음(magpie-capture)',
    ),
    link: text(
        'No data: source link down, or the driver does not tell this',
        '데이터 없음: link 소스가 내려갔거나 드라이버가 제공하지 않음',
    ),
    targets: text(
        'No data: no target is named here ([[path.target]]), none is asked this, or source path is down',
        '데이터 없음: 대상이 설정되지 않았거나([[path.target]]) 해당 검사 없음, 또는 path 소스가 내려감',
    ),
    roundTrips: text(
        'No data: it is not measured here (mqtt.round_trip_interval_seconds), or the broker does not let the pole',
        '데이터 없음: 측정하지 않거나(mqtt.round_trip_interval_seconds) 브로커가 허용하지 않음',
    ),
    stamp: text(
        'No data: no path is measured here ([[stamp.target]]), or source stamp is down',
        '데이터 없음: 경로를 측정하지 않거나([[stamp.target]]) stamp 소스가 내려감',
    ),
    dhcp: text(
        'No data: DHCP is not asked on the uplink (path.dhcp.interval_seconds), not yet, or source path_dhcp is down',
        '데이터 없음: 상향 회선의 DHCP를 시험하지 않거나(path.dhcp.interval_seconds) 아직 시험 전, 또는 path_dhcp 소스가 내려감',
    ),
    check: text(
        'No data: no check in the last day (magpie-agent check, the console, or the pole page)',
        '데이터 없음: 최근 하루 동안 점검 없음 (magpie-agent check, 콘솔, 폴 페이지)',
    ),
    page: text('No data: no pole page here (page.listen)', '데이터 없음: 폴 페이지 없음(page.listen)'),
    throughput: text(
        'No data: nothing is measured here ([[throughput.target]]), not yet, or source throughput is down',
        '데이터 없음: 측정 대상이 없거나([[throughput.target]]) 아직 측정 전, 또는 throughput 소스가 내려감',
    ),
    collector: text(
        'No data: the collector is not scraped, or is older than this dashboard',
        '데이터 없음: Prometheus가 수집기를 수집하지 않거나, 수집기가 대시보드보다 구버전임',
    ),
    alertmanager: text(
        'The collector tells no Alertmanager: alerts.urls is empty, or it is not scraped',
        '수집기에 Alertmanager가 설정되지 않음(alerts.urls), 또는 수집기를 수집하지 않음',
    ),
    store: text(
        'No data: the collector has no history store ([history] url)',
        '데이터 없음: 수집기에 이력 저장소가 없음([history] url)',
    ),
    nothing: text('None; or no pole is scraped', '없음. 또는 폴을 수집하지 않음'),
    events: text(
        'None in this time; or source wifi is down',
        '기간 내 없음. 또는 wifi 소스가 내려감',
    ),
    refusals: text(
        'None refused; or no data: rules not loaded, or hostapd is not asked',
        '거부 없음. 또는 데이터 없음: 기록 규칙 미적용 또는 hostapd 미연결',
    ),
    unusable: text(
        'None unusable; or no data: recording rules not loaded',
        '이용 불가 폴 없음. 또는 데이터 없음: 기록 규칙 미적용',
    ),
};
