// What accepted messages do: births, deaths and samples. The way there, order and time, is in ingest.cpp; other edges
// and devices are in ingest_foreign.cpp.

#include <algorithm>
#include <cmath>

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
    const auto done = found ? magpie_birth(node, found->header, in) : foreign_birth(node, in);
    if (!done) {
        refuse(done.error(), in);
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
    const auto birth = read_magpie_birth(in.payload, header, refusals_, tolerated_);
    if (!birth) {
        return tl::unexpected(birth.error());
    }
    node.plan = plans_.intern(birth->series, header.shape);
    node.metrics = {};
    node.info_labels = birth->info_labels;
    node.fleet = fleet_.born(node.area, node.id, node.plan->fleet_shape, node.info_labels, in.now.wall);
    node.interval = Milliseconds{0};
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
    node.ledger.hear(header);
    fleet_.set_lost(*node.fleet, node.ledger.lost());
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
        case Verb::dbirth:
            device_birth(node, in);
            break;
        case Verb::ddeath:
            device_death(node, in);
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
    node.ledger.hear(header);
    const auto seen = node.ledger.record(header.range);
    node.acknowledge_at = std::min(node.acknowledge_at, in.now.mono + settings_.acknowledge_every);
    fleet_.set_lost(*node.fleet, node.ledger.lost());
    if (seen == Seen::duplicate) {
        ++counters_.duplicate_reports;
        return;
    }
    if (header.historical) {
        // Late reports are for a history store alone; without one they are settled by their number.
        ++counters_.historical_reports;
        return;
    }
    if (fleet_.life(*node.fleet) != Life::up) {
        // Expected since a restart, or silent for a while: it speaks again within its session.
        fleet_.revive(*node.fleet, in.now.wall);
        remember(node, in.actions);
    }
    const auto wall = in.now.wall.time_since_epoch();
    std::uint64_t earliest = 0;
    auto latest = ~std::uint64_t{0};
    if (header.clock_known) {
        earliest = static_cast<std::uint64_t>((wall - settings_.behind).count());
        latest = static_cast<std::uint64_t>((wall + settings_.ahead).count());
        if (timestamp < earliest || timestamp > latest) {
            refuse(Reason::time_off, in);
            return;
        }
        observe_delay(wall - Milliseconds{static_cast<std::int64_t>(timestamp)});
    }
    apply_samples(node, in, header.whole, earliest, latest);
    fleet_.reported(*node.fleet, in.now.wall);
}

void Ingest::apply_samples(EdgeNode& node, const Incoming& in, bool whole, std::uint64_t earliest,
                           std::uint64_t latest) {
    const auto slots = node.plan->types.size();
    bool unknown = false;
    mentioned_.assign(whole ? slots : 0, false);
    for (const auto& metric : in.payload.metrics) {
        if (metric.alias == report_alias && metric.has_alias) {
            continue;
        }
        if (!metric.has_alias || metric.alias > slots) {
            refusals_.count(Reason::unknown_alias);
            unknown = true;
            continue;
        }
        if (metric.is_historical) {
            continue;
        }
        if (whole) {
            mentioned_[metric.alias - 1] = true;
        }
        if (metric.timestamp < earliest || metric.timestamp > latest) {
            refusals_.count(Reason::time_off);
            continue;
        }
        set(node, static_cast<std::uint32_t>(metric.alias - 1), metric);
    }
    // The word that a series has gone may be lost; what a whole report does not name is gone.
    for (std::uint32_t slot = 0; slot < mentioned_.size(); ++slot) {
        if (!mentioned_[slot]) {
            fleet_.clear(*node.fleet, slot);
        }
    }
    if (unknown) {
        rebirths_.need(node.id, "unknown_alias", in.now);
    }
}

void Ingest::set(EdgeNode& node, std::uint32_t slot, const MetricView& metric) {
    if (metric.is_null) {
        fleet_.clear(*node.fleet, slot);
        return;
    }
    const auto value = number(metric.value, node.plan->types[slot]);
    if (!value) {
        // Absent, for the value before is no longer true. Types that are no number were counted at the birth.
        fleet_.clear(*node.fleet, slot);
        if (sparkplug::is_numeric(node.plan->types[slot])) {
            refusals_.count(Reason::field_type);
        }
        return;
    }
    switch (fleet_.set(*node.fleet, slot, *value)) {
        case Set::counter_reset:
            ++counters_.counter_resets;
            [[fallthrough]];
        case Set::applied:
            ++counters_.samples;
            break;
        case Set::not_a_number:
            refusals_.count(Reason::not_a_number);
            break;
        case Set::out_of_bounds:
            refusals_.count(Reason::out_of_bounds);
            break;
        default:
            break;
    }
}

void Ingest::observe_delay(Milliseconds delay) {
    const double seconds = std::max(0.0, std::chrono::duration<double>(delay).count());
    const auto* const bucket = std::ranges::lower_bound(catalogue::rows::delay_buckets, seconds);
    ++counters_.delays[static_cast<std::size_t>(bucket - std::begin(catalogue::rows::delay_buckets))];
    counters_.delay_sum += seconds;
}

}  // namespace magpie::collector
