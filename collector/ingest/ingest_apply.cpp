// What accepted messages do: births, deaths and samples. The way there, order and time, is in ingest.cpp; other edges
// and devices are in ingest_foreign.cpp.

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "collector/ingest/birth_reader.hpp"
#include "collector/ingest/ingest.hpp"

namespace magpie::collector {

using sparkplug::MetricView;
using sparkplug::Verb;
using sparkplug::Verdict;

void Ingest::node_birth(EdgeNode& node, const Incoming& in) {
    if (!in.payload.seq || *in.payload.seq > 255) {
        refuse(in.payload.seq ? Reason::field_type : Reason::seq_missing, in);
        return;
    }
    const auto found = find_header(in.payload);
    if (found && found->header.closed) {
        refuse(Reason::header, in);
        return;
    }
    const auto done = found ? magpie_birth(node, found->header, in) : foreign_birth(node, in);
    if (!done) {
        done.error() == Reason::too_many_new_series ? over_quota(done.error(), in) : refuse(done.error(), in);
        return;
    }
    const auto bd_seq = find_bd_seq(in.payload);
    if (!bd_seq) {
        tolerated_.count(Reason::bd_seq_missing);
    } else if (bd_seq->is_unsigned) {
        tolerated_.count(Reason::bd_seq_unsigned);
    }
    if (*in.payload.seq != 0) {
        tolerated_.count(Reason::seq_of_birth);
    }
    (void)node.rules.on({.verb = Verb::nbirth,
                         .timestamp = in.payload.timestamp,
                         .seq = static_cast<std::uint8_t>(*in.payload.seq),
                         .bd_seq = bd_seq ? std::optional(bd_seq->number) : std::nullopt,
                         .silence = silence(node)},
                        in.now, settings_.reorder_timeout);
    node.devices.clear();
    node.last_heard = in.now.wall;
    rebirths_.born(node.id, in.now);
    remember(node, in.actions);
}

tl::expected<void, Reason> Ingest::magpie_birth(EdgeNode& node, const ReportHeader& header, const Incoming& in) {
    auto plan = plans_.known(header.shape);
    auto birth = plan ? recognise_birth(in.payload, plan->skeleton) : std::nullopt;
    if (!birth) {
        auto read = read_magpie_birth(in.payload, header, refusals_, tolerated_);
        if (!read) {
            return tl::unexpected(read.error());
        }
        plan = plans_.intern(read->series, header.shape, std::move(read->skeleton));
        birth = std::move(*read);
    }
    if (!admits_list(node, *plan, birth->info_labels, in.now)) {
        return tl::unexpected(Reason::too_many_new_series);
    }
    // An event of a new kind is a series more, and so a birth within the connection: what rose in it has happened now.
    std::vector<double> before;
    const auto bd_seq = find_bd_seq(in.payload);
    if (node.plan && bd_seq && bd_seq->number == node.rules.bd_seq() && header.epoch == node.ledger.epoch() &&
        plan->begins_with(*node.plan)) {
        before = values_of(node);
    }
    node.plan = std::move(plan);
    node.metrics = {};
    node.info_labels = std::move(birth->info_labels);
    node.fleet = fleet_.born(node.area, node.id, node.plan->fleet_shape, node.info_labels, in.now.wall);
    node.interval = Milliseconds{0};
    if (header.epoch != node.ledger.epoch()) {
        node.clock = {};
    }
    if (!header.clock_known) {
        node.clock.hear(header.sent, in.now);
    }
    for (std::uint32_t slot = 0; slot < birth->values.size(); ++slot) {
        set(node, slot, *birth->values[slot]);
    }
    if (node.plan->interval_slot) {
        const auto slot = *node.plan->interval_slot;
        const auto seconds = number(birth->values[slot]->value, node.plan->types[slot]).value_or(0);
        if (std::isfinite(seconds) && seconds > 0 && seconds <= 3600) {
            node.interval = Milliseconds{static_cast<std::int64_t>(seconds * 1000)};
        }
    }
    note_urgent(node, header.whole, in.now.wall, std::move(before));
    hear(node, header);
    if (orders_ != nullptr) {
        orders_->born(*node.fleet, header.orders);
    }
    if (blocks_ != nullptr) {
        blocks_->heard(*node.fleet, header.verifies, header.blocks, in.now);
    }
    if (tokens_ != nullptr) {
        tokens_->heard(*node.fleet, header.throughput, header.sent, in.now);
    }
    fleet_.set_lost(*node.fleet, node.ledger.lost());
    if (node.ledger.has_gap() || node.ledger.received() < header.newest) {
        late_pace_.note(node.backlog_noted, in.now.mono);
    }
    node.late_at = in.now.mono;
    node.acknowledge_at = in.now.mono;
    return {};
}

void Ingest::node_death(EdgeNode& node, const Incoming& in) {
    const auto bd_seq = find_bd_seq(in.payload);
    const auto verdict = node.rules.on({.verb = Verb::ndeath,
                                        .timestamp = in.payload.timestamp,
                                        .seq = std::nullopt,
                                        .bd_seq = bd_seq ? std::optional(bd_seq->number) : std::nullopt},
                                       in.now, settings_.reorder_timeout);
    if (verdict == Verdict::died) {
        died(node, in.now, in.actions);
    } else {
        refuse(Reason::stale_death, in);
    }
}

void Ingest::apply(EdgeNode& node, const Incoming& in) {
    node.last_heard = in.now.wall;
    switch (in.topic.verb) {
        case Verb::ndata:
            if (const auto found = find_header(in.payload); node.plan && found) {
                if (found->header.shape == node.plan->shape) {
                    apply_report(node, found->header, found->timestamp, in);
                } else {
                    refuse(Reason::shape, in);
                }
            } else if (node.plan) {
                refuse(Reason::header, in);
            } else {
                foreign_data(node, node.metrics, *node.fleet, in);
                fleet_.reported(*node.fleet, in.now.wall);
            }
            break;
        // Of a device behind a node of ours the node's reports say all, and go on saying it after a restart of the
        // collector.
        case Verb::dbirth:
            if (!node.plan) {
                device_birth(node, in);
            }
            break;
        case Verb::ddeath:
            if (!node.plan) {
                device_death(node, in);
            }
            break;
        case Verb::ddata:
            device_data(node, in);
            break;
        default:
            break;
    }
}

void Ingest::apply_report(EdgeNode& node, const ReportHeader& header, std::uint64_t timestamp, const Incoming& in) {
    if (header.range.first == ReportNumber{}) {
        refuse(Reason::header, in);
        return;
    }
    hear(node, header);
    if (header.lost) {
        if (active_) {
            node.ledger.lose(header.epoch, header.range);
        }
        node.late_at = in.now.mono;
        node.acknowledge_at = std::min(node.acknowledge_at, in.now.mono + settings_.acknowledge_every);
        fleet_.set_lost(*node.fleet, node.ledger.lost());
        return;
    }
    if (!header.clock_known) {
        node.clock.hear(header.sent, in.now);
    }
    // While the history has no room the number stays open: the node keeps the report and brings it later.
    const bool room = log_ == nullptr || !log_->full;
    const auto seen = room ? node.ledger.record(header.epoch, header.range) : Seen::beyond_memory;
    if (header.historical || node.ledger.has_gap()) {
        late_pace_.note(node.backlog_noted, in.now.mono);
    }
    node.late_at = header.historical ? in.now.mono : node.late_at;
    node.acknowledge_at = std::min(node.acknowledge_at, in.now.mono + settings_.acknowledge_every);
    fleet_.set_lost(*node.fleet, node.ledger.lost());
    counters_.not_taken_reports += room ? 0 : 1;
    if (seen == Seen::duplicate) {
        ++counters_.duplicate_reports;
        return;
    }
    SampleRules rules{.live = !header.historical,
                      .whole = header.whole && !header.historical,
                      .logged = log_ != nullptr && active_ && seen == Seen::fresh,
                      .earliest = 0,
                      .latest = ~std::uint64_t{0}};
    const auto wall = in.now.wall.time_since_epoch();
    if (rules.logged) {
        const auto dated = header.clock_known ? static_cast<std::int64_t>(timestamp) : node.clock.date(header.taken);
        log_->reports.push_back(
            {.node = *node.fleet, .epoch = header.epoch, .range = header.range, .time_ms = dated, .samples = 0});
    } else if (active_ && seen == Seen::fresh) {
        (void)node.ledger.settled(header.epoch, header.range);
    }
    if (header.historical) {
        // Late reports are for the history alone; without one they are settled by their number.
        ++counters_.historical_reports;
        if (!rules.logged) {
            return;
        }
    } else if (fleet_.life(*node.fleet) != Life::up) {
        // Expected since a restart, or silent for a while: it speaks again within its session.
        fleet_.revive(*node.fleet, in.now.wall);
        remember(node, in.actions);
    }
    if (header.clock_known) {
        rules.report_time = timestamp;
        rules.earliest = rules.live ? static_cast<std::uint64_t>((wall - settings_.behind).count()) : 0;
        rules.latest = static_cast<std::uint64_t>((wall + settings_.ahead).count());
        if (timestamp < rules.earliest || timestamp > rules.latest) {
            refuse(Reason::time_off, in);
            return;
        }
        if (rules.live) {
            observe_delay(wall - Milliseconds{static_cast<std::int64_t>(timestamp)});
        }
    }
    if (rules.live && (header.urgent || header.whole)) {
        const UtcMs taken{Milliseconds{static_cast<std::int64_t>(timestamp)}};
        note_urgent(node, header.whole, header.clock_known ? std::min(taken, in.now.wall) : in.now.wall,
                    header.urgent ? values_of(node) : std::vector<double>());
    }
    apply_samples(node, in, rules);
    if (rules.live) {
        fleet_.reported(*node.fleet, in.now.wall);
        if (orders_ != nullptr) {
            orders_->heard(*node.fleet, header.orders);
        }
        if (blocks_ != nullptr) {
            blocks_->heard(*node.fleet, header.verifies, header.blocks, in.now);
        }
        if (tokens_ != nullptr) {
            tokens_->heard(*node.fleet, header.throughput, header.sent, in.now);
        }
    }
}

void Ingest::note_urgent(const EdgeNode& node, bool whole, UtcMs taken, std::vector<double> before) {
    if (urgent_ != nullptr) {
        urgent_->push_back({.node = *node.fleet, .taken = taken, .before = std::move(before), .whole = whole});
    }
}

std::vector<double> Ingest::values_of(const EdgeNode& node) const {
    const auto values = urgent_ != nullptr ? fleet_.values(*node.fleet) : std::span<const double>();
    return {values.begin(), values.end()};
}

void Ingest::apply_samples(EdgeNode& node, const Incoming& in, const SampleRules& rules) {
    const auto slots = node.plan->types.size();
    bool unknown = false;
    mentioned_.assign(rules.whole ? slots : 0, false);
    for (const auto& metric : in.payload.metrics) {
        if (metric.alias == report_alias && metric.has_alias) {
            continue;
        }
        if (!metric.has_alias || metric.alias > slots) {
            refusals_.count(Reason::unknown_alias);
            unknown = true;
            continue;
        }
        if (metric.is_historical && rules.live) {
            continue;
        }
        if (rules.whole) {
            mentioned_[metric.alias - 1] = true;
        }
        if (metric.timestamp < rules.earliest || metric.timestamp > rules.latest) {
            refusals_.count(Reason::time_off);
            continue;
        }
        apply_sample(node, metric, rules);
    }
    // The word that a series has gone may be lost; what a whole report does not name is gone.
    for (std::uint32_t slot = 0; slot < mentioned_.size(); ++slot) {
        if (!mentioned_[slot]) {
            fleet_.clear(*node.fleet, slot);
        }
    }
    if (unknown) {
        need_birth(node, "unknown_alias", in.now);
    }
}

void Ingest::apply_sample(EdgeNode& node, const MetricView& metric, const SampleRules& rules) {
    const auto slot = static_cast<std::uint32_t>(metric.alias - 1);
    if (!set(node, slot, metric, rules.live) || !rules.logged) {
        return;
    }
    std::int64_t after = 0;
    if (rules.report_time) {
        after = static_cast<std::int64_t>(metric.timestamp - *rules.report_time);
        if (!std::in_range<std::int32_t>(after)) {
            refusals_.count(Reason::time_off);
            return;
        }
    }
    log_->samples.push_back({.value = *number(metric.value, node.plan->types[slot]),
                             .slot = slot,
                             .after_ms = static_cast<std::int32_t>(after)});
    ++log_->reports.back().samples;
}

bool Ingest::set(EdgeNode& node, std::uint32_t slot, const MetricView& metric, bool live) {
    if (metric.is_null) {
        if (live) {
            fleet_.clear(*node.fleet, slot);
        }
        return false;
    }
    const auto value = number(metric.value, node.plan->types[slot]);
    if (!value) {
        // Absent, for the value before is no longer true. Types that are no number were counted at the birth.
        if (live) {
            fleet_.clear(*node.fleet, slot);
        }
        if (sparkplug::is_numeric(node.plan->types[slot])) {
            refusals_.count(Reason::field_type);
        }
        return false;
    }
    switch (live ? fleet_.set(*node.fleet, slot, *value) : fleet_.judge(*node.fleet, slot, *value)) {
        case Set::counter_reset:
            ++counters_.counter_resets;
            [[fallthrough]];
        case Set::applied:
            counters_.samples += live ? 1 : 0;
            return true;
        case Set::not_a_number:
            refusals_.count(Reason::not_a_number);
            return false;
        case Set::out_of_bounds:
            refusals_.count(Reason::out_of_bounds);
            return false;
        default:
            return false;
    }
}

void Ingest::settled(const std::string& id, Epoch epoch, ReportRange range, const Now& now) {
    const auto found = nodes_.find(id);
    if (found != nodes_.end() && found->second->ledger.settled(epoch, range)) {
        is_safe(*found->second, now);
    }
}

void Ingest::lost(const std::string& id, Epoch epoch, ReportRange range, const Now& now) {
    const auto found = nodes_.find(id);
    if (found != nodes_.end() && found->second->ledger.given_up(epoch, range)) {
        is_safe(*found->second, now);
    }
}

void Ingest::is_safe(EdgeNode& node, const Now& now) {
    fleet_.set_lost(*node.fleet, node.ledger.lost());
    node.acknowledge_at =
        std::min(node.acknowledge_at, std::max(now.mono, node.acknowledged + settings_.acknowledge_every));
    schedule(node, now);
}

void Ingest::observe_delay(Milliseconds delay) {
    const double seconds = std::max(0.0, std::chrono::duration<double>(delay).count());
    const auto* const bucket = std::ranges::lower_bound(catalogue::rows::delay_buckets, seconds);
    ++counters_.delays[static_cast<std::size_t>(bucket - std::begin(catalogue::rows::delay_buckets))];
    counters_.delay_sum += seconds;
}

}  // namespace magpie::collector
