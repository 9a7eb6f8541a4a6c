#include "collector/planner/equity.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector::planner {

namespace {

/// By the Lorenz curve, from those who have least.
double gini_of(std::vector<std::pair<double, double>> people_and_poles) {
    std::sort(people_and_poles.begin(), people_and_poles.end(),
              [](const auto& one, const auto& other) { return one.second / one.first < other.second / other.first; });
    double people = 0;
    double poles = 0;
    for (const auto& [some_people, some_poles] : people_and_poles) {
        people += some_people;
        poles += some_poles;
    }
    if (people <= 0 || poles <= 0) {
        return 0;
    }
    double area = 0;
    double share = 0;
    for (const auto& [some_people, some_poles] : people_and_poles) {
        area += some_people / people * (share + some_poles / poles / 2);
        share += some_poles / poles;
    }
    return std::max(0.0, 1 - 2 * area);
}

}  // namespace

Equity equity_of(const Ground& ground, const Demand& demand, std::span<const double> weighted,
                 std::span<const double> unserved, std::span<const double> unserved_after, std::span<const Site> poles,
                 std::span<const Site> planned) {
    Equity equity;
    equity.districts.resize(ground.districts.size());
    const auto& population = demand.of(DemandKind::population);
    for (std::size_t i = 0; i < ground.district_of.size(); ++i) {
        if (ground.district_of[i] == no_district) {
            continue;
        }
        auto& district = equity.districts[ground.district_of[i]];
        district.population += population[i];
        district.demand += weighted[i];
        district.unserved += weighted[i] * unserved[i];
        district.unserved_after += weighted[i] * unserved_after[i];
    }
    const auto district_at = [&](Point point) -> DistrictShare* {
        const auto cell = ground.grid.at(point);
        const auto index = cell == Grid::nowhere ? no_district : ground.district_of[cell];
        return index == no_district ? nullptr : &equity.districts[index];
    };
    for (const auto& site : poles) {
        if (auto* district = district_at(site.at)) {
            ++district->poles;
        }
    }
    for (const auto& site : planned) {
        if (auto* district = district_at(site.at)) {
            ++district->planned;
        }
    }
    std::vector<std::pair<double, double>> before;
    std::vector<std::pair<double, double>> after;
    for (const auto& district : equity.districts) {
        if (district.population > 0) {
            before.emplace_back(district.population, static_cast<double>(district.poles));
            after.emplace_back(district.population, static_cast<double>(district.poles + district.planned));
        }
    }
    equity.gini = gini_of(std::move(before));
    equity.gini_after = gini_of(std::move(after));
    return equity;
}

}  // namespace magpie::collector::planner
