#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/planner/coverage.hpp"
#include "collector/planner/geometry.hpp"
#include "collector/planner/grid.hpp"
#include "collector/planner/propagation.hpp"

/// What a plan is made of.
namespace magpie::collector::planner {

struct District {
    std::string name;
    Area area;
};

/// That stands.
struct Pole {
    std::string id;
    Point at;
    Environment environment = Environment::urban;
    double height = 0;  // metres above the ground
};

/// A fixture that could carry one.
struct Candidate {
    std::string id;
    Point at;
    Environment environment = Environment::urban;
    double height = 0;
    double cost = 1;
};

enum class DemandKind : std::uint8_t { population, transit, complaints };
inline constexpr std::array<std::string_view, 3> demand_names{"population", "transit", "complaints"};

/// How many people one of each stands for.
struct DemandWeights {
    std::array<double, demand_names.size()> of{1, 1, 20};
};

/// By cell.
struct Demand {
    std::array<std::vector<double>, demand_names.size()> kinds;

    [[nodiscard]] const std::vector<double>& of(DemandKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
};

/// What a measuring phone heard at a place. Nothing of anybody's phone but the tester's.
struct WalkTest {
    Point at;
    std::optional<double> rssi_dbm;  // nothing heard
};

/// A pole heard by a pole, or listened for in vain.
struct Scan {
    std::string from;
    std::string to;
    double gigahertz = 2.437;
    std::optional<double> rssi_dbm;
};

/// What people found who went there.
struct Verdict {
    std::string place;
    bool confirmed = false;
    std::string date;  // ISO 8601
    std::string note;
};

/// A place to be graded.
struct Place {
    std::string id;
    Point at;
};

inline constexpr std::uint16_t no_district = 0xFFFF;

/// The ground: districts, laid out in cells.
struct Ground {
    Grid grid;
    std::vector<District> districts;
    std::vector<std::uint16_t> district_of;  // by cell; `no_district` is outside of the city
    std::size_t cells = 0;                   // within the city
};

struct City {
    Ground ground;
    Demand demand;
    std::vector<Pole> poles;
    std::vector<Candidate> candidates;
    std::vector<WalkTest> walk_tests;
    std::vector<Scan> scans;
};

/// The error says why the districts are none.
[[nodiscard]] tl::expected<Ground, std::string> ground_of(std::vector<District> districts, int cell);

/// What planning serves, by cell.
[[nodiscard]] std::vector<double> weighted(const Demand& demand, const DemandWeights& weights);

[[nodiscard]] std::vector<Site> sites_of(const std::vector<Pole>& poles);
[[nodiscard]] std::vector<Site> sites_of(const std::vector<Candidate>& candidates);

}  // namespace magpie::collector::planner
