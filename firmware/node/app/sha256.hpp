#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace magpie::node {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of what add() was given, one piece after the other. A value.
class Sha256 {
  public:
    static constexpr std::size_t block_bytes = 64;

    void add(std::span<const std::uint8_t> bytes);
    /// Once, at the end.
    [[nodiscard]] Digest end();

  private:
    void block(std::span<const std::uint8_t, block_bytes> bytes);

    std::array<std::uint32_t, 8> state_{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                        0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
    std::array<std::uint8_t, block_bytes> part_{};
    /// Of the message so far; 512 MB at most, as bits are counted in 32 of the standard's 64.
    std::uint32_t bytes_ = 0;
};

}  // namespace magpie::node
