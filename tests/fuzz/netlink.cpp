// What the kernel says by netlink. The kernel is trusted, but an interface's name and alias are not its own.

#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include <span>

#include "agent/netlink/ethtool.hpp"
#include "agent/netlink/link.hpp"
#include "agent/netlink/message.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using magpie::fuzz::require;
namespace netlink = magpie::agent::netlink;

void walk(std::span<const std::byte> bytes, int depth) {
    netlink::Attributes attributes(bytes);
    while (const auto attribute = attributes.next()) {
        require(attribute->value.empty() ||
                    (attribute->value.data() >= bytes.data() &&
                     attribute->value.data() + attribute->value.size() <= bytes.data() + bytes.size()),
                "an attribute lies within its message");
        require(attribute->text().find('\0') == std::string_view::npos, "a text ends at its NUL");
        (void)attribute->number<std::uint32_t>();
        if (depth > 0) {
            walk(attribute->value, depth - 1);
        }
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    netlink::Messages messages(all);
    while (const auto message = messages.next()) {
        require(
            message->payload.empty() || (message->payload.data() >= all.data() &&
                                         message->payload.data() + message->payload.size() <= all.data() + all.size()),
            "a message lies within its datagram");
        if (const auto event = netlink::parse_link(*message); event && *event) {
            require(!(*event)->link.name.empty() && (*event)->link.name.size() < 16, "a name as the kernel allows");
            require((*event)->link.name.find('\0') == std::string::npos, "without NUL");
        }
        (void)netlink::parse_link_modes(*message);
        (void)netlink::parse_driver_statistics(*message);
        if (const auto front = netlink::split<ifinfomsg>(message->payload)) {
            walk(front->attributes, 3);
        }
        if (const auto front = netlink::split<genlmsghdr>(message->payload)) {
            walk(front->attributes, 3);
        }
    }
}
