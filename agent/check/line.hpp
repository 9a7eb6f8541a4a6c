#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>

#include "agent/check/layer.hpp"
#include "agent/check/seen.hpp"
#include "wire/time.hpp"

/// The layers of the cable and of what is at its other end, judged by what was seen and asked.
namespace magpie::agent::check {

/// The interfaces by which the pole reaches the world: those named `uplink` in the configuration, else those of the
/// default route, else all that are no radio.
struct LinkSeen {
    std::vector<std::string> interfaces{};
    Seen first{};  // at the beginning of the check
    Seen last{};   // once a few seconds are over: what has grown since
};
[[nodiscard]] Layer judge_link(const LinkSeen& seen);

struct LldpSeen {
    std::vector<std::string> interfaces{};
    Seen seen{};
    bool is_wanted = false;    // magpie-capture is configured
    bool is_listened = false;  // to the line, by magpie-capture, and what it hears is known
};
[[nodiscard]] Layer judge_lldp(const LldpSeen& seen);

struct VlanSeen {
    std::string interface {};               // that has the default route; empty: none
    std::optional<std::uint16_t> tagged{};  // by us
    std::optional<std::uint16_t> told{};    // by the switch: what it takes for the VLAN of untagged packets
    std::uint16_t expected = 0;             // check.vlan; 0: nobody says
};
[[nodiscard]] Layer judge_vlan(const VlanSeen& seen);

/// What a DHCP server said to a question of this check.
struct DhcpAsked {
    std::string failure{};  // empty: an address was granted and given back; else as of uplink_dhcp::Answer
    std::optional<Milliseconds> took{};
    boost::asio::ip::address_v4 address{};
    bool address_taken = false;
    std::uint8_t servers = 0;  // that answered
};
struct DhcpSeen {
    std::string interface {};
    std::vector<boost::asio::ip::address_v4> addresses{};
    std::optional<DhcpAsked> asked{};  // nothing: nobody is configured who could ask
    std::uint16_t most_servers = 0;    // check.dhcp_servers; 0: as many as will
};
[[nodiscard]] Layer judge_dhcp(const DhcpSeen& seen);

}  // namespace magpie::agent::check
