#pragma once

#include <vector>

#include "collector/ingest/foreign_map.hpp"
#include "platform/config/reader.hpp"

namespace magpie::collector {

/// `[[foreign.map]]`: foreign.map.match, area, node, device, drop, name, type, unit, scale, labels. What is wrong is
/// reported to the reader.
[[nodiscard]] std::vector<ForeignRule> read_foreign_map(config::Reader& read);

}  // namespace magpie::collector
