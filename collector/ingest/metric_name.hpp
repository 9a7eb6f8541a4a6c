#pragma once

#include <string>
#include <string_view>

namespace magpie::collector {

/// What a Sparkplug metric of another edge is called in Prometheus.
struct MetricName {
    std::string text;
    bool lossless = true;  // false: it held more than ASCII letters, digits and what parts words
};

/// `Inputs/supplyVoltage` is `sparkplug_inputs_supply_voltage`: lower case, an underscore where a word or a level ends,
/// everything that no metric name may hold left out. Takes any bytes; one that leaves nothing is `sparkplug_metric`.
[[nodiscard]] MetricName metric_name(std::string_view path);

/// What a unit that edges write (`°C`, `kWh`, `m3/h`) adds to a name, as it is and not as a base unit: values are never
/// scaled unasked. Empty when it is not known.
[[nodiscard]] std::string_view unit_suffix(std::string_view unit);

/// `_total` at the end of a name is Prometheus' sign of a counter.
inline constexpr std::string_view counter_suffix = "_total";
[[nodiscard]] bool is_counter_name(std::string_view name);

/// The name with a unit, which it may have already, and with or without the sign of a counter.
[[nodiscard]] std::string full_name(std::string_view name, std::string_view unit, bool counter);

}  // namespace magpie::collector
