// What a look at an access point costs: two radios, eight networks, two hundred clients, without the kernel's part.

#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "agent/sources/wifi/wifi_source.hpp"
#include "tests/bench/recorded_netlink.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_nl80211.hpp"

namespace magpie::bench {
namespace {

constexpr int networks = 8;
constexpr int clients_of_a_network = 25;

void fill(fakes::FakeNl80211& kernel) {
    using Time = agent::netlink::Survey::Time;
    for (std::uint32_t radio = 0; radio < 2; ++radio) {
        const std::uint32_t mhz = radio == 0 ? 2437 : 5180;
        kernel.radio_appears("phy" + std::to_string(radio), {mhz, mhz + 20, mhz + 40});
        for (int network = 0; network < networks / 2; ++network) {
            const int interface = static_cast<int>(radio) * 10 + network + 1;
            kernel.ap_starts(interface, "wlan" + std::to_string(interface), radio, "net-" + std::to_string(network),
                             mhz, radio == 0 ? 20 : 80);
            kernel.survey_shows(interface, {.mhz = mhz,
                                            .in_use = true,
                                            .noise_dbm = -95,
                                            .active = Time{10'000'000},
                                            .busy = Time{4'000'000},
                                            .receive = Time{2'000'000},
                                            .transmit = Time{1'000'000}});
            for (int client = 0; client < clients_of_a_network; ++client) {
                kernel.station_joins(
                    interface,
                    {.address = {{2, 0, 0, 0, static_cast<std::uint8_t>(interface), static_cast<std::uint8_t>(client)}},
                     .receive_bytes = 123'456'789,
                     .transmit_bytes = 987'654'321,
                     .receive_packets = 100'000,
                     .transmit_packets = 800'000,
                     .transmit_retries = 90'000,
                     .transmit_failed = 12,
                     .signal_dbm = -50 - client,
                     .signal_average_dbm = -50 - client,
                     .transmit_rate = agent::netlink::Rate{.bits_per_second = 1.2e8, .mcs = 5},
                     .receive_rate = agent::netlink::Rate{.bits_per_second = 6e7, .mcs = 4},
                     .connected = std::chrono::seconds(4711),
                     .authorized = true});
            }
        }
    }
}

void wifi_look(benchmark::State& state) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 fake(others);
    fill(fake);
    RecordedNetlink kernel(fake);
    fakes::FakeClock clock;
    agent::WifiSource source(kernel, {.ssids = {"net-0", "net-1", "net-2", "net-3"}});
    for (auto _ : state) {
        clock.advance(std::chrono::seconds(10));
        agent::Readings readings;
        source.sample(readings, clock.now());
        benchmark::DoNotOptimize(readings);
    }
    state.counters["clients"] = networks * clients_of_a_network;
}
BENCHMARK(wifi_look)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
