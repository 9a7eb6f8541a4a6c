#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "collector/planner/answer.hpp"
#include "collector/planner/cell_layer.hpp"
#include "collector/planner/progress_bar.hpp"
#include "collector/planner/report.hpp"
#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t shown_sites = 10;

std::string_view district_at(const Ground& ground, Point point) {
    const auto cell = ground.grid.at(point);
    const auto district = cell == Grid::nowhere ? no_district : ground.district_of[cell];
    return district == no_district ? std::string_view{} : std::string_view(ground.districts[district].name);
}

std::vector<double> unserved_with(const Model& model, const std::vector<Site>& sites) {
    Unserved more(model.city.ground.grid, model.reaches);
    for (const auto& site : sites) {
        more.add(site);
    }
    std::vector<double> both(model.unserved);
    for (std::size_t i = 0; i < both.size(); ++i) {
        both[i] *= more.by_cell()[i];
    }
    return both;
}

Layer layer_of(const Model& model, const Plan& plan) {
    Layer layer{.name = "sites",
                .fields = {{"id", FieldKind::text},
                           {"rank", FieldKind::whole},
                           {"district", FieldKind::text},
                           {"cell", FieldKind::text},
                           {"gain", FieldKind::real},
                           {"cost", FieldKind::real},
                           {"environment", FieldKind::text}},
                .features = {}};
    for (std::size_t i = 0; i < plan.picks.size(); ++i) {
        const auto& site = model.city.candidates[plan.picks[i].candidate];
        layer.features.push_back(
            {.at = site.at,
             .values = {site.id, static_cast<std::int64_t>(i + 1), std::string(district_at(model.city.ground, site.at)),
                        national_point(site.at), std::round(plan.picks[i].gain * 100) / 100, site.cost,
                        std::string(name_of(site.environment))}});
        layer.heights.push_back(site.height);
    }
    return layer;
}

}  // namespace

Answer plan_answer(const Model& model, const Asked& asked) {
    const auto candidates = sites_of(model.city.candidates);
    const auto& ground = model.city.ground;
    const double budget = asked.options.budget;
    Plan plan;
    {
        ProgressBar bar(asked.progress, "choosing sites");
        plan =
            choose(ground.grid, model.reaches, candidates, gap_of(model), budget, [&](double share) { bar.at(share); });
    }
    std::vector<Site> sites;
    for (const auto& pick : plan.picks) {
        sites.push_back(candidates[pick.candidate]);
    }
    const auto equity = equity_of(ground, model.city.demand, model.demand, model.unserved, unserved_with(model, sites),
                                  sites_of(model.city.poles), sites);
    const double after = 1 - (model.total_unserved - plan.gain) / model.total;
    Answer answer{.text = told(model), .json = as_json(model), .layer = layer_of(model, plan), .page = {}};
    // Rounded down: a plan is never said to be better than it is.
    const double least = std::floor(1000 * plan.least_share()) / 10;
    answer.text += fmt::format("\nplan: {} of {} candidates, for {:g} of {:g}\n", plan.picks.size(), candidates.size(),
                               plan.spent, budget);
    answer.text += fmt::format("  serves {:.0f} more; then {:.1f} % are served\n", plan.gain, 100 * after);
    answer.text += fmt::format(
        "  upper bound: no choice for this budget serves more than {:.0f}, so this plan is at least {:.1f} % of "
        "the best\n",
        plan.bound, least);
    if (plan.picks.empty()) {
        answer.text += "  no candidate that the budget allows serves anybody anew\n";
    }
    answer.text += fmt::format("\n{:>4}  {:<20} {:<16} {:<14} {:>11} {:>8}\n", "", "site", "district", "cell",
                               "serves anew", "cost");
    for (std::size_t i = 0; i < std::min(shown_sites, plan.picks.size()); ++i) {
        const auto& site = model.city.candidates[plan.picks[i].candidate];
        answer.text +=
            fmt::format("{:>4}  {:<20} {:<16} {:<14} {:>11.0f} {:>8g}\n", i + 1, site.id, district_at(ground, site.at),
                        national_point(site.at), plan.picks[i].gain, site.cost);
    }
    if (plan.picks.size() > shown_sites) {
        answer.text += fmt::format("      and {} more: --out FILE has all\n", plan.picks.size() - shown_sites);
    }
    answer.text += told(ground, equity, true);
    Json picks = Json::array();
    for (std::size_t i = 0; i < plan.picks.size(); ++i) {
        const auto& site = model.city.candidates[plan.picks[i].candidate];
        const auto at = unprojected(site.at);
        picks.push_back({{"rank", i + 1},
                         {"id", site.id},
                         {"latitude", std::round(at.latitude * 1e7) / 1e7},
                         {"longitude", std::round(at.longitude * 1e7) / 1e7},
                         {"height_m", site.height},
                         {"district", district_at(ground, site.at)},
                         {"cell", national_point(site.at)},
                         {"gain", plan.picks[i].gain},
                         {"cost", site.cost}});
    }
    answer.json["plan"] = {{"budget", budget},
                           {"spent", plan.spent},
                           {"gain", plan.gain},
                           {"upper_bound", plan.bound},
                           {"least_share_of_best", plan.least_share()},
                           {"served_share_after", after},
                           {"candidates", candidates.size()},
                           {"evaluations", plan.evaluations}};
    answer.json["equity"] = as_json(ground, equity, true);
    answer.layer.about = Json{{"served_share", answer.json["served_share"]},
                              {"plan", answer.json["plan"]},
                              {"equity", answer.json["equity"]}}
                             .dump(-1, ' ', false, Json::error_handler_t::replace);
    answer.json["plan"]["sites"] = std::move(picks);
    if (asked.wants_page) {
        answer.page = report_page(model, equity, &plan, budget);
    }
    return answer;
}

