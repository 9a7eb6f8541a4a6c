#include "agent/netlink/station.hpp"

#include <linux/genetlink.h>
#include <linux/nl80211.h>

#include <algorithm>
#include <cstring>

#include "agent/netlink/nl80211.hpp"
#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

/// The fastest of all, IEEE 802.11ay with eight streams over 8.64 GHz, stays below 180 Gb/s.
constexpr double fastest_bits_per_second = 2e11;
constexpr unsigned most_streams = 8;

/// The numbers of a rate as they are told, by the mode they belong to.
struct RateAttributes {
    std::optional<std::uint16_t> narrow;
    std::optional<std::uint32_t> wide;
    std::optional<std::uint8_t> mcs;
    std::optional<std::uint8_t> streams;
    RateMode mode = RateMode::legacy;
    unsigned width_mhz = 20;

    void take_mcs(RateMode of, const Attribute& attribute) {
        mode = of;
        mcs = attribute.number<std::uint8_t>();
    }

    void take(const Attribute& attribute) {
        switch (attribute.type) {
            case NL80211_RATE_INFO_BITRATE:
                narrow = attribute.number<std::uint16_t>();
                break;
            case NL80211_RATE_INFO_BITRATE32:
                wide = attribute.number<std::uint32_t>();
                break;
            case NL80211_RATE_INFO_MCS:
                take_mcs(RateMode::ht, attribute);
                break;
            case NL80211_RATE_INFO_VHT_MCS:
                take_mcs(RateMode::vht, attribute);
                break;
            case NL80211_RATE_INFO_HE_MCS:
                take_mcs(RateMode::he, attribute);
                break;
            case NL80211_RATE_INFO_EHT_MCS:
                take_mcs(RateMode::eht, attribute);
                break;
            case NL80211_RATE_INFO_VHT_NSS:
            case NL80211_RATE_INFO_HE_NSS:
            case NL80211_RATE_INFO_EHT_NSS:
                streams = attribute.number<std::uint8_t>();
                break;
            case NL80211_RATE_INFO_5_MHZ_WIDTH:
                width_mhz = 5;
                break;
            case NL80211_RATE_INFO_10_MHZ_WIDTH:
                width_mhz = 10;
                break;
            case NL80211_RATE_INFO_40_MHZ_WIDTH:
                width_mhz = 40;
                break;
            case NL80211_RATE_INFO_80_MHZ_WIDTH:
                width_mhz = 80;
                break;
            case NL80211_RATE_INFO_80P80_MHZ_WIDTH:
            case NL80211_RATE_INFO_160_MHZ_WIDTH:
                width_mhz = 160;
                break;
            case NL80211_RATE_INFO_320_MHZ_WIDTH:
                width_mhz = 320;
                break;
            default:
                break;
        }
    }
};

/// HE ends at 11 in the standard; drivers tell 12 and 13 of their makers' 4096-QAM.
unsigned highest_mcs(RateMode mode) {
    switch (mode) {
        case RateMode::legacy:
            return 0;
        case RateMode::ht:
            return 31;
        case RateMode::vht:
            return 11;
        case RateMode::he:
            return 13;
        case RateMode::eht:
            return 15;
    }
    return 0;
}

/// A number that is too large for its time is a driver's mistake about one counter, and absent.
template <std::unsigned_integral Number, typename Time>
bool take_time(const Attribute& attribute, std::optional<Time>& time) {
    const auto number = attribute.number<Number>();
    if (number && std::in_range<typename Time::rep>(*number)) {
        time = Time(static_cast<typename Time::rep>(*number));
    }
    return number.has_value();
}

template <std::unsigned_integral Number>
bool take_number(const Attribute& attribute, std::optional<Number>& to) {
    to = attribute.number<Number>();
    return to.has_value();
}

bool take_dbm(const Attribute& attribute, std::optional<int>& dbm) {
    const auto number = attribute.number<std::uint8_t>();
    if (number) {
        dbm = static_cast<std::int8_t>(*number);
    }
    return number.has_value();
}

bool take_flags(const Attribute& attribute, bool& authorized) {
    nl80211_sta_flag_update flags{};
    if (attribute.value.size() != sizeof(flags)) {
        return false;
    }
    std::memcpy(&flags, attribute.value.data(), sizeof(flags));
    authorized = (flags.mask & flags.set & 1U << NL80211_STA_FLAG_AUTHORIZED) != 0;
    return true;
}

/// The 32-bit counters, which the kernel tells beside those of 64 bits.
struct NarrowBytes {
    std::optional<std::uint32_t> receive;
    std::optional<std::uint32_t> transmit;
};

bool take_counter(const Attribute& attribute, Station& station, NarrowBytes& narrow) {
    switch (attribute.type) {
        case NL80211_STA_INFO_RX_BYTES:
            return take_number(attribute, narrow.receive);
        case NL80211_STA_INFO_TX_BYTES:
            return take_number(attribute, narrow.transmit);
        case NL80211_STA_INFO_RX_BYTES64:
            return take_number(attribute, station.receive_bytes);
        case NL80211_STA_INFO_TX_BYTES64:
            return take_number(attribute, station.transmit_bytes);
        case NL80211_STA_INFO_RX_PACKETS:
            return take_number(attribute, station.receive_packets);
        case NL80211_STA_INFO_TX_PACKETS:
            return take_number(attribute, station.transmit_packets);
        case NL80211_STA_INFO_TX_RETRIES:
            return take_number(attribute, station.transmit_retries);
        case NL80211_STA_INFO_TX_FAILED:
            return take_number(attribute, station.transmit_failed);
        case NL80211_STA_INFO_RX_DURATION:
            return take_time<std::uint64_t>(attribute, station.receive_airtime);
        case NL80211_STA_INFO_TX_DURATION:
            return take_time<std::uint64_t>(attribute, station.transmit_airtime);
        default:
            return true;
    }
}

