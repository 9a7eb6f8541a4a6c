#include "agent/internet/dns_query.hpp"

#include <algorithm>

#include "agent/internet/dns.hpp"
#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 255;
constexpr std::size_t behind_name = 4;
constexpr std::uint16_t recursion_desired = 0x0100;
constexpr std::uint16_t internet = 1;

/// Of a length or of a number as well: they are below or above the letters in both messages alike.
std::byte lower(std::byte byte) {
    return byte >= std::byte{'A'} && byte <= std::byte{'Z'} ? byte | std::byte{0x20} : byte;
}

}  // namespace

std::optional<std::vector<std::byte>> dns_query(const DnsQuestion& question) {
    std::vector<std::byte> query(header_size);
    put16(query, 0, question.id);
    put16(query, 2, recursion_desired);
    put16(query, 4, 1);
    auto rest = question.name;
    while (!rest.empty()) {
        const auto dot = std::min(rest.find('.'), rest.size());
        if (dot == 0 || dot > longest_label) {
            return std::nullopt;
        }
        query.push_back(static_cast<std::byte>(dot));
        const auto label = std::as_bytes(std::span(rest.substr(0, dot)));
        query.insert(query.end(), label.begin(), label.end());
        rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    query.push_back(std::byte{0});
    if (query.size() - header_size > longest_name) {
        return std::nullopt;
    }
    const auto end = query.size();
    query.resize(end + behind_name);
    put16(query, end, static_cast<std::uint16_t>(question.type));
    put16(query, end + 2, internet);
    return query;
}

std::optional<DnsAnswer> parse_dns_answer(std::span<const std::byte> query, std::span<const std::byte> message) {
    const auto dns = parse_dns(message, false);
    if (!dns || query.size() < header_size || !dns->response || dns->opcode != 0 || dns->id != number16(query, 0)) {
        return std::nullopt;
    }
    const DnsAnswer answer{.code = dns->code, .truncated = dns->truncated, .answers = dns->answers};
    if (dns->questions == 0) {
        // Who refuses, or cannot read, need not repeat the question.
        return dns->code != 0 && dns->answers == 0 ? std::optional(answer) : std::nullopt;
    }
    const auto asked = query.subspan(header_size);
    if (dns->questions != 1 || message.size() - header_size < asked.size() ||
        !std::ranges::equal(asked, message.subspan(header_size, asked.size()), {}, lower, lower)) {
        return std::nullopt;
    }
    return answer;
}

}  // namespace magpie::agent
