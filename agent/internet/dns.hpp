#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <tl/expected.hpp>

#include "wire/capture/record.hpp"

namespace magpie::agent {

/// A DNS message (RFC 1035), as far as its time and its outcome go: names are walked, and never kept.
struct Dns {
    std::uint16_t id = 0;
    bool response = false;
    std::uint8_t opcode = 0;
    std::uint8_t code = 0;  // RCODE: 0 no error, 2 SERVFAIL, 3 NXDOMAIN, 5 refused
    bool truncated = false;
    std::uint16_t questions = 0;
    std::uint16_t answers = 0;
};

inline constexpr std::uint16_t dns_port = 53;

/// `payload` of UDP, perhaps cut (`cut`): then what is missing is no error. The error is `dns`: a header that is short,
/// a name that loops, points ahead or is longer than 255, a question past the end, more records than bytes for them.
[[nodiscard]] tl::expected<Dns, capture::BadFrame> parse_dns(std::span<const std::byte> payload, bool cut);

}  // namespace magpie::agent
