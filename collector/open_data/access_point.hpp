#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/time.hpp"

namespace magpie::collector::open_data {

inline constexpr std::array<std::string_view, 5> bands{"sub1GHz", "2.4GHz", "5GHz", "6GHz", "60GHz"};

/// What the public may know of one access point. Nothing of one client, no name or address of a network, and neither
/// version nor model, by which those would choose who know a hole in one.
struct AccessPoint {
    std::string id;
    std::string area;
    std::string site;
    std::string site_type;
    std::optional<double> latitude;
    std::optional<double> longitude;
    bool up = false;
    /// Of the last report; of one that is down when that was found.
    std::optional<UtcMs> as_of;
    std::array<bool, bands.size()> serves{};
    std::optional<double> networks;
    /// Of the whole pole, and so are the bytes: since its agent began to count.
    std::optional<double> clients;
    std::optional<double> received_bytes;
    std::optional<double> sent_bytes;
    bool simulated = false;
};

/// Fewer clients than this are persons. An agent's own limit may be another one, or none.
inline constexpr double min_group = 5;

/// Reads access points out of the fleet, which outlives it. Remembers where in a shape its values stand. One thread;
/// owned by an Export.
class AccessPointReader {
  public:
    explicit AccessPointReader(const Fleet& fleet) : fleet_(fleet) {}

    /// False when the node is none: of another maker, a device, or not heard of since a restart. `into` is made new.
    [[nodiscard]] bool read(const Node& node, AccessPoint& into);

  private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    /// One band and network name: slots of a shape.
    struct Group {
        std::size_t band;  // of `bands`; its size when it is none of them
        std::uint32_t networks = none;
        std::uint32_t clients = none;
    };
    struct Places {
        std::uint64_t serial = 0;
        std::uint32_t info = 0;  // as in Entry
        std::vector<Group> groups;
        std::vector<std::uint32_t> received;
        std::vector<std::uint32_t> sent;
    };

    const Places& places_of(std::uint32_t shape);
    static void find_places(const Shape& shape, Places& places);
    static void read_place(const Node& node, const Places& places, AccessPoint& into);
    static void read_values(const double* values, const Places& places, AccessPoint& into);

    const Fleet& fleet_;
    std::unordered_map<std::uint32_t, Places> places_;
};

}  // namespace magpie::collector::open_data
