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

/// Behind a name; nothing where it does not end within the message. Where it points is not followed.
std::optional<std::size_t> behind_name_at(std::span<const std::byte> message, std::size_t place) {
    constexpr std::uint8_t pointer = 0xc0;
    while (place < message.size()) {
        const auto length = number8(message, place);
        if ((length & pointer) != 0) {
            return place + 2;
        }
        place += 1U + length;
        if (length == 0) {
            return place;
        }
    }
    return std::nullopt;
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

std::optional<std::uint32_t> first_address(std::span<const std::byte> query, std::span<const std::byte> message) {
    const auto answer = parse_dns_answer(query, message);
    if (!answer || number16(message, 4) != 1) {
        return std::nullopt;
    }
    constexpr std::size_t record_head = 10;  // type, class, time to live, length
    constexpr std::size_t address_size = 4;
    std::size_t place = query.size();
    for (std::uint16_t i = 0; i < answer->answers; ++i) {
        const auto head = behind_name_at(message, place);
        if (!head || message.size() < *head + record_head) {
            return std::nullopt;
        }
        const std::size_t length = number16(message, *head + 8);
        const auto value = *head + record_head;
        if (message.size() < value + length) {
            return std::nullopt;
        }
        if (number16(message, *head) == static_cast<std::uint16_t>(DnsType::a) &&
            number16(message, *head + 2) == internet && length == address_size) {
            return number32(message, value);
        }
        place = value + length;
    }
    return std::nullopt;
}

}  // namespace magpie::agent