bool take_state(const Attribute& attribute, Station& station) {
    switch (attribute.type) {
        case NL80211_STA_INFO_SIGNAL:
            return take_dbm(attribute, station.signal_dbm);
        case NL80211_STA_INFO_SIGNAL_AVG:
            return take_dbm(attribute, station.signal_average_dbm);
        case NL80211_STA_INFO_TX_BITRATE:
            station.transmit_rate = parse_rate(attribute.value);
            return true;
        case NL80211_STA_INFO_RX_BITRATE:
            station.receive_rate = parse_rate(attribute.value);
            return true;
        case NL80211_STA_INFO_INACTIVE_TIME:
            return take_time<std::uint32_t>(attribute, station.inactive);
        case NL80211_STA_INFO_CONNECTED_TIME:
            return take_time<std::uint32_t>(attribute, station.connected);
        case NL80211_STA_INFO_ASSOC_AT_BOOTTIME:
            return take_time<std::uint64_t>(attribute, station.associated_at);
        case NL80211_STA_INFO_EXPECTED_THROUGHPUT: {
            const auto kilobits = attribute.number<std::uint32_t>();
            if (kilobits) {
                station.expected_throughput_bits_per_second = 1e3 * *kilobits;
            }
            return kilobits.has_value();
        }
        case NL80211_STA_INFO_STA_FLAGS:
            return take_flags(attribute, station.authorized);
        default:
            return true;
    }
}

bool parse_info(std::span<const std::byte> nest, Station& station) {
    NarrowBytes narrow;
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (!take_counter(*attribute, station, narrow) || !take_state(*attribute, station)) {
            return false;
        }
    }
    // One width for both directions: what is narrow about one must not be taken for wide.
    if ((narrow.receive && !station.receive_bytes) || (narrow.transmit && !station.transmit_bytes)) {
        station.receive_bytes = narrow.receive;
        station.transmit_bytes = narrow.transmit;
        station.narrow_bytes = true;
    }
    return !attributes.malformed();
}

}  // namespace

std::optional<Rate> parse_rate(std::span<const std::byte> nest) {
    RateAttributes told;
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        told.take(*attribute);
    }
    const double bits_per_second = 1e5 * (told.wide ? *told.wide : told.narrow.value_or(0));
    if (attributes.malformed() || bits_per_second == 0 || bits_per_second > fastest_bits_per_second) {
        return std::nullopt;
    }
    Rate rate{bits_per_second, told.mode, std::nullopt, std::nullopt, told.width_mhz};
    if (told.mode == RateMode::legacy) {
        return rate;
    }
    if (!told.mcs || *told.mcs > highest_mcs(told.mode)) {
        return std::nullopt;
    }
    if (told.mode == RateMode::ht) {
        rate.mcs = *told.mcs % 8U;
        rate.streams = *told.mcs / 8U + 1;
        return rate;
    }
    if (!told.streams || *told.streams == 0 || *told.streams > most_streams) {
        return std::nullopt;
    }
    rate.mcs = *told.mcs;
    rate.streams = *told.streams;
    return rate;
}

tl::expected<std::optional<StationEvent>, NetlinkError> parse_station(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != NL80211_CMD_NEW_STATION && parts->header.cmd != NL80211_CMD_DEL_STATION) {
        return std::nullopt;
    }
    StationEvent event;
    event.gone = parts->header.cmd == NL80211_CMD_DEL_STATION;
    std::optional<int> interface;
    bool has_address = false;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        bool fits = true;
        if (attribute->type == NL80211_ATTR_IFINDEX) {
            fits = take_index(*attribute, interface);
        } else if (attribute->type == NL80211_ATTR_MAC) {
            has_address = fits = take_address(*attribute, event.station.address);
        } else if (attribute->type == NL80211_ATTR_STA_INFO) {
            fits = parse_info(attribute->value, event.station);
        }
        if (!fits) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || !interface || !has_address) {
        return tl::unexpected(NetlinkError::malformed);
    }
    event.interface = *interface;
    return event;
}

tl::expected<void, NetlinkError> read_stations(Netlink& generic, std::uint16_t family, int interface,
                                               std::vector<std::byte>& buffer, std::vector<Station>& stations) {
    auto read = read_generic(generic, family, nl80211_question(NL80211_CMD_GET_STATION, interface), buffer, stations,
                             [](const Message& message) {
                                 return parse_station(message).map([](const std::optional<StationEvent>& event) {
                                     return event && !event->gone ? std::optional(event->station) : std::nullopt;
                                 });
                             });
    // The kernel counts its way through a list that may change between two parts of the dump.
    std::ranges::stable_sort(stations, {}, &Station::address);
    stations.erase(std::unique(stations.begin(), stations.end(),
                               [](const Station& one, const Station& other) { return one.address == other.address; }),
                   stations.end());
    return read;
}

}  // namespace magpie::agent::netlink
