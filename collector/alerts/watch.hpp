#pragma once

#include <cstdint>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/catalogue/urgent.hpp"

namespace magpie::collector::alerts {

/// A series of a shape that may be the sign of an urgent event.
struct Watched {
    std::uint32_t slot = 0;
    const catalogue::Urgent* row = nullptr;
    Labels kept;  // those of the row, with the values they have in the series; no empty ones
};

/// Finds the few series of a shape that the table of urgent events names, once a shape. One thread; owned by the
/// AlertBook.
class Watch {
  public:
    explicit Watch(const Fleet& fleet) : fleet_(fleet) {}

    /// Of a node that has a shape. Holds until the next call.
    [[nodiscard]] const std::vector<Watched>& of(const Node& node);

  private:
    struct Known {
        std::uint64_t serial = 0;
        std::vector<Watched> series;
    };

    const Fleet& fleet_;
    std::vector<Known> shapes_;  // by ShapeIndex
};

}  // namespace magpie::collector::alerts
