#include "agent/ieee80211/elements.hpp"

#include <algorithm>

#include "agent/ieee80211/element.hpp"

namespace magpie::agent {

namespace {

// IEEE 802.11-2020 tables 9-92 and 9-93.
constexpr std::uint8_t id_ds_parameter_set = 3;
constexpr std::uint8_t id_country = 7;
constexpr std::uint8_t id_bss_load = 11;
constexpr std::uint8_t id_ht_operation = 61;
constexpr std::byte extension_he_operation{36};

constexpr std::size_t longest_ssid = 32;
/// The QBSS Load of the drafts of 802.11e has the same id, four bytes and other fields.
constexpr std::size_t bss_load_size = 5;
constexpr std::size_t ht_operation_size = 22;

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

std::optional<std::array<char, 2>> country_of(std::span<const std::byte> body) {
    if (body.size() < 3) {
        return std::nullopt;
    }
    const std::array country{std::to_integer<char>(body[0]), std::to_integer<char>(body[1])};
    const bool letters = std::ranges::all_of(country, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
    return letters ? std::optional(country) : std::nullopt;
}

std::optional<unsigned> number_at(std::span<const std::byte> body, std::size_t at) {
    return at < body.size() && body[at] != std::byte{0} ? std::optional(std::to_integer<unsigned>(body[at]))
                                                        : std::nullopt;
}

/// The primary channel at 6 GHz, behind what the parameters say is there (IEEE 802.11ax-2021 9.4.2.249).
std::optional<unsigned> channel_of_he_operation(std::span<const std::byte> body) {
    if (body.size() < 7 || body[0] != extension_he_operation) {
        return std::nullopt;
    }
    const auto parameters = std::to_integer<unsigned>(body[1]) | std::to_integer<unsigned>(body[2]) << 8 |
                            std::to_integer<unsigned>(body[3]) << 16;
    if ((parameters & 1U << 17) == 0) {
        return std::nullopt;
    }
    const std::size_t vht_operation = (parameters & 1U << 14) != 0 ? 3 : 0;
    const std::size_t co_hosted = (parameters & 1U << 15) != 0 ? 1 : 0;
    return number_at(body, 7 + vht_operation + co_hosted);
}

std::optional<unsigned> own_channel(const Element& element) {
    switch (element.id) {
        case id_ds_parameter_set:
            return element.body.size() == 1 ? number_at(element.body, 0) : std::nullopt;
        case id_ht_operation:
            return element.body.size() >= ht_operation_size ? number_at(element.body, 0) : std::nullopt;
        case id_extension:
            return channel_of_he_operation(element.body);
        default:
            return std::nullopt;
    }
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
            case id_ht_operation:
            case id_extension:
                if (!elements.channel) {
                    elements.channel = own_channel(*element);
                }
                break;
            case id_country:
                if (!elements.country) {
                    elements.country = country_of(body);
                }
                break;
            case id_bss_load:
                if (!elements.load) {
                    elements.load = load_of(body);
                }
                break;
            case id_rsn:
            case id_vendor:
                elements.protection.read(*element);
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
