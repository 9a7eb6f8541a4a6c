#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "wire/sparkplug/datatype.hpp"
#include "wire/time.hpp"

namespace magpie::sparkplug {

/// Which field of a protobuf Metric (or PropertyValue) carries its value.
enum class ValueField : std::uint8_t {
    none,
    int_value,
    long_value,
    float_value,
    double_value,
    boolean_value,
    string_value,
    bytes_value,
    unsupported,  // DataSet, Template, PropertySet, extension: passed over
};

/// A value as it stands on the wire. `bits` holds the integer, the bool, or the bit pattern of the float or double.
struct RawValue {
    ValueField field = ValueField::none;
    std::uint64_t bits = 0;
    std::string_view text;  // string_value, bytes_value
};

/// One metric of a payload; views point into the payload.
struct MetricView {
    std::string_view name;
    std::uint64_t alias = 0;
    std::uint64_t timestamp = 0;  // ms since 1970
    RawValue value;
    std::string_view properties;  // an undecoded PropertySet
    std::uint32_t datatype = 0;   // 0: not given
    bool has_name = false;
    bool has_alias = false;
    bool has_timestamp = false;
    bool is_historical = false;
    bool is_null = false;
};

/// A decoded Sparkplug B payload (sparkplug_b.proto of Sparkplug 3.0). Reused from message to message: decoding
/// allocates only while `metrics` still grows.
struct PayloadView {
    std::optional<std::uint64_t> timestamp;  // ms since 1970
    std::optional<std::uint64_t> seq;
    std::string_view uuid;
    std::string_view body;
    std::vector<MetricView> metrics;
};

/// What one message may at most hold.
struct Limits {
    std::size_t bytes = std::size_t{1} << 20;
    std::size_t metrics = 1000;
};

enum class BadPayload : std::uint8_t { too_large, too_many_metrics, truncated, wrong_field_type };

/// Decodes a whole payload or nothing: after an error `into` holds no metric. Unknown fields are passed over, as
/// protobuf demands.
[[nodiscard]] tl::expected<void, BadPayload> decode(std::string_view bytes, const Limits& limits, PayloadView& into);

/// One entry of a PropertySet.
struct PropertyView {
    std::string_view key;
    std::uint32_t type = 0;
    RawValue value;
};

/// Decodes a PropertySet of at most `most` entries; keys and values must be as many
/// (tck-id-payloads-propertyset-keys-array-size).
[[nodiscard]] tl::expected<void, BadPayload> decode_properties(std::string_view bytes, std::size_t most,
                                                               std::vector<PropertyView>& into);

/// The number a raw value stands for under a datatype: integers cut to their width (Tahu sign-extends small ones),
/// UInt32 taken from either integer field (the specification and its own encoders disagree), Boolean as 0 or 1. Nothing
/// when field and datatype do not go together.
[[nodiscard]] std::optional<double> number(const RawValue& value, DataType type);

}  // namespace magpie::sparkplug
