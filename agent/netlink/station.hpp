#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tl/expected.hpp>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// How a rate is made (IEEE 802.11 clauses 15 to 18, 19, 21, 27, 36).
enum class RateMode : std::uint8_t { legacy, ht, vht, he, eht };

/// NL80211_RATE_INFO_*. `mcs` and `streams` are absent of a legacy rate; an HT index of 0 to 31 is taken apart.
struct Rate {
    double bits_per_second = 0;
    RateMode mode = RateMode::legacy;
    std::optional<unsigned> mcs{};
    std::optional<unsigned> streams{};
    unsigned width_mhz = 20;
};

/// A client of an access point, or the access point of a client (NL80211_STA_INFO_*). What the driver did not fill is
/// absent. mac80211 fills retries and failures with 0 where its driver reports none.
struct Station {
    MacAddress address{};
    std::optional<std::uint64_t> receive_bytes{};
    std::optional<std::uint64_t> transmit_bytes{};
    bool narrow_bytes = false;  // the 32-bit counters: they wrap at 4 GiB
    std::optional<std::uint32_t> receive_packets{};
    std::optional<std::uint32_t> transmit_packets{};
    std::optional<std::uint32_t> transmit_retries{};  // attempts after the first, of all frames
    std::optional<std::uint32_t> transmit_failed{};   // frames that were never acknowledged
    std::optional<int> signal_dbm{};                  // of the last PPDU
    std::optional<int> signal_average_dbm{};
    std::optional<Rate> transmit_rate{};
    std::optional<Rate> receive_rate{};
    std::optional<std::chrono::milliseconds> inactive{};
    std::optional<std::chrono::seconds> connected{};
    std::optional<std::chrono::nanoseconds> associated_at{};  // CLOCK_BOOTTIME
    std::optional<std::chrono::microseconds> receive_airtime{};
    std::optional<std::chrono::microseconds> transmit_airtime{};
    std::optional<double> expected_throughput_bits_per_second{};
    bool authorized = false;  // may pass data (NL80211_STA_FLAG_AUTHORIZED)
};

/// A station and whether it is there (NL80211_CMD_NEW_STATION, also as the answer to a dump) or has just gone
/// (NL80211_CMD_DEL_STATION, with its last counters where the kernel is mac80211's).
struct StationEvent {
    Station station;
    int interface = 0;
    bool gone = false;
};

/// Nothing when it is none of the attributes' rates, or absurd (an index beyond the standard's).
[[nodiscard]] std::optional<Rate> parse_rate(std::span<const std::byte> nest);

/// Nothing for other commands; `malformed` when anything in it does not fit.
[[nodiscard]] tl::expected<std::optional<StationEvent>, NetlinkError> parse_station(const Message& message);

/// One dump of an interface. `stations` is replaced, and empty on an error; one that is told twice is there once.
[[nodiscard]] tl::expected<void, NetlinkError> read_stations(Netlink& generic, std::uint16_t family, int interface,
                                                             std::vector<std::byte>& buffer,
                                                             std::vector<Station>& stations);

}  // namespace magpie::agent::netlink
