#include "agent/ieee80211/element.hpp"

namespace magpie::agent {

namespace {

constexpr std::uint8_t id_non_transmitted_bssid_capability = 83;

}  // namespace

std::optional<Element> take_element(std::span<const std::byte>& bytes) {
    if (bytes.size() < 2) {
        return std::nullopt;
    }
    const auto length = std::to_integer<std::size_t>(bytes[1]);
    if (bytes.size() - 2 < length) {
        return std::nullopt;
    }
    const Element element{std::to_integer<std::uint8_t>(bytes[0]), bytes.subspan(2, length)};
    bytes = bytes.subspan(2 + length);
    return element;
}

bool begins_profile(std::span<const std::byte> profile) {
    const auto first = take_element(profile);
    return first && first->id == id_non_transmitted_bssid_capability;
}

}  // namespace magpie::agent
