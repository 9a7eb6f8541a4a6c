#pragma once

#include <cstdint>

#include <protozero/types.hpp>

namespace magpie::sparkplug {

// Field numbers of sparkplug_b.proto, Sparkplug 3.0.

enum class PayloadField : protozero::pbf_tag_type { timestamp = 1, metrics = 2, seq = 3, uuid = 4, body = 5 };

enum class MetricField : protozero::pbf_tag_type {
    name = 1,
    alias = 2,
    timestamp = 3,
    datatype = 4,
    is_historical = 5,
    is_transient = 6,
    is_null = 7,
    metadata = 8,
    properties = 9,
    int_value = 10,
    long_value = 11,
    float_value = 12,
    double_value = 13,
    boolean_value = 14,
    string_value = 15,
    bytes_value = 16,
    dataset_value = 17,
    template_value = 18,
    extension_value = 19,
};

enum class PropertySetField : protozero::pbf_tag_type { keys = 1, values = 2 };

enum class PropertyValueField : protozero::pbf_tag_type {
    type = 1,
    is_null = 2,
    int_value = 3,
    long_value = 4,
    float_value = 5,
    double_value = 6,
    boolean_value = 7,
    string_value = 8,
};

}  // namespace magpie::sparkplug
