#include "agent/netlink/ethtool.hpp"

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>

#include <utility>

#include "agent/netlink/ethtool_message.hpp"
#include "agent/netlink/link_mode.hpp"
#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

/// linux/ethtool.h has these values; its ioctl structs do not compile under -Wpedantic.
constexpr std::uint32_t speed_unknown = 0xffffffff;
constexpr std::uint8_t duplex_half = 0;
constexpr std::uint8_t duplex_full = 1;
constexpr std::uint8_t negotiation_off = 0;
constexpr std::uint8_t negotiation_on = 1;
/// Above 10 Tb/s a driver has written nonsense.
constexpr std::uint32_t fastest_megabits = 10'000'000;
/// ETHTOOL_STAT_NOT_SET of the kernel.
constexpr std::uint64_t not_kept = ~std::uint64_t{0};

constexpr std::uint32_t groups = 1U << ETHTOOL_STATS_ETH_PHY | 1U << ETHTOOL_STATS_ETH_MAC | 1U << ETHTOOL_STATS_RMON;

std::optional<DriverCounter> counter_of(std::uint32_t group, std::uint16_t statistic) {
    using enum DriverCounter;
    if (group == ETHTOOL_STATS_ETH_PHY) {
        return statistic == ETHTOOL_A_STATS_ETH_PHY_5_SYM_ERR ? std::optional(symbol_errors_during_carrier)
                                                              : std::nullopt;
    }
    if (group == ETHTOOL_STATS_ETH_MAC) {
        switch (statistic) {
            case ETHTOOL_A_STATS_ETH_MAC_6_FCS_ERR:
                return frame_check_sequence_errors;
            case ETHTOOL_A_STATS_ETH_MAC_7_ALIGN_ERR:
                return alignment_errors;
            case ETHTOOL_A_STATS_ETH_MAC_10_LATE_COL:
                return late_collisions;
            case ETHTOOL_A_STATS_ETH_MAC_11_XS_COL:
                return excessive_collisions;
            case ETHTOOL_A_STATS_ETH_MAC_12_TX_INT_ERR:
                return transmit_mac_errors;
            case ETHTOOL_A_STATS_ETH_MAC_13_CS_ERR:
                return carrier_sense_errors;
            case ETHTOOL_A_STATS_ETH_MAC_15_RX_INT_ERR:
                return receive_mac_errors;
            case ETHTOOL_A_STATS_ETH_MAC_23_IR_LEN_ERR:
                return in_range_length_errors;
            case ETHTOOL_A_STATS_ETH_MAC_25_TOO_LONG_ERR:
                return frame_too_long_errors;
            default:
                return std::nullopt;
        }
    }
    if (group == ETHTOOL_STATS_RMON) {
        switch (statistic) {
            case ETHTOOL_A_STATS_RMON_UNDERSIZE:
                return undersize_packets;
            case ETHTOOL_A_STATS_RMON_OVERSIZE:
                return oversize_packets;
            case ETHTOOL_A_STATS_RMON_FRAG:
                return fragments;
            case ETHTOOL_A_STATS_RMON_JABBER:
                return jabbers;
            default:
                return std::nullopt;
        }
    }
    return std::nullopt;
}

/// ETHTOOL_A_STATS_GRP_STAT: a nest whose one attribute has the statistic for its type.
bool parse_statistic(std::span<const std::byte> nest, std::uint32_t group, DriverCounters& counters) {
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        const auto counter = counter_of(group, attribute->type);
        if (!counter) {
            continue;
        }
        const auto value = attribute->number<std::uint64_t>();
        if (!value) {
            return false;
        }
        if (*value != not_kept) {
            counters[static_cast<std::size_t>(*counter)] = *value;
        }
    }
    return !attributes.malformed();
}

bool parse_group(std::span<const std::byte> nest, DriverCounters& counters) {
    std::optional<std::uint32_t> group;
    Attributes ids(nest);
    while (const auto attribute = ids.next()) {
        if (attribute->type == ETHTOOL_A_STATS_GRP_ID) {
            group = attribute->number<std::uint32_t>();
        }
    }
    if (ids.malformed() || !group) {
        return false;
    }
    Attributes statistics(nest);
    while (const auto attribute = statistics.next()) {
        if (attribute->type == ETHTOOL_A_STATS_GRP_STAT && !parse_statistic(attribute->value, *group, counters)) {
            return false;
        }
    }
    return true;
}

