#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::station {

// Between the agent and the magpie-station of the uplink: one connection a question, each message whole
// (SOCK_SEQPACKET). The agent says what it asks, the service what came of it, and hangs up. Who hangs up before that
// has asked all the same, and what was leased meanwhile is given back.

/// Whether DHCP has an address for this interface.
struct UplinkQuestion {
    std::string interface;    // 1 to 15 bytes; the service refuses any but its own
    bool only_offer = false;  // ends with the offer, which takes no address
    friend bool operator==(const UplinkQuestion&, const UplinkQuestion&) = default;
};

/// How it ended: the label `outcome`.
enum class UplinkEnd : std::uint8_t {
    granted,      // and given back
    offered,      // and no more was asked for
    own_address,  // a server that does not look at client identifiers offers what the interface has; nothing was asked
    no_offer,
    no_answer,  // to the request for what was offered
    refused,    // NAK
    taken,      // granted or offered, and somebody else has it
    not_sent,   // the service's own kernel would not, or it was told to stop
    no_interface,
};
inline constexpr std::array<std::string_view, 9> uplink_end_words{
    "granted", "offered", "own_address", "no_offer", "no_answer", "refused", "taken", "not_sent", "no_interface"};

[[nodiscard]] inline std::string_view word(UplinkEnd end) {
    return uplink_end_words[static_cast<std::size_t>(end)];
}

/// Whether there is an address to be had.
[[nodiscard]] inline bool is_good(UplinkEnd end) {
    return end == UplinkEnd::granted || end == UplinkEnd::offered || end == UplinkEnd::own_address;
}

struct UplinkAnswer {
    UplinkEnd end{};
    std::uint8_t servers = 0;        // whose offers came
    std::uint8_t prefix_length = 0;  // 32 at most
    std::uint32_t address = 0;       // 0: none, as of the next two
    std::uint32_t server = 0;
    std::uint32_t router = 0;
    std::optional<Milliseconds> offer{};  // from the first DISCOVER
    std::optional<Milliseconds> grant{};  // from the first REQUEST
    friend bool operator==(const UplinkAnswer&, const UplinkAnswer&) = default;
};

inline constexpr std::size_t uplink_record_size = 28;
using UplinkBytes = std::array<std::byte, uplink_record_size>;

/// `interface` is cut where it is longer than a kernel's names.
[[nodiscard]] UplinkBytes encode(const UplinkQuestion& question);
[[nodiscard]] UplinkBytes encode(const UplinkAnswer& answer);

/// Nothing where it is something else, of another version, or what cannot be.
[[nodiscard]] std::optional<UplinkQuestion> decode_uplink_question(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<UplinkAnswer> decode_uplink_answer(std::span<const std::byte> bytes);

}  // namespace magpie::station
