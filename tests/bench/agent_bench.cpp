// What the agent costs its board: reading it, writing a report down, and the bytes of it.

#include <linux/netlink.h>

#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "agent/app/agent.hpp"
#include "agent/netlink/netlink_socket.hpp"
#include "agent/sources/host/host_source.hpp"
#include "agent/sources/link/link_source.hpp"
#include "platform/clock/clock.hpp"
#include "tests/bench/pole_series.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::bench {
namespace {

/// The real sources on the machine at hand.
void agent_sample(benchmark::State& state) {
    agent::NetlinkSocket route(NETLINK_ROUTE);
    agent::NetlinkSocket generic(NETLINK_GENERIC);
    std::vector<std::unique_ptr<agent::Source>> sources;
    sources.push_back(std::make_unique<agent::LinkSource>(route, generic, agent::LinkSettings{}));
    sources.push_back(std::make_unique<agent::HostSource>());
    const platform::SystemClock clock;
    for (auto _ : state) {
        benchmark::DoNotOptimize(agent::sample(sources, clock.now()));
    }
}
BENCHMARK(agent_sample)->Unit(benchmark::kMillisecond);

ReportHeader header_of(const agent::Report& report, const agent::Birth& birth, const Now& now) {
    return {.epoch = Epoch{0x123456789abcdef0},
            .range = {ReportNumber{123'456}, ReportNumber{123'456}},
            .oldest = ReportNumber{123'453},
            .newest = ReportNumber{123'456},
            .shape = birth.shape(),
            .whole = report.whole,
            .clock_known = true,
            .taken = now.mono,
            .sent = now.mono};
}

void agent_encode(benchmark::State& state) {
    const fakes::FakeClock clock;
    PoleSeries pole(1);
    (void)pole.next(clock.now());
    const agent::Birth birth(pole.series());
    const auto report = pole.next(clock.now());
    const auto header = header_of(report, birth, clock.now());
    for (auto _ : state) {
        benchmark::DoNotOptimize(agent::encode_data(report, birth, header, 17, clock.now()));
    }
}
BENCHMARK(agent_encode)->Unit(benchmark::kMicrosecond);

/// The same report as people send it who choose JSON: one object, names instead of aliases.
std::string json_of(const agent::Report& report, const std::vector<agent::Series>& series, const Now& now) {
    nlohmann::json values;
    for (const auto& sample : report.samples) {
        for (const auto& one : series) {
            if (one.id == sample.series) {
                values[one.path] = *sample.value;
            }
        }
    }
    return nlohmann::json{{"timestamp", now.wall.time_since_epoch().count()}, {"metrics", std::move(values)}}.dump();
}

void report_bytes(benchmark::State& state) {
    const fakes::FakeClock clock;
    const auto now = clock.now();
    PoleSeries pole(1);
    (void)pole.next(now);
    const agent::Birth birth(pole.series());
    const auto changed = pole.next(now);
    const auto whole = pole.next(now, true);
    if (changed.samples.size() != changed_in_an_interval || whole.samples.size() != series_of_a_pole) {
        state.SkipWithError("the pole of the benchmark is not the one the budget is about");
    }
    const auto bytes = [](const std::string& text) { return static_cast<double>(text.size()); };
    for (auto _ : state) {
        state.counters["bytes"] = bytes(agent::encode_data(changed, birth, header_of(changed, birth, now), 200, now));
        state.counters["whole_bytes"] = bytes(agent::encode_data(whole, birth, header_of(whole, birth, now), 200, now));
        state.counters["birth_bytes"] =
            bytes(agent::encode_birth(pole.series(), header_of(whole, birth, now), 0, 3, now));
        state.counters["json_bytes"] = bytes(json_of(changed, pole.series(), now));
        state.counters["whole_json_bytes"] = bytes(json_of(whole, pole.series(), now));
    }
}
BENCHMARK(report_bytes)->Iterations(1);

}  // namespace
}  // namespace magpie::bench
