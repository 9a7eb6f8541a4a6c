#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "collector/fleet/series.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {

/// What a birth says of its series, byte for byte as it stood on the wire: name, datatype and properties of each, in
/// the order of the aliases. The properties of info metrics are the node's own and are left out. A later birth that
/// says the same needs not be read again. One thread; owned by a Plan.
class BirthSkeleton {
  public:
    BirthSkeleton() = default;
    /// `info` names the info metrics among the series by slot, in order.
    BirthSkeleton(std::span<const sparkplug::MetricView* const> series, std::span<const InfoLabels> info);

    [[nodiscard]] bool empty() const { return series_.empty(); }
    [[nodiscard]] std::size_t size() const { return series_.size(); }
    [[nodiscard]] bool is_info(std::size_t slot) const { return series_[slot].info; }
    /// Whether the metric says of its series what the one of this slot said; never of a slot that there is not.
    [[nodiscard]] bool says(std::size_t slot, const sparkplug::MetricView& metric) const;

  private:
    struct Series {
        std::size_t begin = 0;  // in bytes_
        std::size_t name_size = 0;
        std::size_t properties_size = 0;  // behind the name
        std::uint32_t datatype = 0;
        bool info = false;
    };

    std::string bytes_;
    std::vector<Series> series_;
};

}  // namespace magpie::collector
