#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/bench/figures.hpp"

namespace magpie::bench {
namespace {

constexpr std::string_view usage =
    "magpie_bench [--out FILE] [--list] [NAME...]\n"
    "Measures the figures named, or all of them; prints a table and writes FILE (bench.json unless said otherwise).\n";

struct CommandLine {
    std::string out = "bench.json";
    bool list = false;
    std::set<std::string, std::less<>> names;
};

std::optional<CommandLine> parse(int argc, char** argv) {
    CommandLine line;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--list") {
            line.list = true;
        } else if (word == "--out" && i + 1 < argc) {
            line.out = argv[++i];
        } else if (const auto all = figures(); std::ranges::find(all, word, &Figure::name) != all.end()) {
            line.names.emplace(word);
        } else {
            fmt::print(stderr, "magpie_bench: {}: no such figure\n{}", word, usage);
            return std::nullopt;
        }
    }
    return line;
}

/// Keeps the medians, by benchmark and quantity.
class Medians final : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context& /*context*/) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const auto& run : runs) {
            const auto& name = run.run_name.function_name;
            if (run.error_occurred) {
                fmt::print(stderr, "magpie_bench: {}: {}\n", name, run.error_message);
            } else if (run.aggregate_name == "median") {
                auto& quantities = medians_[name];
                quantities["cpu"] = run.GetAdjustedCPUTime() / benchmark::GetTimeUnitMultiplier(run.time_unit);
                for (const auto& [quantity, counter] : run.counters) {
                    quantities[quantity] = counter.value;
                }
            }
        }
        fmt::print(stderr, ".");
    }
    void Finalize() override { fmt::print(stderr, "\n"); }

    [[nodiscard]] std::optional<double> value(std::string_view benchmark, std::string_view quantity) const {
        const auto one = medians_.find(benchmark);
        if (one == medians_.end() || !one->second.contains(std::string(quantity))) {
            return std::nullopt;
        }
        return one->second.at(std::string(quantity));
    }

  private:
    std::map<std::string, std::map<std::string, double>, std::less<>> medians_;
};

/// Runs the benchmarks that these figures need; each five times.
void run(const std::vector<const Figure*>& wanted, Medians& medians) {
    std::set<std::string_view> needed;
    for (const auto* figure : wanted) {
        needed.insert(figure->benchmark);
        if (!figure->peer_benchmark.empty()) {
            needed.insert(figure->peer_benchmark);
        }
    }
    std::string pattern;
    for (const auto name : needed) {
        pattern += pattern.empty() ? "^(" : "|";
        pattern += name;
    }
    std::vector<std::string> words{"magpie_bench", "--benchmark_repetitions=5", "--benchmark_min_time=0.3"};
    std::vector<char*> arguments;
    for (auto& word : words) {
        arguments.push_back(word.data());
    }
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    benchmark::RunSpecifiedBenchmarks(&medians, pattern + ")(/.*)?$");
}

struct Measured {
    const Figure* figure;
    std::optional<double> value;
    std::optional<double> peer;
};

std::string text(std::optional<double> number) {
    if (!number) {
        return "-";
    }
    return fmt::format("{:.{}f}", *number, *number >= 1000 ? 0 : *number >= 10 ? 1 : *number >= 0.1 ? 2 : 4);
}

std::string ratio(const Measured& one) {
    if (!one.value || !one.peer || *one.value == 0 || *one.peer == 0) {
        return {};
    }
    const double times = one.figure->better == Better::higher ? *one.value / *one.peer : *one.peer / *one.value;
    return times >= 1 ? fmt::format("{:.1f} times better", times) : fmt::format("{:.2f} of it", times);
}

void print_table(const std::vector<Measured>& all) {
    fmt::print("{:<20} {:>10}  {:<16} {:>9}  {:>10}  {}\n", "figure", "value", "unit", "budget", "peer", "beside");
    for (const auto& one : all) {
        const auto& figure = *one.figure;
        const auto sign = figure.better == Better::higher ? ">=" : "<=";
        fmt::print("{:<20} {:>10}  {:<16} {:>9}  {:>10}  {}\n", figure.name, text(one.value), figure.unit,
                   figure.budget ? fmt::format("{} {}", sign, *figure.budget) : "", one.peer ? text(one.peer) : "",
                   one.peer ? fmt::format("{}: {}", figure.peer, ratio(one)) : std::string());
    }
}

bool write_json(const std::vector<Measured>& all, const std::string& path) {
    auto list = nlohmann::json::array();
    const auto or_null = [](const auto& optional) { return optional ? nlohmann::json(*optional) : nlohmann::json(); };
    for (const auto& one : all) {
        const auto& figure = *one.figure;
        list.push_back({{"name", figure.name},
                        {"value", or_null(one.value)},
                        {"unit", figure.unit},
                        {"better", figure.better == Better::higher ? "higher" : "lower"},
                        {"budget", or_null(figure.budget)},
                        {"peer", one.peer ? nlohmann::json(figure.peer) : nlohmann::json()},
                        {"peer_value", or_null(one.peer)}});
    }
    std::ofstream file(path);
    file << list.dump(2) << '\n';
    file.close();
    return static_cast<bool>(file);
}

int run(const CommandLine& line) {
    std::vector<const Figure*> wanted;
    for (const auto& figure : figures()) {
        if (line.names.empty() || line.names.contains(figure.name)) {
            wanted.push_back(&figure);
        }
    }
    if (line.list) {
        for (const auto* figure : wanted) {
            fmt::print("{}\n", figure->name);
        }
        return 0;
    }
    Medians medians;
    run(wanted, medians);
    std::vector<Measured> measured;
    for (const auto* figure : wanted) {
        const auto scaled = [&](std::string_view benchmark, std::string_view quantity) {
            auto value = medians.value(benchmark, quantity);
            return value ? std::optional(*value * figure->scale) : std::nullopt;
        };
        measured.push_back({figure, scaled(figure->benchmark, figure->quantity),
                            scaled(figure->peer_benchmark, figure->peer_quantity)});
    }
    print_table(measured);
    if (!write_json(measured, line.out)) {
        fmt::print(stderr, "magpie_bench: {}: cannot be written\n", line.out);
        return 1;
    }
    return std::ranges::all_of(measured, [](const Measured& one) { return one.value.has_value(); }) ? 0 : 1;
}

}  // namespace
}  // namespace magpie::bench

int main(int argc, char** argv) {
    const auto line = magpie::bench::parse(argc, argv);
    return line ? magpie::bench::run(*line) : 2;
}
