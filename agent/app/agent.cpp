#include "agent/app/agent.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "agent/app/check_line.hpp"
#include "wire/check/check_topic.hpp"

namespace magpie::agent {

namespace {

/// Events closer together than this share one report, so that a flapping link cannot flood the line.
constexpr Milliseconds urgent_spacing{1000};

SessionSettings session_settings(const Config& config, const Beginning& beginning) {
    return {.area = config.node.area,
            .node = config.node.id,
            .servers = config.mqtt.servers,
            .tls = beginning.tls_files.value_or(config.mqtt.tls),
            .keep_alive = config.mqtt.keep_alive,
            .primary_host = config.mqtt.primary_host,
            .next_bd_seq = beginning.next_bd_seq,
            .seed = beginning.seed,
            .certificate_start = beginning.identity ? beginning.identity->not_before : UtcMs::min()};
}

/// Above those of MqttRoundTrip, which count from 1, and below those of a check's own connection.
std::uint32_t trip_number(std::uint32_t seed) {
    return 500'000'000U + seed % 400'000'000U;
}

OutboxSettings outbox_settings(const Config& config, const Beginning& beginning) {
    return {.memory_bytes = config.outbox.memory_bytes,
            .flash_bytes = config.outbox.flash_bytes,
            .flash_after = config.outbox.flash_after,
            .durable = config.outbox.durable,
            .thin = config.outbox.under_pressure == "thin",
            .boot = beginning.boot};
}

}  // namespace

Readings sample(const std::vector<std::unique_ptr<Source>>& sources, const Now& now) {
    Readings readings;
    for (const auto& source : sources) {
        source->sample(readings, now);
    }
    return readings;
}

Agent::Agent(const Config& config, const Beginning& beginning, std::vector<std::unique_ptr<Source>> sources,
             mqtt::Client& client, EdgeSession::Remember remember)
    : config_(config),
      model_(config.node.model.empty() ? beginning.model : config.node.model),
      version_(beginning.version),
      sources_(std::move(sources)),
      outbox_(beginning.epoch, outbox_settings(config, beginning), reporter_, beginning.outbox),
      session_(session_settings(config, beginning), client, reporter_, outbox_, std::move(remember), beginning.orders,
               beginning.blocks, beginning.throughput,
               beginning.checks
                   ? [checks = beginning.checks](std::string_view id, const Now& at) { checks->hear(id, at); }
                   : EdgeSession::CheckAsked()),
      renewal_(config.node.id, beginning.tls_files.value_or(config.mqtt.tls), beginning.identity, client,
               beginning.keep_identity, beginning.seed),
      round_trip_({.area = config.node.area,
                   .node = config.node.id,
                   .interval = config.mqtt.round_trip_interval,
                   .seed = beginning.seed},
                  client),
      asked_trip_({.area = config.node.area, .node = config.node.id, .first_number = trip_number(beginning.seed)},
                  client),
      orders_(beginning.orders),
      checks_(beginning.checks),
      reports_(beginning.reports),
      client_(client),
      seed_(beginning.seed) {}

void Agent::start(const Now& now) {
    // The first report at once, so that the first birth names every series; then on a phase of its own, or poles that a
    // power cut started together would report together for ever.
    std::minstd_rand random(seed_);
    const auto within = [&](Milliseconds most) {
        // Never 0: of two reports of one moment a store keeps the second.
        return Milliseconds{std::uniform_int_distribution<std::int64_t>(1, most.count())(random)};
    };
    report(now, false);
    next_report_ = now.mono + within(config_.report.interval);
    next_whole_ = now.mono + within(config_.report.whole);
    session_.start(now);
}

void Agent::on(const mqtt::Event& event, const Now& now) {
    asked_trip_.on(event, now);
    if (round_trip_.concerns(event)) {
        round_trip_.on(event, now);
        return;
    }
    if (reports_ && reports_->concerns(event)) {
        reports_->on(event, client_, now);
        return;
    }
    if (!renewal_.concerns(event)) {
        session_.on(event, now);
        if (orders_ && orders_->trying()) {
            orders_->tick(outbox_.received() != ReportNumber{}, now);
        }
        return;
    }
    renewal_.on(event, now);
    session_.use(renewal_.files());
}

void Agent::urgent(const Now& now) {
    if (!urgent_at_) {
        urgent_at_ = std::max(now.mono, last_report_ + urgent_spacing);
    }
}

void Agent::stop(const Now& now) {
    session_.stop(now);
}

Monotonic Agent::deadline() const {
    auto earliest = next_report_;
    for (const auto& other : {session_.deadline(), outbox_.deadline(), renewal_.deadline(), round_trip_.deadline(),
                              asked_trip_.deadline()}) {
        earliest = std::min(earliest, other.value_or(earliest));
    }
    if (orders_) {
        earliest = std::min(earliest, orders_->deadline().value_or(earliest));
    }
    if (checks_ && session_.online()) {
        earliest = std::min(earliest, checks_->deadline().value_or(earliest));
    }
    if (asked_trip_.is_over() || (checks_ && checks_->wants_trip())) {
        return Monotonic{};  // somebody waits for it
    }
    return urgent_at_ ? std::min(earliest, *urgent_at_) : earliest;
}

void Agent::tell_of_check(const Now& now) {
    while (checks_ && session_.online()) {
        const auto message = checks_->take_message(now);
        // What the connection does not take is not told again: the result is kept on the pole.
        if (!message ||
            !client_.publish({magpie::check::check_topic(config_.node.area, config_.node.id), *message, 1, false})) {
            return;
        }
    }
}

void Agent::make_trip(const Now& now) {
    if (!checks_) {
        return;
    }
    if (checks_->take_trip_question()) {
        asked_trip_.ask(session_.online(), now);
    }
    asked_trip_.tick(now);
    if (const auto trip = asked_trip_.take()) {
        checks_->trip_ended({.let_in = trip->asked,
                             .is_forbidden = trip->forbidden,
                             .broker = trip->broker,
                             .collector = trip->collector});
    }
}

void Agent::tick(const Now& now) {
    session_.tick(now);
    outbox_.tick(now);
    renewal_.tick(session_.online(), now);
    round_trip_.tick(session_.online(), now);
    tell_of_check(now);
    make_trip(now);
    if (reports_) {
        reports_->tick(session_.online(), client_, now);
    }
    if (orders_) {
        orders_->tick(outbox_.received() != ReportNumber{}, now);
    }
    if (now.mono >= next_report_) {
        // From the planned moment, not from now: the time the work takes never stretches the interval. After a suspend
        // the missed ones are skipped.
        next_report_ += config_.report.interval;
        if (next_report_ <= now.mono) {
            next_report_ = now.mono + config_.report.interval;
        }
        report(now, false);
    } else if (urgent_at_ && now.mono >= *urgent_at_) {
        report(now, true);
    }
}

void Agent::report(const Now& now, bool urgent) {
    urgent = urgent || urgent_at_.has_value();
    urgent_at_.reset();
    last_report_ = now.mono;
    auto readings = sample(sources_, now);
    write_own(readings);
    const bool is_first = outbox_.newest() == ReportNumber{};
    const bool whole = is_first || now.mono >= next_whole_ || session_.wants_whole() || outbox_.wants_whole();
    if (now.mono >= next_whole_) {
        next_whole_ += config_.report.whole;
        if (next_whole_ <= now.mono) {
            next_whole_ = now.mono + config_.report.whole;
        }
    }
    auto report = reporter_.close(readings, now, whole, urgent);
    if (is_first) {
        outbox_.recover();
    }
    if (checks_) {
        checks_->reported(readings, session_.online(), session_.trouble(), now);
    }
    session_.devices(readings.devices(), now);
    session_.committed(outbox_.commit(std::move(report), now), now);
}

void Agent::write_own(Readings& readings) const {
    const auto position = [&](double degrees) {
        return config_.node.has_position ? fmt::format("{:.6f}", degrees) : std::string();
    };
    readings.set<"node_info">(1, version_, model_, config_.node.site, position(config_.node.latitude),
                              position(config_.node.longitude), config_.node.site_type, config_.node.hub);
    readings.set<"node_report_interval_seconds">(std::chrono::duration<double>(config_.report.interval).count());
    readings.set<"node_outbox_reports">(static_cast<double>(outbox_.reports()));
    readings.set<"node_outbox_bytes">(static_cast<double>(outbox_.bytes_in_memory()));
    readings.set<"node_outbox_flash_bytes">(static_cast<double>(outbox_.bytes_on_flash()));
    const auto& kept = outbox_.counters();
    readings.count<"node_outbox_dropped_total">(static_cast<double>(kept.dropped));
    readings.count<"node_outbox_damaged_total">(static_cast<double>(kept.damaged));
    readings.count<"node_outbox_flash_written_bytes_total">(static_cast<double>(kept.flash_written));
    for (const auto& [reason, count] : kept.run_failures) {
        readings.count<"node_outbox_failures_total">(static_cast<double>(count), "run", reason);
    }
    for (const auto& [reason, count] : kept.flash_failures) {
        readings.count<"node_outbox_failures_total">(static_cast<double>(count), "flash", reason);
    }
    if (const auto ends = renewal_.ends()) {
        readings.set<"node_certificate_expires_timestamp_seconds">(
            std::chrono::duration<double>(ends->time_since_epoch()).count());
        const auto& renewals = renewal_.counters();
        readings.count<"node_certificate_renewals_total">(static_cast<double>(renewals.renewed), "renewed");
        readings.count<"node_certificate_renewals_total">(static_cast<double>(renewals.failed), "failed");
    }
    if (orders_ && orders_->state() != OrderState{}) {
        const auto& orders = orders_->state();
        const auto number = [](OrderNumber order) { return static_cast<double>(order); };
        readings.set<"node_order">(number(orders.followed), "followed");
        readings.set<"node_order">(number(orders.tried), "tried");
        readings.set<"node_order">(number(orders.refused), "refused");
    }
    for (std::size_t why = 0; orders_ && why < orders_->refusals().size(); ++why) {
        if (const auto count = orders_->refusals()[why]; count > 0) {
            readings.count<"node_orders_refused_total">(static_cast<double>(count), order_refusal_words[why]);
        }
    }
    round_trip_.write(readings);
    const auto& counters = session_.counters();
    readings.count<"node_connects_total">(static_cast<double>(counters.connects));
    readings.count<"node_connect_failures_total">(static_cast<double>(counters.connect_failures));
    readings.count<"node_publish_failures_total">(static_cast<double>(counters.publish_failures));
    for (const auto& [reason, count] : reporter_.discarded()) {
        readings.count<"node_readings_discarded_total">(static_cast<double>(count), reason);
    }
}

}  // namespace magpie::agent
