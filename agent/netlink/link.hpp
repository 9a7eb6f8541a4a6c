#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// RFC 2863 section 3.1.14, as IFLA_OPERSTATE carries it.
enum class OperState : std::uint8_t { unknown, not_present, down, lower_layer_down, testing, dormant, up };

/// struct rtnl_link_stats64 (linux/if_link.h), which says what each counts and which one of IEEE 802.3 it must equal.
struct LinkCounters {
    std::uint64_t receive_packets = 0;
    std::uint64_t transmit_packets = 0;
    std::uint64_t receive_bytes = 0;
    std::uint64_t transmit_bytes = 0;
    std::uint64_t receive_errors = 0;
    std::uint64_t transmit_errors = 0;
    std::uint64_t receive_dropped = 0;
    std::uint64_t transmit_dropped = 0;
    std::uint64_t multicast = 0;
    std::uint64_t collisions = 0;
    std::uint64_t receive_length_errors = 0;
    std::uint64_t receive_over_errors = 0;
    std::uint64_t receive_crc_errors = 0;
    std::uint64_t receive_frame_errors = 0;
    std::uint64_t receive_fifo_errors = 0;
    /// Lost by the device for want of buffers; /proc/net/dev adds it to `receive_dropped`.
    std::uint64_t receive_missed = 0;
    std::uint64_t transmit_aborted_errors = 0;
    std::uint64_t transmit_carrier_errors = 0;
    std::uint64_t transmit_fifo_errors = 0;
    std::uint64_t transmit_heartbeat_errors = 0;
    std::uint64_t transmit_window_errors = 0;
};

/// A network interface as rtnetlink tells it.
struct Link {
    int index = 0;
    /// 1 to 15 bytes (IFNAMSIZ); any but NUL, slash and blanks: whoever may create an interface chooses them.
    std::string name;
    /// Of virtual ones ("bridge", "veth"); empty for most hardware.
    std::string kind;
    /// ARPHRD_*
    std::uint16_t hardware_type = 0;
    /// IFF_*
    std::uint32_t flags = 0;
    OperState operstate = OperState::unknown;
    /// Set up and seen by the driver (IFF_LOWER_UP); an interface that is set down has none.
    bool carrier = false;
    std::optional<std::uint32_t> carrier_changes;
    std::optional<std::uint32_t> mtu;
    std::optional<LinkCounters> counters;

    /// Able to pass packets: operationally up, or of a driver that does not keep that state, with a carrier.
    [[nodiscard]] bool up() const { return operstate == OperState::up || (operstate == OperState::unknown && carrier); }
    /// Hardware: what has no kind, and the kinds that stand for ports of hardware.
    [[nodiscard]] bool physical() const;
};

/// A link and whether it came or changed (RTM_NEWLINK) or went (RTM_DELLINK).
struct LinkEvent {
    Link link;
    bool gone = false;
};

/// One RTM_NEWLINK or RTM_DELLINK. Nothing for other types and for messages of a family of its own (AF_BRIDGE tells of
/// a port under the same type); `malformed` when anything in it does not fit, so that no half of it is believed.
[[nodiscard]] tl::expected<std::optional<LinkEvent>, NetlinkError> parse_link(const Message& message);

/// Every interface, by one dump. `buffer` is scratch; `links` is replaced, and empty on an error.
[[nodiscard]] tl::expected<void, NetlinkError> read_links(Netlink& route, std::vector<std::byte>& buffer,
                                                          std::vector<Link>& links);

}  // namespace magpie::agent::netlink
