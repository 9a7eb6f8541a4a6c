#include "collector/planner/propagation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace magpie::collector::planner {

namespace {

double above(double deviations) {
    return 0.5 * std::erfc(deviations / std::numbers::sqrt2);
}

}  // namespace

std::optional<Environment> environment_named(std::string_view name) {
    const auto found = std::find(environment_names.begin(), environment_names.end(), name);
    if (found == environment_names.end()) {
        return std::nullopt;
    }
    return static_cast<Environment>(found - environment_names.begin());
}

double PathLoss::median(double meters, double gigahertz) const {
    return 10 * alpha * std::log10(meters) + beta + 10 * gamma * std::log10(gigahertz);
}

double PathLoss::deviation(double meters) const {
    const double x = 10 * std::log10(meters);
    return std::sqrt(sigma * sigma + std::max(0.0, x * x * alpha_variance + 2 * x * covariance + beta_variance));
}

Laws laws_of(Environment environment) {
    return {.in_sight = line_of_sight, .hidden = environment == Environment::residential ? residential : high_rise};
}

double sight_probability(Environment environment, double meters) {
    if (environment == Environment::open || meters <= 18) {
        return 1;
    }
    return 18 / meters + std::exp(-meters / 36) * (1 - 18 / meters);
}

double coverage_probability(const Laws& laws, Environment environment, const Radio& radio, double meters) {
    if (meters > most_meters) {
        return 0;
    }
    const double d = std::max(meters, least_meters);
    const double allowed = radio.eirp_dbm - radio.threshold_dbm;
    const auto heard = [&](const PathLoss& law) {
        return above((law.median(d, radio.gigahertz) - allowed) / law.deviation(d));
    };
    const double sight = sight_probability(environment, d);
    return std::min(most_certain, sight * heard(laws.in_sight) + (1 - sight) * heard(laws.hidden));
}

Reach::Reach(const Laws& laws, Environment environment, const Radio& radio) {
    for (double squared = squared_step / 2; squared <= most_meters * most_meters; squared += squared_step) {
        const double probability = coverage_probability(laws, environment, radio, std::sqrt(squared));
        if (probability < least_likely) {
            break;
        }
        table_.push_back(static_cast<float>(probability));
    }
    range_ = std::sqrt(squared_step * static_cast<double>(table_.size()));
}

}  // namespace magpie::collector::planner
