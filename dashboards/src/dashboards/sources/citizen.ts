import type { Row } from '../../board.js';
import { ofPole, rate, sum } from '../../query.js';
import { missing, text } from '../../text.js';
import { each, grows, lines } from './lines.js';

const perHour = 3600;

export const citizen: Row = {
    title: text('Visits as a citizen (source citizen)', '이용자 관점 접속 시험(citizen 소스)'),
    panels: [
        lines(
            text('Visits that came through', '접속 시험 성공'),
            text('1: the last visit to the network came through all its stages.', '1: 마지막 시험이 모든 단계를 통과함.'),
            missing.visits,
            'short',
            [each('magpie_client_visit_usable', ['ssid'])],
            { min: 0, max: 1 },
        ),
        lines(
            text('Failures of visits by stage', '시험 실패: 단계별'),
            text('An hour, by the stage and how it failed.', '단계·원인별 시간당 실패 수.'),
            missing.visits,
            'short',
            [
                {
                    expr: `${perHour} * ${sum(['node', 'ssid', 'stage', 'outcome'], rate(ofPole('magpie_client_visit_stages_total', 'outcome!="success"', 'stage!="visit"')))}`,
                    legend: '{{node}} {{ssid}} {{stage}} {{outcome}}',
                },
            ],
            { min: 0 },
        ),
        lines(
            text('Time of a visit by stage', '시험 소요 시간: 단계별'),
            text('Of the last visit that came through the stage.', '해당 단계를 통과한 마지막 시험의 소요 시간.'),
            missing.visits,
            's',
            [each('magpie_client_visit_stage_seconds', ['ssid', 'stage'])],
            { min: 0, decimals: 3 },
        ),
        lines(
            text('Download of a visit', '시험 다운로드 속도'),
            text('Of the last visit that came so far.', '다운로드까지 진행한 마지막 시험의 속도.'),
            missing.visits,
            'Bps',
            [each('magpie_client_visit_download_bytes_per_second', ['ssid'])],
            { min: 0 },
        ),
        lines(
            text('Airtime of visits', '시험의 전파 점유'),
            text(
                'At most, as a share of the last hour, and as it is being spent; the budget is citizen.airtime_share.',
                '최근 1시간 대비 최대 점유율과 현재 점유율. 한도는 citizen.airtime_share.',
            ),
            missing.visits,
            'percentunit',
            [
                each('magpie_client_visit_airtime_ratio', []),
                {
                    expr: sum(['node'], rate(ofPole('magpie_client_visit_airtime_seconds_total'))),
                    legend: text('{{node}} now', '{{node}} 현재'),
                },
            ],
            { min: 0, decimals: 3 },
        ),
        lines(
            text('Visits not begun', '시작하지 못한 시험'),
            text('An hour, by reason.', '이유별 시간당 수.'),
            missing.visits,
            'short',
            [grows('magpie_client_visits_missed_total', ['reason'], perHour)],
            { min: 0 },
        ),
    ],
};
