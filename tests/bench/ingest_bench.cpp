// Bytes from the broker to values in the fleet: all checks on, beside a loop that checks nothing.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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

/// A tenth of the public Wi-Fi of Seoul, each pole with an NDATA on its way in every interval. Poles of one model share
/// a shape; their values are those of one of a few streets.
class City {
  public:
    static constexpr std::size_t nodes = 34'363 / 10;

    City() {
        for (unsigned street = 0; street < 32; ++street) {
            streets_.emplace_back(street);
            (void)streets_.back().next(clock.now());
        }
        birth_ = agent::Birth(streets_.front().series());
        for (std::size_t i = 0; i < nodes; ++i) {
            const auto area = "area-" + std::to_string(i % 25);
            const auto node = "pole-" + std::to_string(i);
            birth_topics_.push_back(sparkplug::topic(area, sparkplug::Verb::nbirth, node));
            data_topics_.push_back(sparkplug::topic(area, sparkplug::Verb::ndata, node));
        }
    }

    struct Message {
        const std::string& topic;
        std::string payload;
    };
    [[nodiscard]] std::vector<Message> births() {
        seq_ = 1;
        return for_each_pole(birth_topics_, [&](PoleSeries& street) {
            return agent::encode_birth(street.series(), header({}), 0, 0, clock.now());
        });
    }
    /// The next interval of every pole.
    [[nodiscard]] std::vector<Message> reports() {
        clock.advance(Milliseconds{10'000});
        ++number_;
        const auto header_of_all = header({ReportNumber{number_}, ReportNumber{number_}});
        auto messages = for_each_pole(data_topics_, [&](PoleSeries& street) {
            const auto report = street.next(clock.now());
            complete = complete && report.samples.size() == changed_in_an_interval;
            return agent::encode_data(report, birth_, header_of_all, seq_, clock.now());
        });
        ++seq_;
        return messages;
    }

    fakes::FakeClock clock;
    bool complete = true;  // every report held as many samples as it should

  private:
    [[nodiscard]] ReportHeader header(ReportRange range) const {
        return {.epoch = Epoch{77},
                .range = range,
                .oldest = ReportNumber{number_ > 3 ? number_ - 3 : 1},
                .newest = ReportNumber{number_},
                .shape = birth_.shape(),
                .clock_known = true,
                .taken = clock.now().mono,
                .sent = clock.now().mono};
    }
    template <typename Encode>
    [[nodiscard]] std::vector<Message> for_each_pole(const std::vector<std::string>& topics, const Encode& encode) {
        std::vector<std::string> payloads;
        for (auto& street : streets_) {
            payloads.push_back(encode(street));
        }
        std::vector<Message> messages;
        messages.reserve(nodes);
        for (std::size_t i = 0; i < nodes; ++i) {
            messages.push_back({topics[i], payloads[i % payloads.size()]});
        }
        return messages;
    }

    std::vector<PoleSeries> streets_;
    agent::Birth birth_;
    std::vector<std::string> birth_topics_;
    std::vector<std::string> data_topics_;
    std::uint64_t number_ = 0;
    std::uint8_t seq_ = 0;
};

std::uint64_t samples_in(const benchmark::State& state) {
    return City::nodes * changed_in_an_interval * static_cast<std::uint64_t>(state.iterations());
}

void count_samples(benchmark::State& state, const City& city) {
    if (!city.complete) {
        state.SkipWithError("a report does not hold the samples it should");
    }
    state.counters["samples"] = benchmark::Counter(static_cast<double>(samples_in(state)), benchmark::Counter::kIsRate);
}

void decode_and_apply(benchmark::State& state) {
    City city;
    collector::Fleet values;
    collector::Ingest ingest({}, values);
    std::vector<collector::ingest::Action> actions;
    for (const auto& [topic, payload] : city.births()) {
        ingest.message(topic, payload, city.clock.now(), actions);
    }
    actions.clear();
    const auto before = ingest.counters().samples;
    for (auto _ : state) {
        state.PauseTiming();
        const auto messages = city.reports();
        state.ResumeTiming();
        for (const auto& [topic, payload] : messages) {
            ingest.message(topic, payload, city.clock.now(), actions);
        }
    }
    if (ingest.counters().samples - before != samples_in(state)) {
        state.SkipWithError("not every sample was applied");
    }
    count_samples(state, city);
}
BENCHMARK(decode_and_apply)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state) {
    City city;
    sparkplug::PayloadView payload;
    for (auto _ : state) {
        state.PauseTiming();
        const auto messages = city.reports();
        state.ResumeTiming();
        for (const auto& message : messages) {
            benchmark::DoNotOptimize(sparkplug::decode(message.payload, {}, payload));
        }
    }
    count_samples(state, city);
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond);

/// The whole city is born again and again.
void take_births(benchmark::State& state, const std::vector<City::Message>& births, const City& city) {
    collector::Fleet values;
    collector::Ingest ingest({}, values);
    std::vector<collector::ingest::Action> actions;
    const auto all = [&] {
        for (const auto& [topic, payload] : births) {
            ingest.message(topic, payload, city.clock.now(), actions);
        }
        actions.clear();
    };
    all();
    for (auto _ : state) {
        all();
    }
    const auto born = City::nodes * static_cast<std::uint64_t>(state.iterations());
    if (values.counts().up != City::nodes || values.counts().shapes != 1 ||
        ingest.counters().samples != (born + City::nodes) * series_of_a_pole) {
        state.SkipWithError("not every birth was taken");
    }
    state.counters["seconds_a_birth"] =
        benchmark::Counter(static_cast<double>(born), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void birth_known(benchmark::State& state) {
    City city;
    take_births(state, city.births(), city);
}
BENCHMARK(birth_known)->Unit(benchmark::kMillisecond);

/// What has to be escaped is never taken as it stands, so each birth is read.
void birth_read(benchmark::State& state) {
    constexpr std::string_view site = "Hongdae 3";
    City city;
    auto births = city.births();
    for (auto& birth : births) {
        birth.payload.replace(birth.payload.find(site), site.size(), "Hongdae\n3");
    }
    take_births(state, births, city);
}
BENCHMARK(birth_read)->Unit(benchmark::kMillisecond);

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
    City city;
    for (auto _ : state) {
        state.PauseTiming();
        const auto messages = city.reports();
        state.ResumeTiming();
        for (const auto& message : messages) {
            benchmark::DoNotOptimize(sum_of(message.payload));
        }
    }
    count_samples(state, city);
}
BENCHMARK(protozero_loop)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
