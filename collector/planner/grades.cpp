#include "collector/planner/grades.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>

#include "collector/planner/point_index.hpp"

namespace magpie::collector::planner {

namespace {

struct Found {
    double demand = 0;
    double unserved = 0;
    double complaints = 0;
    double z = 0;  // of the worst cluster
    std::size_t tests = 0;
    std::size_t failed = 0;
};

void look_around(const Place& place, const Evidence& evidence, Found& found) {
    const auto& grid = evidence.ground.grid;
    const double range = std::max(catchment_meters, grid.cell);
    const auto cells = std::ceil(range / grid.cell);
    for (double row = -cells; row <= cells; ++row) {
        for (double column = -cells; column <= cells; ++column) {
            const auto cell =
                grid.at({.east = place.at.east + column * grid.cell, .north = place.at.north + row * grid.cell});
            if (cell == Grid::nowhere || distance(grid.center(cell), place.at) > range) {
                continue;
            }
            found.demand += evidence.demand[cell];
            found.unserved += evidence.demand[cell] * evidence.unserved[cell];
            found.complaints += evidence.complaints[cell];
            if (evidence.hotspots.is_cluster(cell)) {
                found.z = std::max(found.z, static_cast<double>(evidence.hotspots.z[cell]));
            }
        }
    }
}

double median_demand(const std::vector<Found>& all) {
    std::vector<double> demands;
    for (const auto& found : all) {
        if (found.demand > 0) {
            demands.push_back(found.demand);
        }
    }
    if (demands.empty()) {
        return 1;
    }
    const auto middle = demands.begin() + static_cast<std::ptrdiff_t>(demands.size() / 2);
    std::nth_element(demands.begin(), middle, demands.end());
    return *middle;
}

void score(Graded& place, const Found& found, double usual_demand) {
    constexpr double worst_z = 5;
    auto& [gap, demand, complaints, walk_tests, cluster] = place.components;
    gap = found.demand > 0 ? found.unserved / found.demand : 0;
    demand = found.demand / (found.demand + usual_demand);
    complaints = found.complaints / (found.complaints + half_of_complaints);
    cluster = std::min(1.0, found.z / worst_z);
    if (found.tests > 0) {
        walk_tests = static_cast<double>(found.failed) / static_cast<double>(found.tests);
    }
    double points = 0;
    double weights = 0;
    for (std::size_t i = 0; i < place.components.size(); ++i) {
        if (place.components[i]) {
            points += component_weights[i] * *place.components[i];
            weights += component_weights[i];
        }
    }
    place.score = 100 * points / weights;
    place.demand = found.demand;
    place.unserved = found.unserved;
    place.computed = grade_of(place.score);
    place.grade = place.computed;
}

}  // namespace

Grade grade_of(double score) {
    std::size_t grade = 0;
    while (grade + 1 < grade_points.size() && score >= grade_points[grade + 1]) {
        ++grade;
    }
    return static_cast<Grade>(grade);
}

std::vector<Graded> graded(std::span<const Place> places, const Evidence& evidence, std::span<const Verdict> verdicts) {
    std::vector<Found> all(places.size());
    std::vector<Point> at;
    for (const auto& test : evidence.walk_tests) {
        at.push_back(test.at);
    }
    const PointIndex tests(std::move(at), catchment_meters);
    for (std::size_t i = 0; i < places.size(); ++i) {
        look_around(places[i], evidence, all[i]);
        tests.around(places[i].at, [&](std::size_t test) {
            ++all[i].tests;
            const auto& heard = evidence.walk_tests[test].rssi_dbm;
            all[i].failed += heard && *heard >= evidence.threshold_dbm ? 0 : 1;
        });
    }
    std::unordered_map<std::string, const Verdict*> last;
    for (const auto& verdict : verdicts) {
        auto& one = last[verdict.place];
        if (one == nullptr || verdict.date >= one->date) {
            one = &verdict;
        }
    }
    const double usual = median_demand(all);
    std::vector<Graded> result(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        score(result[i], all[i], usual);
        if (const auto found = last.find(places[i].id); found != last.end()) {
            const bool confirmed = found->second->confirmed;
            result[i].confirmed = confirmed;
            result[i].grade =
                confirmed ? std::max(result[i].computed, Grade::d) : std::min(result[i].computed, Grade::b);
        }
    }
    return result;
}

Feedback feedback_of(std::span<const Graded> places) {
    Feedback feedback;
    struct Mean {
        double sum = 0;
        double count = 0;
    };
    std::array<std::array<Mean, 2>, component_names.size()> means{};
    for (const auto& place : places) {
        if (!place.confirmed) {
            continue;
        }
        auto& grade = feedback.by_grade[static_cast<std::size_t>(place.computed)];
        ++(*place.confirmed ? grade.confirmed : grade.refuted);
        for (std::size_t i = 0; i < means.size(); ++i) {
            if (place.components[i]) {
                auto& mean = means[i][*place.confirmed ? 1 : 0];
                mean.sum += *place.components[i];
                ++mean.count;
            }
        }
    }
    for (std::size_t i = 0; i < means.size(); ++i) {
        const auto& [refuted, confirmed] = means[i];
        if (refuted.count > 0 && confirmed.count > 0) {
            feedback.separation[i] = confirmed.sum / confirmed.count - refuted.sum / refuted.count;
        }
    }
    return feedback;
}

Interval share_interval(std::size_t of_these, std::size_t all) {
    if (all == 0) {
        return {};
    }
    constexpr double z = 1.959964;
    const auto n = static_cast<double>(all);
    const double p = static_cast<double>(of_these) / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {.least = std::max(0.0, middle - half), .most = std::min(1.0, middle + half)};
}

}  // namespace magpie::collector::planner
