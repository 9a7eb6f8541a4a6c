#include "wire/order/order.hpp"

#include <algorithm>
#include <exception>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

#include "wire/sparkplug/topic.hpp"

namespace magpie {

namespace {

enum class Field : protozero::pbf_tag_type {
    number = 1,
    area = 2,  // any number
    node = 3,  // any number
    share = 4,
    not_after = 5,  // ms UTC
    version = 6,
    configuration = 7
};

constexpr std::uint64_t too_high = std::uint64_t{1} << 53;
constexpr std::uint32_t all = 65536;
constexpr std::size_t most_names = 4096;
constexpr std::size_t longest = 32 * 1024;
constexpr std::size_t longest_version = 64;

bool are_names(const std::vector<std::string>& names) {
    return names.size() <= most_names &&
           std::ranges::all_of(names, [](const auto& name) { return sparkplug::is_magpie_id(name); });
}

/// It goes into a command line of a package manager.
bool is_version(std::string_view text) {
    return text.size() <= longest_version && !text.starts_with('-') && std::ranges::all_of(text, [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                      std::string_view(".+~:-").find(letter) != std::string_view::npos;
           });
}

/// FNV-1a, and then mixed: the low bits of names that differ in their last letter alone must differ well.
std::uint32_t place_in_city(std::string_view node) {
    std::uint32_t hash = 2166136261U;
    for (const char letter : node) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
    }
    hash ^= hash >> 16U;
    hash *= 0x85ebca6bU;
    hash ^= hash >> 13U;
    return hash & 0xffffU;
}

}  // namespace

std::string encode(const Order& order) {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    builder.add_uint64(Field::number, static_cast<std::uint64_t>(order.number));
    for (const auto& area : order.areas) {
        builder.add_string(Field::area, area);
    }
    for (const auto& node : order.nodes) {
        builder.add_string(Field::node, node);
    }
    builder.add_uint32(Field::share, order.share);
    builder.add_uint64(Field::not_after, static_cast<std::uint64_t>(order.not_after.time_since_epoch().count()));
    builder.add_string(Field::version, order.version);
    builder.add_string(Field::configuration, order.configuration);
    return bytes;
}

std::optional<Order> decode_order(std::string_view bytes) {
    if (bytes.size() > longest) {
        return std::nullopt;
    }
    Order order;
    std::uint64_t number = 0;
    std::uint64_t not_after = 0;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<Field> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::number, pbf_wire_type::varint):
                    number = reader.get_uint64();
                    break;
                case tag_and_type(Field::area, pbf_wire_type::length_delimited):
                    order.areas.push_back(reader.get_string());
                    break;
                case tag_and_type(Field::node, pbf_wire_type::length_delimited):
                    order.nodes.push_back(reader.get_string());
                    break;
                case tag_and_type(Field::share, pbf_wire_type::varint):
                    order.share = reader.get_uint32();
                    break;
                case tag_and_type(Field::not_after, pbf_wire_type::varint):
                    not_after = reader.get_uint64();
                    break;
                case tag_and_type(Field::version, pbf_wire_type::length_delimited):
                    order.version = reader.get_string();
                    break;
                case tag_and_type(Field::configuration, pbf_wire_type::length_delimited):
                    order.configuration = reader.get_string();
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    if (number == 0 || number >= too_high || not_after >= too_high || order.share == 0 || order.share > all ||
        !is_version(order.version) || !are_names(order.areas) || !are_names(order.nodes)) {
        return std::nullopt;
    }
    order.number = OrderNumber{number};
    order.not_after = UtcMs{Milliseconds{static_cast<std::int64_t>(not_after)}};
    return order;
}

bool concerns(const Order& order, std::string_view area, std::string_view node) {
    const bool is_all = order.areas.empty() && order.nodes.empty();
    const bool is_named = std::ranges::find(order.areas, area) != order.areas.end() ||
                          std::ranges::find(order.nodes, node) != order.nodes.end();
    return (is_all || is_named) && place_in_city(node) < order.share;
}

}  // namespace magpie
