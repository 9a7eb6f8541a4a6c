#include "agent/ieee80211/elements.hpp"

#include <algorithm>

namespace magpie::agent {

namespace {

// IEEE 802.11-2020 table 9-92.
constexpr std::uint8_t id_ssid = 0;
constexpr std::uint8_t id_ds_parameter_set = 3;
constexpr std::uint8_t id_bss_load = 11;
constexpr std::uint8_t id_rsn = 48;
constexpr std::uint8_t id_multiple_bssid = 71;
constexpr std::uint8_t id_non_transmitted_bssid_capability = 83;

constexpr std::uint8_t subelement_non_transmitted_bssid_profile = 0;

constexpr std::size_t longest_ssid = 32;
/// The QBSS Load of the drafts of 802.11e has the same id, four bytes and other fields.
constexpr std::size_t bss_load_size = 5;

struct Element {
    std::uint8_t id = 0;
    std::span<const std::byte> body;
};

/// Takes the first element off; nothing when its length goes beyond the bytes, which are then left as they are.
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

std::optional<std::string> ssid_of(std::span<const std::byte> body) {
    const bool hidden = std::ranges::all_of(body, [](std::byte byte) { return byte == std::byte{0}; });
    if (hidden || body.size() > longest_ssid) {
        return std::nullopt;
    }
    return std::string(reinterpret_cast<const char*>(body.data()), body.size());
}

std::optional<BssLoad> load_of(std::span<const std::byte> body) {
    if (body.size() < bss_load_size) {
        return std::nullopt;
    }
    return BssLoad{std::to_integer<unsigned>(body[0]) | std::to_integer<unsigned>(body[1]) << 8,
                   std::to_integer<int>(body[2]) / 255.0};
}

/// A profile that found no room continues in the next Multiple BSSID element; only where it begins does the capability
/// stand first (9.4.2.45).
bool begins_profile(std::span<const std::byte> profile) {
    const auto first = take_element(profile);
    return first && first->id == id_non_transmitted_bssid_capability;
}

void count_profiles(std::span<const std::byte> body, Elements& elements) {
    auto rest = body.subspan(std::min<std::size_t>(1, body.size()));
    while (const auto element = take_element(rest)) {
        if (element->id == subelement_non_transmitted_bssid_profile && begins_profile(element->body)) {
            ++elements.non_transmitted_networks;
        }
    }
    elements.malformed |= body.empty() || !rest.empty();
}

}  // namespace

Elements parse_elements(std::span<const std::byte> bytes) {
    Elements elements;
    bool has_ssid = false;
    while (const auto element = take_element(bytes)) {
        const auto body = element->body;
        switch (element->id) {
            case id_ssid:
                // As in the kernel the first one counts.
                if (!has_ssid) {
                    elements.ssid = ssid_of(body);
                    has_ssid = true;
                }
                break;
            case id_ds_parameter_set:
                if (!elements.channel && body.size() == 1 && body[0] != std::byte{0}) {
                    elements.channel = std::to_integer<unsigned>(body[0]);
                }
                break;
            case id_bss_load:
                if (!elements.load) {
                    elements.load = load_of(body);
                }
                break;
            case id_rsn:
                // A version at least.
                elements.rsn |= body.size() >= 2;
                break;
            case id_multiple_bssid:
                count_profiles(body, elements);
                break;
            default:
                break;
        }
    }
    elements.malformed |= !bytes.empty();
    return elements;
}

}  // namespace magpie::agent
