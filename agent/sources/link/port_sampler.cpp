#include "agent/sources/link/port_sampler.hpp"

#include <linux/if_arp.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace magpie::agent {

namespace {

using netlink::DriverCounter;
using netlink::EthtoolState;
using netlink::Link;

/// What a line has at one end when the other thinks it is half duplex.
std::uint64_t collision_signs(const Link& link, const EthtoolState* ethtool) {
    const auto kept = [&](DriverCounter counter) {
        return ethtool == nullptr ? std::nullopt : ethtool->counters[static_cast<std::size_t>(counter)];
    };
    const auto late = kept(DriverCounter::late_collisions);
    const auto damaged = kept(DriverCounter::frame_check_sequence_errors);
    const auto counters = link.counters.value_or(netlink::LinkCounters{});
    return late.value_or(counters.transmit_window_errors) + damaged.value_or(counters.receive_crc_errors);
}

void add_power(const std::string& name, const netlink::PowerSourcing& power, Readings& readings) {
    if (power.state) {
        readings.set<"link_poe_state">(1, name, netlink::power_state_words[static_cast<std::size_t>(*power.state)]);
    }
    if (power.supplied_watts) {
        readings.set<"link_poe_supplied_watts">(*power.supplied_watts, name);
    }
    if (power.limit_watts) {
        readings.set<"link_poe_limit_watts">(*power.limit_watts, name);
    }
}

void add_module(const std::string& name, const Module& module, Readings& readings) {
    using optics::Quantity;
    const auto form = optics::form_words[static_cast<std::size_t>(module.form)];
    readings.set<"link_module_info">(1, name, form, module.identity.vendor, module.identity.part);
    const auto& values = module.readings;
    if (const auto value = values.of(Quantity::temperature)) {
        readings.set<"link_module_temperature_celsius">(*value, name);
    }
    if (const auto value = values.of(Quantity::supply_voltage)) {
        readings.set<"link_module_supply_volts">(*value, name);
    }
    if (const auto value = values.of(Quantity::bias)) {
        readings.set<"link_module_bias_amperes">(*value, name);
    }
    if (const auto value = values.of(Quantity::transmit_power)) {
        readings.set<"link_module_transmit_power_dbm">(*value, name);
    }
    if (const auto value = values.of(Quantity::receive_power)) {
        readings.set<"link_module_receive_power_dbm">(*value, name);
    }
    for (std::size_t quantity = 0; quantity < values.alarms.size(); ++quantity) {
        if (const auto alarm = values.alarms[quantity]) {
            readings.set<"link_module_alarm">(1, name, optics::quantity_words[quantity],
                                              optics::alarm_words[static_cast<std::size_t>(*alarm)]);
        }
    }
}

void add_hardware(const Link& link, const PortState& port, Readings& readings) {
    if (port.signal_quality && link.carrier) {
        readings.set<"link_signal_quality_ratio">(*port.signal_quality, link.name);
    }
    if (port.down_reason && !link.carrier) {
        readings.set<"link_down_reason">(1, link.name, netlink::link_down_words[*port.down_reason]);
    }
    if (port.power) {
        add_power(link.name, *port.power, readings);
    }
    if (port.module) {
        add_module(link.name, *port.module, readings);
    }
}

void add_info(const PortSettings& settings, const PortState* port, Readings& readings) {
    const auto medium = port == nullptr ? std::nullopt : port->medium;
    readings.set<"link_port_role">(
        1, settings.interface, port_role_words[static_cast<std::size_t>(settings.role)],
        medium ? netlink::medium_words[static_cast<std::size_t>(*medium)] : std::string_view("unknown"));
}

void add_negotiated(const std::string& name, const EthtoolState& ethtool, const PortSettings* settings, bool signs,
                    Readings& readings) {
    if (ethtool.negotiates) {
        readings.set<"link_autonegotiation">(*ethtool.negotiates ? 1 : 0, name);
    }
    auto expected = settings == nullptr ? std::nullopt : settings->expected_bits_per_second;
    if (!expected && ethtool.negotiates == true) {
        expected = ethtool.common_bits_per_second;
    }
    if (expected) {
        readings.set<"link_expected_speed_bytes_per_second">(*expected / 8, name);
    }
    if (expected && ethtool.bits_per_second) {
        readings.set<"link_speed_below_expected">(*ethtool.bits_per_second < *expected ? 1 : 0, name);
    }
    if (ethtool.full_duplex) {
        const bool mismatched = !*ethtool.full_duplex || (ethtool.negotiates == false && signs);
        readings.set<"link_duplex_mismatch">(mismatched ? 1 : 0, name);
    }
}

}  // namespace

void PortSampler::sample(std::span<const Link* const> links, const LinkState& state, std::span<const PortState> ports,
                         const Now& now, Readings& readings) {
    for (const auto& settings : settings_) {
        const auto link = std::ranges::find(links, settings.interface, [](const Link* one) { return one->name; });
        // Told of one that is not there, too: then its absence is seen.
        add_info(settings, link == links.end() ? nullptr : port_of(ports, (*link)->index), readings);
    }
    for (const auto* link : links) {
        add(*link, state.ethtool_of(link->index), port_of(ports, link->index), now, readings);
    }
    before_ = std::exchange(seen_, {});
}

void PortSampler::add(const Link& link, const EthtoolState* ethtool, const PortState* port, const Now& now,
                      Readings& readings) {
    const auto named = std::ranges::find(settings_, link.name, &PortSettings::interface);
    const auto* settings = named == settings_.end() ? nullptr : &*named;
    if (settings == nullptr && !(link.physical() && link.hardware_type == ARPHRD_ETHER)) {
        return;
    }
    const auto counters = link.counters.value_or(netlink::LinkCounters{});
    Look present{now.mono, counters.receive_bytes, counters.transmit_bytes, collision_signs(link, ethtool), {}};
    const auto before = before_.find(link.index);
    if (before != before_.end()) {
        const bool rose = present.collision_signs > before->second.collision_signs;
        present.signs_rose = rose ? std::optional(now.mono) : before->second.signs_rose;
    }
    if (ethtool != nullptr && link.carrier) {
        const bool signs = present.signs_rose && now.mono - *present.signs_rose < mismatch_holds;
        add_negotiated(link.name, *ethtool, settings, signs, readings);
        if (settings != nullptr && before != before_.end() && ethtool->bits_per_second) {
            add_utilisation(link, *ethtool->bits_per_second / 8, before->second, present, readings);
        }
    }
    if (port != nullptr) {
        add_hardware(link, *port, readings);
    }
    seen_.emplace(link.index, present);
}

void PortSampler::add_utilisation(const Link& link, double bytes_per_second, const Look& before, const Look& present,
                                  Readings& readings) {
    const auto seconds = std::chrono::duration<double>(present.at - before.at).count();
    // Counters that began anew say nothing of this time.
    if (seconds <= 0 || present.receive_bytes < before.receive_bytes ||
        present.transmit_bytes < before.transmit_bytes) {
        return;
    }
    const auto share = [&](std::uint64_t bytes) { return static_cast<double>(bytes) / (seconds * bytes_per_second); };
    readings.set<"link_utilisation_ratio">(share(present.receive_bytes - before.receive_bytes), link.name, "receive");
    readings.set<"link_utilisation_ratio">(share(present.transmit_bytes - before.transmit_bytes), link.name,
                                           "transmit");
}

}  // namespace magpie::agent
