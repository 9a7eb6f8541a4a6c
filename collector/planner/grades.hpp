#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "collector/planner/hotspots.hpp"
#include "collector/planner/layers.hpp"

/// How badly a place wants a pole, as a grade that means the same next year: docs/planner.md has the weights.
namespace magpie::collector::planner {

enum class Grade : std::uint8_t { a, b, c, d, e };
inline constexpr std::array<std::string_view, 5> grade_names{"A", "B", "C", "D", "E"};
/// A grade begins at these points of a hundred.
inline constexpr std::array<double, 5> grade_points{0, 20, 40, 60, 80};

enum class Component : std::uint8_t { gap, demand, complaints, walk_tests, cluster };
inline constexpr std::array<std::string_view, 5> component_names{"gap", "demand", "complaints", "walk_tests",
                                                                 "cluster"};
/// Points of a hundred; of a place without walk tests those are shared out to the others.
inline constexpr std::array<double, 5> component_weights{40, 20, 15, 15, 10};

/// What lies nearer than this belongs to a place.
inline constexpr double catchment_meters = 100;
/// As many complaints are half of the points for them.
inline constexpr double half_of_complaints = 3;

struct Graded {
    std::array<std::optional<double>, component_names.size()> components{};  // 0 (good) to 1
    double score = 0;                                                        // 0 to 100
    Grade computed = Grade::a;
    /// With the verdict of who went there: what is confirmed is D at least, what is refuted B at most.
    Grade grade = Grade::a;
    std::optional<bool> confirmed{};
    double demand = 0;
    double unserved = 0;
};

/// What grades are made of, by cell but for the walk tests.
struct Evidence {
    const Ground& ground;
    std::span<const double> demand;    // weighted
    std::span<const double> unserved;  // probability
    std::span<const double> complaints;
    const Hotspots& hotspots;
    std::span<const WalkTest> walk_tests;
    double threshold_dbm = -67;
};

/// One for each place. Of several verdicts on one the last by date counts.
[[nodiscard]] std::vector<Graded> graded(std::span<const Place> places, const Evidence& evidence,
                                         std::span<const Verdict> verdicts);

[[nodiscard]] Grade grade_of(double score);

/// What the verdicts say of the grades, to mend the weights by.
struct Feedback {
    struct OfGrade {
        std::size_t confirmed = 0;
        std::size_t refuted = 0;
    };
    std::array<OfGrade, grade_names.size()> by_grade{};  // as computed
    /// Mean of the confirmed less that of the refuted: near 0 it tells nothing apart. Nothing where one has no place.
    std::array<std::optional<double>, component_names.size()> separation{};
};
[[nodiscard]] Feedback feedback_of(std::span<const Graded> places);

/// Of a share of few: Wilson's (1927), 95 %.
struct Interval {
    double least = 0;
    double most = 1;
};
[[nodiscard]] Interval share_interval(std::size_t of_these, std::size_t all);

}  // namespace magpie::collector::planner
