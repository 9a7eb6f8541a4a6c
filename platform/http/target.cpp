#include "platform/http/target.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "wire/text.hpp"

namespace magpie::http {

namespace {

std::optional<std::string> decoded(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        const auto digits = text.substr(at + 1, 2);
        std::uint8_t byte = 0;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (problem != std::errc{} || digits.size() != 2 || end != digits.data() + 2) {
            return std::nullopt;
        }
        plain += static_cast<char>(byte);
        at += 2;
    }
    return is_plain_text(plain) ? std::optional(std::move(plain)) : std::nullopt;
}

}  // namespace

std::optional<Request> parse_target(std::string_view target) {
    if (!target.starts_with('/')) {
        return std::nullopt;
    }
    Request request;
    const auto question = target.find('?');
    auto path = decoded(target.substr(0, question));
    if (!path) {
        return std::nullopt;
    }
    request.path = std::move(*path);
    auto rest = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : pair.size());
        const auto equals = pair.find('=');
        auto key = decoded(pair.substr(0, equals));
        auto value = decoded(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
        if (!key || !value) {
            return std::nullopt;
        }
        request.query[std::move(*key)] = std::move(*value);
    }
    return request;
}

}  // namespace magpie::http
