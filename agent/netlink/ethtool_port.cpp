#include "agent/netlink/ethtool_port.hpp"

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>

#include "agent/netlink/ethtool_message.hpp"
#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

/// Younger than the headers of Debian 12 (Linux 6.10 and 6.11).
constexpr std::uint16_t c33_power_status = 7;
constexpr std::uint16_t c33_actual_power = 9;
constexpr std::uint16_t c33_power_limit = 12;

/// A value of one attribute; false when it has not that size.
template <typename Number>
bool take(const Attribute& attribute, std::optional<Number>& into) {
    into = attribute.number<Number>();
    return into.has_value();
}

/// Walks a reply: its header to `index`, each other attribute to `attend`, which says whether it fits.
template <typename Attend>
tl::expected<bool, NetlinkError> walk(const Message& message, std::uint8_t command, std::uint16_t header, int& index,
                                      const Attend& attend) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != command) {
        return false;
    }
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == header ? !parse_ethtool_header(attribute->value, index) : !attend(*attribute)) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || index == 0) {
        return tl::unexpected(NetlinkError::malformed);
    }
    return true;
}

std::optional<Medium> medium_of(std::uint8_t port) {
    switch (port) {
        case PORT_TP:
            return Medium::twisted_pair;
        case PORT_AUI:
            return Medium::aui;
        case PORT_MII:
            return Medium::mii;
        case PORT_FIBRE:
            return Medium::fibre;
        case PORT_BNC:
            return Medium::coaxial;
        case PORT_DA:
            return Medium::direct_attach;
        case PORT_NONE:
            return Medium::none;
        case PORT_OTHER:
            return Medium::other;
        default:
            return std::nullopt;
    }
}

/// Both lists begin alike (ethtool_c33_pse_pw_d_status, ethtool_podl_pse_pw_d_status).
std::optional<PowerState> common_state(std::uint32_t status) {
    constexpr std::uint32_t unknown = 1;
    constexpr std::uint32_t delivering = 4;
    if (status < unknown || status > delivering) {
        return std::nullopt;
    }
    return static_cast<PowerState>(status - unknown);
}

std::optional<PowerState> ethernet_state(std::uint32_t status) {
    switch (status) {
        case 5:
            return PowerState::test;
        case 6:
            return PowerState::fault;
        case 7:
            return PowerState::other_fault;
        default:
            return common_state(status);
    }
}

std::optional<PowerState> data_line_state(std::uint32_t status) {
    switch (status) {
        case ETHTOOL_PODL_PSE_PW_D_STATUS_SLEEP:
            return PowerState::sleep;
        case ETHTOOL_PODL_PSE_PW_D_STATUS_IDLE:
            return PowerState::idle;
        case ETHTOOL_PODL_PSE_PW_D_STATUS_ERROR:
            return PowerState::fault;
        default:
            return common_state(status);
    }
}

double watts(std::uint32_t milliwatts) {
    return milliwatts / 1e3;
}

}  // namespace

tl::expected<std::optional<LinkInfo>, NetlinkError> parse_link_info(const Message& message) {
    LinkInfo info;
    const auto fits = walk(message, ETHTOOL_MSG_LINKINFO_GET_REPLY, ETHTOOL_A_LINKINFO_HEADER, info.index,
                           [&](const Attribute& attribute) {
                               std::optional<std::uint8_t> port;
                               if (attribute.type != ETHTOOL_A_LINKINFO_PORT) {
                                   return true;
                               }
                               const bool is_number = take(attribute, port);
                               info.medium = is_number ? medium_of(*port) : std::nullopt;
                               return is_number;
                           });
    return fits.map([&](bool is_one) { return is_one ? std::optional(info) : std::nullopt; });
}

