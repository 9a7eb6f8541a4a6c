// The console over a whole city: how long the loop waits for the longest step of a round, and what a map, a search and
// a list cost it, with the text of their answers.

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "collector/console/pole_pages.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/suspicion/suspicion.hpp"

namespace magpie::bench {
namespace {

constexpr std::size_t poles = 34'363;
constexpr std::size_t poles_of_a_hub = 24;

double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// A city of Seoul's size, of which a hub in each district is cut and each hundredth door is open.
struct City {
    City() {
        const std::vector<collector::SeriesDescription> list{
            {.name = "magpie_node_info", .help = "", .labels = {}},
            {.name = "magpie_wifi_events_total", .help = "", .labels = {{"radio", "phy0"}, {"type", "radar_detected"}}},
            {.name = "magpie_wifi_radio_hung", .help = "", .labels = {{"radio", "phy0"}}},
            {.name = "magpie_pole_door_open", .help = "", .labels = {{"sensor", "door"}}}};
        for (std::size_t i = 0; i < poles; ++i) {
            // A spiral of the golden angle, denser in the middle, as a city is.
            const double angle = 2.399963 * static_cast<double>(i);
            const double far = std::pow(static_cast<double>(i) / poles, 0.7);
            const std::vector<collector::InfoLabels> info{
                {.slot = 0,
                 .labels = {{"latitude", std::to_string(37.55 + 0.13 * far * std::sin(angle))},
                            {"longitude", std::to_string(126.99 + 0.17 * far * std::cos(angle))},
                            {"model", "Pole 2"},
                            {"site", "Gate " + std::to_string(i)}}}};
            const auto node = fleet.born("district-" + std::to_string(i / poles_of_a_hub % 25),
                                         "pole-" + std::to_string(i), fleet.intern(1, list), info, now.wall);
            fleet.set(node, 1, 0);
            fleet.set(node, 2, 0);
            fleet.set(node, 3, i % 100 == 0 ? 1 : 0);
            if (i < 25 * poles_of_a_hub) {
                fleet.died(node, now.wall);
            }
        }
        console.restore({}, {}, now);
    }

    void asks(benchmark::State& state, const http::Request& request, std::string_view path) {
        const collector::console::PolePages pages(console, fleet);
        double all = 0;
        std::size_t bytes = 0;
        for (auto _ : state) {
            const auto began = cpu_seconds();
            const auto answer = pages.answer(path, request, now);
            all += cpu_seconds() - began;
            bytes = answer->body.size();
            if (answer->status != 200 || bytes < 500) {
                state.SkipWithError("the page is not what it should be");
            }
        }
        state.counters["seconds_a_request"] = all / static_cast<double>(state.iterations());
        state.counters["bytes"] = static_cast<double>(bytes);
    }

    Now now{.mono = Monotonic{std::chrono::hours{1}},
            .wall = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1),
            .wall_known = true};
    collector::Fleet fleet;
    collector::Suspicion suspicion{{}, fleet};
    collector::Console console{{}, fleet, suspicion};
};

http::Request request(std::map<std::string, std::string> query) {
    return {.method = "GET", .path = "", .query = std::move(query), .headers = {}};
}

void console_round(benchmark::State& state) {
    City city;
    double longest = 0;
    for (auto _ : state) {
        city.now.mono += Milliseconds{2'000};
        city.now.wall += Milliseconds{2'000};
        for (const auto before = city.console.poles().rounds(); city.console.poles().rounds() == before;) {
            const auto began = cpu_seconds();
            city.console.step(city.now);
            longest = std::max(longest, cpu_seconds() - began);
        }
    }
    state.counters["longest_step"] = longest;
}
BENCHMARK(console_round)->Unit(benchmark::kMillisecond);

void console_map(benchmark::State& state) {
    City().asks(state, request({{"box", "126.7,37.4,127.3,37.7"}, {"zoom", "11"}}), "map");
}
BENCHMARK(console_map)->Unit(benchmark::kMillisecond);

void console_search(benchmark::State& state) {
    City().asks(state, request({{"q", "gate 343"}, {"order", "name"}}), "poles");
}
BENCHMARK(console_search)->Unit(benchmark::kMillisecond);

/// The dearest: nothing narrows it down.
void console_list(benchmark::State& state) {
    City().asks(state, request({{"order", "name"}}), "poles");
}
BENCHMARK(console_list)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
