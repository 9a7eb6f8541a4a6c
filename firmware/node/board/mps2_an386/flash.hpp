#pragma once

#include "firmware/node/hal/flash.hpp"

namespace magpie::node::an386 {

/// The memory at address 0 is RAM (ZBT SSRAM1) and here behaves as the NOR flash of a chip would: nothing is written
/// that was not erased.
class Flash final : public hal::Flash {
  public:
    bool erase(std::uint32_t offset) override;
    bool write(std::uint32_t offset, std::span<const std::uint8_t> bytes) override;
    [[nodiscard]] std::span<const std::uint8_t> at(std::uint32_t offset, std::size_t bytes) const override;
};

}  // namespace magpie::node::an386
