#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// Dumps and parses, with a parser whose answer is a part, nothing where the message is about something else, or an
/// error; a malformed message spoils the whole. `parts` is replaced, and empty on an error; `buffer` is scratch.
template <typename Part, typename Parse>
tl::expected<void, NetlinkError> read_parts(Netlink& netlink, NetlinkRequest question, std::vector<std::byte>& buffer,
                                            std::vector<Part>& parts, Parse parse) {
    parts.clear();
    if (auto dumped = dump(netlink, question, buffer); !dumped) {
        return dumped;
    }
    Messages messages(buffer);
    while (const auto message = messages.next()) {
        tl::expected<std::optional<Part>, NetlinkError> part = parse(*message);
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

/// The same of a family of generic netlink: messages of another type are left out.
template <typename Part, typename Parse>
tl::expected<void, NetlinkError> read_generic(Netlink& generic, std::uint16_t family, const MessageWriter& question,
                                              std::vector<std::byte>& buffer, std::vector<Part>& parts, Parse parse) {
    return read_parts(generic, {.type = family, .flags = 0, .payload = question.written()}, buffer, parts,
                      [&](const Message& message) {
                          return message.type == family ? parse(message)
                                                        : tl::expected<std::optional<Part>, NetlinkError>();
                      });
}

}  // namespace magpie::agent::netlink
