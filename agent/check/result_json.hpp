#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

#include "agent/check/result.hpp"

/// The codec of checks: one JSON object (docs/check.md, "For programs"), and its pieces while one runs.
namespace magpie::agent::check {

/// A check is never longer.
inline constexpr std::size_t longest_result = std::size_t{32} * 1024;

[[nodiscard]] std::string result_json(const Result& result);
/// {"event":"layer","layer":{...}} and {"event":"result","result":{...}}, each in one line, without its end.
[[nodiscard]] std::string event_json(const Layer& layer);
[[nodiscard]] std::string event_json(const Result& result);

/// The same with `against`, what is another than in the check before: null where there was none.
[[nodiscard]] std::string result_json(const Result& result, const std::optional<Result>& before);
[[nodiscard]] std::string event_json(const Result& result, const std::optional<Result>& before);

/// What result_json() has written, by this release or another: a layer nobody knows is left out, as is a fault. The
/// error is a sentence.
[[nodiscard]] tl::expected<Result, std::string> parse_result(std::string_view json);

using Event = std::variant<Layer, Result>;
[[nodiscard]] std::optional<Event> parse_event(std::string_view line);

}  // namespace magpie::agent::check
