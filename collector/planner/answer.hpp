#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "collector/planner/choice.hpp"
#include "collector/planner/effect.hpp"
#include "collector/planner/equity.hpp"
#include "collector/planner/geodata.hpp"
#include "collector/planner/grades.hpp"
#include "collector/planner/model.hpp"

/// What the commands answer: to a person, to a program, to a map.
namespace magpie::collector::planner {

struct Answer {
    std::string text;
    nlohmann::ordered_json json;
    /// What --out writes to a map's file.
    Layer layer;
    /// And to a page.
    std::string page;
};

/// `progress` may be null. `wants_page`: making it costs.
struct Asked {
    const Options& options;
    std::FILE* progress = nullptr;
    bool wants_page = false;
};

[[nodiscard]] Answer coverage_answer(const Model& model, const Asked& asked);
[[nodiscard]] Answer plan_answer(const Model& model, const Asked& asked);
/// The error names a pole that is not there.
[[nodiscard]] tl::expected<Answer, std::string> what_if_answer(const Model& model, const Asked& asked);
[[nodiscard]] Answer grade_answer(const Model& model, const Asked& asked);
[[nodiscard]] Answer effect_answer(const Model& model, const Asked& asked);

/// Parts of several answers.
[[nodiscard]] std::string told(const Model& model);
[[nodiscard]] nlohmann::ordered_json as_json(const Model& model);
[[nodiscard]] std::string told(const Ground& ground, const Equity& equity, bool with_plan);
[[nodiscard]] nlohmann::ordered_json as_json(const Ground& ground, const Equity& equity, bool with_plan);
[[nodiscard]] Equity equity_now(const Model& model);

}  // namespace magpie::collector::planner
