#pragma once

#include <cstdint>

#include "wire/catalogue/metric.hpp"

namespace magpie::sparkplug {

/// Sparkplug B 3.0, 6.4.16. Only what this house uses by name; arrays are 22 and above.
enum class DataType : std::uint32_t {
    unknown = 0,
    int8 = 1,
    int16 = 2,
    int32 = 3,
    int64 = 4,
    uint8 = 5,
    uint16 = 6,
    uint32 = 7,
    uint64 = 8,
    float32 = 9,
    float64 = 10,
    boolean = 11,
    string = 12,
    date_time = 13,
    text = 14,
    uuid = 15,
    data_set = 16,
    bytes = 17,
    file = 18,
    template_ = 19,
};

inline constexpr std::uint32_t last_datatype = 34;

/// Whether a value of this type is one number.
[[nodiscard]] constexpr bool is_numeric(DataType type) {
    return (type >= DataType::int8 && type <= DataType::boolean) || type == DataType::date_time;
}

/// Whether a value of this type is a text.
[[nodiscard]] constexpr bool is_text(DataType type) {
    return type == DataType::string || type == DataType::text || type == DataType::uuid;
}

/// The type a metric of the catalogue travels as. UInt32 is never used: decoders disagree on its field. Physical
/// readings travel as Float, four bytes that hold more digits than any sensor has.
[[nodiscard]] DataType wire_type(const catalogue::Metric& metric, catalogue::Part part = catalogue::Part::whole);

}  // namespace magpie::sparkplug