tl::expected<Answer, std::string> what_if_answer(const Model& model, const Asked& asked) {
    const auto& options = asked.options;
    std::unordered_map<std::string, std::size_t> by_id;
    for (std::size_t i = 0; i < model.city.poles.size(); ++i) {
        by_id.emplace(model.city.poles[i].id, i);
    }
    auto poles = model.city.poles;
    std::vector<bool> gone(poles.size(), false);
    const auto known = [&](const std::string& id) -> tl::expected<std::size_t, std::string> {
        const auto found = by_id.find(id);
        if (found == by_id.end()) {
            return tl::unexpected("there is no pole `" + escaped(id) + "`");
        }
        return found->second;
    };
    for (const auto& id : options.remove) {
        const auto index = known(id);
        if (!index) {
            return tl::unexpected(index.error());
        }
        gone[*index] = true;
    }
    for (const auto& move : options.move) {
        const auto index = known(move.id);
        if (!index) {
            return tl::unexpected(index.error());
        }
        if (gone[*index]) {
            return tl::unexpected("pole `" + escaped(move.id) + "` is removed and moved");
        }
        poles[*index].at = move.at;
        poles[*index].environment = move.environment;
    }
    std::vector<Site> sites;
    for (std::size_t i = 0; i < poles.size(); ++i) {
        if (!gone[i]) {
            sites.push_back({.at = poles[i].at, .environment = poles[i].environment});
        }
    }
    for (const auto& added : options.add) {
        sites.push_back({.at = added.at, .environment = added.environment});
    }
    const auto& ground = model.city.ground;
    Unserved then(ground.grid, model.reaches);
    for (const auto& site : sites) {
        then.add(site);
    }
    const auto equity = equity_of(ground, model.city.demand, model.demand, model.unserved, then.by_cell(), sites, {});
    double left = 0;
    for (std::size_t i = 0; i < model.demand.size(); ++i) {
        left += model.demand[i] * then.by_cell()[i];
    }
    Answer answer{.text = told(model), .json = as_json(model), .layer = {}, .page = {}};
    const double change = model.total_unserved - left;
    answer.text += fmt::format(
        "\nwith {} added, {} removed, {} moved: {:+.1f} people are served; {:.3f} % instead of {:.3f} %\n\n",
        options.add.size(), options.remove.size(), options.move.size(), change, 100 * (1 - left / model.total),
        100 * (1 - model.total_unserved / model.total));
    Json districts = Json::array();
    for (std::size_t i = 0; i < equity.districts.size(); ++i) {
        const auto& one = equity.districts[i];
        const double difference = one.unserved - one.unserved_after;
        if (std::abs(difference) < 0.05) {
            continue;
        }
        answer.text += fmt::format("{:<18} {:+10.1f}   {:.2f} % instead of {:.2f} %\n", ground.districts[i].name,
                                   difference, 100 * one.served_share_after(), 100 * one.served_share());
        districts.push_back({{"name", ground.districts[i].name},
                             {"served_more", difference},
                             {"served_share", one.served_share()},
                             {"served_share_after", one.served_share_after()}});
    }
    answer.json["what_if"] = {
        {"served_more", change}, {"served_share_after", 1 - left / model.total}, {"districts", districts}};
    answer.layer = {.name = "cells",
                    .fields = {{"id", FieldKind::text}, {"served_more", FieldKind::real}},
                    .features = {},
                    .square = ground.grid.cell};
    for (std::size_t i = 0; i < model.demand.size(); ++i) {
        const double difference = model.demand[i] * (model.unserved[i] - then.by_cell()[i]);
        if (std::abs(difference) >= 0.005) {
            answer.layer.features.push_back(
                {.at = ground.grid.center(i), .values = {ground.grid.name(i), std::round(difference * 100) / 100}});
        }
    }
    return answer;
}

}  // namespace magpie::collector::planner