bool take_bits(const Attribute& attribute, LinkModeBits& into) {
    auto bits = parse_link_mode_bits(attribute.value);
    if (bits) {
        into = std::move(*bits);
    }
    return bits.has_value();
}

/// False when the value cannot be what its type promises.
bool take_mode(const Attribute& attribute, LinkModes& modes, LinkModeBits& ours, LinkModeBits& theirs) {
    switch (attribute.type) {
        case ETHTOOL_A_LINKMODES_SPEED: {
            const auto megabits = attribute.number<std::uint32_t>();
            if (megabits && *megabits != speed_unknown && *megabits != 0 && *megabits <= fastest_megabits) {
                modes.bits_per_second = 1e6 * *megabits;
            }
            return megabits.has_value();
        }
        case ETHTOOL_A_LINKMODES_DUPLEX: {
            const auto duplex = attribute.number<std::uint8_t>();
            if (duplex && (*duplex == duplex_half || *duplex == duplex_full)) {
                modes.full_duplex = *duplex == duplex_full;
            }
            return duplex.has_value();
        }
        case ETHTOOL_A_LINKMODES_AUTONEG: {
            const auto negotiation = attribute.number<std::uint8_t>();
            if (negotiation && (*negotiation == negotiation_off || *negotiation == negotiation_on)) {
                modes.negotiates = *negotiation == negotiation_on;
            }
            return negotiation.has_value();
        }
        case ETHTOOL_A_LINKMODES_OURS:
            return take_bits(attribute, ours);
        case ETHTOOL_A_LINKMODES_PEER:
            return take_bits(attribute, theirs);
        default:
            return true;
    }
}

}  // namespace

tl::expected<std::optional<LinkModes>, NetlinkError> parse_link_modes(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != ETHTOOL_MSG_LINKMODES_GET_REPLY) {
        return std::nullopt;
    }
    LinkModes modes;
    LinkModeBits ours;
    LinkModeBits theirs;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        const bool fits = attribute->type == ETHTOOL_A_LINKMODES_HEADER
                              ? parse_ethtool_header(attribute->value, modes.index)
                              : take_mode(*attribute, modes, ours, theirs);
        if (!fits) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || modes.index == 0) {
        return tl::unexpected(NetlinkError::malformed);
    }
    modes.common_bits_per_second = fastest_in_common(ours, theirs);
    return modes;
}

tl::expected<std::optional<DriverStatistics>, NetlinkError> parse_driver_statistics(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != ETHTOOL_MSG_STATS_GET_REPLY) {
        return std::nullopt;
    }
    DriverStatistics statistics;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == ETHTOOL_A_STATS_HEADER) {
            if (!parse_ethtool_header(attribute->value, statistics.index)) {
                return tl::unexpected(NetlinkError::malformed);
            }
        } else if (attribute->type == ETHTOOL_A_STATS_GRP) {
            if (!parse_group(attribute->value, statistics.counters)) {
                return tl::unexpected(NetlinkError::malformed);
            }
        }
    }
    if (attributes.malformed() || statistics.index == 0) {
        return tl::unexpected(NetlinkError::malformed);
    }
    return statistics;
}

tl::expected<void, NetlinkError> read_link_modes(Netlink& generic, std::uint16_t family, std::vector<std::byte>& buffer,
                                                 std::vector<LinkModes>& modes) {
    MessageWriter request;
    write_ethtool_header(request, ETHTOOL_MSG_LINKMODES_GET, ETHTOOL_A_LINKMODES_HEADER);
    return read_generic(generic, family, request, buffer, modes, parse_link_modes);
}

tl::expected<void, NetlinkError> read_driver_statistics(Netlink& generic, std::uint16_t family,
                                                        std::vector<std::byte>& buffer,
                                                        std::vector<DriverStatistics>& statistics) {
    MessageWriter request;
    write_ethtool_header(request, ETHTOOL_MSG_STATS_GET, ETHTOOL_A_STATS_HEADER);
    const auto bits = request.begin_nest(ETHTOOL_A_STATS_GROUPS);
    request.flag(ETHTOOL_A_BITSET_NOMASK);
    request.number<std::uint32_t>(ETHTOOL_A_BITSET_SIZE, ETHTOOL_STATS_RMON + 1);
    request.number<std::uint32_t>(ETHTOOL_A_BITSET_VALUE, groups);
    request.end_nest(bits);
    return read_generic(generic, family, request, buffer, statistics, parse_driver_statistics);
}

}  // namespace magpie::agent::netlink
