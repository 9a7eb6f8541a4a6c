#pragma once

#include <cstdint>

#include <string>
#include <string_view>

namespace magpie::collector {

/// How a page of metrics is written: the lines of samples are the same in both.
enum class Format : std::uint8_t {
    text,          // Prometheus' text format 0.0.4
    open_metrics,  // OpenMetrics 1.0: other headers, units, and an end that can be told from a cut
};

/// The lines of an OpenMetrics family (TYPE, UNIT, HELP) for the HELP and TYPE lines of the text format. A counter's
/// family has no `_total`, an info's no `_info`. Anything else than those two lines comes back as it is.
[[nodiscard]] std::string open_metrics_header(std::string_view header);

/// A whole page of the text format in OpenMetrics, without its `# EOF`.
[[nodiscard]] std::string open_metrics_page(std::string_view page);

inline constexpr std::string_view open_metrics_end = "# EOF\n";

}  // namespace magpie::collector
