#pragma once

#include <optional>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::collector::history {

/// A time as Prometheus, VictoriaMetrics and Go write it: "15d", "1h30m0s", "1.5s", "0"; a year has 365 days.
[[nodiscard]] std::optional<Milliseconds> parse_duration(std::string_view text);

/// Whether it takes remote write (--web.enable-remote-write-receiver), by Prometheus' /api/v1/status/flags. Nothing:
/// this is not what a Prometheus answers.
[[nodiscard]] std::optional<bool> read_receiver(std::string_view json);

/// How late a sample may come, by Prometheus' /api/v1/status/config: storage.tsdb.out_of_order_time_window, 0 where
/// there is none. The YAML inside is Prometheus' own writing, whatever its file looks like.
[[nodiscard]] std::optional<Milliseconds> read_out_of_order_window(std::string_view json);

/// How long samples are kept, by Prometheus' /api/v1/status/runtimeinfo; nothing where only a size is set.
[[nodiscard]] std::optional<Milliseconds> read_retention(std::string_view json);

/// Of VictoriaMetrics' flags what matters here; nothing where it says nothing that can be read.
struct VictoriaMetricsFlags {
    std::optional<Milliseconds> retention;       // -retentionPeriod; a number alone is months of 31 days
    std::optional<Milliseconds> dedup_interval;  // -dedup.minScrapeInterval
};
/// By its /metrics, which has a row `flag{name="...", value="..."}` for each flag. Nothing: this is no VictoriaMetrics
/// that keeps samples.
[[nodiscard]] std::optional<VictoriaMetricsFlags> read_victoria_metrics(std::string_view page);

}  // namespace magpie::collector::history
