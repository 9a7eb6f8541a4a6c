#include "agent/throughput_command/measurement_text.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace magpie::agent::throughput {

namespace {

using nlohmann::ordered_json;

std::string_view way(Direction direction) {
    return direction_words[static_cast<std::size_t>(direction)];
}

std::string what(const Job& job) {
    return fmt::format("{}, {} stream{}", way(job.direction), job.streams, job.streams == 1 ? "" : "s");
}

std::string milliseconds(probe::Nanoseconds time) {
    return fmt::format("{:.1f} ms", std::chrono::duration<double, std::milli>(time).count());
}

std::string echoes_text(const Reachability& echoes) {
    return echoes.median
               ? fmt::format("{} (median), {} (95 of 100)", milliseconds(*echoes.median), milliseconds(*echoes.p95))
               : std::string("no echo was answered");
}

/// Lines are sold in bits.
std::string rate_text(const Measured& measured) {
    constexpr double bits = 8;
    return fmt::format("{:.1f} Mbit/s", bits * measured.bytes_per_second() / 1e6);
}

ordered_json times_json(const Reachability& echoes) {
    const auto seconds = [](const std::optional<probe::Nanoseconds>& time) {
        return time ? ordered_json(std::chrono::duration<double>(*time).count()) : ordered_json();
    };
    return {{"median", seconds(echoes.median)}, {"p95", seconds(echoes.p95)}, {"max", seconds(echoes.most)}};
}

}  // namespace

std::string progress_line(const std::optional<Job>& job, Milliseconds since, const Reachability& echoes) {
    auto text = fmt::format("{}: {} s", job ? what(*job) : std::string("idle"),
                            std::chrono::floor<std::chrono::seconds>(since).count());
    if (echoes.last && echoes.last->round_trip) {
        text += fmt::format(", echo {}", milliseconds(*echoes.last->round_trip));
    }
    return text;
}

std::string measurement_text(const Measurement& measurement) {
    auto text = fmt::format("throughput {}: idle round trip {}\n",
                            measurement.host == measurement.address || measurement.address.empty()
                                ? measurement.host
                                : fmt::format("{} ({})", measurement.host, measurement.address),
                            echoes_text(measurement.idle));
    for (const auto& [job, result, loaded] : measurement.runs) {
        auto plain = std::string(word(result.outcome));
        std::ranges::replace(plain, '_', ' ');
        text += result.measured ? fmt::format("  {}: {}, round trip {}\n", what(job), rate_text(*result.measured),
                                              echoes_text(loaded))
                                : fmt::format("  {}: {}{}\n", what(job), plain,
                                              result.detail.empty() ? std::string() : " (" + result.detail + ")");
    }
    return text;
}

std::string measurement_json(const Measurement& measurement) {
    auto runs = ordered_json::array();
    for (const auto& [job, result, loaded] : measurement.runs) {
        ordered_json run{{"direction", way(job.direction)},
                         {"streams", job.streams},
                         {"outcome", word(result.outcome)},
                         {"bytes_per_second", nullptr},
                         {"bytes", nullptr},
                         {"seconds", nullptr},
                         {"retransmits", nullptr},
                         {"loaded_round_trip_seconds", times_json(loaded)}};
        if (const auto& measured = result.measured) {
            run["bytes_per_second"] = measured->bytes_per_second();
            run["bytes"] = measured->bytes;
            run["seconds"] = measured->seconds;
            if (measured->retransmits) {
                run["retransmits"] = *measured->retransmits;
            }
        }
        if (!result.detail.empty()) {
            run["detail"] = result.detail;
        }
        runs.push_back(std::move(run));
    }
    const ordered_json all{
        {"probe", "throughput"},
        {"host", measurement.host},
        {"address", measurement.address.empty() ? ordered_json() : ordered_json(measurement.address)},
        {"idle_round_trip_seconds", times_json(measurement.idle)},
        {"runs", std::move(runs)}};
    return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace magpie::agent::throughput
