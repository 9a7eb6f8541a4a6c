#include "agent/sources/link/link_sampler.hpp"

#include <fnmatch.h>
#include <linux/if_arp.h>

#include <algorithm>
#include <tuple>

namespace magpie::agent {

namespace {

using netlink::DriverCounter;
using netlink::DriverCounters;
using netlink::Link;
using netlink::LinkCounters;

bool carried_traffic(const Link& link) {
    return link.counters && link.counters->receive_packets + link.counters->transmit_packets != 0;
}

double as_double(std::uint64_t number) {
    return static_cast<double>(number);
}

void add_counters(const std::string& name, const LinkCounters& counters, Readings& readings) {
    readings.count<"link_receive_bytes_total">(as_double(counters.receive_bytes), name);
    readings.count<"link_receive_packets_total">(as_double(counters.receive_packets), name);
    readings.count<"link_receive_errors_total">(as_double(counters.receive_errors), name);
    // As /proc/net/dev does: what the device had no buffer for was dropped all the same.
    readings.count<"link_receive_dropped_total">(as_double(counters.receive_dropped + counters.receive_missed), name);
    readings.count<"link_receive_multicast_total">(as_double(counters.multicast), name);
    readings.count<"link_transmit_bytes_total">(as_double(counters.transmit_bytes), name);
    readings.count<"link_transmit_packets_total">(as_double(counters.transmit_packets), name);
    readings.count<"link_transmit_errors_total">(as_double(counters.transmit_errors), name);
    readings.count<"link_transmit_dropped_total">(as_double(counters.transmit_dropped), name);
    readings.count<"link_transmit_collisions_total">(as_double(counters.collisions), name);
}

/// The interface statistics that must equal a standard counter (linux/if_link.h), for drivers that do not speak
/// ethtool's. A zero there may as well mean "not counted", so a counter shows from its first error on.
DriverCounters from_interface(const LinkCounters& counters) {
    DriverCounters equal{};
    const auto take = [&](DriverCounter counter, std::uint64_t value) {
        if (value != 0) {
            equal[static_cast<std::size_t>(counter)] = value;
        }
    };
    take(DriverCounter::frame_check_sequence_errors, counters.receive_crc_errors);
    take(DriverCounter::alignment_errors, counters.receive_frame_errors);
    take(DriverCounter::excessive_collisions, counters.transmit_aborted_errors);
    take(DriverCounter::carrier_sense_errors, counters.transmit_carrier_errors);
    take(DriverCounter::late_collisions, counters.transmit_window_errors);
    return equal;
}

void add_driver_counters(const Link& link, const netlink::EthtoolState* ethtool, Readings& readings) {
    DriverCounters counters{};
    if (ethtool != nullptr) {
        counters = ethtool->counters;
    }
    const auto kept = [](const auto& counter) { return counter.has_value(); };
    if (link.counters && link.physical() && link.hardware_type == ARPHRD_ETHER &&
        std::ranges::none_of(counters, kept)) {
        counters = from_interface(*link.counters);
    }
    for (std::size_t counter = 0; counter < counters.size(); ++counter) {
        if (counters[counter]) {
            readings.count<"link_driver_errors_total">(as_double(*counters[counter]), link.name,
                                                       netlink::driver_counter_names[counter]);
        }
    }
}

void add(const Link& link, const netlink::EthtoolState* ethtool, Readings& readings) {
    readings.set<"link_up">(link.up() ? 1 : 0, link.name);
    readings.set<"link_carrier">(link.carrier ? 1 : 0, link.name);
    if (link.carrier_changes) {
        readings.count<"link_carrier_changes_total">(*link.carrier_changes, link.name);
    }
    if (link.mtu) {
        readings.set<"link_mtu_bytes">(*link.mtu, link.name);
    }
    // Without a carrier nothing is negotiated; some drivers then tell what they last had.
    if (ethtool != nullptr && link.carrier) {
        if (ethtool->bits_per_second) {
            readings.set<"link_speed_bytes_per_second">(*ethtool->bits_per_second / 8, link.name);
        }
        if (ethtool->full_duplex) {
            readings.set<"link_full_duplex">(*ethtool->full_duplex ? 1 : 0, link.name);
        }
    }
    if (link.counters) {
        add_counters(link.name, *link.counters, readings);
    }
    add_driver_counters(link, ethtool, readings);
}

}  // namespace

bool LinkSampler::excluded(const std::string& name) const {
    return std::ranges::any_of(
        settings_.exclude, [&](const std::string& pattern) { return fnmatch(pattern.c_str(), name.c_str(), 0) == 0; });
}

/// Which of two interfaces is rather reported.
bool LinkSampler::before(const Link* left, const Link* right) const {
    const auto rank = [&](const Link& link) {
        const auto named = std::ranges::find(settings_.ports, link.name, &PortSettings::interface);
        return std::tuple(named == settings_.ports.end(), !link.physical(), !carried_traffic(link), link.index);
    };
    return rank(*left) < rank(*right);
}

std::vector<const Link*> LinkSampler::sample(const LinkState& state, Readings& readings, SourceHealth& health) const {
    std::vector<const Link*> chosen;
    chosen.reserve(state.links.size());
    for (const auto& link : state.links) {
        if (!excluded(link.name)) {
            chosen.push_back(&link);
        }
    }
    if (chosen.size() > settings_.max_interfaces) {
        std::ranges::sort(chosen, [&](const Link* left, const Link* right) { return before(left, right); });
        for (auto left_out = chosen.size() - settings_.max_interfaces; left_out > 0; --left_out) {
            health.failed("too_many_interfaces");
        }
        chosen.resize(settings_.max_interfaces);
        std::ranges::sort(chosen, {}, &Link::index);
    }
    for (const auto* link : chosen) {
        add(*link, state.ethtool_of(link->index), readings);
    }
    return chosen;
}

}  // namespace magpie::agent
