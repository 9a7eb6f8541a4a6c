#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/netlink/message.hpp"

namespace magpie::agent::netlink {

/// What all messages of ethtool netlink have in common (linux/ethtool_netlink.h). All requests open with a nest that
/// may name one interface (`index`; 0: all there are) and carries flags.
void write_ethtool_header(MessageWriter& request, std::uint8_t command, unsigned nest_type, int index = 0);

/// The interface a reply is about. False when the nest does not fit or names none.
[[nodiscard]] bool parse_ethtool_header(std::span<const std::byte> nest, int& index);

}  // namespace magpie::agent::netlink
