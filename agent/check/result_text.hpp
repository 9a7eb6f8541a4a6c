#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/check/result.hpp"

/// Checks for a person: on a phone, in the rain, with one hand.
namespace magpie::agent::check {

enum class Language : std::uint8_t { en, ko };
/// Of LC_ALL, LC_MESSAGES or LANG, whichever is set first: "ko_KR.UTF-8".
[[nodiscard]] Language language_of(std::string_view locale);

struct TextStyle {
    Language language = Language::en;
    bool colour = false;
};

/// "  OK    link         eth0 1000 Mbit/s, no errors", without the end of the line.
[[nodiscard]] std::string layer_line(const Layer& layer, const TextStyle& style);
/// What is to be read first: what is wrong, how to be sure, and what to do now; or that all is well. Several lines.
[[nodiscard]] std::string verdict_text(const Result& result, const TextStyle& style);

/// What is another than in the check before, a line each; and that nothing is.
[[nodiscard]] std::string comparison_text(const Result& before, const Result& now, const TextStyle& style);

}  // namespace magpie::agent::check
