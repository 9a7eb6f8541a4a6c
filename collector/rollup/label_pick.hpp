#pragma once

#include <string>
#include <string_view>

#include "wire/catalogue/metric.hpp"

namespace magpie::collector::rollup {

/// The value of one label in a text as the fleet keeps it (`,band="5GHz",ssid="a\"b"`), still escaped; empty without
/// it.
[[nodiscard]] std::string_view label_value(std::string_view labels, std::string_view name);

/// The labels of such a text that a total keeps: those of its row but the first, and `le`.
[[nodiscard]] std::string kept_labels(std::string_view labels, const catalogue::Metric& total);

/// A type of site as it may stand in a label: a word of at most 32 of `a-z0-9_`, else "other"; "none" where it is not
/// told. What else a pole calls itself would be a series of its own.
[[nodiscard]] std::string_view site_type_word(std::string_view told);

}  // namespace magpie::collector::rollup
