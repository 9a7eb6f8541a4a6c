#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tl/expected.hpp>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// What all messages of ethtool netlink have in common (linux/ethtool_netlink.h). All requests open with a nest that
/// may name one interface (`index`; 0: all there are) and carries flags.
void write_ethtool_header(MessageWriter& request, std::uint8_t command, unsigned nest_type, int index = 0);

/// The interface a reply is about. False when the nest does not fit or names none.
[[nodiscard]] bool parse_ethtool_header(std::span<const std::byte> nest, int& index);

/// Dumps and parses with the parser given; a malformed part spoils the whole. Parts are replaced, and empty on an
/// error.
template <typename Part>
tl::expected<void, NetlinkError> read_ethtool(
    Netlink& generic, std::uint16_t family, const MessageWriter& request, std::vector<std::byte>& buffer,
    std::vector<Part>& parts, tl::expected<std::optional<Part>, NetlinkError> (*parse)(const Message&)) {
    parts.clear();
    if (auto dumped = dump(generic, {family, 0, request.written()}, buffer); !dumped) {
        return dumped;
    }
    Messages messages(buffer);
    while (const auto message = messages.next()) {
        auto part = message->type == family ? parse(*message) : std::optional<Part>();
        if (!part) {
            parts.clear();
            return tl::unexpected(part.error());
        }
        if (*part) {
            parts.push_back(std::move(**part));
        }
    }
    if (messages.malformed()) {
        parts.clear();
        return tl::unexpected(NetlinkError::malformed);
    }
    return {};
}

}  // namespace magpie::agent::netlink
