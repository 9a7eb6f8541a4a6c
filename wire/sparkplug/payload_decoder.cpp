#include <bit>
#include <cmath>
#include <exception>

#include <protozero/pbf_message.hpp>

#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/payload_fields.hpp"

namespace magpie::sparkplug {

namespace {

using protozero::data_view;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

std::string_view text(const data_view& view) {
    return {view.data(), view.size()};
}

/// protozero's get_bool() reads a byte before it looks whether there is one.
template <typename Message>
bool boolean(protozero::pbf_message<Message>& reader) {
    return reader.get_uint64() != 0;
}

/// A field whose number is known and whose wire type is not the one of the schema.
struct WrongFieldType {};

/// Field numbers of the value oneof differ between Metric and PropertyValue by this offset alone, up to `string`.
template <typename Message>
bool decode_value(protozero::pbf_message<Message>& reader, std::uint32_t first_value_field, RawValue& value) {
    const auto tag = static_cast<std::uint32_t>(reader.tag());
    const auto is = [&](std::uint32_t offset, pbf_wire_type type) {
        if (tag != first_value_field + offset) {
            return false;
        }
        if (reader.wire_type() != type) {
            throw WrongFieldType{};
        }
        return true;
    };
    if (is(0, pbf_wire_type::varint)) {
        value = {ValueField::int_value, reader.get_uint32(), {}};
    } else if (is(1, pbf_wire_type::varint)) {
        value = {ValueField::long_value, reader.get_uint64(), {}};
    } else if (is(2, pbf_wire_type::fixed32)) {
        value = {ValueField::float_value, std::bit_cast<std::uint32_t>(reader.get_float()), {}};
    } else if (is(3, pbf_wire_type::fixed64)) {
        value = {ValueField::double_value, std::bit_cast<std::uint64_t>(reader.get_double()), {}};
    } else if (is(4, pbf_wire_type::varint)) {
        value = {ValueField::boolean_value, boolean(reader) ? 1U : 0U, {}};
    } else if (is(5, pbf_wire_type::length_delimited)) {
        value = {ValueField::string_value, 0, text(reader.get_view())};
    } else {
        return false;
    }
    return true;
}

void decode_metric(const data_view& bytes, MetricView& metric) {
    protozero::pbf_message<MetricField> reader(bytes);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(MetricField::alias, pbf_wire_type::varint):
                metric.alias = reader.get_uint64();
                metric.has_alias = true;
                continue;
            case tag_and_type(MetricField::timestamp, pbf_wire_type::varint):
                metric.timestamp = reader.get_uint64();
                metric.has_timestamp = true;
                continue;
            case tag_and_type(MetricField::name, pbf_wire_type::length_delimited):
                metric.name = text(reader.get_view());
                metric.has_name = true;
                continue;
            case tag_and_type(MetricField::datatype, pbf_wire_type::varint):
                metric.datatype = reader.get_uint32();
                continue;
            case tag_and_type(MetricField::is_historical, pbf_wire_type::varint):
                metric.is_historical = boolean(reader);
                continue;
            case tag_and_type(MetricField::is_null, pbf_wire_type::varint):
                metric.is_null = boolean(reader);
                continue;
            case tag_and_type(MetricField::properties, pbf_wire_type::length_delimited):
                metric.properties = text(reader.get_view());
                continue;
            case tag_and_type(MetricField::bytes_value, pbf_wire_type::length_delimited):
                metric.value = {ValueField::bytes_value, 0, text(reader.get_view())};
                continue;
            default:
                break;
        }
        if (decode_value(reader, static_cast<std::uint32_t>(MetricField::int_value), metric.value)) {
            continue;
        }
        switch (reader.tag()) {
            case MetricField::name:
            case MetricField::alias:
            case MetricField::timestamp:
            case MetricField::datatype:
            case MetricField::is_historical:
            case MetricField::is_null:
            case MetricField::properties:
            case MetricField::bytes_value:
                throw WrongFieldType{};
            case MetricField::dataset_value:
            case MetricField::template_value:
            case MetricField::extension_value:
                metric.value.field = ValueField::unsupported;
                [[fallthrough]];
            default:
                reader.skip();
        }
    }
}

template <typename Message>
void require(const protozero::pbf_message<Message>& reader, pbf_wire_type type) {
    if (reader.wire_type() != type) {
        throw WrongFieldType{};
    }
}

void decode_payload(std::string_view bytes, const Limits& limits, PayloadView& into, bool& too_many) {
    protozero::pbf_message<PayloadField> reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag()) {
            case PayloadField::timestamp:
                require(reader, pbf_wire_type::varint);
                into.timestamp = reader.get_uint64();
                break;
            case PayloadField::metrics:
                require(reader, pbf_wire_type::length_delimited);
                if (into.metrics.size() == limits.metrics) {
                    too_many = true;
                    return;
                }
                decode_metric(reader.get_view(), into.metrics.emplace_back());
                break;
            case PayloadField::seq:
                require(reader, pbf_wire_type::varint);
                into.seq = reader.get_uint64();
                break;
            case PayloadField::uuid:
                require(reader, pbf_wire_type::length_delimited);
                into.uuid = text(reader.get_view());
                break;
            case PayloadField::body:
                require(reader, pbf_wire_type::length_delimited);
                into.body = text(reader.get_view());
                break;
            default:
                reader.skip();
        }
    }
}

