#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace magpie::agent::netlink {

/// The bits of link modes that are set, as 32-bit words of the host (ethtool_link_mode_bit_indices of linux/ethtool.h).
using LinkModeBits = std::vector<std::uint32_t>;

/// A nest ETHTOOL_A_BITSET_* in its compact form: what is set, not what may be. Nothing when anything in it does not
/// fit.
[[nodiscard]] std::optional<LinkModeBits> parse_link_mode_bits(std::span<const std::byte> nest);

/// The fastest mode that both have, in bits a second; nothing where they share none that this list knows.
[[nodiscard]] std::optional<double> fastest_in_common(const LinkModeBits& ours, const LinkModeBits& theirs);

}  // namespace magpie::agent::netlink
