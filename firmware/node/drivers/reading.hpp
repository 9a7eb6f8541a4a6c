#pragma once

#include <cstdint>

namespace magpie::node {

/// What a driver has read: the value in steps of its quantity's row, and what the sensor said before any scaling, in
/// which a living one is never still.
struct Reading {
    std::int32_t value = 0;
    std::uint32_t raw = 0;
};

}  // namespace magpie::node
