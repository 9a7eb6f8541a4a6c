#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire/catalogue/metric.hpp"

namespace magpie::catalogue {

/// Name of a series on the wire: `link/eth0/receive_bytes_total` for magpie_link_receive_bytes_total{interface="eth0"}.
/// Domain, label values (of an info metric only the interface or the sensor it tells of), rest; what is not
/// [A-Za-z0-9._:-] in a value becomes %XX, so that a value never adds a level. A part of a histogram has the end
/// Prometheus gives it (`_bucket`, `_sum`, `_count`).
[[nodiscard]] std::string wire_path(const Metric& metric, std::span<const std::string> label_values,
                                    Part part = Part::whole);

/// What a part adds to the name of its histogram.
[[nodiscard]] std::string_view name_end(Part part);

/// Prometheus name of a wire path: first and last level under the prefix `magpie_`. Nothing when the path has fewer
/// than two levels or the result is not a Prometheus name.
[[nodiscard]] std::optional<std::string> prometheus_name(std::string_view wire_path);

/// [a-zA-Z_][a-zA-Z0-9_]*, as Prometheus demands of label names.
[[nodiscard]] bool is_label_name(std::string_view text);

/// The word Prometheus uses for a unit ("bytes", "seconds"); empty where there is none.
[[nodiscard]] std::string_view unit_word(Unit unit);

}  // namespace magpie::catalogue