tl::expected<std::optional<LinkCondition>, NetlinkError> parse_link_condition(const Message& message) {
    LinkCondition condition;
    std::optional<std::uint32_t> quality;
    std::optional<std::uint32_t> best;
    std::optional<std::uint8_t> reason;
    const auto fits = walk(message, ETHTOOL_MSG_LINKSTATE_GET_REPLY, ETHTOOL_A_LINKSTATE_HEADER, condition.index,
                           [&](const Attribute& attribute) {
                               switch (attribute.type) {
                                   case ETHTOOL_A_LINKSTATE_SQI:
                                       return take(attribute, quality);
                                   case ETHTOOL_A_LINKSTATE_SQI_MAX:
                                       return take(attribute, best);
                                   case ETHTOOL_A_LINKSTATE_EXT_STATE:
                                       return take(attribute, reason);
                                   default:
                                       return true;
                               }
                           });
    if (quality && best && *best != 0 && *quality <= *best) {
        condition.signal_quality = static_cast<double>(*quality) / *best;
    }
    if (reason && *reason < link_down_words.size()) {
        condition.down_reason = *reason;
    }
    return fits.map([&](bool is_one) { return is_one ? std::optional(condition) : std::nullopt; });
}

tl::expected<std::optional<PowerSourcing>, NetlinkError> parse_power_sourcing(const Message& message) {
    PowerSourcing sourcing;
    std::optional<std::uint32_t> ethernet;
    std::optional<std::uint32_t> data_line;
    std::optional<std::uint32_t> supplied;
    std::optional<std::uint32_t> limit;
    const auto fits =
        walk(message, ETHTOOL_MSG_PSE_GET_REPLY, ETHTOOL_A_PSE_HEADER, sourcing.index, [&](const Attribute& attribute) {
            switch (attribute.type) {
                case c33_power_status:
                    return take(attribute, ethernet);
                case ETHTOOL_A_PODL_PSE_PW_D_STATUS:
                    return take(attribute, data_line);
                case c33_actual_power:
                    return take(attribute, supplied);
                case c33_power_limit:
                    return take(attribute, limit);
                default:
                    return true;
            }
        });
    if (ethernet) {
        sourcing.state = ethernet_state(*ethernet);
    } else if (data_line) {
        sourcing.state = data_line_state(*data_line);
    }
    sourcing.supplied_watts = supplied ? std::optional(watts(*supplied)) : std::nullopt;
    sourcing.limit_watts = limit ? std::optional(watts(*limit)) : std::nullopt;
    return fits.map([&](bool is_one) { return is_one ? std::optional(sourcing) : std::nullopt; });
}

tl::expected<void, NetlinkError> read_link_infos(Netlink& generic, std::uint16_t family, std::vector<std::byte>& buffer,
                                                 std::vector<LinkInfo>& infos) {
    MessageWriter request;
    write_ethtool_header(request, ETHTOOL_MSG_LINKINFO_GET, ETHTOOL_A_LINKINFO_HEADER);
    return read_generic(generic, family, request, buffer, infos, parse_link_info);
}

tl::expected<void, NetlinkError> read_link_conditions(Netlink& generic, std::uint16_t family,
                                                      std::vector<std::byte>& buffer,
                                                      std::vector<LinkCondition>& conditions) {
    MessageWriter request;
    write_ethtool_header(request, ETHTOOL_MSG_LINKSTATE_GET, ETHTOOL_A_LINKSTATE_HEADER);
    return read_generic(generic, family, request, buffer, conditions, parse_link_condition);
}

tl::expected<void, NetlinkError> read_power_sourcing(Netlink& generic, std::uint16_t family,
                                                     std::vector<std::byte>& buffer,
                                                     std::vector<PowerSourcing>& sourcing) {
    MessageWriter request;
    write_ethtool_header(request, ETHTOOL_MSG_PSE_GET, ETHTOOL_A_PSE_HEADER);
    return read_generic(generic, family, request, buffer, sourcing, parse_power_sourcing);
}

}  // namespace magpie::agent::netlink
