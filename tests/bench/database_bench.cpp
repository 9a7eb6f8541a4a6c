// Ledgers on their way to the disk. 34,363 nodes acknowledged every 30 s are 1,145 rows a second, 573 a commit.

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <stdlib.h>

#include <benchmark/benchmark.h>

#include "collector/database/store.hpp"

namespace magpie::bench {
namespace {

constexpr std::size_t nodes = 34'363;
constexpr std::size_t rows_a_commit = 573;

void ledger_commit(benchmark::State& state) {
    std::string directory = (std::filesystem::temp_directory_path() / "magpie-bench-XXXXXX").string();
    if (mkdtemp(directory.data()) == nullptr) {
        state.SkipWithError("no temporary directory");
        return;
    }
    {
        auto store = collector::Store::open({.path = directory + "/magpie.db", .most_pages = std::nullopt},
                                            [](const std::string&) {});
        std::size_t node = 0;
        std::vector<collector::Batch> batches;
        for (std::size_t i = 0; i < nodes / rows_a_commit; ++i) {
            auto& batch = batches.emplace_back();
            for (std::size_t row = 0; row < rows_a_commit; ++row, ++node) {
                // Nodes come round in no order of their names.
                const auto name = std::to_string((node * 7919) % nodes);
                batch.ledgers[{"district-" + std::to_string(node % 25), "pole-" + name}] = {
                    .ledger = std::string(40, 'x'), .safe = {}};
            }
        }
        std::size_t next = 0;
        for (auto _ : state) {
            if (!store || !store->write(batches[next++ % batches.size()])) {
                state.SkipWithError("a commit failed");
                break;
            }
        }
    }
    state.counters["rows"] = benchmark::Counter(
        static_cast<double>(rows_a_commit) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    std::filesystem::remove_all(directory);
}
BENCHMARK(ledger_commit)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace magpie::bench
