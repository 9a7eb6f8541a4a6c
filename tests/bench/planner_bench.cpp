// A city of the size of Seoul: 34,363 poles, 239,610 candidates. What is timed is what follows once the files are read:
// who is served, the choice of 500 sites, and its bound.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "collector/planner/choice.hpp"
#include "collector/planner/city.hpp"
#include "collector/planner/grades.hpp"
#include "collector/planner/hotspots.hpp"

namespace magpie::bench {
namespace {

using namespace collector::planner;  // NOLINT(google-build-using-namespace)

constexpr double budget = 500;
/// As many as were graded for the city's cameras in 2024.
constexpr std::size_t places_graded = 18'017;

const City& city_of(int cell) {
    static std::map<int, City> cities;
    const auto found = cities.find(cell);
    return found != cities.end() ? found->second : cities.emplace(cell, synthetic_city(seoul_size, cell)).first->second;
}

Reaches plain_reaches() {
    const auto of = [](Environment environment) { return Reach(laws_of(environment), environment, {}); };
    return {of(Environment::open), of(Environment::urban), of(Environment::residential)};
}

struct Needed {
    std::vector<double> demand;
    std::vector<double> unserved;
    std::vector<double> gap;
};

Needed needed(const City& city, const Reaches& reaches) {
    Unserved unserved(city.ground.grid, reaches);
    for (const auto& site : sites_of(city.poles)) {
        unserved.add(site);
    }
    Needed result{.demand = weighted(city.demand, {}),
                  .unserved = {unserved.by_cell().begin(), unserved.by_cell().end()},
                  .gap = {}};
    result.gap = result.demand;
    for (std::size_t i = 0; i < result.gap.size(); ++i) {
        result.gap[i] *= result.unserved[i];
    }
    return result;
}

void planner(benchmark::State& state, int cell) {
    const auto& city = city_of(cell);
    const auto reaches = plain_reaches();
    const auto candidates = sites_of(city.candidates);
    Plan plan;
    for (auto _ : state) {
        plan = choose(city.ground.grid, reaches, candidates, needed(city, reaches).gap, budget);
    }
    if (plan.picks.size() != static_cast<std::size_t>(budget)) {
        state.SkipWithError("not so many sites were chosen");
    }
    state.counters["least_share"] = plan.least_share();
}
void planner_100m(benchmark::State& state) {
    planner(state, 100);
}
BENCHMARK(planner_100m)->Unit(benchmark::kMillisecond);
void planner_25m(benchmark::State& state) {
    planner(state, 25);
}
BENCHMARK(planner_25m)->Unit(benchmark::kMillisecond)->Iterations(1);

void planner_grades(benchmark::State& state) {
    const auto& city = city_of(100);
    const auto state_of_city = needed(city, plain_reaches());
    std::vector<Place> places;
    for (std::size_t i = 0; i < places_graded; ++i) {
        const auto& candidate = city.candidates[i * (city.candidates.size() / places_graded)];
        places.push_back({.id = candidate.id, .at = candidate.at});
    }
    std::size_t worst = 0;
    for (auto _ : state) {
        const auto hotspots = hotspots_of(city.ground, state_of_city.gap);
        const auto grades = graded(places,
                                   {.ground = city.ground,
                                    .demand = state_of_city.demand,
                                    .unserved = state_of_city.unserved,
                                    .complaints = city.demand.of(DemandKind::complaints),
                                    .hotspots = hotspots,
                                    .walk_tests = city.walk_tests},
                                   {});
        for (const auto& one : grades) {
            worst += one.grade >= Grade::c ? 1 : 0;
        }
    }
    if (worst == 0) {
        state.SkipWithError("nothing is missing anywhere");
    }
}
BENCHMARK(planner_grades)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
