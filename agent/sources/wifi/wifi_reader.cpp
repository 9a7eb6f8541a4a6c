#include "agent/sources/wifi/wifi_reader.hpp"

#include <algorithm>
#include <utility>

#include "agent/ieee80211/channel.hpp"
#include "agent/sources/wifi/quirks.hpp"
#include "agent/sources/wifi/radio_files.hpp"

namespace magpie::agent {

using netlink::InterfaceType;
using netlink::WifiInterface;

namespace {

/// What a radio may do changes seldom, and mostly with an event; of those that are lost this is the end.
constexpr unsigned reads_between_wiphys = 6;
/// More radios than any board holds; a radio that is plugged in and out for ever gets a new number each time.
constexpr std::size_t most_radios = 16;
constexpr std::size_t most_networks = 64;

bool serves(const WifiInterface& interface) {
    return interface.type == InterfaceType::ap || interface.type == InterfaceType::ap_vlan ||
           interface.type == InterfaceType::mesh_point;
}

/// Of an MLO interface the first link whose channel is told stands for it.
std::optional<netlink::WorkingChannel> channel_of(const WifiInterface& interface) {
    if (interface.channel) {
        return interface.channel;
    }
    const auto link = std::ranges::find_if(interface.links, [](const auto& one) { return one.channel.has_value(); });
    return link == interface.links.end() ? std::nullopt : link->channel;
}

std::optional<RadarState> radar_state(const netlink::Wiphy& wiphy, const netlink::WorkingChannel& channel) {
    const auto frequency = std::ranges::find_if(wiphy.frequencies, [&](const auto& one) {
        return one.mhz == channel.mhz && one.offset_khz == channel.offset_khz;
    });
    if (frequency == wiphy.frequencies.end()) {
        return std::nullopt;
    }
    if (!frequency->radar || !frequency->dfs_state) {
        return RadarState::not_needed;
    }
    switch (*frequency->dfs_state) {
        case netlink::DfsState::usable:
            return RadarState::not_checked;
        case netlink::DfsState::available:
            return RadarState::free;
        case netlink::DfsState::unavailable:
            break;
    }
    return RadarState::shut;
}

/// Whether a 20 MHz channel is part of a wider one.
bool lies_in(const netlink::WiphyFrequency& frequency, const netlink::WorkingChannel& channel) {
    const auto distance = std::max(frequency.mhz, channel.center_mhz) - std::min(frequency.mhz, channel.center_mhz);
    return frequency.mhz == channel.mhz || distance < channel.width_mhz / 2;
}

/// Also where the channel is none that the radio tells of, or is not told.
bool may_watch_radar(const netlink::Wiphy& wiphy, const std::optional<netlink::WorkingChannel>& channel) {
    if (!channel) {
        return false;
    }
    const auto& all = wiphy.frequencies;
    return std::ranges::none_of(all, [&](const auto& one) { return one.mhz == channel->mhz; }) ||
           std::ranges::any_of(all, [&](const auto& one) { return one.radar && lies_in(one, *channel); });
}

bool may_watch_radar(const netlink::Wiphy& wiphy, const WifiInterface& interface) {
    return may_watch_radar(wiphy, interface.channel) || std::ranges::any_of(interface.links, [&](const auto& link) {
               return !link.channel || may_watch_radar(wiphy, link.channel);
           });
}

std::vector<std::uint32_t> listens_on(const netlink::Wiphy& wiphy) {
    std::vector<std::uint32_t> mhz;
    for (const auto& frequency : wiphy.frequencies) {
        if (!frequency.disabled && magpie::agent::channel_of(frequency.mhz)) {
            mhz.push_back(frequency.mhz);
        }
    }
    return mhz;
}

}  // namespace

std::optional<std::uint16_t> WifiReader::family() {
    if (!family_) {
        if (const auto number = generic_.family("nl80211")) {
            family_ = *number;
        }
    }
    return family_;
}

bool WifiReader::read(WifiState& state, SourceHealth& health) {
    state = {};
    const auto number = family();
    if (!number) {
        return false;
    }
    if (reads_until_wiphys_ == 0) {
        const bool told = read_wiphys(*number, health);
        read_regulatory(*number, health);
        reads_until_wiphys_ = told ? reads_between_wiphys : 1;
    }
    --reads_until_wiphys_;
    if (const auto asked = netlink::read_wifi_interfaces(generic_, *number, buffer_, interfaces_); !asked) {
        health.failed(reason(asked.error()));
    }
    state.country = country_;
    for (const auto& wiphy : wiphys_) {
        state.radios.push_back(radio(wiphy));
        read_survey(*number, state.radios.back(), health);
    }
    read_networks(*number, state, health);
    return !state.radios.empty();
}

void WifiReader::read_networks(std::uint16_t family, WifiState& state, SourceHealth& health) {
    for (const auto& interface : interfaces_) {
        state.addresses.push_back(interface.address);
        for (const auto& link : interface.links) {
            state.addresses.push_back(link.bssid);
        }
        if (!serves(interface) || !interface.index || !channel_of(interface)) {
            continue;
        }
        const bool known = state.networks.size() < most_networks && read_network(family, interface, state, health);
        const auto radio = std::ranges::find(state.radios, interface.wiphy, &Radio::wiphy);
        if (!known && radio != state.radios.end()) {
            radio->clients_known = false;
        }
    }
}

bool WifiReader::read_wiphys(std::uint16_t family, SourceHealth& health) {
    std::vector<netlink::Wiphy> told;
    if (const auto asked = netlink::read_wiphys(generic_, family, buffer_, told); !asked) {
        health.failed(reason(asked.error()));
        // A dump that failed is no word of radios that have gone, and their totals would begin anew.
        if (asked.error() != NetlinkError::gone && asked.error() != NetlinkError::unsupported) {
            return false;
        }
        family_.reset();  // cfg80211 was unloaded, and gets another number when it comes back
    }
    wiphys_ = std::move(told);
    // Those of the board first; the kernel tells the youngest first.
    std::ranges::sort(wiphys_, {}, &netlink::Wiphy::index);
    if (wiphys_.size() > most_radios) {
        health.failed("too_many_radios");
        wiphys_.resize(most_radios);
    }
    drivers_.clear();
    for (const auto& wiphy : wiphys_) {
        drivers_.push_back(radio_driver(sys_, wiphy.name));
    }
    return true;
}

void WifiReader::read_regulatory(std::uint16_t family, SourceHealth& health) {
    std::vector<netlink::Regulatory> domains;
    country_.reset();
    if (const auto asked = netlink::read_regulatory(generic_, family, buffer_, domains); !asked) {
        health.failed(reason(asked.error()));
    }
    for (const auto& domain : domains) {
        if (!domain.wiphy || !country_) {
            country_ = domain.country;
        }
    }
}

Radio WifiReader::radio(const netlink::Wiphy& wiphy) const {
    const auto place = static_cast<std::size_t>(&wiphy - wiphys_.data());
    Radio radio{.wiphy = wiphy.index,
                .name = wiphy.name,
                .driver = drivers_[place],
                .celsius = radio_celsius(sys_, wiphy.name),
                .listens_on = listens_on(wiphy)};
    for (const auto& interface : interfaces_) {
        const auto channel = channel_of(interface);
        if (interface.wiphy != wiphy.index || !channel || (radio.channel && !serves(interface))) {
            continue;
        }
        if (serves(interface)) {
            radio.serves = true;
            radio.watches_radar |= may_watch_radar(wiphy, interface);
            if (!radio.interface && interface.type != InterfaceType::ap_vlan) {
                radio.interface = interface.index;  // of a VLAN mac80211 takes no scan
            }
        }
        radio.channel = channel;
        radio.transmit_power_dbm = interface.transmit_power_dbm;
    }
    if (radio.channel) {
        radio.radar = radar_state(wiphy, *radio.channel);
    }
    return radio;
}

void WifiReader::read_survey(std::uint16_t family, Radio& radio, SourceHealth& health) {
    // Asked for its survey, this driver goes measuring, and errs in its firmware.
    if (!radio.channel || quirks_of(radio.driver).times_are_of_a_visit) {
        return;
    }
    const auto interface = std::ranges::find_if(
        interfaces_, [&](const auto& one) { return one.wiphy == radio.wiphy && one.index && channel_of(one); });
    if (interface == interfaces_.end()) {
        return;
    }
    if (const auto asked = netlink::read_surveys(generic_, family, *interface->index, buffer_, surveys_); !asked) {
        if (asked.error() != NetlinkError::unsupported) {
            health.failed(reason(asked.error()));
        }
        return;
    }
    auto mine = std::ranges::find_if(surveys_, &netlink::Survey::in_use);
    if (mine == surveys_.end()) {
        // hwsim marks none.
        mine = std::ranges::find_if(surveys_, [&](const auto& one) {
            return one.mhz == radio.channel->mhz && one.offset_khz == radio.channel->offset_khz;
        });
    }
    if (mine != surveys_.end()) {
        radio.survey = *mine;
    }
}

bool WifiReader::read_network(std::uint16_t family, const WifiInterface& interface, WifiState& state,
                              SourceHealth& health) {
    Network network{.interface = *interface.index,
                    .wiphy = interface.wiphy,
                    .mhz = channel_of(interface)->mhz,
                    .ssid = interface.ssid,
                    .stations = {}};
    if (network.ssid.empty() && !interface.links.empty()) {
        network.ssid = interface.links.front().ssid;
    }
    if (const auto asked = netlink::read_stations(generic_, family, network.interface, buffer_, network.stations);
        !asked) {
        health.failed(reason(asked.error()));
        return false;
    }
    state.networks.push_back(std::move(network));
    return true;
}

std::string_view WifiReader::radio_name(std::uint32_t wiphy) const {
    const auto found = std::ranges::find(wiphys_, wiphy, &netlink::Wiphy::index);
    return found == wiphys_.end() ? std::string_view() : std::string_view(found->name);
}

std::optional<std::uint32_t> WifiReader::wiphy_of(int interface) const {
    const auto found = std::ranges::find(interfaces_, std::optional(interface), &WifiInterface::index);
    return found == interfaces_.end() ? std::nullopt : std::optional(found->wiphy);
}

}  // namespace magpie::agent
