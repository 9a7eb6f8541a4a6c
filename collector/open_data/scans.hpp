#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "collector/fleet/fleet.hpp"

namespace magpie::collector::open_data {

/// How loud poles hear each other, as magpie-planner calibrates with (docs/planner.md): a line for each band of each
/// pole that another one hears, `from,to,frequency_ghz,rssi_dbm`. In pieces, between which the fleet may change, as
/// Export. Lives on the loop's thread; owned by the response; the fleet outlives it.
class Scans {
  public:
    explicit Scans(const Fleet& fleet) : fleet_(fleet), began_(fleet.serial()) {}

    /// Appends about `budget` bytes; false when that was the end.
    bool step(std::string& out, std::size_t budget);

  private:
    /// Whom a pole of a shape may hear.
    struct Heard {
        std::string from;
        double gigahertz = 0;
        std::uint32_t slot = 0;
    };
    void append(const Node& node, std::string& out) const;
    [[nodiscard]] static std::vector<Heard> heard_in(const Shape& shape);

    const Fleet& fleet_;
    std::uint64_t began_;
    std::size_t node_ = 0;
    bool begun_ = false;
};

}  // namespace magpie::collector::open_data
