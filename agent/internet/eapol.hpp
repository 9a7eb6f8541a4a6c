#pragma once

#include <cstddef>
#include <span>

#include <tl/expected.hpp>

#include "agent/internet/packet.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What stands behind the EtherType of EAPOL, perhaps cut or with padding behind it; `length` on the line. The error is
/// `eapol`: what the message is cannot be read, or an inner length goes beyond the outer one.
[[nodiscard]] tl::expected<Eapol, capture::BadFrame> parse_eapol(std::span<const std::byte> bytes,
                                                                 std::size_t length = unknown_length);

}  // namespace magpie::agent
