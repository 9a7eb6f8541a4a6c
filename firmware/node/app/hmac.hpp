#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/node/app/sha256.hpp"

namespace magpie::node {

/// HMAC-SHA256 (RFC 2104) of what add() was given. A value.
class Hmac {
  public:
    /// `key` has at most 64 bytes: longer ones, which RFC 2104 hashes first, are none of the node's.
    explicit Hmac(std::span<const std::uint8_t> key);

    void add(std::span<const std::uint8_t> bytes) { inner_.add(bytes); }
    /// Once, at the end.
    [[nodiscard]] Digest end();

  private:
    Sha256 inner_;
    Sha256 outer_;
};

/// In a time that does not tell where they differ, so that nobody can find a digest byte by byte.
[[nodiscard]] bool are_equal(const Digest& one, const Digest& other);

}  // namespace magpie::node
