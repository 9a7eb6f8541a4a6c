#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "wire/capture/record.hpp"

namespace magpie::agent::client {

inline constexpr std::uint16_t http_port = 80;

/// Whether a segment begins with the request line of HTTP/1 (RFC 9112 3), by its method: GET, HEAD or POST.
[[nodiscard]] bool begins_http_request(std::span<const std::byte> payload);

/// How a segment that begins with a status line (RFC 9112 4) answers a client that is not let through yet: redirected
/// by any 3xx, and by 511 (RFC 6585 6). Nothing for what is no status line, and for 1xx, which another one follows.
[[nodiscard]] std::optional<capture::Outcome> http_answer(std::span<const std::byte> payload);

}  // namespace magpie::agent::client
