// A pole that checks itself, a layer at a time. Its DHCP server is silent, which blocks whatever comes after.

const LAYERS = ['power', 'poe', 'door', 'temperature', 'link', 'lldp', 'vlan', 'dhcp', 'gateway', 'dns', 'internet', 'portal', 'time', 'collector', 'radios', 'ssid:Public WiFi Free', 'sensors', 'storage'];
const SAID = { power: ['53.1 V', '53.1 V'], link: ['1 Gbit/s, full duplex', '1 Gbit/s, 전이중'], lldp: ['sw-12, port 7', 'sw-12, 7번 포트'], temperature: ['41 °C', '41 °C'], collector: ['connected, 21 ms', '연결됨, 21 ms'] };
const FAULT = {
    id: 'dhcp_silent',
    what: { en: 'No DHCP server answers on the uplink', ko: '상향 회선에서 DHCP 서버가 응답하지 않음' },
    look: { en: 'Discover was sent three times in 12 s; nothing came back. The cable and the VLAN are fine.', ko: '12초 동안 Discover를 세 번 보냈으나 응답 없음. 케이블과 VLAN은 정상.' },
    act: { en: 'Ask the desk whether other poles of this hub have the same. If not, set the switch port to VLAN 210 and try again.', ko: '같은 집선 장치의 다른 폴도 같은지 상황실에 확인. 아니라면 스위치 포트를 VLAN 210으로 설정하고 다시 시도.' },
};

function finished(layer) {
    const index = LAYERS.indexOf(layer);
    if (layer === 'dhcp') {
        return { layer, state: 'fail', seconds: 12.1, summary: { en: 'no answer', ko: '응답 없음' }, values: [], fault: FAULT };
    }
    if (index > LAYERS.indexOf('dhcp') && index < LAYERS.indexOf('time')) {
        return { layer, state: 'blocked', seconds: 0, summary: { en: 'needs an address', ko: '주소가 있어야 함' }, values: [] };
    }
    const [en, ko] = SAID[layer] ?? ['', ''];
    const state = layer === 'door' ? 'skipped' : layer === 'storage' ? 'warn' : 'pass';
    return { layer, state, seconds: 0.1 + (index % 5) * 0.3, summary: { en, ko }, values: [] };
}

/** One ask more, two layers more: progress without a clock. */
export class CheckRun {
    constructor(id, refuses) {
        this.id = id;
        this.asked = new Date().toISOString();
        this.refuses = refuses;
        this.asks = 0;
    }

    answer() {
        this.asks += 1;
        const { id, asked } = this;
        if (this.refuses) {
            return { id, asked, state: 'refused', reason: 'busy', layers: [], result: null };
        }
        const done = (this.asks - 1) * 3;
        const layers = LAYERS.slice(0, done).map(finished);
        if (done === 0) {
            return { id, asked, state: 'asked', layers, result: null };
        }
        if (done < LAYERS.length) {
            return { id, asked, state: 'running', layers: [...layers, { layer: LAYERS[done], state: 'running' }], result: null };
        }
        const result = { version: 1, program: 'magpie-agent 0.9', area: 'a', node: 'n', begun: asked, seconds: 18.4, accept: false, verdict: 'fail', first: { layer: 'dhcp', fault: 'dhcp_silent' }, layers };
        return { id, asked, state: 'done', layers, result };
    }
}
