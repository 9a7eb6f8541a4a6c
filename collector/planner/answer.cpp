#include "collector/planner/answer.hpp"

#include <cmath>

#include <fmt/format.h>

#include "collector/planner/cell_layer.hpp"

namespace magpie::collector::planner {

namespace {

using Json = nlohmann::ordered_json;

/// Measured coverage beside what was predicted at the same places.
struct Check {
    std::size_t tests = 0;
    std::size_t served = 0;
    double predicted = 0;
};

Check check_of(const Model& model, double threshold_dbm) {
    Check check;
    const ServedAt served(sites_of(model.city.poles), model.reaches);
    for (const auto& test : model.city.walk_tests) {
        ++check.tests;
        check.served += test.rssi_dbm && *test.rssi_dbm >= threshold_dbm ? 1 : 0;
        check.predicted += served(test.at);
    }
    return check;
}

std::string told(std::string_view name, const PathLoss& law, bool calibrated) {
    if (!calibrated) {
        return fmt::format("    {:<9} alpha {:.2f}  beta {:5.1f}  sigma {:.1f} dB   P.1411-10\n", name, law.alpha,
                           law.beta, law.sigma);
    }
    return fmt::format("    {:<9} alpha {:.2f} +-{:.2f}  beta {:5.1f} +-{:.1f}  sigma {:.1f} dB   calibrated\n", name,
                       law.alpha, 2 * std::sqrt(law.alpha_variance), law.beta, 2 * std::sqrt(law.beta_variance),
                       law.sigma);
}

Json as_json(const PathLoss& law, bool calibrated) {
    return {{"alpha", law.alpha},
            {"beta", law.beta},
            {"gamma", law.gamma},
            {"sigma_db", law.sigma},
            {"alpha_standard_error", std::sqrt(law.alpha_variance)},
            {"beta_standard_error", std::sqrt(law.beta_variance)},
            {"calibrated", calibrated}};
}

}  // namespace

std::string told(const Model& model) {
    std::string text =
        fmt::format("{} poles in {} districts, {} cells of {:.0f} m\n", model.city.poles.size(),
                    model.city.ground.districts.size(), model.city.ground.cells, model.city.ground.grid.cell);
    for (std::size_t i = 0; i < model.calibrations.size(); ++i) {
        const auto& one = model.calibrations[i];
        text += fmt::format("  {}: reach {:.0f} m, {} scans ({} not heard)\n", environment_names[i],
                            model.reaches[i].range(), one.samples, one.not_heard);
        text += told("in sight", one.laws.in_sight, one.in_sight_calibrated);
        if (static_cast<Environment>(i) != Environment::open) {
            text += told("hidden", one.laws.hidden, one.hidden_calibrated);
        }
    }
    text += fmt::format("\nserved: {:.1f} % of the demand; {:.0f} of {:.0f} are not\n",
                        100 * (1 - model.total_unserved / model.total), model.total_unserved, model.total);
    return text;
}

Json as_json(const Model& model) {
    Json laws;
    for (std::size_t i = 0; i < model.calibrations.size(); ++i) {
        const auto& one = model.calibrations[i];
        laws[std::string(environment_names[i])] = {{"scans", one.samples},
                                                   {"not_heard", one.not_heard},
                                                   {"reach_m", model.reaches[i].range()},
                                                   {"in_sight", as_json(one.laws.in_sight, one.in_sight_calibrated)},
                                                   {"hidden", as_json(one.laws.hidden, one.hidden_calibrated)}};
    }
    return {{"poles", model.city.poles.size()},
            {"districts", model.city.ground.districts.size()},
            {"cells", model.city.ground.cells},
            {"cell_m", model.city.ground.grid.cell},
            {"demand", model.total},
            {"unserved", model.total_unserved},
            {"served_share", 1 - model.total_unserved / model.total},
            {"propagation", laws},
            {"notes", model.notes}};
}

Equity equity_now(const Model& model) {
    return equity_of(model.city.ground, model.city.demand, model.demand, model.unserved, model.unserved,
                     sites_of(model.city.poles), {});
}

std::string told(const Ground& ground, const Equity& equity, bool with_plan) {
    std::string text = fmt::format("\n{:<18} {:>11} {:>7} {:>11} {:>8} {:>11}{}\n", "district", "population", "poles",
                                   "per 10,000", "served", "not served", with_plan ? "   planned    served" : "");
    for (std::size_t i = 0; i < equity.districts.size(); ++i) {
        const auto& one = equity.districts[i];
        text +=
            fmt::format("{:<18} {:>11.0f} {:>7} {:>11.1f} {:>6.1f} % {:>11.0f}", ground.districts[i].name,
                        one.population, one.poles, one.per_10000(one.poles), 100 * one.served_share(), one.unserved);
        if (with_plan) {
            text += fmt::format(" {:>9} {:>7.1f} %", one.planned, 100 * one.served_share_after());
        }
        text += '\n';
    }
    text += fmt::format("inequality of poles for each inhabitant (Gini): {:.3f}", equity.gini);
    return text + (with_plan ? fmt::format(", with the plan {:.3f}\n", equity.gini_after) : "\n");
}

Json as_json(const Ground& ground, const Equity& equity, bool with_plan) {
    Json districts = Json::array();
    for (std::size_t i = 0; i < equity.districts.size(); ++i) {
        const auto& one = equity.districts[i];
        Json json{{"name", ground.districts[i].name},
                  {"population", one.population},
                  {"poles", one.poles},
                  {"poles_per_10000", one.per_10000(one.poles)},
                  {"served_share", one.served_share()},
                  {"unserved", one.unserved}};
        if (with_plan) {
            json["planned"] = one.planned;
            json["served_share_after"] = one.served_share_after();
            json["unserved_after"] = one.unserved_after;
        }
        districts.push_back(std::move(json));
    }
    Json json{{"gini", equity.gini}, {"districts", districts}};
    if (with_plan) {
        json["gini_after"] = equity.gini_after;
    }
    return json;
}

Answer coverage_answer(const Model& model, const Asked& asked) {
    const auto& ground = model.city.ground;
    const auto gap = gap_of(model);
    const auto hotspots = hotspots_of(ground, gap);
    const auto equity = equity_now(model);
    double in_clusters = 0;
    for (std::size_t i = 0; i < gap.size(); ++i) {
        in_clusters += ground.district_of[i] != no_district && hotspots.is_cluster(i) ? gap[i] : 0;
    }
    Answer answer{.text = told(model), .json = as_json(model), .layer = {}, .page = {}};
    answer.text +=
        fmt::format("clusters: {} cells where the gap is no noise (Gi*, 5 % false discoveries), {:.0f} % of it\n",
                    hotspots.cells, model.total_unserved > 0 ? 100 * in_clusters / model.total_unserved : 0);
    answer.json["clusters"] = {{"cells", hotspots.cells}, {"unserved", in_clusters}};
    if (!model.city.walk_tests.empty()) {
        const auto check = check_of(model, asked.options.radio.threshold_dbm);
        const auto n = static_cast<double>(check.tests);
        const auto interval = share_interval(check.served, check.tests);
        const double measured = static_cast<double>(check.served) / n;
        answer.text += fmt::format(
            "walk tests: {:.1f} % of {} were served ({:.1f} to {:.1f}); predicted there {:.1f} %\n", 100 * measured,
            check.tests, 100 * interval.least, 100 * interval.most, 100 * check.predicted / n);
        answer.json["walk_tests"] = {{"tests", check.tests},
                                     {"served_share", measured},
                                     {"least", interval.least},
                                     {"most", interval.most},
                                     {"predicted_share", check.predicted / n}};
    }
    answer.text += told(ground, equity, false);
    answer.json["equity"] = as_json(ground, equity, false);
    if (asked.options.out.size() > (asked.wants_page ? 1U : 0U)) {  // a map is wanted
        answer.layer = cell_layer(model, cells_of(ground), gap, hotspots);
    }
    return answer;
}

}  // namespace magpie::collector::planner
