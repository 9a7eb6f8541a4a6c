#pragma once

#include <string_view>

namespace magpie::sparkplug {

// Metric and property names that the specification, or Magpie's contract upon it, fixes.
inline constexpr std::string_view bd_seq_metric = "bdSeq";
inline constexpr std::string_view rebirth_metric = "Node Control/Rebirth";
inline constexpr std::string_view unit_property = "unit";
inline constexpr std::string_view help_property = "help";

}  // namespace magpie::sparkplug
