#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// An urgent check of a pole: asked for by a command, told on a topic of its own beside Sparkplug (docs/protocol.md,
/// "Checks").
namespace magpie::check {

/// Name of the String metric of the NCMD that asks for one; its value is the id of the request.
inline constexpr std::string_view check_metric = "Node Control/Check";
/// No message is longer.
inline constexpr std::size_t longest_message = std::size_t{32} * 1024;

/// Keys of a message, and what stands behind `event`.
inline constexpr std::string_view id_key = "id";
inline constexpr std::string_view event_key = "event";
inline constexpr std::string_view layer_event = "layer";
inline constexpr std::string_view result_event = "result";
inline constexpr std::string_view refused_event = "refused";
inline constexpr std::string_view reason_key = "reason";  // of a refusal: busy, off; broken where no result came

/// Where a node tells of its check: QoS 1, not retained.
[[nodiscard]] std::string check_topic(std::string_view area, std::string_view node);
/// Those of all nodes.
inline constexpr std::string_view check_filter = "magpie/v1/check/#";

struct Teller {
    std::string_view area;
    std::string_view node;
};
/// Who tells; nothing where a topic is no such topic.
[[nodiscard]] std::optional<Teller> teller_of(std::string_view topic);

/// Sixteen of 0-9 and a-f.
[[nodiscard]] bool is_check_id(std::string_view id);

}  // namespace magpie::check
