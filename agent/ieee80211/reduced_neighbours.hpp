#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent {

/// Walks the BSSIDs that the Reduced Neighbor Report elements (id 201, IEEE 802.11-2020 9.4.2.170) in a list of
/// elements of any origin name: other radios of the same access point, or access points nearby. Entries that name none
/// are passed over. The bytes must outlive it.
class ReducedNeighbours {
  public:
    explicit ReducedNeighbours(std::span<const std::byte> elements) : elements_(elements) {}

    [[nodiscard]] std::optional<MacAddress> next();

  private:
    std::span<const std::byte> elements_;  // that were not looked at
    std::span<const std::byte> channels_;  // of the present element
    std::span<const std::byte> entries_;   // of the present channel
    std::size_t entry_size_ = 0;
};

}  // namespace magpie::agent
