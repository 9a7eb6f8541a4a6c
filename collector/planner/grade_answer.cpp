#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "collector/planner/answer.hpp"
#include "collector/planner/cell_layer.hpp"
#include "collector/planner/progress_bar.hpp"

namespace magpie::collector::planner {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t shown_places = 10;

/// Those with people: elsewhere there is nothing to grade.
std::vector<std::size_t> peopled(const Model& model, const std::vector<std::size_t>& cells) {
    std::vector<std::size_t> some;
    std::copy_if(cells.begin(), cells.end(), std::back_inserter(some),
                 [&](std::size_t cell) { return model.demand[cell] > 0; });
    return some;
}

std::vector<Place> places_of(const Ground& ground, const std::vector<std::size_t>& cells) {
    std::vector<Place> places;
    places.reserve(cells.size());
    for (const auto cell : cells) {
        places.push_back({.id = ground.grid.name(cell), .at = ground.grid.center(cell)});
    }
    return places;
}

std::string told(const Feedback& feedback, Json& json) {
    std::string text;
    Json grades = Json::object();
    for (std::size_t i = 0; i < grade_names.size(); ++i) {
        const auto& one = feedback.by_grade[i];
        const auto all = one.confirmed + one.refuted;
        if (all == 0) {
            continue;
        }
        const auto interval = share_interval(one.confirmed, all);
        text += fmt::format("  {}: {} of {} confirmed, {:.1f} % ({:.1f} to {:.1f})\n", grade_names[i], one.confirmed,
                            all, 100 * static_cast<double>(one.confirmed) / static_cast<double>(all),
                            100 * interval.least, 100 * interval.most);
        grades[std::string(grade_names[i])] = {
            {"confirmed", one.confirmed}, {"refuted", one.refuted}, {"least", interval.least}, {"most", interval.most}};
    }
    if (text.empty()) {
        return text;
    }
    text = "\nwhat was found on site, of places so graded:\n" + text;
    Json separation = Json::object();
    for (std::size_t i = 0; i < component_names.size(); ++i) {
        if (feedback.separation[i]) {
            text +=
                fmt::format("  {:<11} is {:+.2f} among the confirmed{}\n", component_names[i], *feedback.separation[i],
                            std::abs(*feedback.separation[i]) < 0.05 ? ": tells nothing apart" : "");
            separation[std::string(component_names[i])] = *feedback.separation[i];
        }
    }
    json["feedback"] = {{"grades", grades}, {"separation", separation}};
    return text;
}

void add_fields_of_grades(Layer& layer) {
    layer.fields.insert(layer.fields.end(), {{"grade", FieldKind::text},
                                             {"computed", FieldKind::text},
                                             {"verdict", FieldKind::text},
                                             {"score", FieldKind::real}});
    for (const auto name : component_names) {
        layer.fields.push_back({std::string(name) + "_part", FieldKind::real});
    }
}

void add_grade(Feature& feature, const Graded& one) {
    auto& values = feature.values;
    values.emplace_back(std::string(grade_names[static_cast<std::size_t>(one.grade)]));
    values.emplace_back(std::string(grade_names[static_cast<std::size_t>(one.computed)]));
    values.push_back(one.confirmed ? Value(std::string(*one.confirmed ? "confirmed" : "refuted")) : Value());
    values.emplace_back(std::round(one.score * 10) / 10);
    for (const auto& component : one.components) {
        values.push_back(component ? Value(std::round(*component * 1000) / 1000) : Value());
    }
}

Layer layer_of(const std::vector<Place>& places, const std::vector<Graded>& grades) {
    Layer layer{.name = "places",
                .fields = {{"id", FieldKind::text}, {"demand", FieldKind::real}, {"unserved", FieldKind::real}},
                .features = {}};
    add_fields_of_grades(layer);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& one = grades[i];
        Feature feature{
            .at = places[i].at,
            .values = {places[i].id, std::round(one.demand * 100) / 100, std::round(one.unserved * 100) / 100}};
        add_grade(feature, one);
        layer.features.push_back(std::move(feature));
    }
    return layer;
}

