#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace magpie::node::hal {

/// NOR flash, by offset from its start. Erased bytes are 0xFF; writing clears bits only.
class Flash {
  public:
    static constexpr std::uint32_t page_bytes = 1024;

    /// The page that begins at `offset`. False where it is not 0xFF throughout afterwards.
    virtual bool erase(std::uint32_t offset) = 0;
    /// `offset` and the number of bytes are multiples of 4. False where what is read back differs.
    virtual bool write(std::uint32_t offset, std::span<const std::uint8_t> bytes) = 0;
    /// What is there; good until the next erase or write.
    [[nodiscard]] virtual std::span<const std::uint8_t> at(std::uint32_t offset, std::size_t bytes) const = 0;

  protected:
    ~Flash() = default;
};

}  // namespace magpie::node::hal
