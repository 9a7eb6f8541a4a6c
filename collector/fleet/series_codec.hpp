#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/fleet/series.hpp"

namespace magpie::collector {

/// How births are kept on disk. Equal lists have equal encodings. Layout: version, count, then each series as name,
/// help, flags and labels; texts with their length before them, numbers as base-128 varints.
[[nodiscard]] std::string encode_series(std::span<const SeriesDescription> series);

/// Nothing when the bytes are not one whole encoding of a version known here. Takes memory in proportion to the bytes.
[[nodiscard]] std::optional<std::vector<SeriesDescription>> decode_series(std::string_view bytes);

[[nodiscard]] std::string encode_info(std::span<const InfoLabels> info);
[[nodiscard]] std::optional<std::vector<InfoLabels>> decode_info(std::string_view bytes);

}  // namespace magpie::collector
