#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace magpie::agent {

// IEEE 802.11-2020 table 9-92.
inline constexpr std::uint8_t id_ssid = 0;
inline constexpr std::uint8_t id_rsn = 48;
inline constexpr std::uint8_t id_multiple_bssid = 71;
inline constexpr std::uint8_t id_vendor = 221;
inline constexpr std::uint8_t id_extension = 255;  // the number of the element stands first in its body

/// Of the Multiple BSSID element, each of one network (9.4.2.45).
inline constexpr std::uint8_t subelement_non_transmitted_bssid_profile = 0;

/// One of a list of elements (IEEE 802.11-2020 9.4.3), or of an element's own list. The body is the caller's bytes.
struct Element {
    std::uint8_t id = 0;
    std::span<const std::byte> body;
};

/// Takes the first element off; nothing when its length goes beyond the bytes, which are then left as they are.
[[nodiscard]] std::optional<Element> take_element(std::span<const std::byte>& bytes);

/// A profile that found no room continues in the next Multiple BSSID element; only where it begins does the capability
/// stand first (9.4.2.45).
[[nodiscard]] bool begins_profile(std::span<const std::byte> profile);

}  // namespace magpie::agent
