#include "agent/internet/dns.hpp"

#include <optional>

#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 255;
/// As many labels as the longest name can have; a pointer that leads to a pointer again and again has another aim.
constexpr std::size_t most_pointers = 127;
/// Type and class.
constexpr std::size_t behind_name = 4;
/// An empty name, type, class, time to live, and the length of nothing.
constexpr std::size_t shortest_record = 11;

enum class Walk { whole, cut, wrong };

/// Walks one name (RFC 1035 4.1.4) and moves `place` behind it.
Walk walk_name(std::span<const std::byte> message, std::size_t& place) {
    auto at = place;
    auto chunk = place;  // where the labels began that are walked now
    std::size_t size = 1;
    std::size_t pointers = 0;
    while (at < message.size()) {
        const std::size_t length = number8(message, at);
        if (length == 0) {
            place = pointers == 0 ? at + 1 : place;
            return Walk::whole;
        }
        if (length < 0x40) {
            size += length + 1;
            if (size > longest_name) {
                return Walk::wrong;
            }
            at += length + 1;
            continue;
        }
        if (length < 0xc0) {
            return Walk::wrong;
        }
        if (message.size() - at < 2) {
            return Walk::cut;
        }
        if (pointers == 0) {
            place = at + 2;
        }
        // Only back, before what was walked: so no name is without end.
        at = number16(message, at) & 0x3fffU;
        if (at < header_size || at >= chunk || ++pointers > most_pointers) {
            return Walk::wrong;
        }
        chunk = at;
    }
    return Walk::cut;
}

}  // namespace

tl::expected<Dns, BadFrame> parse_dns(std::span<const std::byte> payload, bool cut) {
    const auto refused = tl::unexpected(BadFrame::dns);
    if (payload.size() < header_size) {
        return refused;
    }
    const unsigned flags = number16(payload, 2);
    Dns dns;
    dns.id = number16(payload, 0);
    dns.response = (flags & 0x8000) != 0;
    dns.opcode = static_cast<std::uint8_t>(flags >> 11 & 0x0f);
    dns.truncated = (flags & 0x0200) != 0;
    dns.code = static_cast<std::uint8_t>(flags & 0x0f);
    dns.questions = number16(payload, 4);
    dns.answers = number16(payload, 6);

    auto place = header_size;
    for (unsigned question = 0; question < dns.questions; ++question) {
        auto walked = walk_name(payload, place);
        if (walked == Walk::whole && payload.size() - place < behind_name) {
            walked = Walk::cut;
        }
        if (walked == Walk::wrong || (walked == Walk::cut && !cut)) {
            return refused;
        }
        if (walked == Walk::cut) {
            return dns;
        }
        place += behind_name;
    }
    const auto records = std::size_t{dns.answers} + number16(payload, 8) + number16(payload, 10);
    if (!cut && !dns.truncated && (payload.size() - place) / shortest_record < records) {
        return refused;
    }
    return dns;
}

}  // namespace magpie::agent
