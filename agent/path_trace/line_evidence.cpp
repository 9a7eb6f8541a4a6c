#include "agent/path_trace/line_evidence.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

/// A line that damages so many of the packets of one look is no line to be believed; fewer than these may be chance.
constexpr double bad_share = 0.01;
constexpr double least_errors = 10;

/// Every reading of one metric.
template <MetricName name, class Visit>
void each(const Readings& readings, const Visit& visit) {
    for (const auto& reading : readings.all()) {
        if (reading.metric == metric_row<name>()) {
            visit(reading);
        }
    }
}

}  // namespace

void LineEvidence::look(const Readings& readings, std::vector<std::string> uplink) {
    if (!uplink.empty() && uplink != uplink_) {
        uplink_ = std::move(uplink);
        counted_.clear();
        had_neighbour_ = false;
    }
    found_ = {};
    look_at_radios(readings);
    look_at_line(readings);
    look_at_neighbour(readings);
}

bool LineEvidence::is_uplink(const Reading& reading) const {
    return std::ranges::find(uplink_, reading.labels.front()) != uplink_.end();
}

void LineEvidence::look_at_radios(const Readings& readings) {
    each<"wifi_radio_hung">(readings, [&](const Reading& radio) {
        found_.radio = radio.value != 0 || found_.radio == Finding::bad ? Finding::bad : Finding::good;
    });
}

void LineEvidence::look_at_line(const Readings& readings) {
    each<"link_carrier">(readings, [&](const Reading& carrier) {
        if (is_uplink(carrier)) {
            found_.carrier = carrier.value != 0 || found_.carrier == Finding::good ? Finding::good : Finding::bad;
        }
    });
    std::map<std::string, Counted> counted;
    each<"link_receive_packets_total">(readings, [&](const Reading& packets) {
        if (is_uplink(packets)) {
            counted[packets.labels.front()].packets = packets.value;
        }
    });
    each<"link_receive_errors_total">(readings, [&](const Reading& errors) {
        if (is_uplink(errors)) {
            counted[errors.labels.front()].errors = errors.value;
        }
    });
    for (const auto& [interface, total] : counted) {
        const auto before = counted_.find(interface);
        if (before == counted_.end() || total.errors < before->second.errors) {
            continue;
        }
        const auto errors = total.errors - before->second.errors;
        const auto packets = total.packets - before->second.packets;
        const bool damages = errors >= least_errors && errors > bad_share * packets;
        found_.line = damages || found_.line == Finding::bad ? Finding::bad : Finding::good;
    }
    counted_ = std::move(counted);
    each<"link_full_duplex">(readings, [&](const Reading& duplex) {
        if (is_uplink(duplex) && duplex.value == 0) {
            found_.line = Finding::bad;
        }
    });
}

void LineEvidence::look_at_neighbour(const Readings& readings) {
    bool is_heard = false;
    bool is_listened = false;
    each<"link_neighbour_info">(readings, [&](const Reading& neighbour) { is_heard |= is_uplink(neighbour); });
    each<"node_source_up">(readings, [&](const Reading& source) {
        is_listened |= source.labels.front() == "capture" && source.value != 0;
    });
    had_neighbour_ |= is_heard;
    if (is_heard) {
        found_.neighbour = Finding::good;
    } else if (had_neighbour_ && is_listened) {
        found_.neighbour = Finding::bad;
    }
}

}  // namespace magpie::agent
