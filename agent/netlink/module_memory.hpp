#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// Half a page of the memory of a pluggable module: 128 bytes, the lower from 0 on, the upper (of which there are
/// several) from 128 on. Older modules have a second memory at another address.
struct ModuleHalf {
    std::uint8_t address = 0x50;
    std::uint8_t page = 0;
    bool upper = false;
};
inline constexpr std::size_t module_half_bytes = 128;

using ModuleBytes = std::vector<std::byte>;

/// ETHTOOL_A_MODULE_EEPROM_DATA of a reply, which has exactly `module_half_bytes`. Nothing for other commands;
/// `malformed` when anything in it does not fit.
[[nodiscard]] tl::expected<std::optional<ModuleBytes>, NetlinkError> parse_module_half(const Message& message);

/// Asks one interface. It takes CAP_NET_ADMIN (`permission`), a driver that can (`unsupported`) and a module (`gone`,
/// or whatever error the driver has for it); the module's bus takes some ten milliseconds.
[[nodiscard]] tl::expected<ModuleBytes, NetlinkError> read_module_half(Netlink& generic, std::uint16_t family,
                                                                       int index, const ModuleHalf& half,
                                                                       std::vector<std::byte>& buffer);

}  // namespace magpie::agent::netlink
