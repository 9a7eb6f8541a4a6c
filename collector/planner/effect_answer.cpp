#include <cmath>

#include <fmt/format.h>

#include "collector/planner/answer.hpp"

namespace magpie::collector::planner {

namespace {

using Json = nlohmann::ordered_json;

Json as_json(const SiteEffect& one) {
    return {{"tests_before", one.before.tests},         {"tests_after", one.after.tests},
            {"served_before", one.before.value()},      {"served_after", one.after.value()},
            {"predicted_before", one.predicted_before}, {"predicted_after", one.predicted_after}};
}

}  // namespace

Answer effect_answer(const Model& model, const Asked& asked) {
    const auto sites = sites_of(model.city.candidates);
    const auto effect = effect_of(sites_of(model.city.poles), sites, model.before, model.after, model.reaches,
                                  asked.options.radio.threshold_dbm);
    Answer answer{.text = {}, .json = {}, .layer = {}, .page = {}};
    answer.text = fmt::format("{} new sites; {} walk tests near them before, {} after (within {:.0f} m)\n",
                              sites.size(), effect.all.before.tests, effect.all.after.tests, effect_meters);
    Json json = {{"sites", sites.size()},
                 {"all", as_json(effect.all)},
                 {"control",
                  {{"tests_before", effect.control_before.tests},
                   {"tests_after", effect.control_after.tests},
                   {"served_before", effect.control_before.value()},
                   {"served_after", effect.control_after.value()}}}};
    if (effect.measured) {
        const double half = 200 * effect.standard_error;
        answer.text += fmt::format(
            "  served there:  {:5.1f} % before, {:5.1f} % after\n"
            "  far from them: {:5.1f} % before, {:5.1f} % after ({} and {} tests)\n",
            100 * effect.all.before.value(), 100 * effect.all.after.value(), 100 * effect.control_before.value(),
            100 * effect.control_after.value(), effect.control_before.tests, effect.control_after.tests);
        answer.text += fmt::format("  effect: {:+.1f} points measured (+-{:.1f}), {:+.1f} predicted: {}\n",
                                   100 * *effect.measured, half, 100 * effect.predicted,
                                   effect.as_predicted()                 ? "as predicted"
                                   : *effect.measured < effect.predicted ? "less than predicted"
                                                                         : "more than predicted");
        json["measured"] = *effect.measured;
        json["standard_error"] = effect.standard_error;
        json["predicted"] = effect.predicted;
        json["as_predicted"] = effect.as_predicted();
    } else {
        answer.text += "  that is too few to measure an effect: both times somebody has to walk near the sites\n";
    }
    answer.text += fmt::format("\n{:<20} {:>7} {:>7} {:>8} {:>8} {:>10}\n", "site", "tests", "after", "served", "after",
                               "predicted");
    Json list = Json::array();
    answer.layer = {.name = "sites",
                    .fields = {{"id", FieldKind::text},
                               {"tests_before", FieldKind::whole},
                               {"tests_after", FieldKind::whole},
                               {"served_before", FieldKind::real},
                               {"served_after", FieldKind::real},
                               {"predicted_after", FieldKind::real}},
                    .features = {}};
    for (std::size_t i = 0; i < sites.size(); ++i) {
        const auto& one = effect.sites[i];
        const auto& site = model.city.candidates[i];
        if (one.before.tests + one.after.tests > 0) {
            answer.text += fmt::format("{:<20} {:>7} {:>7} {:>6.0f} % {:>6.0f} % {:>8.0f} %\n", site.id,
                                       one.before.tests, one.after.tests, 100 * one.before.value(),
                                       100 * one.after.value(), 100 * one.predicted_after);
        }
        auto row = as_json(one);
        row["id"] = site.id;
        list.push_back(std::move(row));
        answer.layer.features.push_back({.at = site.at,
                                         .values = {site.id, static_cast<std::int64_t>(one.before.tests),
                                                    static_cast<std::int64_t>(one.after.tests), one.before.value(),
                                                    one.after.value(), one.predicted_after}});
        answer.layer.heights.push_back(site.height);
    }
    json["by_site"] = list;
    answer.json["effect"] = json;
    return answer;
}

}  // namespace magpie::collector::planner