/// The shortest decimal a sensor can have meant: 21.3f becomes 21.3 and not 21.299999237.
double widen(float value) {
    const double exact = value;
    const double rounded = std::round(exact * 1e4) / 1e4;
    return static_cast<float>(rounded) == value ? rounded : exact;
}

template <typename Integer>
double cut(std::uint64_t bits) {
    return static_cast<double>(static_cast<Integer>(bits));
}

}  // namespace

tl::expected<void, BadPayload> decode(std::string_view bytes, const Limits& limits, PayloadView& into) {
    into.timestamp.reset();
    into.seq.reset();
    into.uuid = {};
    into.body = {};
    into.metrics.clear();
    auto problem = BadPayload::truncated;
    if (bytes.size() > limits.bytes) {
        return tl::unexpected(BadPayload::too_large);
    }
    try {
        bool too_many = false;
        decode_payload(bytes, limits, into, too_many);
        if (!too_many) {
            return {};
        }
        problem = BadPayload::too_many_metrics;
    } catch (const WrongFieldType&) {
        problem = BadPayload::wrong_field_type;
    } catch (const std::exception&) {
        problem = BadPayload::truncated;
    }
    into.metrics.clear();
    return tl::unexpected(problem);
}

tl::expected<void, BadPayload> decode_properties(std::string_view bytes, std::size_t most,
                                                 std::vector<PropertyView>& into) {
    into.clear();
    std::size_t values = 0;
    const auto slot = [&](std::size_t index) -> PropertyView* {
        if (index >= most) {
            return nullptr;
        }
        if (index >= into.size()) {
            into.resize(index + 1);
        }
        return &into[index];
    };
    auto problem = BadPayload::truncated;
    try {
        std::size_t keys = 0;
        protozero::pbf_message<PropertySetField> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            require(reader, pbf_wire_type::length_delimited);
            const auto field = reader.tag();
            const auto view = reader.get_view();
            if (field != PropertySetField::keys && field != PropertySetField::values) {
                continue;
            }
            auto* const property = slot(field == PropertySetField::keys ? keys++ : values++);
            if (property == nullptr) {
                into.clear();
                return tl::unexpected(BadPayload::too_many_metrics);
            }
            if (field == PropertySetField::keys) {
                property->key = text(view);
                continue;
            }
            protozero::pbf_message<PropertyValueField> value(view);
            while (value.next()) {
                if (value.tag() == PropertyValueField::type) {
                    require(value, pbf_wire_type::varint);
                    property->type = value.get_uint32();
                } else if (!decode_value(value, static_cast<std::uint32_t>(PropertyValueField::int_value),
                                         property->value)) {
                    value.skip();
                }
            }
        }
        if (keys == values) {
            return {};
        }
    } catch (const WrongFieldType&) {
        problem = BadPayload::wrong_field_type;
    } catch (const std::exception&) {
        problem = BadPayload::truncated;
    }
    into.clear();
    return tl::unexpected(problem);
}

std::optional<double> number(const RawValue& value, DataType type) {
    const bool integer = value.field == ValueField::int_value || value.field == ValueField::long_value;
    switch (type) {
        case DataType::int8:
            return integer ? std::optional(cut<std::int8_t>(value.bits)) : std::nullopt;
        case DataType::int16:
            return integer ? std::optional(cut<std::int16_t>(value.bits)) : std::nullopt;
        case DataType::int32:
            return integer ? std::optional(cut<std::int32_t>(value.bits)) : std::nullopt;
        case DataType::int64:
            return integer ? std::optional(cut<std::int64_t>(value.bits)) : std::nullopt;
        case DataType::uint8:
            return integer ? std::optional(cut<std::uint8_t>(value.bits)) : std::nullopt;
        case DataType::uint16:
            return integer ? std::optional(cut<std::uint16_t>(value.bits)) : std::nullopt;
        case DataType::uint32:
            return integer ? std::optional(cut<std::uint32_t>(value.bits)) : std::nullopt;
        case DataType::uint64:
        case DataType::date_time:
            return integer ? std::optional(cut<std::uint64_t>(value.bits)) : std::nullopt;
        case DataType::float32:
            if (value.field == ValueField::float_value) {
                return widen(std::bit_cast<float>(static_cast<std::uint32_t>(value.bits)));
            }
            break;
        case DataType::float64:
            if (value.field == ValueField::double_value) {
                return std::bit_cast<double>(value.bits);
            }
            break;
        case DataType::boolean:
            if (value.field == ValueField::boolean_value) {
                return static_cast<double>(value.bits);
            }
            break;
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace magpie::sparkplug
