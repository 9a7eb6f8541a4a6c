#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "collector/planner/coverage.hpp"
#include "collector/planner/layers.hpp"

/// What a batch of new sites did, measured, against what was predicted of it.
namespace magpie::collector::planner {

/// Tests nearer to a new site than this tell of it.
inline constexpr double effect_meters = 150;
/// Those that are this far from each of them tell what else has changed: leaves, phones, the weather.
inline constexpr double control_meters = 700;

struct Share {
    std::size_t tests = 0;
    std::size_t served = 0;

    [[nodiscard]] double value() const {
        return tests > 0 ? static_cast<double>(served) / static_cast<double>(tests) : 0;
    }
};

struct SiteEffect {
    Share before;
    Share after;
    double predicted_before = 0;  // mean over the places of its tests
    double predicted_after = 0;
};

struct Effect {
    std::vector<SiteEffect> sites;  // as the new sites
    SiteEffect all;
    Share control_before;
    Share control_after;
    /// The change at the sites less that of the control; without a control the former alone. Nothing without tests
    /// before and after.
    std::optional<double> measured;
    /// Of `measured`: by the jackknife over sites (tests at one site are no independent ones), and the control's.
    double standard_error = 0;
    double predicted = 0;

    /// Whether the prediction lies within two standard errors.
    [[nodiscard]] bool as_predicted() const;
};

[[nodiscard]] Effect effect_of(std::span<const Site> poles, std::span<const Site> new_sites,
                               std::span<const WalkTest> before, std::span<const WalkTest> after,
                               const Reaches& reaches, double threshold_dbm);

}  // namespace magpie::collector::planner
