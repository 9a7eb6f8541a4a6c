#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "wire/capture/record.hpp"

namespace magpie::agent {

inline constexpr std::uint16_t lldp_ether_type = 0x88cc;

/// Who or what, in one of the ways of IEEE 802.1AB-2016 tables 8-2 and 8-3.
struct LldpId {
    enum class Kind : std::uint8_t { name, mac_address, network_address };
    Kind kind{};
    std::span<const std::byte> value;  // of a network address its family, and it
};

/// What a switch says of itself at one of its ports (IEEE 802.1AB), as far as Magpie reads it. Texts are any bytes, and
/// lie in the frame.
struct Lldp {
    LldpId chassis;
    LldpId port;
    std::uint16_t seconds_to_live = 0;  // 0: forget what was said
    std::string_view port_description;
    std::string_view system_name;
    std::span<const std::byte> management_address;    // of the first that is told: its family, and it
    std::optional<std::uint16_t> port_vlan;           // untagged (802.1, subtype 1)
    std::optional<std::uint8_t> poe_class;            // 0 to 4 (802.3, subtype 2), where the port sources power
    std::optional<std::uint16_t> poe_tenths_of_watt;  // allocated, where it was negotiated
    std::optional<std::uint16_t> mau_type;            // operational (802.3, subtype 1; RFC 4836 dot3MauType)
};

/// `frame`: from its destination on, perhaps behind one VLAN tag; nothing of one of another type. `cut`: the capture is
/// shorter than the frame: what runs over its end is then no error. Wants chassis, port and time to live in their
/// order, as IEEE 802.1AB-2016 9.2.7.7.1 does; of what comes twice the first counts.
[[nodiscard]] std::optional<tl::expected<Lldp, capture::BadFrame>> parse_lldp(std::span<const std::byte> frame,
                                                                              bool cut);

/// `00:11:22:33:44:55`, an address, or the name as it is.
[[nodiscard]] std::string text_of(const LldpId& id);
/// An IPv4 or IPv6 address behind its family; empty for any other.
[[nodiscard]] std::string address_text(std::span<const std::byte> address);

}  // namespace magpie::agent
