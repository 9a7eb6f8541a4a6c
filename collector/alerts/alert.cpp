#include "collector/alerts/alert.hpp"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "wire/time_text.hpp"

namespace magpie::collector::alerts {

namespace {

std::string_view value_of(const Alert& alert, std::string_view label) {
    if (label == "area") {
        return alert.area;
    }
    if (label == "node") {
        return alert.node;
    }
    const auto kept = std::ranges::find(alert.kept, label, &Labels::value_type::first);
    return kept == alert.kept.end() ? std::string_view() : std::string_view(kept->second);
}

/// `{radio}` becomes the alert's; what came from a node is not looked at again.
std::string filled(std::string_view text, const Alert& alert) {
    std::string out;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
        const auto close = text.find('}', open);
        out += text.substr(0, open);
        out += value_of(alert, text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
    return out.append(text);
}

}  // namespace

std::string to_json(const Alert& alert, const Settings& settings, const Now& now) {
    const auto& row = *alert.row;
    nlohmann::json labels = {{"alertname", row.alert},
                             {"area", alert.area},
                             {"node", alert.node},
                             {"severity", row.severity},
                             {"team", row.team}};
    for (const auto& [name, value] : alert.kept) {
        labels[name] = value;
    }
    for (const auto& [name, value] : settings.labels) {
        labels[name] = value;
    }
    nlohmann::json annotations = {{"summary", filled(row.summary, alert)},
                                  {"description", filled(row.description, alert)}};
    if (!settings.runbook_url.empty()) {
        annotations["runbook_url"] = settings.runbook_url + std::string(row.alert);
    }
    const nlohmann::json whole = {{"labels", std::move(labels)},
                                  {"annotations", std::move(annotations)},
                                  {"startsAt", time_text(alert.starts)},
                                  {"endsAt", time_text(alert.ended.value_or(now.wall + holds_for))}};
    return whole.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace magpie::collector::alerts
