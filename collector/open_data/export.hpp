#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "collector/fleet/fleet.hpp"
#include "collector/open_data/access_point.hpp"
#include "collector/open_data/fields.hpp"

namespace magpie::collector::open_data {

enum class Format : std::uint8_t { csv, json };

/// Every access point once, in pieces, between which the fleet may change: a node keeps its place while it is known,
/// and one that came after the beginning is for the next time. Lives on the loop's thread; owned by the response; the
/// fleet outlives it.
class Export {
  public:
    Export(const Fleet& fleet, Format format, Language language)
        : fleet_(fleet), format_(format), language_(language), began_(fleet.serial()), reader_(fleet) {}

    /// Appends about `budget` bytes; false when that was the end.
    bool step(std::string& out, std::size_t budget);

  private:
    void begin(std::string& out) const;
    void append(std::string& out);

    const Fleet& fleet_;
    Format format_;
    Language language_;
    std::uint64_t began_;
    AccessPointReader reader_;
    AccessPoint point_;
    std::size_t node_ = 0;
    bool begun_ = false;
    bool any_ = false;
};

}  // namespace magpie::collector::open_data
