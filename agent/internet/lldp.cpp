#include "agent/internet/lldp.hpp"

#include <arpa/inet.h>

#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;
using Bytes = std::span<const std::byte>;

constexpr std::size_t place_of_type = 12;
constexpr std::uint16_t vlan_types[] = {0x8100, 0x88a8};
constexpr std::size_t tag_size = 4;
constexpr std::size_t mac_size = 6;

// IEEE 802.1AB-2016 table 8-1.
constexpr std::uint8_t type_end = 0;
constexpr std::uint8_t type_chassis = 1;
constexpr std::uint8_t type_port = 2;
constexpr std::uint8_t type_time_to_live = 3;
constexpr std::uint8_t type_port_description = 4;
constexpr std::uint8_t type_system_name = 5;
constexpr std::uint8_t type_management_address = 8;
constexpr std::uint8_t type_organization = 127;

constexpr std::uint32_t organization_8021 = 0x0080c2;
constexpr std::uint32_t organization_8023 = 0x00120f;

// IANA address family numbers.
constexpr std::uint8_t family_ipv4 = 1;
constexpr std::uint8_t family_ipv6 = 2;

std::string_view text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// `mac_subtype`, `network_subtype`: 4 and 5 of a chassis, 3 and 4 of a port.
std::optional<LldpId> read_id(Bytes value, std::uint8_t mac_subtype, std::uint8_t network_subtype) {
    constexpr std::size_t most = 255;
    if (value.size() < 2 || value.size() > most + 1) {
        return std::nullopt;
    }
    const auto subtype = number8(value, 0);
    const auto rest = value.subspan(1);
    if (subtype == mac_subtype) {
        return rest.size() == mac_size ? std::optional(LldpId{LldpId::Kind::mac_address, rest}) : std::nullopt;
    }
    return LldpId{subtype == network_subtype ? LldpId::Kind::network_address : LldpId::Kind::name, rest};
}

/// IEEE 802.1AB-2016 8.5.9: its length, family and value; behind them the interface, which nobody needs here.
bool read_management_address(Bytes value, Lldp& lldp) {
    if (value.empty()) {
        return false;
    }
    const std::size_t size = number8(value, 0);
    if (size < 2 || size > 32 || value.size() < 1 + size) {
        return false;
    }
    if (lldp.management_address.empty()) {
        lldp.management_address = value.subspan(1, size);
    }
    return true;
}

/// IEEE 802.3-2018 79.3.2: support, pair, class; with 802.3at type, what is asked for, what is allocated.
void read_power(Bytes value, Lldp& lldp) {
    constexpr std::size_t size = 3;
    constexpr std::size_t size_at = 8;
    constexpr std::uint8_t is_source = 0x01;
    constexpr std::uint8_t is_enabled = 0x04;
    if (value.size() < size || lldp.poe_class ||
        (number8(value, 0) & (is_source | is_enabled)) != (is_source | is_enabled)) {
        return;
    }
    const auto power_class = number8(value, 2);
    if (power_class >= 1 && power_class <= 5) {
        lldp.poe_class = static_cast<std::uint8_t>(power_class - 1);
    }
    constexpr std::uint16_t most_tenths = 999;
    if (value.size() >= size_at && number16(value, 6) <= most_tenths) {
        lldp.poe_tenths_of_watt = number16(value, 6);
    }
}

void read_organization(Bytes value, Lldp& lldp) {
    if (value.size() < 4) {
        return;
    }
    const auto organization = number32(value, 0) >> 8;
    const auto subtype = number8(value, 3);
    const auto rest = value.subspan(4);
    if (organization == organization_8021 && subtype == 1 && rest.size() == 2 && !lldp.port_vlan) {
        lldp.port_vlan = number16(rest, 0);
    } else if (organization == organization_8023 && subtype == 1 && rest.size() >= 5 && !lldp.mau_type) {
        lldp.mau_type = number16(rest, 3);
    } else if (organization == organization_8023 && subtype == 2) {
        read_power(rest, lldp);
    }
}

