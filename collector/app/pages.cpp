#include "collector/app/pages.hpp"

#include <array>
#include <chrono>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "collector/exposition/fault_text.hpp"
#include "collector/exposition/own_metrics.hpp"

namespace magpie::collector {

namespace {

CountsByLabel by_reason(const std::array<std::uint64_t, reason_words.size()>& counted) {
    CountsByLabel counts;
    for (std::size_t i = 0; i < reason_words.size(); ++i) {
        if (const auto count = counted[i]; count > 0) {
            counts[std::string(reason_words[i])] = count;
        }
    }
    return counts;
}

void add_history(OwnNumbers& numbers, const history::Numbers& history) {
    const auto& sent = history.sent;
    numbers.history_samples = sent.samples;
    for (std::size_t i = 0; i < std::size(history::outcome_words); ++i) {
        numbers.history_requests[std::string(history::outcome_words[i])] = sent.outcomes[i];
    }
    numbers.history_retries = sent.retries;
    numbers.history_refused = {{"too_old", sent.left_out.too_old},
                               {"repeated_time", sent.left_out.repeated_time},
                               {"set_aside", sent.set_aside_samples}};
    for (std::size_t i = 0; i < history.store_faults.size(); ++i) {
        numbers.history_store_fault[std::string(history::store_fault_words[i])] = history.store_faults[i] ? 1 : 0;
    }
    numbers.history_queue_bytes = history.bytes;
    numbers.history_unsettled_seconds = std::chrono::duration<double>(history.oldest).count();
    numbers.history_send = history.seconds;
    numbers.history_send_sum = history.seconds_sum;
}

void add_alerts(OwnNumbers& numbers, const alerts::Numbers& alerts) {
    numbers.alerts_open = alerts.open;
    for (std::size_t i = 0; i < std::size(history::outcome_words); ++i) {
        const auto outcome = static_cast<history::Outcome>(i);
        const auto word = outcome == history::Outcome::stored ? "accepted" : history::outcome_words[i];
        numbers.alert_posts[std::string(word)] = alerts.outcomes[i];
    }
    numbers.alerts_dropped = {{"too_many", alerts.dropped.too_many},
                              {"flood", alerts.dropped.flood},
                              {"undelivered", alerts.dropped.undelivered}};
    numbers.alert_delays = alerts.delays;
    numbers.alert_delay_sum = alerts.delay_sum;
}

void add_way(OwnNumbers& numbers, const WayCounts& way) {
    numbers.scrapes = way.scrapes;
    for (std::size_t i = 0; i < std::size(denial_words); ++i) {
        numbers.http_denied[std::string(denial_words[i])] = way.denied[i];
    }
    numbers.http_closed = {{"gave_way", way.closed.gave_way},
                           {"turned_away", way.closed.turned_away},
                           {"failed_handshake", way.closed.failed_handshakes}};
    numbers.certificate_expires = way.certificate_ends;
}

/// What the collector's parts have counted; the numbers of the database and of the pages are added below.
OwnNumbers own_numbers(const Collector& collector, const Now& now) {
    const auto& fleet = collector.fleet().counts();
    const auto& ingest = collector.ingest();
    const auto& counters = ingest.counters();
    const auto& session = collector.session();

    OwnNumbers numbers;
    numbers.version = MAGPIE_VERSION;
    numbers.mqtt_connected = session.online();
    numbers.active = collector.active();
    numbers.takeovers = collector.takeovers();
    numbers.mqtt_connects = session.counters().connects;
    numbers.nodes = {{"up", fleet.up}, {"down", fleet.down}, {"expected", fleet.expected}};
    numbers.devices_up = fleet.devices_up;
    numbers.series = fleet.series;
    numbers.shapes = fleet.shapes;
    for (std::size_t verb = 0; verb < counters.messages.size(); ++verb) {
        if (counters.messages[verb] > 0) {
            numbers.messages[std::string(name(static_cast<sparkplug::Verb>(verb)))] = counters.messages[verb];
        }
    }
    numbers.bytes = counters.bytes;
    numbers.samples = counters.samples;
    numbers.historical_reports = counters.historical_reports;
    numbers.refused = by_reason(ingest.refusals().counts());
    numbers.tolerated = by_reason(ingest.tolerated().counts());
    numbers.quarantined_nodes = ingest.quarantine().size(now.mono);
    numbers.quarantines = by_reason(ingest.quarantine().counts());
    numbers.counter_resets = counters.counter_resets;
    numbers.duplicate_reports = counters.duplicate_reports;
    for (const auto& [reason, count] : ingest.rebirths().asked()) {
        numbers.rebirths_requested[reason] = count;
    }
    numbers.rebirths_deferred = ingest.rebirths().deferred();
    numbers.acknowledgements = session.counters().acknowledgements;
    numbers.publish_failures = session.counters().publish_failures;
    numbers.report_delays = counters.delays;
    numbers.report_delay_sum = counters.delay_sum;
    numbers.history_not_taken = counters.not_taken_reports;
    numbers.suspected_faults_not_shown = collector.suspicion().not_shown();
    for (std::size_t i = 0; collector.reports() != nullptr && i < std::size(report_outcome_words); ++i) {
        numbers.pole_reports[std::string(report_outcome_words[i])] = collector.reports()->counts()[i];
    }
    if (const auto* history = collector.history()) {
        add_history(numbers, history->numbers(now));
    }
    if (const auto* alerts = collector.alerts()) {
        add_alerts(numbers, alerts->numbers());
    }
    return numbers;
}

void add_blocks(OwnNumbers& numbers, const BlockBook& book) {
    const auto blocks = book.numbers();
    for (std::size_t i = 0; i < blocks.states.size(); ++i) {
        numbers.blocks[std::string(block_state_words[i])] = blocks.states[i];
    }
    numbers.block_leaks = blocks.leaks;
    for (std::size_t i = 0; i < blocks.seconds.size(); ++i) {
        numbers.block_stages[std::string(block_stage_words[i])] = {blocks.seconds[i], blocks.seconds_sum[i]};
    }
}

void add_console(OwnNumbers& numbers, const Console& console) {
    if (console.inventory().listed() > 0) {
        const auto poles = console.poles().inventory_counts();
        numbers.inventory_poles = {{"present", poles.present},
                                   {"missing", poles.missing},
                                   {"unregistered", poles.unregistered},
                                   {"decommissioned", poles.decommissioned}};
    }
    numbers.maintenance_windows = console.maintenance().open();
    const auto& checks = console.checks();
    for (const auto state : {console::CheckState::done, console::CheckState::refused, console::CheckState::silent}) {
        const auto which = static_cast<std::size_t>(state);
        numbers.checks[std::string(console::check_state_words[which])] = checks.ended()[which];
    }
    for (std::size_t i = 0; i < checks.untaken().size(); ++i) {
        numbers.check_messages_refused[std::string(console::untaken_check_words[i])] = checks.untaken()[i];
    }
}

void add_turns(OwnNumbers& numbers, const TokenBook& book) {
    const auto turns = book.numbers();
    for (std::size_t i = 0; i < turns.turns.size(); ++i) {
        numbers.throughput_turns[std::string(turn_outcome_words[i])] = turns.turns[i];
    }
    numbers.throughput_nodes = {{"measuring", turns.measuring}, {"waiting", turns.waiting}};
}

void add_orders(OwnNumbers& numbers, const OrderDesk& desk) {
    const auto& counts = desk.book().counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (static_cast<OrderStage>(i) != OrderStage::beyond) {
            numbers.order_nodes[std::string(order_stage_words[i])] = counts[i];
        }
    }
    numbers.orders_sent = desk.book().sent();
    for (std::size_t i = 0; i < desk.untaken().size(); ++i) {
        numbers.orders_refused[std::string(untaken_words[i])] = desk.untaken()[i];
    }
}

/// What /readyz says: nothing while connected to the broker, else why not.
std::optional<std::string> why_not_ready(const Collector& collector) {
    const auto& session = collector.session();
    if (session.online()) {
        return std::nullopt;
    }
    return "not connected to the broker" + (session.trouble().empty() ? std::string() : ": " + session.trouble());
}

/// What /api/v1/refused shows.
std::vector<RefusedMessage> refused_messages(const Collector& collector) {
    std::vector<RefusedMessage> messages;
    for (const auto& refusal : collector.ingest().refusals().kept()) {
        messages.push_back({refusal.time, refusal.reason, refusal.topic, refusal.first_bytes});
    }
    return messages;
}

std::vector<SetAsideReport> set_aside_reports(const Collector& collector) {
    std::vector<SetAsideReport> reports;
    if (collector.history() == nullptr) {
        return reports;
    }
    for (const auto& report : collector.history()->set_aside().kept()) {
        reports.push_back(
            {.time = report.time,
             .area = report.area,
             .node = report.node,
             .epoch = report.epoch == Epoch{} ? std::string() : fmt::format("{:016x}", value(report.epoch)),
             .first = value(report.range.first),
             .last = value(report.range.last),
             .first_ms = report.first_ms,
             .last_ms = report.last_ms,
             .samples = report.samples,
             .words = report.words});
    }
    return reports;
}

QuarantinedNode quarantined_node(const Quarantined& one) {
    return {.area = one.area,
            .node = one.node,
            .reason = std::string(word(one.reason)),
            .since = one.since,
            .until = one.until,
            .times = one.times};
}

}  // namespace

