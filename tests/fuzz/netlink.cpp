// What the kernel says by netlink. The kernel is trusted, but an interface's name and alias are not its own.

#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include <span>

#include "agent/netlink/ethtool.hpp"
#include "agent/netlink/ethtool_port.hpp"
#include "agent/netlink/link.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/module_memory.hpp"
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

void check_port(const netlink::Message& message) {
    (void)netlink::parse_link_info(message);
    if (const auto state = netlink::parse_link_condition(message); state && *state) {
        require(!(*state)->down_reason || *(*state)->down_reason < netlink::link_down_words.size(),
                "a reason has a word");
        const auto quality = (*state)->signal_quality.value_or(0);
        require(quality >= 0 && quality <= 1, "a share");
    }
    if (const auto power = netlink::parse_power_sourcing(message); power && *power && (*power)->state) {
        require(static_cast<std::size_t>(*(*power)->state) < netlink::power_state_words.size(), "a state has a word");
    }
    if (const auto half = netlink::parse_module_half(message); half && *half) {
        require((*half)->size() == netlink::module_half_bytes, "a half is whole");
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
        check_port(*message);
        if (const auto front = netlink::split<ifinfomsg>(message->payload)) {
            walk(front->attributes, 3);
        }
        if (const auto front = netlink::split<genlmsghdr>(message->payload)) {
            walk(front->attributes, 3);
        }
    }
}
