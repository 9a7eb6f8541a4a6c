// Bytes from the broker to values in the fleet: all checks on, beside a loop that checks nothing.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <protozero/pbf_message.hpp>

#include "collector/ingest/ingest.hpp"
#include "tests/bench/pole_series.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/payload_fields.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::bench {
namespace {

/// A tenth of the public Wi-Fi of Seoul, each pole with an NDATA on its way in every interval.
class Fleet {
  public:
    static constexpr std::size_t nodes = 34'363 / 10;

    Fleet() {
        for (std::size_t i = 0; i < nodes; ++i) {
            auto& node = nodes_.emplace_back(static_cast<unsigned>(i));
            (void)node.series.next(clock.now());
            node.birth = agent::Birth(node.series.series());
            node.birth_topic = sparkplug::topic("area-" + std::to_string(i % 25), sparkplug::Verb::nbirth,
                                                "pole-" + std::to_string(i));
            node.data_topic =
                sparkplug::topic("area-" + std::to_string(i % 25), sparkplug::Verb::ndata, "pole-" + std::to_string(i));
        }
    }

    struct Message {
        std::string topic;
        std::string payload;
    };
    [[nodiscard]] std::vector<Message> births() {
        std::vector<Message> messages;
        for (auto& node : nodes_) {
            messages.push_back(
                {node.birth_topic, agent::encode_birth(node.series.series(), header(node, {}), 0, 0, clock.now())});
            node.seq = 1;
        }
        return messages;
    }
    /// The next interval of every pole.
    [[nodiscard]] std::vector<Message> reports() {
        clock.advance(Milliseconds{10'000});
        std::vector<Message> messages;
        messages.reserve(nodes);
        for (auto& node : nodes_) {
            const auto report = node.series.next(clock.now());
            samples += report.samples.size();
            ++node.number;
            const ReportRange range{ReportNumber{node.number}, ReportNumber{node.number}};
            messages.push_back({node.data_topic,
                                agent::encode_data(report, node.birth, header(node, range), node.seq++, clock.now())});
        }
        return messages;
    }

    fakes::FakeClock clock;
    std::size_t samples = 0;  // in all reports so far

  private:
    struct Node {
        explicit Node(unsigned variant) : series(variant) {}
        PoleSeries series;
        agent::Birth birth;
        std::string birth_topic;
        std::string data_topic;
        std::uint8_t seq = 0;
        std::uint64_t number = 0;
    };
    [[nodiscard]] ReportHeader header(const Node& node, ReportRange range) const {
        return {.epoch = Epoch{77},
                .range = range,
                .oldest = ReportNumber{node.number > 3 ? node.number - 3 : 1},
                .newest = ReportNumber{node.number},
                .shape = node.birth.shape(),
                .clock_known = true,
                .taken = clock.now().mono,
                .sent = clock.now().mono};
    }

    std::vector<Node> nodes_;
};

void count_samples(benchmark::State& state, const Fleet& fleet, std::size_t before) {
    const auto expected = Fleet::nodes * changed_in_an_interval * state.iterations();
    if (fleet.samples - before != expected) {
        state.SkipWithError("a report does not hold the samples it should");
    }
    state.counters["samples"] = benchmark::Counter(static_cast<double>(expected), benchmark::Counter::kIsRate);
}

void decode_and_apply(benchmark::State& state) {
    Fleet fleet;
    collector::Fleet values;
    collector::Ingest ingest({}, values);
    std::vector<collector::ingest::Action> actions;
    for (const auto& [topic, payload] : fleet.births()) {
        ingest.message(topic, payload, fleet.clock.now(), actions);
    }
    actions.clear();
    const auto before = fleet.samples;
    const auto applied_before = ingest.counters().samples;
    for (auto _ : state) {
        state.PauseTiming();
        const auto messages = fleet.reports();
        state.ResumeTiming();
        for (const auto& [topic, payload] : messages) {
            ingest.message(topic, payload, fleet.clock.now(), actions);
        }
    }
    if (ingest.counters().samples - applied_before != fleet.samples - before) {
        state.SkipWithError("not every sample was applied");
    }
    count_samples(state, fleet, before);
}
BENCHMARK(decode_and_apply)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state) {
    Fleet fleet;
    sparkplug::PayloadView payload;
    const auto before = fleet.samples;
    for (auto _ : state) {
        state.PauseTiming();
        const auto messages = fleet.reports();
        state.ResumeTiming();
        for (const auto& message : messages) {
            benchmark::DoNotOptimize(sparkplug::decode(message.payload, {}, payload));
        }
    }
    count_samples(state, fleet, before);
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond);

/// What a decoder at least does: finds alias and value of each metric, knows no type, checks nothing, keeps nothing.
double sum_of(const std::string& bytes) {
    using protozero::pbf_wire_type;
    using protozero::tag_and_type;
    using sparkplug::MetricField;
    double sum = 0;
    protozero::pbf_message<sparkplug::PayloadField> payload(bytes);
    while (payload.next(sparkplug::PayloadField::metrics)) {
        protozero::pbf_message<MetricField> metric(payload.get_view());
        while (metric.next()) {
            switch (metric.tag_and_type()) {
                case tag_and_type(MetricField::alias, pbf_wire_type::varint):
                    sum += static_cast<double>(metric.get_uint64());
                    break;
                case tag_and_type(MetricField::long_value, pbf_wire_type::varint):
                    sum += static_cast<double>(metric.get_uint64());
                    break;
                case tag_and_type(MetricField::double_value, pbf_wire_type::fixed64):
                    sum += metric.get_double();
                    break;
                case tag_and_type(MetricField::float_value, pbf_wire_type::fixed32):
                    sum += metric.get_float();
                    break;
                default:
                    metric.skip();
            }
        }
    }
    return sum;
}

void protozero_loop(benchmark::State& state) {
    Fleet fleet;
    const auto before = fleet.samples;
    for (auto _ : state) {
        state.PauseTiming();
        const auto messages = fleet.reports();
        state.ResumeTiming();
        for (const auto& message : messages) {
            benchmark::DoNotOptimize(sum_of(message.payload));
        }
    }
    count_samples(state, fleet, before);
}
BENCHMARK(protozero_loop)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
