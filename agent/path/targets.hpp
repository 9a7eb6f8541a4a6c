#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/probe/outcome.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// How far a target is away: the label `class`.
enum class TargetClass : std::uint8_t { gateway, hub, core, outside };
inline constexpr std::array<std::string_view, 4> target_class_words{"gateway", "hub", "core", "outside"};

enum class AddressFamily : std::uint8_t { any, v4, v6 };

/// In the place of a host: the next hop of the default route, whichever it is now.
inline constexpr std::string_view default_gateway = "gateway";

/// Somebody who should be reached, and how it is asked whether he is.
struct Target {
    std::string name;
    TargetClass far = TargetClass::outside;
    std::string host;  // a name, an address, or `default_gateway`
    AddressFamily family = AddressFamily::any;
    Milliseconds interval{10000};
    std::vector<probe::Kind> probes;  // each once

    std::uint16_t tcp_port = 443;
    std::string dns_name{};    // that exists
    std::string dns_zone{};    // below which names are invented
    std::string portal_url{};  // that answers 204, or the API of RFC 8908
    std::string https_url{};
};

}  // namespace magpie::agent
