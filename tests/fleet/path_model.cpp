#include "tests/fleet/path_model.hpp"

#include <algorithm>
#include <cmath>

namespace magpie::fleet {

namespace {

using agent::PathSegment;
using agent::TargetClass;
using agent::probe::Kind;
using agent::probe::State;

constexpr double interval = 10;           // between two probes
constexpr double message_interval = 60;   // between two messages that are timed
constexpr double lost_on_a_line = 0.001;  // share; and where the cable is bad
constexpr double lost_on_a_bad_cable = 0.04;
constexpr double backbone_delay = 1;  // seconds
constexpr double dns_delay = 2.5;
constexpr double certificate_days = 61;
constexpr double dhcp_interval = 900;  // between two questions

std::string_view word(TargetClass far) {
    return agent::target_class_words[static_cast<std::size_t>(far)];
}

}  // namespace

PathModel::PathModel(Dice dice)
    : dice_(dice),
      lines_{{.target = "gateway", .far = TargetClass::gateway, .kind = Kind::ping, .usual = 0.0008},
             {.target = "hub", .far = TargetClass::hub, .kind = Kind::ping, .usual = 0.0014},
             {.target = "resolver", .far = TargetClass::core, .kind = Kind::ping, .usual = 0.003},
             {.target = "resolver", .far = TargetClass::core, .kind = Kind::dns, .usual = 0.004},
             {.target = "time", .far = TargetClass::core, .kind = Kind::ntp, .usual = 0.004},
             {.target = "portal", .far = TargetClass::outside, .kind = Kind::portal, .usual = 0.012},
             {.target = "portal", .far = TargetClass::outside, .kind = Kind::https, .usual = 0.03}} {}

void PathModel::boots() {
    for (auto& line : lines_) {
        line.ended = {};
    }
    asked_ = 0;
    asked_dhcp_ = 0;
}

void PathModel::passes(double seconds) {
    for (auto& line : lines_) {
        ask(line, std::max(1.0, std::round(seconds / interval)));
    }
    offset_ = 2e-4 * dice_.normal();
    const double slow = faults_.has(FaultKind::backbone_slow) ? backbone_delay : 0;
    messages_ = {0.005 + 0.002 * dice_.unit() + slow, 0.009 + 0.004 * dice_.unit() + slow};
    asked_ += seconds / message_interval;
    asked_dhcp_ += seconds / dhcp_interval;
    dhcp_ = {0.02 + 0.01 * dice_.unit(), 0.006 + 0.003 * dice_.unit()};
}

void PathModel::ask(Line& line, double times) {
    const bool is_far = line.far == TargetClass::core || line.far == TargetClass::outside;
    double usual = line.usual;
    usual += is_far && faults_.has(FaultKind::backbone_slow) ? backbone_delay : 0;
    usual += line.kind == Kind::dns && faults_.has(FaultKind::dns_slow) ? dns_delay : 0;
    const bool fails = line.kind == Kind::dns && faults_.has(FaultKind::dns_failing);
    const double lost = faults_.has(FaultKind::bad_cable) ? lost_on_a_bad_cable : lost_on_a_line;
    line.median = line.most = 0;
    for (double probe = 0; probe < times; ++probe) {
        line.last = dice_.unit() < lost ? State::no_answer : fails ? State::failed : State::answered;
        ++line.ended[static_cast<std::size_t>(line.last)];
        const double took = usual * std::exp(0.2 * dice_.normal());
        line.median = line.median == 0 ? took : std::min(line.median, took);
        line.most = std::max(line.most, took);
    }
}

bool PathModel::is_sick(PathSegment segment) const {
    if (faults_.has(FaultKind::bad_cable)) {
        return segment == PathSegment::pole_cable;  // half duplex, and the packets it damages
    }
    return segment == PathSegment::radio && faults_.has(FaultKind::radio_hang);
}

void PathModel::write(agent::Readings& readings, double now) const {
    constexpr double day = 86'400;
    readings.set<"node_source_up">(1, "path");
    readings.count<"path_probes_missed_total">(0);
    for (const auto& line : lines_) {
        write(line, readings);
    }
    readings.set<"path_clock_offset_seconds">(offset_, "time", word(TargetClass::core));
    readings.set<"path_certificate_expires_timestamp_seconds">((std::floor(now / day) + certificate_days) * day,
                                                               "portal", word(TargetClass::outside));
    readings.set<"path_captive">(0, "portal", word(TargetClass::outside));
    readings.set<"path_mtu_bytes">(1500, "portal", word(TargetClass::outside));
    readings.set<"path_mtu_black_hole">(0, "portal", word(TargetClass::outside));
    for (std::size_t segment = 0; segment < agent::segment_words.size(); ++segment) {
        readings.set<"path_sick_segment">(is_sick(static_cast<PathSegment>(segment)) ? 1 : 0,
                                          agent::segment_words[segment]);
    }
    readings.set<"node_source_up">(1, "path_dhcp");
    readings.set<"path_dhcp_up">(1);
    readings.set<"path_dhcp_servers">(1);
    readings.set<"path_dhcp_seconds">(dhcp_[0], "offer");
    readings.set<"path_dhcp_seconds">(dhcp_[1], "grant");
    readings.count<"path_dhcp_probes_total">(std::floor(asked_dhcp_), "granted");
    readings.count<"path_dhcp_probes_total">(0, "no_offer");
    constexpr std::array<std::string_view, 2> sides{"broker", "collector"};
    for (std::size_t side = 0; side < sides.size(); ++side) {
        readings.set<"path_mqtt_round_trip_seconds">(messages_[side], sides[side]);
        readings.count<"path_mqtt_round_trips_total">(std::floor(asked_), sides[side], "answered");
        readings.count<"path_mqtt_round_trips_total">(0, sides[side], "no_answer");
    }
}

void PathModel::write(const Line& line, agent::Readings& readings) const {
    const auto kind = agent::probe::word(line.kind);
    readings.set<"path_up">(line.last == State::answered ? 1 : 0, line.target, word(line.far), kind);
    for (std::size_t state = 0; state < line.ended.size(); ++state) {
        const auto which = static_cast<State>(state);
        if (line.ended[state] > 0 || which == State::answered || which == State::no_answer) {
            readings.count<"path_probes_total">(static_cast<double>(line.ended[state]), line.target, word(line.far),
                                                kind, agent::probe::word(which));
        }
    }
    if (line.last == State::answered) {
        readings.set<"path_round_trip_seconds">(line.median, line.target, word(line.far), kind);
        readings.set<"path_round_trip_max_seconds">(line.most, line.target, word(line.far), kind);
    }
}

}  // namespace magpie::fleet
