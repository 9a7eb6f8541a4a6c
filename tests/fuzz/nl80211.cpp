// What the kernel says of Wi-Fi. The kernel is trusted, its drivers less, and the names and elements in it are
// strangers'.

#include <linux/nl80211.h>

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agent/netlink/bss.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/station.hpp"
#include "agent/netlink/survey.hpp"
#include "agent/netlink/wifi_event.hpp"
#include "agent/netlink/wiphy.hpp"
#include "tests/fakes/parrot_netlink.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using magpie::agent::NetlinkError;
using magpie::fuzz::require;
namespace netlink = magpie::agent::netlink;

constexpr std::uint16_t family = 28;

void check(const netlink::WorkingChannel& channel) {
    require(channel.mhz > 0 && channel.mhz <= 100'000, "a frequency of Wi-Fi");
    require(channel.center_mhz > 0 && channel.center_mhz <= 100'000, "a centre of Wi-Fi");
    require(channel.width_mhz >= 1 && channel.width_mhz <= 320, "a width of Wi-Fi");
    require(channel.offset_khz < 1000, "less than a whole MHz");
}

void check(const netlink::Wiphy& wiphy) {
    require(!wiphy.name.empty() && wiphy.name.size() <= NL80211_WIPHY_NAME_MAXLEN, "a name as the kernel allows");
    require(wiphy.name.find('\0') == std::string::npos, "without NUL");
    require(wiphy.frequencies.size() <= 1024, "frequencies are bounded");
    std::vector<std::pair<std::uint32_t, std::uint32_t>> frequencies;
    for (const auto& frequency : wiphy.frequencies) {
        require(frequency.mhz > 0 && frequency.mhz <= 100'000 && frequency.offset_khz < 1000, "a frequency of Wi-Fi");
        require(!frequency.dfs_state || frequency.radar, "a DFS state is one of a channel with radar detection");
        frequencies.emplace_back(frequency.mhz, frequency.offset_khz);
    }
    std::ranges::sort(frequencies);
    require(std::ranges::adjacent_find(frequencies) == frequencies.end(), "each frequency once");
}

void check(const netlink::WifiInterface& interface) {
    require(!interface.index || *interface.index > 0, "a network device has a number");
    require(interface.name.size() < 16 && interface.name.find('\0') == std::string::npos,
            "a name as the kernel allows");
    require(interface.ssid.size() <= 32, "an SSID has at most 32 bytes");
    if (interface.channel) {
        check(*interface.channel);
    }
    require(interface.links.size() <= 15, "links are bounded");
    for (const auto& link : interface.links) {
        require(link.id < 15 && link.ssid.size() <= 32, "a link as the standard allows");
        require(std::ranges::count(interface.links, link.id, &netlink::MloLink::id) == 1, "each link once");
        if (link.channel) {
            check(*link.channel);
        }
    }
}

void check(const netlink::Regulatory& domain) {
    require(std::ranges::all_of(domain.country, [](char letter) { return letter > ' ' && letter < 127; }),
            "a country in ASCII");
}

void check(const netlink::Survey& survey) {
    require(survey.mhz <= 100'000 && survey.offset_khz < 1000, "a frequency of Wi-Fi");
    require(!survey.noise_dbm || (*survey.noise_dbm >= -128 && *survey.noise_dbm <= 127), "noise is one byte");
}

void check(const std::optional<netlink::Rate>& rate) {
    if (!rate) {
        return;
    }
    require(rate->bits_per_second > 0 && rate->bits_per_second <= 2e11, "a speed of Wi-Fi");
    require(rate->width_mhz >= 5 && rate->width_mhz <= 320, "a width of Wi-Fi");
    require(rate->mcs.has_value() == (rate->mode != netlink::RateMode::legacy), "all modes but the old have an index");
    require(rate->mcs.value_or(0) <= 15, "an index of the standard's");
    require(rate->streams.value_or(1) >= 1 && rate->streams.value_or(1) <= 8, "streams of the standard's");
}

void check(const netlink::Station& station) {
    check(station.transmit_rate);
    check(station.receive_rate);
    require(!station.inactive || station.inactive->count() >= 0, "time does not run backwards");
    require(!station.connected || station.connected->count() >= 0, "time does not run backwards");
    require(!station.associated_at || station.associated_at->count() >= 0, "time does not run backwards");
    require(!station.receive_airtime || station.receive_airtime->count() >= 0, "airtime is not negative");
    require(!station.transmit_airtime || station.transmit_airtime->count() >= 0, "airtime is not negative");
    require(!station.narrow_bytes ||
                (station.receive_bytes.value_or(0) <= 0xffffffff && station.transmit_bytes.value_or(0) <= 0xffffffff),
            "narrow bytes are narrow");
}

void check(const netlink::StationEvent& event) {
    require(event.interface > 0, "a station is one of an interface");
    check(event.station);
}

void check(const netlink::Bss& bss) {
    require(bss.mhz > 0 && bss.mhz <= 100'000, "a frequency of Wi-Fi");
    require(!bss.elements.ssid || (!bss.elements.ssid->empty() && bss.elements.ssid->size() <= 32),
            "an SSID has 1 to 32 bytes");
}

void check(const netlink::WifiEvent& event) {
    require(event.type <= netlink::WifiEventType::disassociated, "a type there is");
    require(!event.interface || *event.interface > 0, "a network device has a number");
    if (event.channel) {
        check(*event.channel);
    }
}

template <typename Parsed>
void check_parsed(const tl::expected<std::optional<Parsed>, NetlinkError>& parsed) {
    if (!parsed) {
        require(parsed.error() == NetlinkError::malformed, "what does not fit is malformed");
    } else if (*parsed) {
        check(**parsed);
    }
}

template <typename Read, typename Part>
void check_read(std::span<const std::byte> bytes, Read read, std::vector<Part>& parts) {
    magpie::fakes::ParrotNetlink kernel(family, {bytes.begin(), bytes.end()});
    const auto done = read(kernel, parts);
    require(done || (done.error() == NetlinkError::malformed && parts.empty()), "an error leaves nothing");
    for (const auto& part : parts) {
        check(part);
    }
}

/// Sorted, and each once.
template <typename Part, typename Key>
void check_order(const std::vector<Part>& parts, Key key) {
    require(std::ranges::adjacent_find(parts, std::ranges::greater_equal{}, key) == parts.end(), "each once, in order");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    netlink::Messages messages(all);
    while (const auto message = messages.next()) {
        check_parsed(netlink::parse_wiphy(*message));
        check_parsed(netlink::parse_wifi_interface(*message));
        check_parsed(netlink::parse_regulatory(*message));
        check_parsed(netlink::parse_survey(*message));
        check_parsed(netlink::parse_station(*message));
        check_parsed(netlink::parse_bss(*message));
        check_parsed(netlink::parse_wifi_event(*message));
        check(netlink::parse_rate(message->payload));
    }

    std::vector<std::byte> buffer;
    std::vector<netlink::Wiphy> wiphys;
    check_read(
        all, [&](auto& kernel, auto& parts) { return netlink::read_wiphys(kernel, family, buffer, parts); }, wiphys);
    std::vector<netlink::Station> stations;
    check_read(
        all, [&](auto& kernel, auto& parts) { return netlink::read_stations(kernel, family, 3, buffer, parts); },
        stations);
    check_order(stations, &netlink::Station::address);
    std::vector<netlink::Bss> networks;
    check_read(
        all, [&](auto& kernel, auto& parts) { return netlink::read_scan(kernel, family, 3, buffer, parts); }, networks);
    check_order(networks, &netlink::Bss::bssid);
}
