#include "wire/report/acknowledge.hpp"

#include <exception>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie {

namespace {

enum class Field : protozero::pbf_tag_type {
    epoch = 1 /* fixed64 */,
    received = 2,
    safe = 3,
    highest = 4,
    late_spacing = 5 /* ms */
};

constexpr std::uint64_t longest_spacing = 3600 * 1000;

}  // namespace

std::string encode(const Acknowledge& acknowledge) {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    builder.add_fixed64(Field::epoch, value(acknowledge.epoch));
    builder.add_uint64(Field::received, value(acknowledge.received));
    builder.add_uint64(Field::safe, value(acknowledge.safe));
    builder.add_uint64(Field::highest, value(acknowledge.highest));
    if (acknowledge.late_spacing != Milliseconds{}) {
        builder.add_uint64(Field::late_spacing, static_cast<std::uint64_t>(acknowledge.late_spacing.count()));
    }
    return bytes;
}

std::optional<Acknowledge> decode_acknowledge(std::string_view bytes) {
    Acknowledge acknowledge;
    std::uint64_t late_spacing = 0;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<Field> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::epoch, pbf_wire_type::fixed64):
                    acknowledge.epoch = Epoch{reader.get_fixed64()};
                    break;
                case tag_and_type(Field::received, pbf_wire_type::varint):
                    acknowledge.received = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::safe, pbf_wire_type::varint):
                    acknowledge.safe = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::highest, pbf_wire_type::varint):
                    acknowledge.highest = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::late_spacing, pbf_wire_type::varint):
                    late_spacing = reader.get_uint64();
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    if (acknowledge.epoch == Epoch{} || acknowledge.safe > acknowledge.received ||
        acknowledge.received > acknowledge.highest || late_spacing > longest_spacing) {
        return std::nullopt;
    }
    acknowledge.late_spacing = Milliseconds{static_cast<std::int64_t>(late_spacing)};
    return acknowledge;
}

}  // namespace magpie