/// All of the city, as `coverage` writes them; those with people have a grade, too.
Layer graded_cells(const Model& model, const std::vector<std::size_t>& cells, const std::vector<double>& gap,
                   const Hotspots& hotspots, const std::vector<Graded>& grades) {
    auto layer = cell_layer(model, cells, gap, hotspots);
    add_fields_of_grades(layer);
    auto grade = grades.begin();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (model.demand[cells[i]] > 0) {
            add_grade(layer.features[i], *grade++);
        }
    }
    return layer;
}

}  // namespace

Answer grade_answer(const Model& model, const Asked& asked) {
    const auto& ground = model.city.ground;
    const bool of_cells = asked.options.places.empty();
    const auto cells = of_cells ? cells_of(ground) : std::vector<std::size_t>();
    const auto places = of_cells ? places_of(ground, peopled(model, cells)) : model.places;
    const auto gap = gap_of(model);
    const auto hotspots = hotspots_of(ground, gap);
    std::vector<Graded> grades;
    {
        const ProgressBar bar(asked.progress, "grading");
        grades = graded(places,
                        {.ground = ground,
                         .demand = model.demand,
                         .unserved = model.unserved,
                         .complaints = model.city.demand.of(DemandKind::complaints),
                         .hotspots = hotspots,
                         .walk_tests = model.city.walk_tests,
                         .threshold_dbm = asked.options.radio.threshold_dbm},
                        model.verdicts);
    }
    std::array<std::size_t, grade_names.size()> counts{};
    for (const auto& one : grades) {
        ++counts[static_cast<std::size_t>(one.grade)];
    }
    Answer answer{.text = told(model), .json = as_json(model), .layer = {}, .page = {}};
    if (!asked.options.out.empty()) {
        answer.layer = of_cells ? graded_cells(model, cells, gap, hotspots, grades) : layer_of(places, grades);
    }
    answer.text += fmt::format("\n{} {}, by what they lack (E is worst):\n", places.size(),
                               of_cells ? "cells with people" : "places");
    Json by_grade;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        answer.text +=
            fmt::format("  {}: {:>7}  {:5.1f} %   from {:.0f} points\n", grade_names[i], counts[i],
                        places.empty() ? 0 : 100 * static_cast<double>(counts[i]) / static_cast<double>(places.size()),
                        grade_points[i]);
        by_grade[std::string(grade_names[i])] = counts[i];
    }
    answer.json["grades"] = by_grade;
    std::vector<std::size_t> order(places.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    const auto worse = [&](std::size_t one, std::size_t other) {
        return grades[one].grade != grades[other].grade   ? grades[one].grade > grades[other].grade
               : grades[one].score != grades[other].score ? grades[one].score > grades[other].score
                                                          : one < other;
    };
    const auto shown = order.begin() + static_cast<std::ptrdiff_t>(std::min(shown_places, order.size()));
    std::partial_sort(order.begin(), shown, order.end(), worse);
    answer.text += fmt::format("\n{:<28} {:>5} {:>6} {:>9} {:>11}\n", "the worst, with 100 m around", "grade", "points",
                               "demand", "not served");
    Json worst = Json::array();
    for (auto place = order.begin(); place != shown; ++place) {
        const auto& one = grades[*place];
        const auto name = grade_names[static_cast<std::size_t>(one.grade)];
        answer.text += fmt::format("{:<28} {:>5} {:>6.1f} {:>9.0f} {:>11.0f}\n", places[*place].id, name, one.score,
                                   one.demand, one.unserved);
        worst.push_back({{"id", places[*place].id}, {"grade", name}, {"score", one.score}, {"unserved", one.unserved}});
    }
    answer.json["worst"] = worst;
    answer.text += told(feedback_of(grades), answer.json);
    return answer;
}

}  // namespace magpie::collector::planner
