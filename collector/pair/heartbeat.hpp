#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::collector {

/// What the active collector of a pair says each second on its topic; never retained. JSON:
/// `{"instance":"a","term":3}`.
struct Heartbeat {
    std::string instance;
    /// Rises with each takeover.
    std::uint64_t term = 0;
    friend bool operator==(const Heartbeat&, const Heartbeat&) = default;
};

/// Where the collectors of one Sparkplug host speak of who is active.
[[nodiscard]] std::string heartbeat_topic(std::string_view host);

[[nodiscard]] std::string encode(const Heartbeat& beat);
/// Nothing when the bytes are not such a JSON object, or its instance is no name.
[[nodiscard]] std::optional<Heartbeat> decode_heartbeat(std::string_view bytes);

}  // namespace magpie::collector
