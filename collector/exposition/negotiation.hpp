#pragma once

#include <string_view>

#include "collector/exposition/open_metrics.hpp"

namespace magpie::collector {

/// What a scraper would rather have, by its Accept header (RFC 9110, 12.5.1): OpenMetrics only where it is named, in
/// version 1.0.0 or 0.0.1, and not liked less than the text format.
[[nodiscard]] Format wanted_format(std::string_view accept);

/// Whether gzip is named, and not refused, in an Accept-Encoding header (RFC 9110, 12.5.3).
[[nodiscard]] bool takes_gzip(std::string_view accept_encoding);

}  // namespace magpie::collector
