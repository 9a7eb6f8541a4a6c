// Ways from one dashboard to the next. They take the datasource, the job and the time along, and the place that was
// clicked on.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

import { type Language, type Words, text } from './text.js';

export type Destination = 'district' | 'site' | 'pole';

const titles: Readonly<Record<Destination, Words>> = {
    district: text('Open the district', '자치구 보기'),
    site: text('Open the site', '설치 장소 보기'),
    pole: text('Open the pole', '폴 보기'),
};

const places: Readonly<Record<Destination, readonly string[]>> = {
    district: ['area'],
    site: ['area', 'site'],
    pole: ['area', 'node'],
};
// What the clicked row does not say; without it the dashboard opens at its own choice.
const rest: Readonly<Record<Destination, readonly string[]>> = {
    district: [],
    site: ['var-node=$__all'],
    pole: ['var-site=$__all'],
};

export const uidOf = (name: string, language: Language): string =>
    language === 'en' ? `magpie-${name}` : `magpie-${name}-${language}`;

/** How a place is read from a row of a table or map, or from the labels of a series. */
export type Fields = (label: string) => string;
export const rowFields: Fields = (label) => `\${__data.fields.${label}:percentencode}`;
export const seriesFields: Fields = (label) => `\${__field.labels.${label}:percentencode}`;

export function linkTo(
    destination: Destination,
    fields: Fields,
    language: Language,
): { build(): dashboard.DashboardLink } {
    const board = uidOf(destination === 'district' ? 'district' : 'pole', language);
    const place = places[destination].map((label) => `var-${label}=${fields(label)}`);
    const taken = ['${datasource:queryparam}', '${job:queryparam}', ...place, ...rest[destination], '${__url_time_range}'];
    const url = `/d/${board}?${taken.join('&')}`;
    // The panels' link is title and url alone; the SDK's type asks for what only a dashboard's own links have.
    const link: Partial<dashboard.DashboardLink> = { title: titles[destination][language], url, targetBlank: false };
    return { build: () => link as dashboard.DashboardLink };
}
