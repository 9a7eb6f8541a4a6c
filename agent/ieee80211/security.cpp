#include "agent/ieee80211/security.hpp"

#include <algorithm>

namespace magpie::agent {

using capture::Security;

namespace {

constexpr std::uint16_t only_version = 1;
constexpr std::size_t suite_size = 4;

constexpr std::uint32_t vendor_wpa = 0x0050f201;
constexpr std::uint32_t vendor_owe_transition = 0x506f9a1c;

std::uint16_t little_16(std::span<const std::byte> bytes) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[0]) | std::to_integer<unsigned>(bytes[1]) << 8);
}

/// OUI and type, in the order of the air.
std::uint32_t suite_at(std::span<const std::byte> bytes) {
    return std::to_integer<std::uint32_t>(bytes[0]) << 24 | std::to_integer<std::uint32_t>(bytes[1]) << 16 |
           std::to_integer<std::uint32_t>(bytes[2]) << 8 | std::to_integer<std::uint32_t>(bytes[3]);
}

/// IEEE 802.11-2020 table 9-151 and 802.11be's additions; WPA's own; those of the Wi-Fi Alliance (OSEN and DPP).
std::optional<Security> key_of(std::uint32_t suite) {
    switch (suite) {
        case 0x000fac12:
            return Security::owe;
        case 0x000fac02:
        case 0x000fac04:
        case 0x000fac06:
        case 0x000fac08:
        case 0x000fac09:
        case 0x000fac13:
        case 0x000fac14:
        case 0x000fac18:
        case 0x000fac19:
        case 0x0050f202:
        case 0x506f9a02:
            return Security::personal;
        case 0x000fac01:
        case 0x000fac03:
        case 0x000fac05:
        case 0x000fac0b:
        case 0x000fac0c:
        case 0x000fac0d:
        case 0x000fac0e:
        case 0x000fac0f:
        case 0x000fac10:
        case 0x000fac11:
        case 0x000fac16:
        case 0x000fac17:
        case 0x0050f201:
        case 0x506f9a01:
            return Security::enterprise;
        default:
            return std::nullopt;
    }
}

/// Takes a count and as many suites off; nothing where they do not fit.
std::optional<std::span<const std::byte>> take_suites(std::span<const std::byte>& bytes) {
    if (bytes.size() < 2) {
        return std::nullopt;
    }
    const auto size = little_16(bytes) * suite_size;
    if (bytes.size() - 2 < size) {
        return std::nullopt;
    }
    const auto suites = bytes.subspan(2, size);
    bytes = bytes.subspan(2 + size);
    return suites;
}

void lower(std::optional<Security>& weakest, const std::optional<Security>& way) {
    if (way && (!weakest || *way < *weakest)) {
        weakest = way;
    }
}

}  // namespace

std::optional<Security> parse_rsn(std::span<const std::byte> body) {
    if (body.size() < 2 || little_16(body) != only_version) {
        return std::nullopt;
    }
    auto rest = body.subspan(2);
    if (rest.empty()) {
        return Security::enterprise;
    }
    if (rest.size() < suite_size) {
        return std::nullopt;
    }
    rest = rest.subspan(suite_size);  // the group's cipher
    if (rest.empty()) {
        return Security::enterprise;
    }
    if (!take_suites(rest)) {  // ciphers of pairs
        return std::nullopt;
    }
    if (rest.empty()) {
        return Security::enterprise;
    }
    const auto keys = take_suites(rest);
    if (!keys) {
        return std::nullopt;
    }
    std::optional<Security> weakest;
    for (std::size_t at = 0; at < keys->size(); at += suite_size) {
        lower(weakest, key_of(suite_at(keys->subspan(at))));
    }
    return weakest;
}

void Protection::read(const Element& element) {
    if (element.id == id_rsn && element.body.size() >= 2) {
        if (!rsn) {
            lower(weakest, parse_rsn(element.body));
        }
        rsn = true;
    } else if (element.id == id_vendor && element.body.size() >= suite_size) {
        const auto vendor = suite_at(element.body);
        if (vendor == vendor_wpa && !wpa) {
            wpa = true;
            // Behind its name it is built as RSN is.
            lower(weakest, parse_rsn(element.body.subspan(suite_size)));
        }
        owe_transition |= vendor == vendor_owe_transition;
    }
}

std::optional<Security> Protection::security(bool privacy) const {
    if (rsn || wpa) {
        return weakest;
    }
    return privacy ? Security::personal : Security::open;
}

}  // namespace magpie::agent
