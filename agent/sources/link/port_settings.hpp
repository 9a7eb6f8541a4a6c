#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::agent {

/// What a port leads to: the label `role`. What a camera sends is never looked at, only how much it is.
enum class PortRole : std::uint8_t { uplink, wifi, camera, sensor };
inline constexpr std::array<std::string_view, 4> port_role_words{"uplink", "wifi", "camera", "sensor"};

/// A port somebody has named: [[link.port]]; the TOML key stands beside its field.
struct PortSettings {
    std::string interface;                             // interface
    PortRole role = PortRole::uplink;                  // role
    std::optional<double> expected_bits_per_second{};  // expected_megabits_per_second; else what both ends advertise
};

/// Which interfaces are looked at: [link].
struct LinkSettings {
    std::vector<std::string> exclude{};  // exclude: shell patterns (fnmatch) of interfaces not to report
    /// max_interfaces: how many are reported; named ports first, then hardware, what has carried traffic, the oldest.
    std::size_t max_interfaces = 16;
    std::vector<PortSettings> ports{};  // [[link.port]]
};

}  // namespace magpie::agent
