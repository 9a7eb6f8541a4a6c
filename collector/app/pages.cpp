#include "collector/app/pages.hpp"

namespace magpie::collector {

namespace {

CountsByLabel by_reason(const Refusals& refusals) {
    CountsByLabel counts;
    for (std::size_t i = 0; i < reason_words.size(); ++i) {
        if (const auto count = refusals.counted(static_cast<Reason>(i)); count > 0) {
            counts[std::string(reason_words[i])] = count;
        }
    }
    return counts;
}

}  // namespace

OwnNumbers own_numbers(const Collector& collector) {
    const auto& fleet = collector.fleet().counts();
    const auto& ingest = collector.ingest();
    const auto& counters = ingest.counters();
    const auto& session = collector.session();

    OwnNumbers numbers;
    numbers.version = MAGPIE_VERSION;
    numbers.mqtt_connected = session.online();
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
    numbers.refused = by_reason(ingest.refusals());
    numbers.tolerated = by_reason(ingest.tolerated());
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
    return numbers;
}

std::optional<std::string> why_not_ready(const Collector& collector) {
    const auto& session = collector.session();
    if (session.online()) {
        return std::nullopt;
    }
    return "not connected to the broker" + (session.trouble().empty() ? std::string() : ": " + session.trouble());
}

std::vector<RefusedMessage> refused_messages(const Collector& collector) {
    std::vector<RefusedMessage> messages;
    for (const auto& refusal : collector.ingest().refusals().kept()) {
        messages.push_back({refusal.time, refusal.reason, refusal.topic, refusal.first_bytes});
    }
    return messages;
}

}  // namespace magpie::collector
