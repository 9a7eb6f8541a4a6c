import type { AreaSummary } from '../api/types';
import { h } from './h';

/** Districts by what people call them. */
export const areaOptions = (areas: readonly AreaSummary[]): HTMLElement[] =>
    [...areas].sort((a, b) => (a.name ?? a.area).localeCompare(b.name ?? b.area)).map(({ area, name }) => h('option', { value: area }, name ?? area));
