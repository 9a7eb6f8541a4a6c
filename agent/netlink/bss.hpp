#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "agent/ieee80211/elements.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// A network that a scan heard (NL80211_ATTR_BSS). Its elements are those of the beacon where there was one, else of
/// the probe response.
struct Bss {
    MacAddress bssid{};
    std::uint32_t mhz = 0;
    std::optional<double> signal_dbm{};
    std::optional<std::chrono::milliseconds> seen_ago{};
    std::optional<std::uint16_t> beacon_interval{};  // in units of 1024 us
    bool privacy = false;
    Elements elements{};
};

/// Nothing for other commands, for the event that a scan is over and for a network without a BSSID (S1G); `malformed`
/// when anything in it does not fit. Elements that do not fit are left out alone: they are a stranger's bytes, not the
/// kernel's.
[[nodiscard]] tl::expected<std::optional<Bss>, NetlinkError> parse_bss(const Message& message);

/// The scan results the kernel keeps for an interface, by BSSID. `networks` is replaced, and empty on an error; of one
/// that is told twice (an access point that changed its channel) there is what was seen last.
[[nodiscard]] tl::expected<void, NetlinkError> read_scan(Netlink& generic, std::uint16_t family, int interface,
                                                         std::vector<std::byte>& buffer, std::vector<Bss>& networks);

/// Starts a scan of these frequencies in MHz (none: all) that only listens. An access point is asked for too
/// (NL80211_SCAN_FLAG_AP): its clients lose frames meanwhile, and drivers may refuse. It is over when the event says
/// so.
[[nodiscard]] tl::expected<void, NetlinkError> trigger_scan(Netlink& generic, std::uint16_t family, int interface,
                                                            const std::vector<std::uint32_t>& mhz);

}  // namespace magpie::agent::netlink
