#include "collector/reports/report_brief.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "wire/json_depth.hpp"
#include "wire/text.hpp"

namespace magpie::collector {
namespace {

using nlohmann::json;

/// A check within a report has eight.
constexpr std::size_t deepest = 16;
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_text = 300;

/// Null where there is none.
const json* member(const json* object, const char* key) {
    if (object == nullptr || !object->is_object()) {
        return nullptr;
    }
    const auto found = object->find(key);
    return found == object->end() ? nullptr : &*found;
}

std::string text_at(const json* object, const char* key, std::size_t most) {
    const auto* const text = member(object, key);
    return text != nullptr && text->is_string() ? escaped(text->get_ref<const std::string&>(), most) : std::string();
}

/// Of the first red line: its fault, or what the layer says of itself where it has none.
void add_first(ReportBrief& brief, const json& check) {
    brief.layer = text_at(member(&check, "first"), "layer", longest_name);
    const auto* const layers = member(&check, "layers");
    if (brief.layer.empty() || layers == nullptr || !layers->is_array()) {
        return;
    }
    const auto red = std::find_if(layers->begin(), layers->end(), [&](const json& layer) {
        return text_at(&layer, "layer", longest_name) == brief.layer;
    });
    if (red == layers->end()) {
        return;
    }
    const auto* const fault = member(&*red, "fault");
    const auto* const words = fault != nullptr ? member(fault, "what") : member(&*red, "summary");
    brief.what = text_at(words, "en", longest_text);
    brief.what_ko = text_at(words, "ko", longest_text);
}

}  // namespace

json report_in(std::string_view content) {
    if (json_is_deeper_than(deepest, content)) {
        return {};
    }
    auto report = json::parse(content, nullptr, /*allow_exceptions=*/false);
    if (!report.is_object()) {
        return {};
    }
    return report;
}

std::optional<ReportBrief> brief_of(std::string_view content) {
    const auto report = report_in(content);
    if (!report.is_object()) {
        return std::nullopt;
    }
    ReportBrief brief{.made = text_at(&report, "made", longest_name), .by = text_at(&report, "by", longest_text)};
    if (const auto* const notes = member(&report, "notes"); notes != nullptr && notes->is_array()) {
        brief.notes = notes->size();
    }
    const auto* const check = member(&report, "check");
    if (check == nullptr || !check->is_object()) {
        return brief;
    }
    const auto* const accept = member(check, "accept");
    const bool is_acceptance = accept != nullptr && accept->is_boolean() && accept->get<bool>();
    brief.kind = is_acceptance ? ReportKind::acceptance : ReportKind::check;
    constexpr std::array<std::string_view, 3> verdicts{"pass", "warn", "fail"};
    if (auto verdict = text_at(check, "verdict", longest_name);
        std::ranges::find(verdicts, verdict) != verdicts.end()) {
        brief.verdict = std::move(verdict);
    }
    add_first(brief, *check);
    return brief;
}

}  // namespace magpie::collector
