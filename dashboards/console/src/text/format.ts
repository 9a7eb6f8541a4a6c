// Numbers, times and places as people read them.

import { type Language, language } from './language';

const TAGS: Record<Language, string> = { en: 'en-GB', ko: 'ko-KR' };

export const count = (value: number): string => value.toLocaleString(TAGS[language()]);

/** With as many digits as a reader can use. */
function short(value: number): string {
    const size = Math.abs(value);
    const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
    return value.toLocaleString(TAGS[language()], { maximumFractionDigits: digits });
}

function stepped(value: number, base: number, names: readonly string[]): string {
    let step = 0;
    let rest = value;
    while (Math.abs(rest) >= base && step < names.length - 1) {
        rest /= base;
        step += 1;
    }
    return `${short(rest)} ${names[step]}`;
}

function seconds(value: number): string {
    const size = Math.abs(value);
    if (size === 0) {
        return '0 s';
    }
    if (size < 1e-3) {
        return `${short(value * 1e6)} µs`;
    }
    if (size < 1) {
        return `${short(value * 1e3)} ms`;
    }
    if (size < 120) {
        return `${short(value)} s`;
    }
    if (size < 7200) {
        return `${short(value / 60)} min`;
    }
    return size < 172_800 ? `${short(value / 3600)} h` : `${short(value / 86_400)} d`;
}

const MARKS: Readonly<Record<string, string>> = {
    celsius: '°C',
    volts: 'V',
    amperes: 'A',
    watts: 'W',
    dbm: 'dBm',
    decibels: 'dB',
    lux: 'lx',
    degrees: '°',
    meters_per_second: 'm/s',
    meters_per_second_squared: 'm/s²',
};

/** A value of the catalogue in its unit. A moment is told by `at`, not here. */
export function measure(value: number | null, unit: string): string {
    if (value === null || !Number.isFinite(value)) {
        return '–';
    }
    switch (unit) {
        case 'bytes':
            return stepped(value, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
        case 'bytes_per_second':
            return stepped(value * 8, 1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s']);
        case 'hertz':
            return stepped(value, 1000, ['Hz', 'kHz', 'MHz', 'GHz']);
        case 'seconds':
            return seconds(value);
        case 'ratio':
            return `${short(value * 100)} %`;
        case 'grams_per_cubic_meter':
            return `${short(value * 1e6)} µg/m³`;
        default:
            return MARKS[unit] === undefined ? short(value) : `${short(value)} ${MARKS[unit]}`;
    }
}

/** A row of the catalogue that is a moment has it in its name. */
export const isMoment = (name: string): boolean => name.endsWith('_timestamp_seconds');

const two = (value: number): string => String(value).padStart(2, '0');
const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const clockOf = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** The browser's own time of day; with the date where it is not today's. */
export function moment(time: string | number | null, now: number): string {
    const at = new Date(time ?? Number.NaN);
    if (Number.isNaN(at.getTime())) {
        return '–';
    }
    return dayOf(at) === dayOf(new Date(now)) ? clockOf(at) : `${dayOf(at)} ${clockOf(at)}`;
}

/** What an `input` of kind datetime-local takes and gives. */
export const localInput = (time: number): string => {
    const at = new Date(time);
    return `${dayOf(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** How long, in the two largest units. */
export function lasting(milliseconds: number): string {
    const words = language() === 'ko' ? ['일', '시간', '분', '초'] : ['d', 'h', 'min', 's'];
    let rest = Math.max(0, Math.round(milliseconds / 1000));
    const parts: string[] = [];
    [86_400, 3600, 60, 1].forEach((size, index) => {
        const whole = Math.floor(rest / size);
        rest -= whole * size;
        if (whole > 0) {
            parts.push(language() === 'ko' ? `${whole}${words[index]}` : `${whole} ${words[index]}`);
        }
    });
    return parts.length === 0 ? `0 ${words[3]}` : parts.slice(0, 2).join(' ');
}

export const metres = (value: number): string => (value >= 1000 ? `${short(value / 1000)} km` : `${short(Math.round(value))} m`);
