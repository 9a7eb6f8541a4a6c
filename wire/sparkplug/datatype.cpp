#include "wire/sparkplug/datatype.hpp"

namespace magpie::sparkplug {

DataType wire_type(const catalogue::Metric& metric) {
    using catalogue::Unit;
    if (metric.kind == catalogue::Kind::info) {
        return DataType::boolean;
    }
    switch (metric.unit) {
        case Unit::boolean:
            return DataType::boolean;
        case Unit::ratio:
        case Unit::celsius:
            return DataType::float32;
        case Unit::bytes:
        case Unit::bytes_per_second:
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
