#include "wire/sparkplug/payload_encoder.hpp"

#include <protozero/pbf_builder.hpp>

#include "wire/sparkplug/payload_fields.hpp"

namespace magpie::sparkplug {

namespace {

using MetricBuilder = protozero::pbf_builder<MetricField>;

std::uint64_t ms(UtcMs time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

void write_entry(MetricBuilder& metric, const PayloadEncoder::Entry& entry, DataType type) {
    if (!entry.name.empty()) {
        metric.add_string(MetricField::name, entry.name.data(), entry.name.size());
    }
    if (entry.alias >= 0) {
        metric.add_uint64(MetricField::alias, static_cast<std::uint64_t>(entry.alias));
    }
    metric.add_uint64(MetricField::timestamp, ms(entry.time));
    if (entry.with_datatype) {
        metric.add_uint32(MetricField::datatype, static_cast<std::uint32_t>(type));
    }
    if (entry.historical) {
        metric.add_bool(MetricField::is_historical, true);
    }
    if (entry.properties.empty()) {
        return;
    }
    protozero::pbf_builder<PropertySetField> properties(metric, MetricField::properties);
    for (const auto& property : entry.properties) {
        properties.add_string(PropertySetField::keys, property.key.data(), property.key.size());
    }
    for (const auto& property : entry.properties) {
        protozero::pbf_builder<PropertyValueField> value(properties, PropertySetField::values);
        value.add_uint32(PropertyValueField::type, static_cast<std::uint32_t>(DataType::string));
        value.add_string(PropertyValueField::string_value, property.value.data(), property.value.size());
    }
}

}  // namespace

PayloadEncoder& PayloadEncoder::timestamp(UtcMs time) {
    protozero::pbf_builder<PayloadField>(into_).add_uint64(PayloadField::timestamp, ms(time));
    return *this;
}

PayloadEncoder& PayloadEncoder::seq(std::uint8_t number) {
    protozero::pbf_builder<PayloadField>(into_).add_uint64(PayloadField::seq, number);
    return *this;
}

PayloadEncoder& PayloadEncoder::number(const Entry& entry, DataType type, double value) {
    protozero::pbf_builder<PayloadField> payload(into_);
    MetricBuilder metric(payload, PayloadField::metrics);
    write_entry(metric, entry, type);
    switch (type) {
        case DataType::boolean:
            metric.add_bool(MetricField::boolean_value, value != 0);
            break;
        case DataType::float32:
            metric.add_float(MetricField::float_value, static_cast<float>(value));
            break;
        case DataType::uint64:
            metric.add_uint64(MetricField::long_value, static_cast<std::uint64_t>(value));
            break;
        case DataType::int64:
            metric.add_uint64(MetricField::long_value, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
            break;
        default:
            metric.add_double(MetricField::double_value, value);
            break;
    }
    return *this;
}

PayloadEncoder& PayloadEncoder::integer(const Entry& entry, std::int64_t value) {
    protozero::pbf_builder<PayloadField> payload(into_);
    MetricBuilder metric(payload, PayloadField::metrics);
    write_entry(metric, entry, DataType::int64);
    metric.add_uint64(MetricField::long_value, static_cast<std::uint64_t>(value));
    return *this;
}

PayloadEncoder& PayloadEncoder::boolean(const Entry& entry, bool value) {
    return number(entry, DataType::boolean, value ? 1 : 0);
}

PayloadEncoder& PayloadEncoder::bytes(const Entry& entry, std::string_view value) {
    protozero::pbf_builder<PayloadField> payload(into_);
    MetricBuilder metric(payload, PayloadField::metrics);
    write_entry(metric, entry, DataType::bytes);
    metric.add_bytes(MetricField::bytes_value, value.data(), value.size());
    return *this;
}

PayloadEncoder& PayloadEncoder::text(const Entry& entry, std::string_view value) {
    protozero::pbf_builder<PayloadField> payload(into_);
    MetricBuilder metric(payload, PayloadField::metrics);
    write_entry(metric, entry, DataType::string);
    metric.add_string(MetricField::string_value, value.data(), value.size());
    return *this;
}

PayloadEncoder& PayloadEncoder::null(const Entry& entry, DataType type) {
    protozero::pbf_builder<PayloadField> payload(into_);
    MetricBuilder metric(payload, PayloadField::metrics);
    write_entry(metric, entry, type);
    metric.add_bool(MetricField::is_null, true);
    return *this;
}

}  // namespace magpie::sparkplug
