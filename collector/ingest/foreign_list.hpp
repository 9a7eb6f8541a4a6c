#pragma once

#include <cstddef>
#include <vector>

#include "collector/fleet/series.hpp"
#include "collector/ingest/foreign_map.hpp"
#include "collector/ingest/refusals.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {

/// The longest text that is shown, in bytes.
inline constexpr std::size_t longest_text = 128;

/// Properties of one metric that are read.
inline constexpr std::size_t most_properties = 64;

/// What is shown of the birth of another edge or of a device: a slot for each metric, in their order.
struct ForeignList {
    std::vector<SeriesDescription> series;  // without a name: not shown
    std::vector<double> scales;             // value on the page by value on the wire
};

/// Names the metrics of an NBIRTH or DBIRTH. Numbers are gauges or counters, texts are info metrics (whose label
/// `value` is left to the node); control metrics and types that are neither are not shown. Where a name does not tell
/// which metric it was (two of the list have it, or letters were lost) the label `metric` does.
[[nodiscard]] ForeignList describe(const sparkplug::PayloadView& birth, const ForeignPlace& place,
                                   const std::vector<ForeignRule>& rules, Refusals& refusals, Refusals& tolerated);

}  // namespace magpie::collector
