#include "agent/netlink/ethtool_message.hpp"

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>

#include <utility>

namespace magpie::agent::netlink {

void write_ethtool_header(MessageWriter& request, std::uint8_t command, unsigned nest_type, int index) {
    request.header(genlmsghdr{.cmd = command, .version = ETHTOOL_GENL_VERSION, .reserved = 0});
    const auto nest = request.begin_nest(nest_type);
    if (index != 0) {
        request.number(ETHTOOL_A_HEADER_DEV_INDEX, static_cast<std::uint32_t>(index));
    }
    // Compact bit sets spare the names of a hundred link modes.
    request.number<std::uint32_t>(ETHTOOL_A_HEADER_FLAGS, ETHTOOL_FLAG_COMPACT_BITSETS);
    request.end_nest(nest);
}

bool parse_ethtool_header(std::span<const std::byte> nest, int& index) {
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == ETHTOOL_A_HEADER_DEV_INDEX) {
            const auto number = attribute->number<std::uint32_t>();
            if (!number || !std::in_range<int>(*number)) {
                return false;
            }
            index = static_cast<int>(*number);
        }
    }
    return !attributes.malformed() && index > 0;
}

}  // namespace magpie::agent::netlink
