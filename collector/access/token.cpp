#include "collector/access/token.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstddef>

namespace magpie::collector {

namespace {

constexpr std::string_view scheme = "bearer ";

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

Digest digest_of(std::string_view token) {
    Digest digest{};
    SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
    return digest;
}

bool same(const Digest& one, const Digest& other) {
    return CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string fresh_token() {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<unsigned char, 33> random{};  // the last one is zero: six bits at a time need some beyond the end
    if (RAND_bytes(random.data(), 32) != 1) {
        return {};
    }
    std::string token;
    for (std::size_t bit = 0; bit < 256; bit += 6) {
        const unsigned two = static_cast<unsigned>(random[bit / 8]) << 8 | random[bit / 8 + 1];
        token += letters[two >> (10 - bit % 8) & 63];
    }
    return token;
}

std::optional<std::string_view> bearer_token(std::string_view header) {
    if (!std::ranges::equal(header.substr(0, scheme.size()), scheme, {}, lower)) {
        return std::nullopt;
    }
    header.remove_prefix(scheme.size());
    header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
    const auto body = header.substr(0, header.find('='));
    const auto end = header.substr(body.size());
    const bool good = !body.empty() && header.size() <= longest_token && std::ranges::all_of(body, [](char c) {
        return is_letter_or_digit(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
    }) && std::ranges::all_of(end, [](char c) { return c == '='; });
    return good ? std::optional(header) : std::nullopt;
}

}  // namespace magpie::collector
