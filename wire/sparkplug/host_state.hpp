#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::sparkplug {

/// Content of a STATE message: JSON `{"online":true,"timestamp":1700000000000}`, ms since 1970.
struct HostState {
    bool online;
    std::uint64_t timestamp;
};

[[nodiscard]] std::string encode(const HostState& state);
/// Nothing when the bytes are not such a JSON object.
[[nodiscard]] std::optional<HostState> decode_host_state(std::string_view bytes);

}  // namespace magpie::sparkplug
