#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie::collector {

enum class SharedKind : std::uint8_t {
    hub,          // where the lines of some poles come together, as they say in `node.hub`
    line_switch,  // as the switch says by LLDP to the poles at its ports
    core,         // what the hubs of an area, or of all areas, have behind them
};

inline constexpr std::string_view shared_kind_words[] = {"hub", "switch", "core"};

/// One thing that is to blame for many nodes that fell at once.
struct SuspectedFault {
    SharedKind kind{};
    std::string area;  // empty: all areas
    std::string name;
    UtcMs since{};         // when the first of them fell
    std::size_t fell = 0;  // nodes; of a core hubs
    std::size_t up = 0;    // those that share it and did not fall
    std::size_t down_before = 0;
    std::vector<std::string> members;  // names of those that fell, the first thousand
};

}  // namespace magpie::collector
