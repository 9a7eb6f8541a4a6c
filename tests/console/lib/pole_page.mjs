// What one pole tells: values with units of the catalogue, its neighbours, and a history that never was.

import { readFileSync } from 'node:fs';

import { dice, metresBetween } from './city.mjs';

const { metrics } = JSON.parse(readFileSync(new URL('../../../dashboards/catalogue.json', import.meta.url), 'utf8'));
const row = new Map(metrics.map((metric) => [metric.name, metric]));

const VALUES = [
    ['magpie_wifi_clients', { band: '5', ssid: 'Public WiFi Free' }, 14, 9],
    ['magpie_wifi_clients', { band: '2.4', ssid: 'Public WiFi Free' }, 6, 5],
    ['magpie_wifi_frequency_hertz', { radio: 'wlan0', band: '5' }, 5.18e9, 0],
    ['magpie_wifi_frequency_hertz', { radio: 'wlan1', band: '2.4' }, 2.437e9, 0],
    ['magpie_wifi_noise_dbm', { radio: 'wlan0', band: '5' }, -92, 3],
    ['magpie_wifi_channel_busy_seconds_total', { radio: 'wlan0', band: '5' }, 81_234, 4000],
    ['magpie_wifi_channel_busy_seconds_total', { radio: 'wlan1', band: '2.4' }, 180_401, 9000],
    ['magpie_wifi_client_transmit_retries_total', { band: '5', ssid: 'Public WiFi Free' }, 931_220, 4000],
    ['magpie_wifi_radio_hung', { radio: 'wlan0' }, 0, 0],
    ['magpie_client_visit_usable', { ssid: 'Public WiFi Free' }, 1, 0],
    ['magpie_client_visit_stage_seconds', { ssid: 'Public WiFi Free', stage: 'dhcp' }, 0.21, 0.2],
    ['magpie_path_round_trip_seconds', { target: 'gw', class: 'gateway', probe: 'icmp' }, 0.0009, 0.0004],
    ['magpie_path_round_trip_seconds', { target: 'dns-1', class: 'outside', probe: 'icmp' }, 0.0094, 0.004],
    ['magpie_path_loss_ratio', { target: 'dns-1', class: 'outside' }, 0.004, 0.004],
    ['magpie_link_up', { interface: 'eth0' }, 1, 0],
    ['magpie_link_speed_bytes_per_second', { interface: 'eth0' }, 125e6, 0],
    ['magpie_link_receive_bytes_total', { interface: 'eth0' }, 8.4e11, 1e10],
    ['magpie_link_transmit_bytes_total', { interface: 'eth0' }, 1.9e11, 1e10],
    ['magpie_link_module_receive_power_dbm', { interface: 'eth0' }, -7.4, 1],
    ['magpie_link_poe_allocated_watts', { interface: 'eth0' }, 25.5, 0],
    ['magpie_host_temperature_celsius', { sensor: 'cpu' }, 47.3, 6],
    ['magpie_host_memory_available_bytes', {}, 3.1e8, 2e7],
    ['magpie_host_uptime_seconds', {}, 1_912_000, 5000],
    ['magpie_host_flash_life_used_ratio', { device: 'mmcblk0', type: 'a' }, 0.1, 0.05],
    ['magpie_pole_supply_volts', { sensor: 'psu' }, 53.1, 0.6],
    ['magpie_pole_temperature_celsius', { sensor: 'air' }, 4.2, 2],
    ['magpie_pole_humidity_ratio', { sensor: 'air' }, 0.43, 0.1],
    ['magpie_pole_pm2_5_grams_per_cubic_meter', { sensor: 'air' }, 23e-6, 9e-6],
    ['magpie_pole_noise_decibels', { sensor: 'noise' }, 61, 5],
    ['magpie_pole_door_open', { sensor: 'door' }, 0, 0],
    ['magpie_node_outbox_reports', {}, 3, 2],
    ['magpie_node_certificate_expires_timestamp_seconds', {}, 1_803_000_000, 0],
    ['magpie_node_reports_lost_total', {}, 0, 0],
]; // prettier-ignore
const COMPARED = ['magpie_wifi_clients', 'magpie_path_round_trip_seconds', 'magpie_pole_temperature_celsius', 'magpie_pole_pm2_5_grams_per_cubic_meter', 'magpie_pole_supply_volts'];

const seedOf = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
const spread = (roll, middle, width) => middle + (roll() - 0.5) * 2 * width;

function valuesOf(node) {
    const roll = dice(seedOf(node));
    return VALUES.map(([name, labels, middle, width]) => {
        const { unit, help } = row.get(name);
        const value = spread(roll, middle, width);
        return { name, unit, help, labels, value: Number.isInteger(middle) && Number.isInteger(width) && unit === '' ? Math.round(Math.max(0, value)) : value };
    });
}

function nearest(pole, poles) {
    if (pole.lat === null) {
        return [];
    }
    return poles
        .filter((other) => other !== pole && other.lat !== null && Math.abs(other.lat - pole.lat) < 0.03)
        .map((other) => ({ ...other, metres: Math.round(metresBetween(pole, other)) }))
        .sort((a, b) => a.metres - b.metres)
        .slice(0, 8);
}

export function polePage(pole, poles, windows) {
    const hears = !['down', 'missing', 'decommissioned'].includes(pole.state);
    const neighbours = nearest(pole, poles);
    const values = hears ? valuesOf(pole.node) : [];
    const compare = COMPARED.flatMap((name) => {
        const here = values.find((value) => value.name === name);
        if (here === undefined || neighbours.length === 0) {
            return [];
        }
        const same = (value) => value.name === name && JSON.stringify(value.labels) === JSON.stringify(here.labels);
        return [{ name, labels: here.labels, here: here.value, neighbours: neighbours.map(({ node }) => ({ node, value: valuesOf(node).find(same).value })) }];
    });
    return {
        ...pole,
        labels: { version: '0.9.0', model: pole.model, site: pole.site, site_type: pole.site, hub: `hub-${pole.area}-2`, latitude: String(pole.lat), longitude: String(pole.lon) },
        inventory: pole.state === 'unregistered' ? null : { name: pole.name, latitude: pole.lat, longitude: pole.lon, model: pole.model, site: pole.site },
        windows: windows.filter((window) => window.area === pole.area && (window.node === null || window.node === pole.node)),
        values,
        neighbours,
        compare,
    };
}

/** A day has a morning and an evening; in the last part of it a gap, as of a power cut. */
export function historyOf(node, metric, from, to, step) {
    const kinds = VALUES.filter(([name]) => name === metric);
    const series = kinds.map(([name, labels, middle, width], index) => {
        const roll = dice(seedOf(`${node}${name}${index}`));
        let counter = middle;
        const points = [];
        for (let at = from; at <= to; at += step) {
            const day = Math.sin(((at % 86_400) / 86_400) * 2 * Math.PI - 1);
            const isGone = at > to - (to - from) * 0.2 && at < to - (to - from) * 0.15;
            const noise = (roll() - 0.5) * width * 0.4;
            // Of air at most four fifths are ever busy.
            counter += (row.get(name).unit === 'seconds' ? 0.25 : Math.max(0, width / 20_000)) * step * (1.4 + day + roll() * 0.4) * (1 + index * 0.3);
            const drawn = Math.max(middle < 0 ? -200 : 0, middle + day * width * 0.5 + noise);
            const value = name.endsWith('_total') ? counter : Number.isInteger(middle) && row.get(name).unit === '' ? Math.round(drawn) : drawn;
            points.push([at, isGone ? null : value]);
        }
        return { labels: { ...labels, area: 'a', node }, points };
    });
    return { series };
}
