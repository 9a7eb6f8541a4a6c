#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::collector {

/// SHA-256 of a token: what is kept of it.
using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest digest_of(std::string_view token);
/// In constant time.
[[nodiscard]] bool same(const Digest& one, const Digest& other);

/// 256 bits of the system's randomness in base64url (RFC 4648, 5), 43 characters. Empty when the system has none.
[[nodiscard]] std::string fresh_token();

inline constexpr std::size_t longest_token = 1024;

/// The token of an Authorization header (RFC 6750, 2.1); nothing when there is none, or another scheme.
[[nodiscard]] std::optional<std::string_view> bearer_token(std::string_view header);

}  // namespace magpie::collector