PageSources page_sources(const Collector& collector, const mqtt::PahoClient& client, const Database& database,
                         const OrderDesk& desk, const platform::Clock& clock, std::function<WayCounts()> way,
                         std::string advertised) {
    return {.fleet = collector.fleet(),
            .own_text =
                [&collector, &client, &database, &desk, &clock, way = std::move(way)] {
                    auto numbers = own_numbers(collector, clock.now());
                    numbers.mqtt_dropped = client.dropped();
                    const auto kept = database.numbers();
                    numbers.database_pending = kept.pending;
                    numbers.database_errors = {kept.errors.begin(), kept.errors.end()};
                    add_orders(numbers, desk);
                    add_blocks(numbers, collector.blocks());
                    add_turns(numbers, collector.tokens());
                    add_console(numbers, collector.console());
                    add_way(numbers, way());
                    return own_metrics_text(numbers);
                },
            .rollup_text =
                [&collector] {
                    return collector.active() ? collector.rollup().page() + faults_page(collector.suspicion().faults())
                                              : std::string();
                },
            .active = [&collector] { return collector.active(); },
            .why_not_ready = [&collector] { return why_not_ready(collector); },
            .refused = [&collector] { return refused_messages(collector); },
            .set_aside = [&collector] { return set_aside_reports(collector); },
            .faults =
                [&collector] {
                    return collector.active() ? collector.suspicion().faults() : std::vector<SuspectedFault>();
                },
            .advertised = std::move(advertised)};
}

QuarantinePages::Surroundings quarantine_of(
    Collector& collector, std::function<void(const std::string& by, const std::string& detail, const Now& now)> audit) {
    return {.active = [&collector] { return collector.active(); },
            .list =
                [&collector](const Now& now) {
                    std::vector<QuarantinedNode> nodes;
                    for (const auto& one : collector.ingest().quarantine().list(now.mono)) {
                        nodes.push_back(quarantined_node(one));
                    }
                    return nodes;
                },
            .release = [&collector](std::string_view node, const Now& now) -> std::optional<QuarantinedNode> {
                const auto was = collector.ingest().release_node(node, now);
                return was ? std::optional(quarantined_node(*was)) : std::nullopt;
            },
            .audit = std::move(audit)};
}

}  // namespace magpie::collector
