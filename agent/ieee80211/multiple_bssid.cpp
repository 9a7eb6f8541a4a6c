#include "agent/ieee80211/multiple_bssid.hpp"

#include <algorithm>

namespace magpie::agent {

namespace {

// IEEE 802.11-2020 tables 9-92 and 9-93.
constexpr std::uint8_t id_non_transmitted_bssid_capability = 83;
constexpr std::uint8_t id_multiple_bssid_index = 85;
constexpr std::byte extension_non_inheritance{56};

constexpr unsigned most_bits = 8;
constexpr std::size_t longest_ssid = 32;
constexpr unsigned privacy_bit = 0x10;

/// Whether the Non-Inheritance element, its extension's number taken off, names this one (9.4.2.240).
bool names(std::span<const std::byte> body, std::uint8_t id) {
    if (body.empty()) {
        return false;
    }
    const auto size = std::min(std::to_integer<std::size_t>(body[0]), body.size() - 1);
    const auto list = body.subspan(1, size);
    return std::ranges::find(list, std::byte{id}) != list.end();
}

}  // namespace

MacAddress bssid_of(const MacAddress& transmitted, unsigned bits, unsigned index) {
    const unsigned mask = (1U << bits) - 1;
    const unsigned last = transmitted.bytes[5];
    auto bssid = transmitted;
    bssid.bytes[5] = static_cast<std::uint8_t>((last & ~mask) | ((last + index) & mask));
    return bssid;
}

std::optional<NonTransmittedNetwork> MultipleBssid::next() {
    while (true) {
        while (const auto subelement = take_element(profiles_)) {
            if (subelement->id != subelement_non_transmitted_bssid_profile) {
                continue;
            }
            std::optional<NonTransmittedNetwork> before;
            if (begins_profile(subelement->body)) {
                before = complete();
                profile_ = {};
                profile_.begun = true;
                profile_.bits = bits_;
            }
            if (profile_.begun) {
                read(subelement->body, profile_);
            }
            if (before) {
                return before;
            }
        }
        if (!next_element()) {
            const auto last = complete();
            profile_ = {};
            return last;
        }
    }
}

bool MultipleBssid::next_element() {
    while (const auto element = take_element(elements_)) {
        if (element->id == id_multiple_bssid && !element->body.empty()) {
            bits_ = std::to_integer<unsigned>(element->body[0]);
            profiles_ = element->body.subspan(1);
            return true;
        }
    }
    return false;
}

void MultipleBssid::read(std::span<const std::byte> elements, Profile& profile) {
    auto& network = profile.network;
    while (const auto element = take_element(elements)) {
        const auto body = element->body;
        switch (element->id) {
            case id_ssid:
                if (!profile.has_ssid) {
                    profile.has_ssid = true;
                    const bool hidden = std::ranges::all_of(body, [](std::byte byte) { return byte == std::byte{0}; });
                    network.ssid = hidden || body.size() > longest_ssid ? std::span<const std::byte>() : body;
                }
                break;
            case id_non_transmitted_bssid_capability:
                network.privacy = !body.empty() && (std::to_integer<unsigned>(body[0]) & privacy_bit) != 0;
                break;
            case id_multiple_bssid_index:
                if (profile.index == 0 && !body.empty()) {
                    profile.index = std::to_integer<unsigned>(body[0]);
                }
                break;
            case id_extension:
                if (!body.empty() && body[0] == extension_non_inheritance) {
                    profile.inherits_keys &= !names(body.subspan(1), id_rsn);
                }
                break;
            default:
                network.protection.read(*element);
                break;
        }
    }
}

std::optional<NonTransmittedNetwork> MultipleBssid::complete() const {
    if (!profile_.begun || profile_.bits == 0 || profile_.bits > most_bits || profile_.index == 0 ||
        profile_.index >= 1U << profile_.bits) {
        return std::nullopt;
    }
    auto network = profile_.network;
    network.bssid = bssid_of(transmitted_, profile_.bits, profile_.index);
    // Who has keys says so in its capability: without, there is nothing to inherit.
    if (!network.protection.rsn && !network.protection.wpa && profile_.inherits_keys && network.privacy) {
        const bool owe_transition = network.protection.owe_transition;
        network.protection = inherited_;
        network.protection.owe_transition = owe_transition;
    }
    return network;
}

}  // namespace magpie::agent
