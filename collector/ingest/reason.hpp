#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace magpie::collector {

/// Why a message, a metric or a sample was refused, or what had to be put right in it. Each is a value of the label
/// `reason`; docs/operations.md says what to do.
enum class Reason : std::uint8_t {
    // whole messages
    topic_namespace,
    topic_verb,
    topic_levels,
    topic_id,
    too_large,
    too_many_metrics,
    truncated,
    field_type,
    compression,
    too_many_nodes,
    area_mismatch,
    seq_missing,
    alias_order,
    alias_duplicate,
    properties,
    shape,
    header,
    not_born,
    before_birth,
    stale_death,
    reorder_full,
    reorder_lost,
    too_many_devices,
    time_off,
    too_many_bytes,
    too_many_messages,
    too_many_births,
    too_many_new_series,
    quarantined,
    // single metrics and samples
    metric_name,
    label_name,
    datatype,
    unknown_metric,
    unknown_alias,
    not_a_number,
    out_of_bounds,
    too_many_texts,
    bad_quality,
    // tolerated
    text_escaped,
    bd_seq_missing,
    bd_seq_unsigned,
    datatype_in_data,
    compressed,
    seq_of_birth,
    datatype_ignored,
};

inline constexpr std::array<std::string_view, 45> reason_words{
    "topic_namespace", "topic_verb",        "topic_levels",     "topic_id",
    "too_large",       "too_many_metrics",  "truncated",        "field_type",
    "compression",     "too_many_nodes",    "area_mismatch",    "seq_missing",
    "alias_order",     "alias_duplicate",   "properties",       "shape",
    "header",          "not_born",          "before_birth",     "stale_death",
    "reorder_full",    "reorder_lost",      "too_many_devices", "time_off",
    "too_many_bytes",  "too_many_messages", "too_many_births",  "too_many_new_series",
    "quarantined",     "metric_name",       "label_name",       "datatype",
    "unknown_metric",  "unknown_alias",     "not_a_number",     "out_of_bounds",
    "too_many_texts",  "bad_quality",       "text_escaped",     "bd_seq_missing",
    "bd_seq_unsigned", "datatype_in_data",  "compressed",       "seq_of_birth",
    "datatype_ignored"};

[[nodiscard]] constexpr std::string_view word(Reason reason) {
    return reason_words[static_cast<std::size_t>(reason)];
}
static_assert(word(Reason::datatype_ignored) == "datatype_ignored");
static_assert(word(Reason::metric_name) == "metric_name");

}  // namespace magpie::collector
