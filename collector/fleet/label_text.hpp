#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/fleet/series.hpp"

namespace magpie::collector {

/// A label value for the text format 0.0.4: `\`, `"` and newline escaped, and what is not plain text made so, for one
/// invalid byte costs Prometheus the whole page.
[[nodiscard]] std::string label_value_text(std::string_view value);

/// A label's value as the fleet keeps it, without its escapes.
[[nodiscard]] std::string plain_label_value(std::string_view escaped);

/// A HELP text: `\` and newline escaped, cut at 256 bytes.
[[nodiscard]] std::string help_text(std::string_view help);

/// `,interface="eth0",mode="x"`: sorted by name, empty values left out (an empty label is none), so that equal sets of
/// labels have equal texts. Nothing when a name is no label name, occurs twice, is `area` or `node`, or starts with
/// `__`.
[[nodiscard]] std::optional<std::string> labels_text(const Labels& labels);

}  // namespace magpie::collector
