// What a captured frame costs magpie-capture: radiotap and the header behind it, of each frame of the corpus in turn.

#include <tins/tins.h>

#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/radiotap.hpp"
#include "tests/capture/allocations.hpp"
#include "tests/capture/corpus.hpp"

namespace magpie::bench {
namespace {

/// Those that both readers read: libtins throws at what it does not know. It also copies what stands behind the
/// headers, which ours leaves where it is.
std::vector<captures::Bytes> frames() {
    std::vector<captures::Bytes> result;
    for (const auto& capture : captures::corpus()) {
        if (capture.link_type != captures::link_radiotap) {
            continue;
        }
        for (const auto& recorded : capture.frames) {
            try {
                const Tins::RadioTap theirs(reinterpret_cast<const std::uint8_t*>(recorded.bytes.data()),
                                            static_cast<std::uint32_t>(recorded.bytes.size()));
                const auto ours = agent::parse_radiotap(recorded.bytes);
                if (ours && theirs.inner_pdu() != nullptr) {
                    result.push_back(recorded.bytes);
                }
            } catch (const std::exception&) {
                continue;
            }
        }
    }
    return result;
}

template <typename Read>
void measure(benchmark::State& state, Read read) {
    const auto all = frames();
    const auto before = captures::allocations();
    for (auto _ : state) {
        for (const auto& frame : all) {
            read(frame);
        }
    }
    using Counter = benchmark::Counter;
    const auto count = static_cast<double>(all.size());
    const auto allocated = static_cast<double>(captures::allocations() - before);
    state.counters["seconds_a_frame"] = Counter(count, Counter::kIsIterationInvariantRate | Counter::kInvert);
    state.counters["allocations_a_frame"] = Counter(allocated / count, Counter::kAvgIterations);
}

void air_frame(benchmark::State& state) {
    measure(state, [](const captures::Bytes& bytes) {
        const auto radiotap = agent::parse_radiotap(bytes);
        if (radiotap) {
            const auto frame = agent::parse_frame(std::span(bytes).subspan(radiotap->length), radiotap->padded);
            benchmark::DoNotOptimize(frame);
        }
        benchmark::DoNotOptimize(radiotap);
    });
}
BENCHMARK(air_frame);

void air_frame_libtins(benchmark::State& state) {
    measure(state, [](const captures::Bytes& bytes) {
        const Tins::RadioTap frame(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                   static_cast<std::uint32_t>(bytes.size()));
        benchmark::DoNotOptimize(frame.inner_pdu());
    });
}
BENCHMARK(air_frame_libtins);

}  // namespace
}  // namespace magpie::bench
