#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::fleet {

enum class SiteType : std::uint8_t { street, market, park, bus_stop, building, bus };
inline constexpr std::size_t site_types = 6;
[[nodiscard]] std::string_view word(SiteType type);

/// A district of Seoul: its romanized name, which is the area of its poles, and roughly where its middle is.
struct District {
    std::string_view name;
    double latitude;
    double longitude;
};
extern const std::array<District, 25> districts;

/// What a pole is and where it stands; all of it is invented.
struct Site {
    std::string area;
    std::string node;  // sim-00001 and so on: by it everything of the simulator can be told from the real
    std::string name;
    SiteType type{};
    std::size_t model = 0;  // of pole_model's list
    double latitude = 0;
    double longitude = 0;
    std::size_t hub = 0;
    std::string hub_name;
    std::uint64_t seed = 0;
};

/// Where the lines of some poles of a district come together: what is cut there silences them all.
struct Hub {
    std::string name;      // mapo-2
    std::size_t district;  // of `districts`
    double latitude;
    double longitude;
    std::vector<std::size_t> poles;
};

/// A city of `poles` poles: the same for the same seed. Districts take turns, so that a small city has all of them;
/// site types come in the shares of the public Wi-Fi of Seoul of August 2025 (34,363 access points).
class City {
  public:
    City(std::uint64_t seed, std::size_t poles);

    [[nodiscard]] const std::vector<Site>& poles() const { return poles_; }
    [[nodiscard]] const std::vector<Hub>& hubs() const { return hubs_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }

  private:
    std::uint64_t seed_;
    std::vector<Site> poles_;
    std::vector<Hub> hubs_;
};

}  // namespace magpie::fleet
