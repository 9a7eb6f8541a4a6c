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

/// What a port is made of (PORT_* of linux/ethtool.h); the word stands in the label `medium`.
enum class Medium : std::uint8_t { twisted_pair, aui, mii, fibre, coaxial, direct_attach, none, other };
inline constexpr std::array<std::string_view, 8> medium_words{"twisted_pair", "aui",           "mii",  "fibre",
                                                              "coaxial",      "direct_attach", "none", "other"};

/// ETHTOOL_MSG_LINKINFO_GET_REPLY.
struct LinkInfo {
    int index = 0;
    std::optional<Medium> medium;
};

/// Why there is no link (ethtool_link_ext_state of linux/ethtool.h), the word of the label `reason`; in its order.
inline constexpr std::array<std::string_view, 11> link_down_words{
    "negotiation",         "link_training",       "logical_mismatch", "bad_signal", "no_cable", "cable_issue",
    "module_memory_issue", "calibration_failure", "power_budget",     "overheat",   "module"};

/// ETHTOOL_MSG_LINKSTATE_GET_REPLY.
struct LinkCondition {
    int index = 0;
    std::optional<double> signal_quality;    // 0 to 1: of the best the PHY can tell (SQI)
    std::optional<std::size_t> down_reason;  // of `link_down_words`
};

/// aPSEPowerDetectionStatus and aPoDLPSEPowerDetectionStatus (IEEE 802.3 30.9.1.1.5 and 30.15.1.1.3), the words of the
/// label `state`.
enum class PowerState : std::uint8_t {
    unknown,
    disabled,
    searching,
    delivering,
    test,
    sleep,
    idle,
    fault,
    other_fault
};
inline constexpr std::array<std::string_view, 9> power_state_words{
    "unknown", "disabled", "searching", "delivering", "test", "sleep", "idle", "fault", "other_fault"};

/// ETHTOOL_MSG_PSE_GET_REPLY: what a port powers, over the pairs of Ethernet (PoE) or one pair (PoDL).
struct PowerSourcing {
    int index = 0;
    std::optional<PowerState> state;
    std::optional<double> supplied_watts;
    std::optional<double> limit_watts;
};

/// Nothing for other commands; `malformed` when anything in it does not fit.
[[nodiscard]] tl::expected<std::optional<LinkInfo>, NetlinkError> parse_link_info(const Message& message);
[[nodiscard]] tl::expected<std::optional<LinkCondition>, NetlinkError> parse_link_condition(const Message& message);
[[nodiscard]] tl::expected<std::optional<PowerSourcing>, NetlinkError> parse_power_sourcing(const Message& message);

/// One dump over all interfaces each, as `read_link_modes`.
[[nodiscard]] tl::expected<void, NetlinkError> read_link_infos(Netlink& generic, std::uint16_t family,
                                                               std::vector<std::byte>& buffer,
                                                               std::vector<LinkInfo>& infos);
[[nodiscard]] tl::expected<void, NetlinkError> read_link_conditions(Netlink& generic, std::uint16_t family,
                                                                    std::vector<std::byte>& buffer,
                                                                    std::vector<LinkCondition>& conditions);
[[nodiscard]] tl::expected<void, NetlinkError> read_power_sourcing(Netlink& generic, std::uint16_t family,
                                                                   std::vector<std::byte>& buffer,
                                                                   std::vector<PowerSourcing>& sourcing);

}  // namespace magpie::agent::netlink
