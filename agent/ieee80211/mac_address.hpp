#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace magpie::agent {

/// A MAC address (IEEE 802 EUI-48), in the order of the air. Nothing turns it into text: what a client's address is
/// must not leave the memory of the pole, so no log line, label or payload can hold one.
struct MacAddress {
    std::array<std::uint8_t, 6> bytes{};

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 of the comparison for a pointer.
    friend auto operator<=>(const MacAddress&, const MacAddress&) = default;

    /// Chosen by software (the U/L bit of the first octet), as phones do to be nobody.
    [[nodiscard]] bool locally_administered() const { return (bytes[0] & 0x02) != 0; }
    [[nodiscard]] bool group() const { return (bytes[0] & 0x01) != 0; }
};

/// Of "02:00:00:00:01:00", in either case; nothing of any other form.
[[nodiscard]] std::optional<MacAddress> parse_mac_address(std::string_view text);

}  // namespace magpie::agent
