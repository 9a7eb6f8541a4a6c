// A page of a million series, and the memory a series takes, beside prometheus-cpp with the same series. The peer gets
// a quarter of them and is scaled: a million of its series would take 2 GB.

#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <zlib.h>

#include "collector/exposition/scrape.hpp"
#include "collector/fleet/fleet.hpp"
#include "platform/http/gzip.hpp"

namespace magpie::bench {
namespace {

constexpr std::size_t series_of_a_node = 120;
constexpr std::size_t million_nodes = 8334;
constexpr std::size_t peer_nodes = million_nodes / 4;

/// 80 counters of interfaces and 40 temperatures: two thirds integers, one third readings that travel as floats.
std::vector<collector::SeriesDescription> pole_model() {
    std::vector<collector::SeriesDescription> list;
    for (const auto* what :
         {"receive_bytes_total", "receive_packets_total", "receive_errors_total", "receive_dropped_total",
          "receive_multicast_total", "transmit_bytes_total", "transmit_packets_total", "transmit_errors_total",
          "transmit_dropped_total", "carrier_changes_total"}) {
        for (const auto* interface : {"eth0", "eth1", "lan1", "lan2", "wlan0", "wlan1", "wlan0-1", "br-lan"}) {
            list.push_back(
                {.name = std::string("magpie_link_") + what, .help = "", .labels = {{"interface", interface}}});
        }
    }
    for (int i = 0; list.size() < series_of_a_node; ++i) {
        list.push_back({.name = "magpie_host_temperature_celsius",
                        .help = "",
                        .labels = {{"sensor", "thermal-zone-" + std::to_string(i)}}});
    }
    return list;
}

std::string area_name(std::size_t node) {
    return "district-" + std::to_string(node % 25);
}
std::string node_name(std::size_t node) {
    return "pole-" + std::to_string(node);
}

double value_of(std::size_t node, std::size_t slot) {
    return slot < 80 ? static_cast<double>(node * 1'000'003 + slot * 7'919)
                     : 20.0 + 0.1 * static_cast<double>((node + slot) % 400);
}

std::unique_ptr<collector::Fleet> make_fleet(std::size_t nodes) {
    auto fleet = std::make_unique<collector::Fleet>();
    const auto model = pole_model();
    for (std::size_t i = 0; i < nodes; ++i) {
        const auto node = fleet->born(area_name(i), node_name(i), fleet->intern(1, model), {}, UtcMs{});
        for (std::uint32_t slot = 0; slot < model.size(); ++slot) {
            fleet->set(node, slot, value_of(i, slot));
        }
    }
    return fleet;
}

std::unique_ptr<prometheus::Registry> make_registry(std::size_t nodes) {
    auto registry = std::make_unique<prometheus::Registry>();
    const auto model = pole_model();
    for (std::size_t slot = 0; slot < model.size(); ++slot) {
        // One family a name: the registry hands out the same one again.
        auto& family = prometheus::BuildGauge().Name(model[slot].name).Help("As in the catalogue.").Register(*registry);
        for (std::size_t i = 0; i < nodes; ++i) {
            prometheus::Labels labels{{"area", area_name(i)}, {"node", node_name(i)}};
            labels.insert(model[slot].labels.begin(), model[slot].labels.end());
            family.Add(labels).Set(value_of(i, slot));
        }
    }
    return registry;
}

std::size_t allocated() {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void count_series(benchmark::State& state, std::size_t series) {
    const auto all = static_cast<double>(series) * static_cast<double>(state.iterations());
    state.counters["series"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
    // Inverted, a rate is the time that one unit takes.
    state.counters["seconds_a_million"] =
        benchmark::Counter(all / 1e6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void exposition(benchmark::State& state) {
    const auto fleet = make_fleet(million_nodes);
    std::string piece;
    std::size_t bytes = 0;
    for (auto _ : state) {
        collector::Scrape scrape(*fleet, {}, "");
        bool more = true;
        for (bytes = 0; more; bytes += piece.size()) {
            piece.clear();
            more = scrape.step(piece, std::size_t{64} * 1024);
            benchmark::DoNotOptimize(piece.data());
        }
    }
    count_series(state, million_nodes * (series_of_a_node + 2));  // with magpie_node_up and _reports_lost_total
    state.counters["page_bytes"] = static_cast<double>(bytes);
}
BENCHMARK(exposition)->Unit(benchmark::kMillisecond);

/// As it goes out to a scraper that takes gzip: each piece is compressed while it is warm.
void exposition_gzip(benchmark::State& state) {
    const auto fleet = make_fleet(million_nodes);
    std::string piece;
    std::string packed;
    std::size_t bytes = 0;
    for (auto _ : state) {
        collector::Scrape scrape(*fleet, {}, "");
        http::Gzip gzip;
        bool more = true;
        for (bytes = 0; more; bytes += packed.size()) {
            piece.clear();
            packed.clear();
            more = scrape.step(piece, std::size_t{64} * 1024);
            gzip.add(piece, !more, packed);
        }
    }
    count_series(state, million_nodes * (series_of_a_node + 2));
    state.counters["page_bytes"] = static_cast<double>(bytes);
}
BENCHMARK(exposition_gzip)->Unit(benchmark::kMillisecond);

/// What prometheus-cpp's Exposer compresses with, over the same page. A quarter, as of the other peer.
void exposition_zlib(benchmark::State& state) {
    const auto fleet = make_fleet(peer_nodes);
    std::string piece;
    std::string packed(std::size_t{256} * 1024, '\0');
    for (auto _ : state) {
        collector::Scrape scrape(*fleet, {}, "");
        z_stream stream{};
        deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
        bool more = true;
        while (more) {
            piece.clear();
            more = scrape.step(piece, std::size_t{64} * 1024);
            stream.next_in = reinterpret_cast<Bytef*>(piece.data());
            stream.avail_in = static_cast<uInt>(piece.size());
            stream.next_out = reinterpret_cast<Bytef*>(packed.data());
            stream.avail_out = static_cast<uInt>(packed.size());
            deflate(&stream, more ? Z_NO_FLUSH : Z_FINISH);
        }
        deflateEnd(&stream);
    }
    count_series(state, peer_nodes * (series_of_a_node + 2));
}
BENCHMARK(exposition_zlib)->Unit(benchmark::kMillisecond);

void exposition_prometheus_cpp(benchmark::State& state) {
    const auto registry = make_registry(peer_nodes);
    for (auto _ : state) {
        benchmark::DoNotOptimize(prometheus::TextSerializer().Serialize(registry->Collect()));
    }
    count_series(state, peer_nodes * series_of_a_node);
}
BENCHMARK(exposition_prometheus_cpp)->Unit(benchmark::kMillisecond)->Iterations(1);

void series_memory(benchmark::State& state) {
    for (auto _ : state) {
        const auto before = allocated();
        const auto fleet = make_fleet(million_nodes);
        state.counters["bytes_a_series"] =
            static_cast<double>(allocated() - before) / (million_nodes * series_of_a_node);
    }
}
BENCHMARK(series_memory)->Unit(benchmark::kMillisecond)->Iterations(1);

void series_memory_prometheus_cpp(benchmark::State& state) {
    for (auto _ : state) {
        const auto before = allocated();
        const auto registry = make_registry(peer_nodes);
        state.counters["bytes_a_series"] = static_cast<double>(allocated() - before) / (peer_nodes * series_of_a_node);
    }
}
BENCHMARK(series_memory_prometheus_cpp)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace magpie::bench
