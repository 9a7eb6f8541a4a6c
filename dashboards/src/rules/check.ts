// What promtool cannot know: that every metric is in the catalogue, and every label in a text on its alert.

import { metricOf } from '../catalogue.js';
import { readPromql } from '../promql.js';
import { everyAlert } from './alerts/index.js';
import type { Alert } from './model.js';
import { recordingGroups } from './recording.js';
import { serviceLevelGroups } from './service_levels.js';
import { faults } from './tables.js';

export const everyRecording = [...recordingGroups, ...serviceLevelGroups].flatMap(({ rules }) => rules);

const recorded = new Set(everyRecording.map(({ record }) => record));
/** Made by Prometheus itself, for each scrape and each alert. */
const ofPrometheus = new Set(['up', 'ALERTS']);

function checkNames(owner: string, expr: string): void {
    for (const { metric } of readPromql(expr).selectors) {
        if (!recorded.has(metric) && !ofPrometheus.has(metric) && !metricOf(metric)) {
            throw new Error(`${owner} asks for ${metric || 'a metric without a name'}, which nobody makes`);
        }
    }
}

function checkTexts(alert: Alert): void {
    const texts = [alert.summary, alert.description].flatMap(({ en, ko }) => [en, ko]);
    for (const [, label = ''] of texts.join('\n').matchAll(/\$labels\.(\w+)/g)) {
        if (!alert.labels.includes(label)) {
            throw new Error(`${alert.name} speaks of its label ${label}, and has ${alert.labels.join(', ')}`);
        }
    }
}

function checkRunbook({ name, runbook }: Alert): void {
    for (const { expr } of [...runbook.confirm, runbook.affected]) {
        checkNames(`the runbook of ${name}`, expr);
    }
    for (const id of runbook.faults) {
        if (!faults.some((fault) => fault.id === id)) {
            throw new Error(`the runbook of ${name} names the fault ${id}, which wire/catalogue/faults.hpp does not have`);
        }
    }
}

/** Throws at the first mistake. */
export function check(): void {
    for (const { record, expr } of everyRecording) {
        checkNames(record, expr);
    }
    const names = new Set<string>();
    for (const alert of everyAlert) {
        if (names.has(alert.name)) {
            throw new Error(`two alerts are called ${alert.name}`);
        }
        names.add(alert.name);
        checkNames(alert.name, alert.expr);
        checkTexts(alert);
        checkRunbook(alert);
    }
}
