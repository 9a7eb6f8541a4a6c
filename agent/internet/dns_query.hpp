#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace magpie::agent {

/// Records asked for (RFC 1035 3.2.2, RFC 3596).
enum class DnsType : std::uint16_t { a = 1, aaaa = 28 };

struct DnsQuestion {
    std::uint16_t id = 0;
    std::string_view name{};  // labels with dots between them; one behind the last may be left out
    DnsType type = DnsType::a;
};

/// A query with recursion desired and nothing but its question. Nothing where the name is no name: a label empty or
/// longer than 63, more than 255 in all.
[[nodiscard]] std::optional<std::vector<std::byte>> dns_query(const DnsQuestion& question);

/// What a resolver says to a query.
struct DnsAnswer {
    std::uint8_t code = 0;  // RCODE
    bool truncated = false;
    std::uint16_t answers = 0;
};
/// Nothing where `message` is no whole answer to `query`: another id, no response, another question, or damaged. Upper
/// and lower case are one (RFC 4343).
[[nodiscard]] std::optional<DnsAnswer> parse_dns_answer(std::span<const std::byte> query,
                                                        std::span<const std::byte> message);

/// The first address of version 4 among the records of a message that is an answer to `query`, as a number; nothing
/// where there is none, also where the message ends before it.
[[nodiscard]] std::optional<std::uint32_t> first_address(std::span<const std::byte> query,
                                                         std::span<const std::byte> message);

}  // namespace magpie::agent
