#pragma once

#include "firmware/node/hal/flash.hpp"

namespace magpie::node::lm3s6965 {

/// The chip's own flash, which lies at address 0. The core waits while it changes: up to 20 ms for a page.
class Flash final : public hal::Flash {
  public:
    bool erase(std::uint32_t offset) override;
    bool write(std::uint32_t offset, std::span<const std::uint8_t> bytes) override;
    [[nodiscard]] std::span<const std::uint8_t> at(std::uint32_t offset, std::size_t bytes) const override;
};

}  // namespace magpie::node::lm3s6965
