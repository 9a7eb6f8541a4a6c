#include "collector/access/tokens_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

namespace magpie::collector {

namespace {

constexpr std::size_t most_tokens = 1000;
constexpr std::size_t longest_name = 64;
constexpr std::string_view blank = " \t\r";

std::optional<Digest> digest_in(std::string_view hex) {
    Digest digest{};
    if (hex.size() != 2 * digest.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const char* const at = hex.data() + 2 * i;
        const auto [end, problem] = std::from_chars(at, at + 2, digest[i], 16);
        if (problem != std::errc{} || end != at + 2) {
            return std::nullopt;
        }
    }
    return digest;
}

/// Takes the next word of a line.
std::string_view word_of(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
    const auto word = line.substr(0, line.find_first_of(blank));
    line.remove_prefix(word.size());
    return word;
}

tl::expected<KnownToken, std::string> parse_line(std::string_view line) {
    const auto scopes = parse_scopes(word_of(line));
    const auto digest = digest_in(word_of(line));
    const auto name = word_of(line);
    if (!scopes) {
        return tl::unexpected<std::string>(
            "must begin with scopes: network, security and command, those it has, with commas between");
    }
    if (!digest) {
        return tl::unexpected<std::string>("has no SHA-256 in 64 hexadecimal digits behind the scopes");
    }
    if (!is_token_name(name) || !word_of(line).empty()) {
        return tl::unexpected<std::string>("must end with one name: 1 to 64 of letters, digits and ._-");
    }
    return KnownToken{.digest = *digest, .scopes = *scopes, .name = std::string(name)};
}

}  // namespace

bool is_token_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._-").find(c) != std::string_view::npos;
    });
}

tl::expected<std::vector<KnownToken>, std::string> parse_tokens(std::string_view text) {
    std::vector<KnownToken> tokens;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto begin = line.find_first_not_of(blank);
        if (begin == std::string_view::npos || line[begin] == '#') {
            continue;
        }
        const auto where = "line " + std::to_string(number) + " ";
        auto token = parse_line(line);
        if (!token) {
            return tl::unexpected(where + token.error());
        }
        if (std::ranges::any_of(tokens, [&](const auto& other) { return other.digest == token->digest; })) {
            return tl::unexpected(where + "has a token that was there before");
        }
        if (tokens.size() == most_tokens) {
            return tl::unexpected(where + "is one token too many: there may be a thousand");
        }
        tokens.push_back(std::move(*token));
    }
    return tokens;
}

std::string written(const KnownToken& token) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const auto byte : token.digest) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return written(token.scopes) + " " + hex + " " + token.name;
}

}  // namespace magpie::collector
