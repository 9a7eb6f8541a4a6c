// All poles of a city compared with those around them: what a round costs, and how long the loop waits for its longest
// step.

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "collector/fleet/fleet.hpp"
#include "collector/neighbours/neighbours.hpp"

namespace magpie::bench {
namespace {

constexpr std::size_t poles = 34'363;
/// Of a pole besides its sensors: what lies between the values that are compared.
constexpr std::uint32_t other_series = 110;

struct Sensor {
    const char* family;
    double value;
    double spread;
};
constexpr Sensor sensors[] = {{"magpie_pole_temperature_celsius", 21, 1},
                              {"magpie_pole_humidity_ratio", 0.5, 0.05},
                              {"magpie_pole_pm2_5_grams_per_cubic_meter", 20e-6, 6e-6},
                              {"magpie_pole_pm10_grams_per_cubic_meter", 40e-6, 9e-6},
                              {"magpie_pole_noise_decibels", 60, 8},
                              {"magpie_pole_illuminance_lux", 20'000, 9000}};

std::vector<collector::SeriesDescription> model() {
    std::vector<collector::SeriesDescription> list{{.name = "magpie_node_info", .help = "", .labels = {}}};
    for (std::uint32_t i = 1; i < other_series; ++i) {
        list.push_back({.name = "magpie_host_temperature_celsius",
                        .help = "",
                        .labels = {{"sensor", "zone-" + std::to_string(i)}}});
    }
    for (const auto& sensor : sensors) {
        list.push_back({.name = sensor.family, .help = "", .labels = {{"sensor", "air"}}});
    }
    return list;
}

/// Seoul is 605 square kilometres; half of its poles stand in a tenth of it.
void fill(collector::Fleet& fleet) {
    std::minstd_rand random(1);
    std::uniform_real_distribution<double> anywhere(0, 0.22);
    std::uniform_real_distribution<double> downtown(0.08, 0.15);
    std::normal_distribution<double> normal;
    const auto list = model();
    for (std::size_t i = 0; i < poles; ++i) {
        auto& where = i % 2 == 0 ? anywhere : downtown;
        const std::vector<collector::InfoLabels> info{
            {.slot = 0,
             .labels = {{"latitude", std::to_string(37.45 + where(random))},
                        {"longitude", std::to_string(126.87 + 1.26 * where(random))},
                        {"model", "Pole 2"},
                        {"site", "Gate " + std::to_string(i)},
                        {"site_type", "street"},
                        {"version", "0.1.0"}}}};
        const auto node = fleet.born("district-" + std::to_string(i % 25), "pole-" + std::to_string(i),
                                     fleet.intern(1, list), info, UtcMs{});
        fleet.set(node, 0, 1);
        for (std::uint32_t which = 0; which < std::size(sensors); ++which) {
            const auto& sensor = sensors[which];
            fleet.set(node, other_series + which, std::max(0.0, sensor.value + sensor.spread * normal(random)));
        }
    }
}

double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void neighbours_round(benchmark::State& state) {
    collector::Fleet fleet;
    fill(fleet);
    collector::Neighbours neighbours({}, fleet);
    Now now{.mono = Monotonic{Milliseconds{1}}, .wall = UtcMs{}, .wall_known = true};
    double longest = 0;
    std::size_t steps = 0;
    for (auto _ : state) {
        now.mono += std::chrono::seconds(30);
        for (const auto before = neighbours.rounds(); neighbours.rounds() == before; ++steps) {
            const auto began = cpu_seconds();
            neighbours.step(now);
            longest = std::max(longest, cpu_seconds() - began);
        }
    }
    std::size_t told = 0;
    for (const auto& node : fleet.nodes()) {
        told += node.deviations.size();
    }
    if (told < poles * std::size(sensors) / 2) {
        state.SkipWithError("hardly anybody has neighbours");
    }
    state.counters["longest_step"] = longest;
    state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(state.iterations());
}
BENCHMARK(neighbours_round)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
