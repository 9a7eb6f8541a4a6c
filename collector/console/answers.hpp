#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "collector/console/json_text.hpp"
#include "platform/http/server.hpp"

namespace magpie::collector::console {

[[nodiscard]] inline http::Response json_answer(std::string body, unsigned status = 200) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.headers.emplace_back("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

/// `{"error":"..."}`; `why` is plain text.
[[nodiscard]] inline http::Response problem(unsigned status, std::string_view why) {
    std::string body = "{\"error\":";
    append_json_text(why, body);
    return json_answer(body += '}', status);
}

/// What a query says of this; nothing where it says nothing.
[[nodiscard]] inline std::optional<std::string_view> asked(const http::Request& request, const std::string& key) {
    const auto found = request.query.find(key);
    return found == request.query.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

template <typename Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// `limit` of a query, from 1 on; nothing where it is another.
[[nodiscard]] inline std::optional<std::size_t> limit_of(const http::Request& request, std::size_t otherwise,
                                                         std::size_t most) {
    const auto text = asked(request, "limit");
    const auto limit = text ? number_in<std::size_t>(*text) : std::optional(otherwise);
    return limit && *limit >= 1 && *limit <= most ? limit : std::nullopt;
}

}  // namespace magpie::collector::console
