#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace magpie::collector {

/// What a report is: one that was made only for its notes has no check in it.
enum class ReportKind : std::uint8_t { check, acceptance, note };
inline constexpr std::string_view report_kind_words[] = {"check", "acceptance", "note"};

/// What a list says of a report. Its texts are a pole's: plain text, cut where they are too long.
struct ReportBrief {
    std::string made{};  // ISO 8601; empty where the node did not know the time
    std::string by{};    // empty: the node itself
    ReportKind kind = ReportKind::note;
    std::string verdict{};  // "pass", "warn" or "fail"; empty where there was no check
    std::string layer{};    // the first that is red; empty where none is
    std::string what{};     // what is wrong there, in English
    std::string what_ko{};  // and in Korean
    std::size_t notes = 0;
};

/// A report (docs/pole-page.md, "The report"), of whatever a pole has signed. Null where it is no object, or nested
/// deeper than a report is: whoever copies or prints a value goes down as deep as its pole has nested it.
[[nodiscard]] nlohmann::json report_in(std::string_view content);

/// Nothing where it is no report.
[[nodiscard]] std::optional<ReportBrief> brief_of(std::string_view content);

}  // namespace magpie::collector
