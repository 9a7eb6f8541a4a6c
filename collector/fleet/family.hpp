#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wire/catalogue/metric.hpp"

namespace magpie::collector {

/// What the collector itself says of a node. A node that sends one of these names is not heard.
inline constexpr std::string_view written_by_collector[] = {
    "magpie_node_up",
    "magpie_node_device_up",
    "magpie_node_last_report_timestamp_seconds",
    "magpie_node_reports_lost_total",
    "magpie_pole_neighbour_deviation",
    "magpie_node_maintenance",
};

/// What a node says of itself, and the collector of it from then on, over its death.
inline constexpr std::string_view node_info_name = "magpie_node_info";

/// What a series of this name may be. `family` is the name without `_bucket`, `_sum`, `_count` for a histogram of the
/// catalogue.
struct SeriesName {
    const catalogue::Metric* row = nullptr;  // null outside the catalogue
    std::string_view family;
    bool exposed = false;  // false: no metric name, or one that only the collector writes
    bool counter = false;  // never falls but by a reset
    bool bucket = false;   // must carry a label `le`
    double low = 0;        // what is believable, both ends included
    double high = 0;
};

/// The shapes that hold series of a family, oldest first.
struct FamilyMember {
    std::uint64_t serial = 0;
    std::uint32_t shape = 0;
    std::uint32_t first = 0;  // its entries in the shape
    std::uint32_t count = 0;  // 0: the shape is gone
};

/// All series of one metric name. Lives while a shape holds it.
struct Family {
    std::uint64_t serial = 0;  // 0: a free place
    std::string name;
    std::string header;  // the HELP and TYPE lines
    std::vector<FamilyMember> members;
    std::uint32_t gone = 0;  // members with count 0

    /// The first member whose serial is at least this; the end when there is none.
    [[nodiscard]] std::vector<FamilyMember>::const_iterator from(std::uint64_t least) const;
};

/// Every family there is, by name, in places that do not move while the family lives. Owned by the fleet, on its
/// thread.
class FamilyTable {
  public:
    FamilyTable();

    [[nodiscard]] SeriesName resolve(std::string_view name) const;

    /// Enters a shape and says the family's place; the family begins with its first member. Serials only grow.
    std::uint32_t join(std::string_view family, std::string_view help, FamilyMember member);
    void leave(std::uint32_t place, std::uint64_t member_serial);

    /// Every place in turn; those with serial 0 are free.
    [[nodiscard]] const std::vector<Family>& places() const { return places_; }
    [[nodiscard]] std::size_t size() const { return by_name_.size(); }

  private:
    [[nodiscard]] const catalogue::Metric* row(std::string_view name) const;

    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    std::vector<const catalogue::Metric*> rows_;  // by name
    std::vector<Family> places_;
    std::vector<std::uint32_t> free_;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> by_name_;
};

/// The HELP and TYPE lines of a row of the catalogue.
[[nodiscard]] std::string family_header(const catalogue::Metric& row);

}  // namespace magpie::collector
