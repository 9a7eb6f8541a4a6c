// A made-up city of 34,363 poles in 25 districts. The same seed gives the same city, so that what a test counts is known.

export const POLES = 34_363;

const DISTRICTS = [
    ['mapo', '마포구'], ['jongno', '종로구'], ['jung', '중구'], ['yongsan', '용산구'], ['seongdong', '성동구'],
    ['gwangjin', '광진구'], ['dongdaemun', '동대문구'], ['jungnang', '중랑구'], ['seongbuk', '성북구'], ['gangbuk', '강북구'],
    ['dobong', '도봉구'], ['nowon', '노원구'], ['eunpyeong', '은평구'], ['seodaemun', '서대문구'], ['yangcheon', '양천구'],
    ['gangseo', '강서구'], ['guro', '구로구'], ['geumcheon', '금천구'], ['yeongdeungpo', '영등포구'], ['dongjak', '동작구'],
    ['gwanak', '관악구'], ['seocho', '서초구'], ['gangnam', '강남구'], ['songpa', '송파구'], ['gangdong', '강동구'],
]; // prettier-ignore
const SITES = ['street', 'market', 'park', 'bus_stop', 'building'];
const MODELS = ['sp-200', 'sp-200e', 'ap-7'];
const WEST = 126.8;
const SOUTH = 37.45;
const WIDE = 0.068;
const HIGH = 0.048;
export const ORDER = ['down', 'critical', 'problem', 'missing', 'unregistered', 'ok', 'decommissioned'];

/** Mulberry32: small, and the same everywhere. */
export function dice(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}

/** Each a square with crooked sides that its neighbours share. */
function cornerOf(column, row) {
    const roll = dice(column * 31 + row * 977 + 5);
    return [WEST + (column + (roll() - 0.5) * 0.35) * WIDE, SOUTH + (row + (roll() - 0.5) * 0.35) * HIGH];
}

export const districts = {
    type: 'FeatureCollection',
    features: DISTRICTS.map(([area, name], index) => {
        const [column, row] = [index % 5, Math.floor(index / 5)];
        const ring = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1], [column, row]].map((corner) => cornerOf(...corner)); // prettier-ignore
        return { type: 'Feature', properties: { area, name }, geometry: { type: 'Polygon', coordinates: [ring] } };
    }),
};

/** Between the four corners of a district. */
function within(index, u, v) {
    const [[a, b, c, d]] = districts.features[index].geometry.coordinates.map((ring) => ring);
    const mix = (axis) => (a[axis] * (1 - u) + b[axis] * u) * (1 - v) + (d[axis] * (1 - u) + c[axis] * u) * v;
    return [mix(0), mix(1)];
}

function stateFor(chance, district) {
    if (district === 3 && chance < 0.05) {
        return 'down'; // a hub is cut there
    }
    const shares = [['down', 0.004], ['critical', 0.003], ['problem', 0.018], ['missing', 0.006], ['unregistered', 0.002], ['decommissioned', 0.004]]; // prettier-ignore
    let sum = 0;
    for (const [state, share] of shares) {
        sum += share;
        if (chance < sum) {
            return state;
        }
    }
    return 'ok';
}

/** Poles as the API tells them. */
export function makeCity(many = POLES, now = Date.now()) {
    const roll = dice(34_363);
    const numbers = new Map();
    return Array.from({ length: many }, () => {
        const district = Math.floor(roll() * DISTRICTS.length);
        const [area, areaName] = DISTRICTS[district];
        const number = (numbers.get(area) ?? 0) + 1;
        numbers.set(area, number);
        const [lon, lat] = within(district, roll(), (roll() + roll()) / 2);
        const state = stateFor(roll(), district);
        const site = SITES[Math.floor(roll() * SITES.length)];
        const isNamed = roll() < 0.9 && state !== 'unregistered';
        return {
            area,
            node: `${area}-${String(number).padStart(4, '0')}`,
            name: isNamed ? `${areaName} ${{ street: '가로등', market: '시장', park: '공원', bus_stop: '정류소', building: '주민센터' }[site]} ${number}` : null,
            lat: roll() < 0.995 ? Number(lat.toFixed(6)) : null,
            lon: Number(lon.toFixed(6)),
            state,
            maintenance: roll() < 0.004,
            since: new Date(now - Math.floor(roll() ** 3 * 40 * 86_400_000) - 30_000).toISOString(),
            model: MODELS[Math.floor(roll() * MODELS.length)],
            site,
        };
    }).map((pole) => (pole.lat === null ? { ...pole, lon: null } : pole));
}

export const areaNames = new Map(DISTRICTS);

export function counts(poles) {
    const states = {};
    for (const { state } of poles) {
        states[state] = (states[state] ?? 0) + 1;
    }
    return states;
}

const EARTH = 6_371_000;
export function metresBetween(a, b) {
    const radians = Math.PI / 180;
    return Math.hypot((b.lon - a.lon) * Math.cos(a.lat * radians), b.lat - a.lat) * radians * EARTH;
}
