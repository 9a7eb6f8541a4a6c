#include "wire/node_image/node_image.hpp"

#include <algorithm>
#include <exception>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie {

namespace {

enum class Field : protozero::pbf_tag_type { board = 1, version = 2, slot_a = 3, slot_b = 4 };

constexpr std::uint32_t most = 0xFFFF;  // of a register

}  // namespace

std::string encode(const NodeImage& image) {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    builder.add_uint32(Field::board, image.board);
    builder.add_uint32(Field::version, image.version);
    builder.add_bytes(Field::slot_a, image.slots[0]);
    builder.add_bytes(Field::slot_b, image.slots[1]);
    return bytes;
}

std::optional<NodeImage> decode_node_image(std::string_view bytes) {
    NodeImage image;
    std::uint32_t board = 0;
    std::uint32_t version = 0;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<Field> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::board, pbf_wire_type::varint):
                    board = reader.get_uint32();
                    break;
                case tag_and_type(Field::version, pbf_wire_type::varint):
                    version = reader.get_uint32();
                    break;
                case tag_and_type(Field::slot_a, pbf_wire_type::length_delimited):
                    image.slots[0] = reader.get_bytes();
                    break;
                case tag_and_type(Field::slot_b, pbf_wire_type::length_delimited):
                    image.slots[1] = reader.get_bytes();
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const auto fits = [](const std::string& slot) { return !slot.empty() && slot.size() <= longest_slot_image; };
    if (board == 0 || board > most || version == 0 || version > most || !std::ranges::all_of(image.slots, fits)) {
        return std::nullopt;
    }
    image.board = static_cast<std::uint16_t>(board);
    image.version = static_cast<std::uint16_t>(version);
    return image;
}

}  // namespace magpie
