#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace magpie {

/// Where a node asks how long a message takes; it hears itself there, and the collector hears it. Outside Sparkplug
/// (docs/protocol.md, "Round trips").
[[nodiscard]] std::string ping_topic(std::string_view area, std::string_view node);
/// The topics of an area, or with "+" of all.
[[nodiscard]] std::string ping_filter(std::string_view area);
/// Where the collector answers it.
[[nodiscard]] std::string pong_topic(std::string_view node);

/// The node that asks; nothing where a topic is no such topic.
[[nodiscard]] std::optional<std::string_view> pinging_node(std::string_view topic);
/// Whether a payload is one to be answered, which comes back as it came: a decimal number of at most ten digits.
[[nodiscard]] bool is_ping(std::string_view payload);

}  // namespace magpie
