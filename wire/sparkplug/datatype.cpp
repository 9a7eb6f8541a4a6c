#include "wire/sparkplug/datatype.hpp"

namespace magpie::sparkplug {

DataType wire_type(const catalogue::Metric& metric, catalogue::Part part) {
    using catalogue::Part;
    using catalogue::Unit;
    if (part != Part::whole) {
        return part == Part::sum ? DataType::float64 : DataType::uint64;
    }
    if (metric.kind == catalogue::Kind::info) {
        return DataType::boolean;
    }
    switch (metric.unit) {
        case Unit::boolean:
            return DataType::boolean;
        case Unit::ratio:
        case Unit::celsius:
        case Unit::dbm:
        case Unit::decibels:
        case Unit::lux:
        case Unit::volts:
        case Unit::amperes:
        case Unit::watts:
        case Unit::degrees:
        case Unit::meters_per_second:
        case Unit::meters_per_second_squared:
        case Unit::grams_per_cubic_meter:
            return DataType::float32;
        case Unit::bytes:
        case Unit::bytes_per_second:
        case Unit::hertz:
            return DataType::uint64;
        case Unit::seconds:
        case Unit::timestamp:
            return DataType::float64;
        case Unit::none:
            break;
    }
    return metric.kind == catalogue::Kind::counter ? DataType::uint64 : DataType::float64;
}

}  // namespace magpie::sparkplug
