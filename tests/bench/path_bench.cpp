// What the path's rarer measurements cost an agent: a look at its ports, a trace of a way, a network joined as a
// citizen. What targets that are asked every second cost is ./bench path, what STAMP costs ./bench stamp.

#include <array>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "agent/citizen/join.hpp"
#include "agent/citizen/network.hpp"
#include "agent/dhcp/exchange.hpp"
#include "agent/path_trace/trace.hpp"
#include "agent/probe_line/trace_run.hpp"
#include "agent/sources/link/link_source.hpp"
#include "platform/clock/clock.hpp"
#include "tests/bench/recorded_netlink.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_dhcp_server.hpp"
#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/module_memories.hpp"

namespace magpie::bench {
namespace {

using std::chrono::seconds;

constexpr int ports = 4;

/// A pole with two lines of twisted pair and two of fibre, whose modules measure themselves.
void plug_in(fakes::FakeNetlink& kernel) {
    kernel.interface_appears({.name = "lo", .hardware_type = ARPHRD_LOOPBACK});
    for (const auto* const name : {"eth0", "eth1"}) {
        kernel.interface_appears({.name = name, .speed = 1000});
        kernel.port(name) = {
            .negotiates = 1, .advertised = {0x20, 0, 0}, .peer = {0x20, 0, 0}, .medium = PORT_TP, .signal_quality = 6};
    }
    for (const auto* const name : {"sfp0", "sfp1"}) {
        kernel.interface_appears({.name = name, .speed = 1000});
        kernel.port(name) = {.negotiates = 1,
                             .medium = PORT_FIBRE,
                             .module = {{{0x50, 0, false}, fakes::sfp_identity().bytes()},
                                        {{0x51, 0, false}, fakes::sfp_diagnostics().bytes()}}};
    }
}

/// Without the kernel's part.
void ports_look(benchmark::State& state) {
    fakes::FakeNetlink fake;
    plug_in(fake);
    RecordedNetlink kernel(fake);
    fakes::FakeClock clock;
    agent::LinkSource source(kernel, kernel, agent::LinkSettings{});
    std::size_t series = 0;
    for (auto _ : state) {
        clock.advance(seconds(10));
        agent::Readings readings;
        source.sample(readings, clock.now());
        series = readings.all().size();
        benchmark::DoNotOptimize(readings);
    }
    state.counters["series_a_port"] = static_cast<double>(series) / ports;
}
BENCHMARK(ports_look)->Unit(benchmark::kMicrosecond);

/// With the kernel's part: a socket, three packets to ourselves and their answers.
void trace_of_one_hop(benchmark::State& state) {
    boost::asio::io_context loop(1);
    const platform::SystemClock clock;
    const auto self = boost::asio::ip::make_address("127.0.0.1");
    for (auto _ : state) {
        bool reached = false;
        const auto run = agent::begin_trace(loop, clock, self, {.pause = Milliseconds{0}},
                                            [&](const agent::Trace& trace) { reached = trace.reached(); });
        loop.run();
        loop.restart();
        if (!run || !reached) {
            state.SkipWithError("not reached");
            return;
        }
    }
}
BENCHMARK(trace_of_one_hop)->Unit(benchmark::kMicrosecond);

/// A way of sixteen routers, three packets each, without any socket.
void trace_of_sixteen_hops(benchmark::State& state) {
    constexpr int hops = 16;
    fakes::FakeClock clock;
    for (auto _ : state) {
        agent::Trace trace;
        while (!trace.done()) {
            if (const auto probe = trace.next(clock.now())) {
                agent::HopAddress from{};
                from.back() = probe->time_to_live;
                clock.advance(Milliseconds{2});
                trace.heard(probe->time_to_live == hops ? agent::TraceAnswer::reached : agent::TraceAnswer::passed_on,
                            from, probe->number, clock.now());
            }
            if (!trace.done() && trace.deadline() > clock.now().mono) {
                clock.advance(trace.deadline() - clock.now().mono);
            }
        }
        if (!trace.reached() || trace.hops().size() != hops) {
            state.SkipWithError("not reached");
            return;
        }
    }
}
BENCHMARK(trace_of_sixteen_hops)->Unit(benchmark::kMicrosecond);

/// What is said and heard from the first command to the address, without wpa_supplicant, sockets and radio.
void citizen_join(benchmark::State& state) {
    constexpr std::array<std::string_view, 5> events{
        "<3>CTRL-EVENT-SCAN-RESULTS ", "<3>SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)",
        "<3>Trying to associate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)",
        "<3>Associated with 02:00:00:00:01:00",
        "<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]"};
    const agent::MacAddress own{{2, 0, 0, 0, 0, 7}};
    constexpr std::uint32_t transaction = 0x12345678;
    const fakes::FakeDhcpServer server(own, transaction);
    const auto offer = server.offers();
    const auto acknowledgement = server.acknowledges();
    const auto variables = *agent::citizen::variables_of(
        {.ssid = "City_Secure", .security = agent::citizen::Security::psk}, "a passphrase of some length", {});
    fakes::FakeClock clock;
    for (auto _ : state) {
        clock.advance(seconds(900));
        const auto now = clock.now();
        agent::citizen::Join join({.variables = variables});
        join.begin(now);
        while (const auto command = join.take()) {
            join.received(*command == "ADD_NETWORK" ? "4\n" : "OK\n", now);
        }
        for (const auto event : events) {
            join.received(event, now);
        }
        agent::dhcp::Exchange exchange(
            {.who = {.hardware = own, .client = "magpie-pole-1"}, .transaction = transaction});
        exchange.begin(now);
        for (const auto* const answer : {&offer, &acknowledgement}) {
            while (const auto message = exchange.take(now)) {
                benchmark::DoNotOptimize(message);
            }
            exchange.received(*answer, now);
        }
        if (!join.joined() || !exchange.outcome() || exchange.outcome()->end != agent::dhcp::End::bound) {
            state.SkipWithError("not joined");
            return;
        }
    }
}
BENCHMARK(citizen_join)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace magpie::bench
