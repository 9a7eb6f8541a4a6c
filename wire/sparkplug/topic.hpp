#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace magpie::sparkplug {

/// Message types of Sparkplug B 3.0, chapter 4.
enum class Verb : std::uint8_t { nbirth, ndata, ndeath, ncmd, dbirth, ddata, ddeath, dcmd, state };

[[nodiscard]] std::string_view name(Verb verb);

/// How a message type travels (checklist A2).
struct Delivery {
    std::uint8_t qos;
    bool retain;
    bool has_seq;
};

[[nodiscard]] constexpr Delivery delivery(Verb verb) {
    switch (verb) {
        case Verb::nbirth:
        case Verb::ndata:
        case Verb::dbirth:
        case Verb::ddata:
        case Verb::ddeath:
            return {0, false, true};
        case Verb::ndeath:
            return {1, false, false};
        case Verb::ncmd:
        case Verb::dcmd:
            return {0, false, false};
        case Verb::state:
            return {1, true, false};
    }
    return {0, false, false};
}

[[nodiscard]] constexpr bool is_about_device(Verb verb) {
    return verb == Verb::dbirth || verb == Verb::ddata || verb == Verb::ddeath || verb == Verb::dcmd;
}

/// A parsed topic; the views point into the topic that was parsed. Sparkplug's group is Magpie's area. For STATE,
/// `node` is the host id and `area` is empty. `device` is empty unless the verb is about a device.
struct TopicView {
    std::string_view area;
    Verb verb;
    std::string_view node;
    std::string_view device;
};

enum class BadTopic : std::uint8_t { namespace_unknown, verb_unknown, level_count, id_invalid };

/// Longest id accepted of foreign edges, in bytes.
inline constexpr std::size_t longest_id = 64;

/// Parses `spBv1.0/<area>/<verb>/<node>[/<device>]` and `spBv1.0/STATE/<host>`. Ids are non-empty plain UTF-8 without
/// `+ / #`.
[[nodiscard]] tl::expected<TopicView, BadTopic> parse_topic(std::string_view topic);

[[nodiscard]] std::string topic(std::string_view area, Verb verb, std::string_view node, std::string_view device = {});
[[nodiscard]] std::string state_topic(std::string_view host);

/// `[a-z0-9-]{1,32}`: what Magpie itself uses for areas, nodes and hosts; brokers treat dots and slashes their own way.
[[nodiscard]] bool is_magpie_id(std::string_view id);

}  // namespace magpie::sparkplug
