// Samples of reports to a compressed remote-write request, beside a writer that makes each label anew.

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <protozero/pbf_builder.hpp>

#include "collector/history/batch.hpp"
#include "tests/bench/pole_series.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::bench {
namespace {

using collector::Labels;
using collector::LoggedSample;

/// Poles of one model, and what they report in one interval after the other.
class Poles {
  public:
    static constexpr std::size_t nodes = 500;

    Poles() {
        (void)street_.next(clock.now());
        std::vector<collector::SeriesDescription> list;
        std::vector<collector::InfoLabels> info;
        for (const auto& one : street_.series()) {
            const auto& row = catalogue::all[one.metric];
            Labels labels;
            for (std::size_t i = 0; i < row.label_count(); ++i) {
                labels.emplace_back(row.labels[i], one.labels[i]);
            }
            const auto slot = static_cast<std::uint32_t>(list.size());
            list.push_back({.name = catalogue::prometheus_name(one.path).value(), .help = {}, .labels = labels});
            if (row.kind == catalogue::Kind::info) {
                list.back().labels.clear();
                info.push_back({.slot = slot, .labels = labels});
            }
            for_peer_.push_back({list.back().name, labels});
        }
        const auto shape = fleet_.intern(1, list);
        for (std::size_t i = 0; i < nodes; ++i) {
            nodes_.push_back(fleet_.born(area(i), node(i), shape, info, clock.now().wall));
        }
    }

    [[nodiscard]] static std::string area(std::size_t i) { return "area-" + std::to_string(i % 25); }
    [[nodiscard]] static std::string node(std::size_t i) { return "pole-" + std::to_string(i); }

    /// So many intervals of all poles, as the history takes them in.
    void gather(int intervals, collector::history::Gathering& into) {
        for (int interval = 0; interval < intervals; ++interval) {
            const auto samples = next();
            for (std::size_t i = 0; i < nodes; ++i) {
                into.add({.labels = cache_.of(nodes_[i]),
                          .node = nodes_[i],
                          .epoch = Epoch{1},
                          .time_ms = clock.now().wall.time_since_epoch().count() + static_cast<std::int64_t>(i),
                          .samples = static_cast<std::uint32_t>(samples.size())},
                         samples, clock.now());
            }
        }
    }
    [[nodiscard]] std::vector<LoggedSample> next() {
        clock.advance(Milliseconds{10'000});
        std::vector<LoggedSample> samples;
        for (const auto& sample : street_.next(clock.now()).samples) {
            samples.push_back({sample.value.value_or(0), static_cast<std::uint32_t>(sample.series), 0});
        }
        return samples;
    }

    struct PeerSeries {
        std::string name;
        Labels labels;
    };
    [[nodiscard]] const std::vector<PeerSeries>& for_peer() const { return for_peer_; }

    fakes::FakeClock clock;

  private:
    PoleSeries street_{0};
    collector::Fleet fleet_;
    collector::history::LabelCache cache_{fleet_};
    std::vector<collector::NodeIndex> nodes_;
    std::vector<PeerSeries> for_peer_;
};

void history(benchmark::State& state, int samples_a_series) {
    Poles poles;
    collector::history::BatchEncoder encoder;
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        state.PauseTiming();
        collector::history::Gathering gathering;
        state.ResumeTiming();
        poles.gather(samples_a_series, gathering);
        std::deque<collector::history::Batch> batches;
        gathering.cut(batches);
        for (const auto& batch : batches) {
            const auto encoded = encoder.encode(batch, UtcMs{});
            samples += encoded.samples;
            bytes += encoded.body.size();
        }
    }
    const auto expected = Poles::nodes * changed_in_an_interval * static_cast<std::uint64_t>(samples_a_series);
    if (samples != expected * static_cast<std::uint64_t>(state.iterations())) {
        state.SkipWithError("not every sample is in a request");
    }
    // Seconds a sample: what is counted an iteration is divided by the time, and inverted.
    state.counters["seconds_a_sample"] =
        benchmark::Counter(static_cast<double>(samples), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["bytes_a_sample"] = static_cast<double>(bytes) / static_cast<double>(samples);
}

void history_1(benchmark::State& state) {
    history(state, 1);
}
BENCHMARK(history_1)->Unit(benchmark::kMillisecond);

void history_10(benchmark::State& state) {
    history(state, 10);
}
BENCHMARK(history_10)->Unit(benchmark::kMillisecond);

/// As one writes it down from the definition of the messages: a label list for each sample, sorted already.
void history_plain(benchmark::State& state) {
    enum class RequestField : protozero::pbf_tag_type { series = 1 };
    enum class SeriesField : protozero::pbf_tag_type { label = 1, sample = 2 };
    enum class LabelField : protozero::pbf_tag_type { name = 1, value = 2 };
    enum class SampleField : protozero::pbf_tag_type { value = 1, time = 2 };
    Poles poles;
    std::uint64_t samples = 0;
    for (auto _ : state) {
        const auto report = poles.next();
        std::string bytes;
        const auto send = [&] {
            benchmark::DoNotOptimize(collector::history::compressed(bytes));
            bytes.clear();
        };
        for (std::size_t i = 0; i < Poles::nodes; ++i) {
            for (const auto& sample : report) {
                const auto& series = poles.for_peer()[sample.slot];
                protozero::pbf_builder<RequestField> request(bytes);
                protozero::pbf_builder<SeriesField> one(request, RequestField::series);
                const auto label = [&one](const std::string& name, const std::string& value) {
                    protozero::pbf_builder<LabelField> pair(one, SeriesField::label);
                    pair.add_string(LabelField::name, name);
                    pair.add_string(LabelField::value, value);
                };
                label("__name__", series.name);
                label("area", Poles::area(i));
                for (const auto& [name, value] : series.labels) {
                    label(name, value);
                }
                label("node", Poles::node(i));
                protozero::pbf_builder<SampleField> point(one, SeriesField::sample);
                point.add_double(SampleField::value, sample.value);
                point.add_int64(SampleField::time, poles.clock.now().wall.time_since_epoch().count());
                ++samples;
            }
            if (bytes.size() > collector::history::most_request_bytes) {
                send();
            }
        }
        send();
    }
    state.counters["seconds_a_sample"] =
        benchmark::Counter(static_cast<double>(samples), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(history_plain)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
