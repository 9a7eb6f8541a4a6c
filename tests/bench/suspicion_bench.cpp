// What all poles of a city share, counted by who fell: what a round costs, and how long the loop waits for its longest
// step.

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "collector/fleet/fleet.hpp"
#include "collector/suspicion/suspicion.hpp"

namespace magpie::bench {
namespace {

constexpr std::size_t poles = 34'363;
constexpr std::size_t poles_of_a_hub = 24;

void fill(collector::Fleet& fleet, UtcMs now) {
    const std::vector<collector::SeriesDescription> list{
        {.name = "magpie_node_info", .help = "", .labels = {}},
        {.name = "magpie_node_report_interval_seconds", .help = "", .labels = {}},
        {.name = "magpie_link_neighbour_info", .help = "", .labels = {}}};
    for (std::size_t i = 0; i < poles; ++i) {
        const auto hub = std::to_string(i / poles_of_a_hub);
        const std::vector<collector::InfoLabels> info{
            {.slot = 0,
             .labels = {{"latitude", "37.5563"},
                        {"longitude", "126.9236"},
                        {"model", "Pole 2"},
                        {"site", "Gate " + std::to_string(i)},
                        {"hub", "hub-" + hub},
                        {"version", "0.1.0"}}},
            {.slot = 2,
             .labels = {{"interface", "eth0"}, {"chassis", "02:00:00:00:00:01"}, {"system", "switch-" + hub}}}};
        const auto node = fleet.born("district-" + std::to_string(i / poles_of_a_hub % 25), "pole-" + std::to_string(i),
                                     fleet.intern(1, list), info, now);
        fleet.set(node, 1, 10);
        fleet.reported(node, now);
    }
}

double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// A hub of each district is cut.
void suspicion_round(benchmark::State& state) {
    collector::Fleet fleet;
    Now now{.mono = Monotonic{std::chrono::hours{1}}, .wall = UtcMs{std::chrono::hours{1}}, .wall_known = true};
    fill(fleet, now.wall);
    collector::SuspicionSettings settings;
    settings.settle = Milliseconds{0};
    collector::Suspicion suspicion(settings, fleet);
    for (std::uint32_t i = 0; i < 25 * poles_of_a_hub; ++i) {
        fleet.died(collector::NodeIndex{i}, now.wall);
    }
    double longest = 0;
    double all = 0;
    std::size_t steps = 0;
    for (auto _ : state) {
        now.mono += settings.every;
        now.wall += settings.every;
        for (auto i = std::uint32_t{25 * poles_of_a_hub}; i < poles; ++i) {
            fleet.reported(collector::NodeIndex{i}, now.wall);
        }
        for (const auto before = suspicion.rounds(); suspicion.rounds() == before; ++steps) {
            const auto began = cpu_seconds();
            suspicion.step(now, true);
            const auto took = cpu_seconds() - began;
            longest = std::max(longest, took);
            all += took;
        }
    }
    if (suspicion.faults().size() != 25) {
        state.SkipWithError("not each district has its fault");
    }
    state.counters["seconds_a_round"] = all / static_cast<double>(state.iterations());
    state.counters["longest_step"] = longest;
    state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(state.iterations());
}
BENCHMARK(suspicion_round)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
