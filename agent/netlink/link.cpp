#include "agent/netlink/link.hpp"

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <array>

#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

/// The counters up to and with tx_window_errors stand first in both structs, in this order, in every kernel.
constexpr std::array order{
    &LinkCounters::receive_packets,
    &LinkCounters::transmit_packets,
    &LinkCounters::receive_bytes,
    &LinkCounters::transmit_bytes,
    &LinkCounters::receive_errors,
    &LinkCounters::transmit_errors,
    &LinkCounters::receive_dropped,
    &LinkCounters::transmit_dropped,
    &LinkCounters::multicast,
    &LinkCounters::collisions,
    &LinkCounters::receive_length_errors,
    &LinkCounters::receive_over_errors,
    &LinkCounters::receive_crc_errors,
    &LinkCounters::receive_frame_errors,
    &LinkCounters::receive_fifo_errors,
    &LinkCounters::receive_missed,
    &LinkCounters::transmit_aborted_errors,
    &LinkCounters::transmit_carrier_errors,
    &LinkCounters::transmit_fifo_errors,
    &LinkCounters::transmit_heartbeat_errors,
    &LinkCounters::transmit_window_errors,
};
static_assert(offsetof(rtnl_link_stats64, tx_window_errors) == (order.size() - 1) * sizeof(std::uint64_t));
static_assert(offsetof(rtnl_link_stats, tx_window_errors) == (order.size() - 1) * sizeof(std::uint32_t));

/// Younger kernels append counters, so more bytes are fine and fewer are not.
template <typename Number>
std::optional<LinkCounters> counters_of(std::span<const std::byte> bytes) {
    if (bytes.size() < order.size() * sizeof(Number)) {
        return std::nullopt;
    }
    LinkCounters counters;
    for (std::size_t position = 0; position < order.size(); ++position) {
        Number number = 0;
        std::memcpy(&number, bytes.data() + position * sizeof(Number), sizeof(Number));
        counters.*order[position] = number;
    }
    return counters;
}

bool parse_kind(std::span<const std::byte> nest, std::string& kind) {
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == IFLA_INFO_KIND) {
            kind = attribute->text().substr(0, IFNAMSIZ);
        }
    }
    return !attributes.malformed();
}

/// False when the value cannot be what its type promises.
bool take(const Attribute& attribute, Link& link, std::optional<LinkCounters>& narrow) {
    switch (attribute.type) {
        case IFLA_IFNAME:
            link.name = attribute.text().substr(0, IFNAMSIZ);
            return !link.name.empty() && link.name.size() < IFNAMSIZ;
        case IFLA_MTU:
            link.mtu = attribute.number<std::uint32_t>();
            return link.mtu.has_value();
        case IFLA_OPERSTATE: {
            const auto state = attribute.number<std::uint8_t>();
            if (state && *state <= static_cast<std::uint8_t>(OperState::up)) {
                link.operstate = static_cast<OperState>(*state);
            }
            return state.has_value();
        }
        case IFLA_CARRIER_CHANGES:
            link.carrier_changes = attribute.number<std::uint32_t>();
            return link.carrier_changes.has_value();
        case IFLA_STATS64:
            link.counters = counters_of<std::uint64_t>(attribute.value);
            return link.counters.has_value();
        case IFLA_STATS:
            narrow = counters_of<std::uint32_t>(attribute.value);
            return narrow.has_value();
        case IFLA_LINKINFO:
            return parse_kind(attribute.value, link.kind);
        default:
            return true;
    }
}

}  // namespace

bool Link::physical() const {
    if (hardware_type == ARPHRD_LOOPBACK) {
        return false;
    }
    return kind.empty() || kind == "dsa" || kind == "wwan";
}

tl::expected<std::optional<LinkEvent>, NetlinkError> parse_link(const Message& message) {
    if (message.type != RTM_NEWLINK && message.type != RTM_DELLINK) {
        return std::nullopt;
    }
    const auto parts = split<ifinfomsg>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.ifi_family != AF_UNSPEC) {
        return std::nullopt;
    }
    LinkEvent event;
    event.gone = message.type == RTM_DELLINK;
    auto& link = event.link;
    link.index = parts->header.ifi_index;
    link.hardware_type = parts->header.ifi_type;
    link.flags = parts->header.ifi_flags;
    link.carrier = (link.flags & IFF_LOWER_UP) != 0;

    std::optional<LinkCounters> narrow;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (!take(*attribute, link, narrow)) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || link.index <= 0 || link.name.empty()) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (!link.counters) {
        link.counters = narrow;
    }
    return event;
}

tl::expected<void, NetlinkError> read_links(Netlink& route, std::vector<std::byte>& buffer, std::vector<Link>& links) {
    MessageWriter question;
    question.header(ifinfomsg{});
    return read_parts(route, {.type = RTM_GETLINK, .flags = 0, .payload = question.written()}, buffer, links,
                      [](const Message& message) {
                          return parse_link(message).map([](std::optional<LinkEvent>&& event) {
                              return event && !event->gone ? std::optional(std::move(event->link)) : std::nullopt;
                          });
                      });
}

}  // namespace magpie::agent::netlink