/// What may follow the three that each has, in any order. False where it cannot be.
bool read_optional(std::uint8_t type, Bytes value, Lldp& lldp) {
    constexpr std::size_t most_text = 255;
    switch (type) {
        case type_chassis:
        case type_port:
        case type_time_to_live:
            return false;
        case type_port_description:
        case type_system_name: {
            auto& into = type == type_system_name ? lldp.system_name : lldp.port_description;
            into = into.empty() ? text(value) : into;
            return value.size() <= most_text;
        }
        case type_management_address:
            return read_management_address(value, lldp);
        case type_organization:
            read_organization(value, lldp);
            return true;
        default:
            return true;
    }
}

/// The three that each has. False where they are not there in their order.
bool read_mandatory(std::size_t which, std::uint8_t type, Bytes value, Lldp& lldp) {
    switch (which) {
        case 0: {
            const auto id = read_id(value, 4, 5);
            lldp.chassis = id.value_or(LldpId{});
            return type == type_chassis && id;
        }
        case 1: {
            const auto id = read_id(value, 3, 4);
            lldp.port = id.value_or(LldpId{});
            return type == type_port && id;
        }
        default:
            lldp.seconds_to_live = value.size() >= 2 ? number16(value, 0) : 0;
            return type == type_time_to_live && value.size() >= 2;
    }
}

tl::expected<Lldp, BadFrame> read_parts(Bytes bytes, bool cut) {
    constexpr std::size_t mandatory = 3;
    Lldp lldp;
    for (std::size_t which = 0;; ++which) {
        const std::size_t size = bytes.size() < 2 ? 0 : number16(bytes, 0) & 0x1ffU;
        if (bytes.size() < 2 || bytes.size() - 2 < size) {
            // Some switches leave out the end where the frame ends; there is nothing to pad then.
            const bool is_end = cut || bytes.empty();
            return which >= mandatory && is_end ? tl::expected<Lldp, BadFrame>(lldp) : tl::unexpected(BadFrame::lldp);
        }
        const auto type = static_cast<std::uint8_t>(number8(bytes, 0) >> 1);
        const auto value = bytes.subspan(2, size);
        bytes = bytes.subspan(2 + size);
        if (which < mandatory) {
            if (!read_mandatory(which, type, value, lldp)) {
                return tl::unexpected(BadFrame::lldp);
            }
        } else if (type == type_end) {
            return lldp;
        } else if (!read_optional(type, value, lldp)) {
            return tl::unexpected(BadFrame::lldp);
        }
    }
}

std::string mac_text(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        text += place > 0 ? ":" : "";
        text += digits[number8(bytes, place) >> 4];
        text += digits[number8(bytes, place) & 0xfU];
    }
    return text;
}

}  // namespace

std::optional<tl::expected<Lldp, BadFrame>> parse_lldp(Bytes frame, bool cut) {
    if (frame.size() < place_of_type + 2) {
        return std::nullopt;
    }
    auto behind = frame.subspan(place_of_type);
    const auto outer = number16(behind, 0);
    if ((outer == vlan_types[0] || outer == vlan_types[1]) && behind.size() >= tag_size + 2) {
        behind = behind.subspan(tag_size);
    }
    if (number16(behind, 0) != lldp_ether_type) {
        return std::nullopt;
    }
    return read_parts(behind.subspan(2), cut);
}

std::string text_of(const LldpId& id) {
    switch (id.kind) {
        case LldpId::Kind::mac_address:
            return mac_text(id.value);
        case LldpId::Kind::network_address:
            return address_text(id.value);
        case LldpId::Kind::name:
            break;
    }
    return std::string(text(id.value));
}

std::string address_text(Bytes address) {
    constexpr std::size_t ipv4_size = 4;
    constexpr std::size_t ipv6_size = 16;
    if (address.empty()) {
        return {};
    }
    const auto family = number8(address, 0);
    const auto value = address.subspan(1);
    std::array<char, INET6_ADDRSTRLEN> written{};
    if ((family == family_ipv4 && value.size() == ipv4_size &&
         ::inet_ntop(AF_INET, value.data(), written.data(), written.size()) != nullptr) ||
        (family == family_ipv6 && value.size() == ipv6_size &&
         ::inet_ntop(AF_INET6, value.data(), written.data(), written.size()) != nullptr)) {
        return written.data();
    }
    return {};
}

}  // namespace magpie::agent
