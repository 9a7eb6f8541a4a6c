#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// The error counters that IEEE 802.3 clause 30.3.1.1 (eth-phy, eth-mac) and RFC 2819 (rmon) name and drivers may keep.
/// What the interface statistics count anyway (packets, bytes, collisions that were survived) is not among them.
enum class DriverCounter : std::uint8_t {
    symbol_errors_during_carrier,
    frame_check_sequence_errors,
    alignment_errors,
    late_collisions,
    excessive_collisions,
    transmit_mac_errors,
    carrier_sense_errors,
    receive_mac_errors,
    in_range_length_errors,
    frame_too_long_errors,
    undersize_packets,
    oversize_packets,
    fragments,
    jabbers,
};

/// The word for each, as it stands in the label `counter`; in the order of the enumeration.
inline constexpr std::array<std::string_view, 14> driver_counter_names{
    "symbol_errors_during_carrier",
    "frame_check_sequence_errors",
    "alignment_errors",
    "late_collisions",
    "excessive_collisions",
    "transmit_mac_errors",
    "carrier_sense_errors",
    "receive_mac_errors",
    "in_range_length_errors",
    "frame_too_long_errors",
    "undersize_packets",
    "oversize_packets",
    "fragments",
    "jabbers",
};

/// By DriverCounter; only those the driver keeps.
using DriverCounters = std::array<std::optional<std::uint64_t>, driver_counter_names.size()>;

/// ETHTOOL_MSG_LINKMODES_GET_REPLY. What the driver does not know is absent.
struct LinkModes {
    int index = 0;
    std::optional<double> bits_per_second;
    std::optional<bool> full_duplex;
    std::optional<bool> negotiates;
    std::optional<double> common_bits_per_second;  // the fastest mode that both ends advertise
};

/// ETHTOOL_MSG_STATS_GET_REPLY.
struct DriverStatistics {
    int index = 0;
    DriverCounters counters;
};

/// What ethtool netlink tells of one interface.
struct EthtoolState {
    int index = 0;
    std::optional<double> bits_per_second;
    std::optional<bool> full_duplex;
    std::optional<bool> negotiates;
    std::optional<double> common_bits_per_second;
    DriverCounters counters;
};

/// Nothing for other commands; `malformed` when anything in it does not fit.
[[nodiscard]] tl::expected<std::optional<LinkModes>, NetlinkError> parse_link_modes(const Message& message);
[[nodiscard]] tl::expected<std::optional<DriverStatistics>, NetlinkError> parse_driver_statistics(
    const Message& message);

/// One dump over all interfaces; those whose driver knows nothing are left out. `family` is the number of "ethtool",
/// `buffer` is scratch; the result is replaced, and empty on an error.
[[nodiscard]] tl::expected<void, NetlinkError> read_link_modes(Netlink& generic, std::uint16_t family,
                                                               std::vector<std::byte>& buffer,
                                                               std::vector<LinkModes>& modes);
[[nodiscard]] tl::expected<void, NetlinkError> read_driver_statistics(Netlink& generic, std::uint16_t family,
                                                                      std::vector<std::byte>& buffer,
                                                                      std::vector<DriverStatistics>& statistics);

}  // namespace magpie::agent::netlink
